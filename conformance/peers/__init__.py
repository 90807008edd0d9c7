"""Runs the Python implementations over the inputs and hands over their results."""

"""Measures nonlin against its peers and writes the page about it."""

"""Writes tests/atoms.tsv: functions at single-precision arguments, with 10 digits.

Needs mpmath.
"""

import pathlib
import struct

from mpmath import mp, mpf

mp.dps = 60


def single(x):
    return struct.unpack("f", struct.pack("f", float(x)))[0]


def sigmoid(x):
    return 1 / (1 + mp.exp(-x)) if x > -5000 else mp.exp(x)


def softplus(x):
    return mp.log1p(mp.exp(x)) if x < 5000 else x


def cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


FUNCTIONS = {
    # name: (function, least and largest argument)
    "exp": (mp.exp, -103, 88.72),
    "expm1": (mp.expm1, -110, 88.72),
    "log": (mp.log, 1e-37, 3e38),
    "log1p": (mp.log1p, -0.99999, 3e38),
    "sigmoid": (sigmoid, -103, 3e38),
    "softplus": (softplus, -103, 3e38),
    "tanh": (mp.tanh, -100, 100),
    "sech2": (lambda x: mp.sech(x) ** 2, -44, 44),
    "erf": (mp.erf, -20, 20),
    "erfc": (mp.erfc, -20, 9.1),
    "normal_cdf": (cdf, -12.9, 20),
    "gaussian": (lambda x: mp.exp(-x * x), -9.3, 9.3),
    "atan": (mp.atan, -3e38, 3e38),
    "asinh": (mp.asinh, -3e38, 3e38),
    "tanh_softplus": (lambda x: mp.tanh(softplus(x)), -80, 100),
    "tanh_exp": (lambda x: mp.tanh(mp.exp(x)), -80, 20),
    "softsign": (lambda x: x / (1 + abs(x)), -3e38, 3e38),
    "lorentzian": (lambda x: 1 / (1 + x * x), -1e18, 1e18),
    "sin": (mp.sin, -10000, 10000),
    "cos": (mp.cos, -10000, 10000),
}


def arguments(low, high):
    """Evenly spread ones, and ones of all sizes of both signs."""
    near_low, near_high = max(low, -110), min(high, 110)
    points = [near_low + (near_high - near_low) * k / 71 for k in range(72)]
    points += [k * 0.0917 - 3 for k in range(66)]
    points += [s * 1.3 * 2.0**k for s in (-1, 1) for k in (*range(-30, 8), *range(10, 127, 9))]
    return sorted({single(x) for x in points if low <= single(x) <= high})


rows = ["# function\tx\tvalue; by tools/atoms.py"]
for name, (function, low, high) in FUNCTIONS.items():
    for x in arguments(low, high):
        rows.append(f"{name}\t{x:.9g}\t{mp.nstr(function(mpf(x)), 10)}")
path = pathlib.Path(__file__).parent.parent / "tests" / "atoms.tsv"
path.write_text("\n".join(rows) + "\n")

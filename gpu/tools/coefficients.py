"""Prints the coefficients of src/math.rs and how far the polynomials are off.

Each is interpolated at Chebyshev nodes with 50 digits, which is within a bit of the best
polynomial, and then rounded to single precision. Needs mpmath.
"""

import struct

from mpmath import mp, mpf

mp.dps = 50


def single(c):
    return struct.unpack("f", struct.pack("f", float(c)))[0]


def interpolated(g, low, high, terms):
    """The polynomial, as coefficients from the constant term on, that agrees with g at nodes."""
    middle, half = (mpf(low) + high) / 2, (mpf(high) - low) / 2
    nodes = [middle + half * mp.cos(mp.pi * (k + mpf(1) / 2) / terms) for k in range(terms)]
    matrix = mp.matrix([[node**i for i in range(terms)] for node in nodes])
    return list(mp.lu_solve(matrix, mp.matrix([g(node) for node in nodes])))


def report(name, g, low, high, terms, whole):
    """`whole(t, p)` is the function with p in place of g; its relative error is printed."""
    coefficients = [single(c) for c in interpolated(g, low, high, terms)]
    worst = mpf(0)
    for k in range(2001):
        t = mpf(low) + (mpf(high) - low) * k / 2000
        if abs(t) < mpf(10) ** -12:
            continue
        p = sum(mpf(c) * t**i for i, c in enumerate(coefficients))
        worst = max(worst, abs(whole(t, p) / whole(t, g(t)) - 1))
    print(f"// {name}: off by 2^{float(mp.log(worst, 2)):.1f} at most")
    print(", ".join(f"{c:.9g}" for c in coefficients))


ln2 = mp.log(2)
report("exp: (e^r - 1 - r) / r^2", lambda r: (mp.e**r - 1 - r) / r**2, -0.3467, 0.3468, 6,
       lambda r, p: r + r**2 * p)
report("log1p: (ln(1+f) - f) / f^2", lambda f: (mp.log(1 + f) - f) / f**2, mpf(-1) / 3, mpf(1) / 2, 12,
       lambda f, p: f + f**2 * p)
report("erf: erf(u) / u in u^2", lambda s: mp.erf(mp.sqrt(s)) / mp.sqrt(s), mpf(10) ** -20, 1, 7,
       lambda s, p: p)
report("erfcx: (1 + 2z) erfcx(z) in (z - 2) / (z + 2)",
       lambda q: (lambda z: (1 + 2 * z) * mp.e ** (z * z) * mp.erfc(z))(2 * (1 + q) / (1 - q)),
       -1, mpf("0.96"), 12, lambda q, p: p)
report("sin: (sin r - r) / r^3 in r^2", lambda s: (mp.sin(mp.sqrt(s)) - mp.sqrt(s)) / mp.sqrt(s) ** 3,
       mpf(10) ** -20, (mp.pi / 4 + mpf("0.001")) ** 2, 3, lambda s, p: 1 + s * p)
report("cos: (cos r - 1 + r^2/2) / r^4 in r^2", lambda s: (mp.cos(mp.sqrt(s)) - 1 + s / 2) / s**2,
       mpf(10) ** -12, (mp.pi / 4 + mpf("0.001")) ** 2, 3, lambda s, p: 1 - s / 2 + s**2 * p)
report("atan: (atan z - z) / z^3 in z^2", lambda s: (mp.atan(mp.sqrt(s)) - mp.sqrt(s)) / mp.sqrt(s) ** 3,
       mpf(10) ** -20, 1, 9, lambda s, p: 1 + s * p)

#!/usr/bin/env python3
"""Prints src/atoms/coefficients.rs: the polynomials behind the atoms.

    python3 tools/coefficients.py > src/atoms/coefficients.rs      (needs mpmath)

Each polynomial is the Chebyshev fit, at 60 digits, of the function named in its
comment, with the lowest degree whose worst error relative to the function is
below the target of its precision: 2^-28 for f32 and 2^-58 for f64. The QUICK
polynomials are for a number type that is wider than the result: those of f64 serve
f32 results, those of f32 half-precision ones; their degrees are given, and a term is
left out as soon as the result does not see it. Coefficients run from the constant
term up.
"""
from mpmath import cos, lu_solve, matrix, mp, mpf, chebyfit, polyval, exp, log, erf, erfc, atan, sqrt, pi, atanh, taylor, quad

mp.dps = 60


def erfcx(z):
    return exp(z * z) * erfc(z)


def safe(f, at0):
    """f, with its limit at 0, where the expression divides by zero."""
    return lambda x: f(x) if abs(x) > mpf(10) ** -25 else at0


def atanh_rest(z):
    s = sqrt(z)
    return (2 * atanh(s) / s - 2) / z


# erfcx(z) = s P(1 - 2 k s), s = 1 / (z + k): s runs over (0, 1/k], the argument of P over [-1, 1)
K = mpf(2)


def erfcx_of(t):
    s = (1 - t) / (2 * K)
    if s < mpf(10) ** -20:
        return 1 / sqrt(pi)
    z = 1 / s - K
    if z > 60:  # the asymptotic series; exp(z^2) would need thousands of digits
        total, term = mpf(1), mpf(1)
        for i in range(1, 40):
            term *= -mpf(2 * i - 1) / (2 * z * z)
            if abs(term) < mpf(10) ** -58:
                break
            total += term
        return total / (z * sqrt(pi)) / s
    return erfcx(z) / s


def normal_of(t):
    s = (1 - t) / (2 * K)
    if s < mpf(10) ** -20:
        return 1 / sqrt(2 * pi)
    a = 1 / s - K
    z = a / sqrt(mpf(2))
    # erfcx_of divides by the s that belongs to z
    return erfcx_of(1 - 2 * K / (z + K)) / (z + K) / 2 / s


POLYNOMIALS = [
    # name, comment, function, interval, weight exponent
    ("EXP", "(exp(r) - 1 - r) / r^2 for |r| <= ln(2) / 2", safe(lambda r: (exp(r) - 1 - r) / r**2, mpf(1) / 2), (-mpf("0.3475"), mpf("0.3475")), 0.1),
    ("LN", "(2 atanh(s) / s - 2) / z, z = s^2, for s <= 3 - 2 sqrt(2)", safe(atanh_rest, mpf(2) / 3), (mpf(0), mpf("0.02945")), 0.03),
    ("LOG1P", "the same for s <= 1/3", safe(atanh_rest, mpf(2) / 3), (mpf(0), mpf(1) / 9), 0.1),
    ("ERFCX", "exp(z^2) erfc(z) (z + 2) in t = 1 - 4 / (z + 2)", erfcx_of, (mpf(-1), mpf(1)), 1),    ("NORMAL", "exp(a^2 / 2) Phi(-a) (a + 2) in t = 1 - 4 / (a + 2)", normal_of, (mpf(-1), mpf(1)), 1),
    ("ERF", "(erf(u) / u - 2 / sqrt(pi)) / z in z = u^2, for |u| <= 1", safe(lambda z: (erf(sqrt(z)) / sqrt(z) - 2 / sqrt(pi)) / z, -2 / (3 * sqrt(pi))), (mpf(0), mpf(1)), 0.4),
    ("ATAN", "(atan(t) / t - 1) / z in z = t^2, for |t| <= tan(pi / 8)", safe(lambda z: (atan(sqrt(z)) / sqrt(z) - 1) / z, -mpf(1) / 3), (mpf(0), mpf("0.1717")), 0.06),
]


def mills_ratio(a):
    """Phi(-a) / exp(-a^2 / 2)"""
    return exp(a * a / 2) * erfc(a / sqrt(mpf(2))) / 2


def whole(f, at0):
    """f(sqrt(z)) / sqrt(z)"""
    return safe(lambda z: f(sqrt(z)) / sqrt(z), at0)


# The gate of Serf and its derivative in t = e / (e + 3), e = exp(u), which runs from 0
# to 1; s = 2 t - 1 keeps the coefficients small.
SERF_SHIFT = mpf(3)
SERF_END = exp(mpf("4.6"))


def serf_exponential(s):
    t = (1 + s) / 2
    return t, SERF_SHIFT * t / (1 - t)


def serf_gate(s):
    t, e = serf_exponential(s)
    return erf(log(1 + e)) / t if t > mpf(10) ** -25 else 2 * SERF_SHIFT / sqrt(pi)


def serf_slope(s):
    t, e = serf_exponential(s)
    return 2 / sqrt(pi) * exp(-log(1 + e) ** 2) * SERF_SHIFT / (1 + (SERF_SHIFT - 1) * t)


SERF = (-mpf(1), 2 * SERF_END / (SERF_END + SERF_SHIFT) - 1)

# name, comment, function, interval, degree for f32 results (computed in f64), for half-precision ones (in f32)
QUICK = [
    ("QUICK_EXP2", "2^r for |r| <= 1/2", lambda r: mpf(2) ** r, (-mpf("0.501"), mpf("0.501")), 6, 5),
    ("QUICK_ATANH", "2 atanh(s) / s in z = s^2, for s <= 1/3", whole(lambda s: 2 * atanh(s), mpf(2)), (mpf(0), mpf(1) / 9), 5, 3),
    ("QUICK_ATAN", "atan(t) / t in z = t^2, for |t| <= 1", whole(atan, mpf(1)), (mpf(0), mpf(1)), 10, 8),
    ("QUICK_SERF", "erf(ln(1 + e)) / t in s = 2 t - 1, t = e / (e + 3), for e <= exp(4.6)", serf_gate, SERF, 14, 11),
]
# likewise, by absolute error
QUICK_ABSOLUTE = [
    ("QUICK_SERF_SLOPE", "2 / sqrt(pi) exp(-ln(1 + e)^2) e / (1 + e) / t, likewise", serf_slope, SERF, 16, 12),
]


# erf(z) = z P(z^2) / Q(z^2) up to where it is 1 in f32
ERF_END = mpf("3.92")
# name, comment, function, interval, shift c (the nodes are those of 1 / (z + c)), degrees of P and Q
QUICK_RATIONAL = [
    ("QUICK_ERF", "erf(u) / u = P(z) / Q(z) in z = u^2, for |u| <= 3.92", whole(erf, 2 / sqrt(pi)), (mpf(0), ERF_END**2), None, (6, 6)),
    ("QUICK_NORMAL", "exp(a^2 / 2) Phi(-a) = P(a) / Q(a) for 0 <= a <= 14.5", mills_ratio, (mpf(0), mpf("14.5")), mpf(3), (4, 5)),
]


def fit_rational(f, interval, shift, p, q):
    """P and Q that agree with f at the Chebyshev nodes, and the worst relative error.

    With a shift Q begins with z^q, a step of Horner's rule that is an addition; without one Q(0) = 1.
    """
    there, back = (lambda z: 1 / (z + shift), lambda t: 1 / t - shift) if shift else (lambda z: z, lambda t: t)
    a, b = sorted(map(there, interval))
    n = p + q + 1
    nodes = [back((a + b) / 2 + (b - a) / 2 * cos(pi * (2 * i + 1) / (2 * n))) for i in range(n)]
    rows = matrix(n, n)
    right = matrix(n, 1)
    for i, z in enumerate(nodes):
        v = f(z)
        for k in range(p + 1):
            rows[i, k] = z**k
        for k in range(1, q + 1):
            rows[i, p + k] = -v * z**k
        right[i] = v
    solution = lu_solve(rows, right)
    numerator = [solution[k] for k in range(p + 1)]
    denominator = [mpf(1)] + [solution[p + k] for k in range(1, q + 1)]
    value = lambda z: polyval(numerator[::-1], z) / polyval(denominator[::-1], z)
    grid = [back(a + (b - a) * mpf(i) / 2000) for i in range(2001)]
    assert all(polyval(denominator[::-1], z) > 0 for z in grid), "a pole"
    worst = max(abs(value(z) / f(z) - 1) for z in grid)
    scale = denominator[-1] if shift else mpf(1)
    return [c / scale for c in numerator], [c / scale for c in denominator], worst


def fit_exp2m1(degree):
    """(2^r - 1) / r with the exact constant term, so that tiny arguments are not rounded."""
    first = log(mpf(2))
    f = safe(lambda r: (mpf(2) ** r - 1) / r, first)
    interval = (-mpf("0.501"), mpf("0.501"))
    rest = lambda r: (f(r) - first) / r if abs(r) > mpf(10) ** -12 else first**2 / 2
    coefficients = [first] + list(reversed(chebyfit(rest, list(interval), degree)))
    return coefficients, worst_error(f, coefficients[::-1], interval)


def worst_error(f, coefficients, interval, relative=True):
    a, b = interval
    grid = [a + (b - a) * mpf(i) / 400 for i in range(401)]
    return max(abs((polyval(coefficients, x) - f(x)) / (f(x) if relative else 1)) for x in grid)


def fit_degree(f, interval, degree, relative=True):
    coefficients = chebyfit(f, list(interval), degree + 1)
    return list(reversed(coefficients)), worst_error(f, coefficients, interval, relative)


def fit(f, interval, target):
    for degree in range(2, 40):
        coefficients = chebyfit(f, list(interval), degree + 1)
        worst = worst_error(f, coefficients, interval)
        if worst < target:
            return degree, list(reversed(coefficients)), worst
    raise SystemExit("no fit")


def show(name, comment, degree, coefficients, worst, kind="relative"):
    print(f"    /// {comment}; degree {degree}, {kind} error 2^{float(log(worst, 2)):.1f}.")
    print(f"    const {name}: &'static [f64] = &[")
    for c in coefficients:
        print(f"        {mp.nstr(c, 18, min_fixed=-1, max_fixed=1)},")
    print("    ];")


def show_shared(name, comment, degree, coefficients, worst):
    """A constant of the module, which serves both precisions."""
    print(f"/// {comment}; degree {degree}, relative error 2^{float(log(worst, 2)):.1f}.")
    print(f"pub(super) const {name}: &[f64] = &[")
    for c in coefficients:
        print(f"    {mp.nstr(c, 18, min_fixed=-1, max_fixed=1)},")
    print("];")


print("//! Polynomial coefficients of the atoms, constant term first.")
print("//!")
print("//! Written by `tools/coefficients.py`; do not edit by hand.")
print()
print("// More digits than f64 holds: rounding is the compiler's. Some are constants with names.")
print("#![allow(clippy::excessive_precision, clippy::approx_constant)]")
print()
print("use crate::float::Polynomials;")
print()
# The short evaluations of both precisions have the same degrees here.
coefficients, worst = fit_exp2m1(5)
show_shared("QUICK_EXP2M1", "(2^r - 1) / r for |r| <= 1/2, exact at 0", 5, coefficients, worst)
for name, comment, f, interval, shift, (p, q) in QUICK_RATIONAL:
    numerator, denominator, worst = fit_rational(f, interval, shift, p, q)
    show_shared(f"{name}_P", comment, p, numerator, worst)
    show_shared(f"{name}_Q", "see there", q, denominator, worst)
print()
for precision, bits in (("f32", 28), ("f64", 58)):
    print(f"impl Polynomials for {precision} {{")
    for name, comment, f, interval, share in POLYNOMIALS:
        # `share` is how much of the result the polynomial carries: the rest is exact
        degree, coefficients, worst = fit(f, interval, mpf(2) ** -bits / mpf(share))
        show(name, comment, degree, coefficients, worst)
    for name, comment, f, interval, *degrees in QUICK:
        degree = degrees[0] if precision == "f64" else degrees[1]
        coefficients, worst = fit_degree(f, interval, degree)
        show(name, comment, degree, coefficients, worst)
    for name, comment, f, interval, *degrees in QUICK_ABSOLUTE:
        degree = degrees[0] if precision == "f64" else degrees[1]
        coefficients, worst = fit_degree(f, interval, degree, relative=False)
        show(name, comment, degree, coefficients, worst, "absolute")
    print("}")
    print()

"""What tests/parameters.rs compares with: Zorro's forms fitted to other functions by SciPy.

    python zorro_fits.py        needs numpy and scipy; prints rows for the test
"""

import numpy as np
from scipy.optimize import least_squares
from scipy.special import expit
from scipy.stats import norm

x = np.linspace(-6, 6, 2001)


def arm(t, a, b):
    """k t sigmoid(a (t - b)) with k = 1 + exp(a b), without overflow."""
    return t * np.exp(np.logaddexp(0, a * b) - np.logaddexp(0, a * (b - t)))


def zorro(u, a, b, a_max=None, b_max=None):
    a_max, b_max = (a if a_max is None else a_max), (b if b_max is None else b_max)
    left, right = np.minimum(u, 0), np.minimum(1 - u, 0)
    return np.where(u < 0, arm(left, a, b), np.where(u > 1, 1 - arm(right, a_max, b_max), u))


SLOPE, STEEPNESS, SHAPE = (1e-3, 10), (0, 10), (-10, 10)
forms = {
    "zorro_asymmetric": (lambda p: zorro(x, *p), [STEEPNESS, SHAPE] * 2),
    "zorro_sigmoid": (lambda p: zorro(p[0] * x + 0.5, *p[1:]), [SLOPE, STEEPNESS, SHAPE]),
}
s = expit(x)
targets = {
    "zorro_asymmetric": {"gelu": x * norm.cdf(x), "silu": x * s},
    "zorro_sigmoid": {"dgelu": norm.cdf(x) + x * norm.pdf(x), "dsilu": s * (1 + x * (1 - s))},
}
random = np.random.default_rng(0)
for name, (form, box) in forms.items():
    for target, y in targets[name].items():
        low, high = np.array(box, dtype=float).T
        best = None
        for _ in range(30):
            start = low + (high - low) * random.uniform(0.02, 0.98, len(box))
            fit = least_squares(
                lambda p: form(p) - y, start, bounds=(low, high),
                xtol=1e-14, ftol=1e-14, gtol=1e-14, max_nfev=400,
            )
            if best is None or fit.cost < best.cost:
                best = fit
        rms, largest = np.sqrt((best.fun**2).mean()), abs(best.fun).max()
        print(f'    ("{name}", "{target}", {rms:.9f}, {largest:.6f}),')

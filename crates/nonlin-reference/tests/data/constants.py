"""Independent truth from mpmath, 36 digits, for tests/constants.rs.

    pip install mpmath==1.4.1 && python constants.py > constants.txt

Every line: id, parameters, x, value, d/dx, d2/dx2, d/dparameter...; the
derivatives are numerical ones of mpmath at 900 digits. Doubles are exact.
"""

import mpmath as mp

mp.mp.dps = 900
mpf = mp.mpf


def sigmoid(u):
    return 1 / (1 + mp.exp(-u))


def softplus(u):
    return mp.log(1 + mp.exp(u))


def cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def density(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def arm(t, a, b):
    return t * sigmoid(a * (t - b)) / sigmoid(-a * b)


def zorro(x, a_min, b_min, a_max, b_max):
    if x < 0:
        return arm(x, a_min, b_min)
    return x if x <= 1 else 1 - arm(1 - x, a_max, b_max)


def clip(x, low, high):
    return max(low, min(high, x))


FUNCTIONS = {
    "binary_step": (lambda x: mpf(x >= 0), []),
    "sigmoid": (sigmoid, []),
    "hard_sigmoid_pt": (lambda x: clip((x + 3) / 6, mpf(0), mpf(1)), []),
    "hard_sigmoid_02": (lambda x: clip((2 * x + 5) / 10, mpf(0), mpf(1)), []),
    "log_sigmoid": (lambda x: mp.log(sigmoid(x)), []),
    "tanh": (mp.tanh, []),
    "hardtanh": (lambda x, a, b: clip(x, a, b), [-1, 1]),
    "arctan": (mp.atan, []),
    "softsign": (lambda x: x / (1 + abs(x)), []),
    "relu": (lambda x: max(x, mpf(0)), []),
    "leaky_relu": (lambda x, a: x if x > 0 else a * x, [0.01]),
    "prelu": (lambda x, a: x if x > 0 else a * x, [0.25]),
    "rrelu": (lambda x, l, u: x if x > 0 else x * (l + u) / 2, [0.125, 1 / 3]),
    "relu6": (lambda x: clip(x, mpf(0), mpf(6)), []),
    "squared_relu": (lambda x: max(x, mpf(0)) ** 2, []),
    "threshold": (lambda x, a, v: x if x > a else v, [0, 0]),
    "elu": (lambda x, a: x if x > 0 else a * mp.expm1(x), [1]),
    "celu": (lambda x, a: max(x, mpf(0)) + min(mpf(0), a * mp.expm1(x / a)), [1]),
    "selu": (
        lambda x, l, a: l * (x if x > 0 else a * mp.expm1(x)),
        [1.0507009873554804934193349852946, 1.6732632423543772848170429916717],
    ),
    "softplus": (lambda x, b: softplus(b * x) / b, [1]),
    "hard_swish": (lambda x: x * clip(x + 3, mpf(0), mpf(6)) / 6, []),
    "silu": (lambda x: x * sigmoid(x), []),
    "swish": (lambda x, b: x * sigmoid(b * x), [1]),
    "gelu": (lambda x: x * cdf(x), []),
    "gelu_tanh": (
        lambda x: x * sigmoid(2 * mp.sqrt(2 / mp.pi) * (x + mpf(44715) / 10**6 * x**3)),
        [],
    ),
    "quick_gelu": (lambda x: x * sigmoid(mpf(1702) / 1000 * x), []),
    "mish": (lambda x: x * (1 - 2 / ((1 + mp.exp(x)) ** 2 + 1)), []),
    "logish": (lambda x, a, b: a * x * mp.log1p(sigmoid(b * x)), [1, 1]),
    "smish": (lambda x, a, b: a * x * (1 - 2 / ((1 + sigmoid(b * x)) ** 2 + 1)), [1, 1]),
    "telu": (lambda x: x * (1 - 2 / (mp.exp(2 * mp.exp(x)) + 1)), []),
    "serf": (lambda x: x * mp.erf(softplus(x)), []),
    "tanhsoft": (
        lambda x, a, b, c, d: mp.tanh(a * x + b * mp.exp(c * x)) * mp.log(d + mp.exp(x)),
        [0.5, 0.5, 1, 0.1],
    ),
    "tanhsoft1": (lambda x, a: mp.tanh(a * x) * softplus(x), [0.87]),
    "tanhsoft2": (lambda x, b, c: x * mp.tanh(b * mp.exp(c * x)), [0.6, 1]),
    "tanhsoft3": (lambda x, d: mp.log(1 + mp.exp(x) * mp.tanh(d * x)), [1]),
    "eis": (
        lambda x, a, b, c, d, t: x
        * softplus(x) ** a
        / (mp.sqrt(b + c * x * x) + d * mp.exp(-t * x)),
        [1, 1, 1, 1, 1],
    ),
    "eis1": (lambda x, d, t: x * softplus(x) / (x + d * mp.exp(-t * x)), [1.16, 1]),
    "eis2": (lambda x, b, c: x * softplus(x) / mp.sqrt(b + c * x * x), [1, 1]),
    "eis3": (lambda x, d, t: x / (1 + d * mp.exp(-t * x)), [0.68, 1.7]),
    "dsilu": (lambda x: sigmoid(x) + x * sigmoid(x) * sigmoid(-x), []),
    "dgelu": (lambda x: cdf(x) + x * density(x), []),
    "zorro_symmetric": (lambda x, a, b: zorro(x, a, b, a, b), [1.2, 1]),
    "zorro_asymmetric": (zorro, [1.2, 1, 1.2, 1]),
    "zorro_sigmoid": (lambda x, m, a, b: zorro(m * x + mpf(1) / 2, a, b, a, b), [0.5, 4, 2]),
    "zorro_tanh": (
        lambda x, m, a, b: 2 * zorro((m * x + 1) / 2, a, b, a, b) - 1,
        [1, 4, 2],
    ),
    "zorro_sloped": (lambda x, m, a, b: zorro(m * x, a, b, a, b), [1.5, 1.2, 1]),
}

# No kink of a default among these: derivatives there are conventions.
XS = [-38.25, -13.5, -4.4, -1.7, -0.3, -1e-9, 2.0**-20, 0.7, 1.9, 6.8, 30.0]
OTHERS = {
    "hardtanh": [-2.5, 0.125],
    "rrelu": [0.1, 0.9],
    "threshold": [-1.5, 20],
    "celu": [0.1],
    "selu": [2, 0.5],
    "softplus": [7.5],
    "swish": [-3],
    "logish": [1, 10],
    "smish": [2, 5],
    "tanhsoft": [1, 3, 0.1, 0.75],
    "tanhsoft2": [3.5, 0.25],
    "tanhsoft3": [0.01],
    "eis": [0.5, 2, 0.1, 0.25, 0.3],
    "eis1": [20, 0.05],
    "eis2": [3, 0.2],
    "eis3": [20, 0.05],
    "zorro_symmetric": [4, 2],
    "zorro_asymmetric": [1, 0, 30, -2],
    "zorro_sigmoid": [0.685, 2.8, 3],
    "zorro_tanh": [0.4, 1, 10],
    "zorro_sloped": [0.3, 2, 0.5],
}


def show(number):
    # A numerical derivative of zero leaves noise.
    return mp.nstr(number, 36) if abs(number) > mpf(10) ** -420 else "0"


def derivative(function, at, order=1):
    """Central differences whose step leaves some 200 digits of the result."""
    h = mpf(10) ** -220
    if order == 1:
        return (function(at + h) - function(at - h)) / (2 * h)
    return (function(at + h) - 2 * function(at) + function(at - h)) / h**2


def main():
    for name, (function, defaults) in FUNCTIONS.items():
        for parameters in [defaults] + ([OTHERS[name]] if name in OTHERS else []):
            for x in XS:
                p = [mpf(value) for value in parameters]

                def partial(k):
                    return lambda v: function(mpf(x), *p[:k], v, *p[k + 1 :])

                along = lambda u: function(u, *p)
                row = [along(mpf(x)), derivative(along, mpf(x)), derivative(along, mpf(x), 2)]
                row += [derivative(partial(k), p[k]) for k in range(len(p))]
                joined = ",".join(repr(float(v)) for v in parameters) or "-"
                print(name, joined, repr(x), *map(show, row))


if __name__ == "__main__":
    main()

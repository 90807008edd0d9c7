//! What each atom is, in arithmetic and simpler atoms.

use nonlin::atoms::AtomId;

use super::Numbers;
use crate::builder::Value;
use crate::operations::Callee;

const FRAC_1_SQRT_TAU: f64 = 0.398_942_280_401_432_7;
/// Gaussians are 0 from here on, in every precision.
const FAR: f64 = 40.0;

fn exp(u: Value<'_>) -> Value<'_> {
    u.atom(AtomId::Exp)
}

/// `exp(-|u|)`, and whether `u` is negative.
fn decay(u: Value<'_>) -> (Value<'_>, Value<'_>) {
    (exp(-u.abs()), u.less(0.0))
}

/// The magnitude, at most [`FAR`]; NaN stays NaN.
fn within(u: Value<'_>) -> Value<'_> {
    let a = u.abs();
    u.constant(FAR).less(a).select(FAR, a)
}

/// `exp(-c a^2)`, whose square is split so that no digit of it is lost: `h` has so few that
/// its square is exact.
fn bell(a: Value<'_>, c: f64) -> Value<'_> {
    let h = (a * 16.0).floor() * 0.0625;
    exp(h * h * -c) * exp((a - h) * (a + h) * -c)
}

fn with_sign<'b>(u: Value<'b>, magnitude: Value<'b>) -> Value<'b> {
    u.less(0.0).select(-magnitude, magnitude)
}

/// The exponent of a positive number, and by how much its significand, between `sqrt(1/2)`
/// and `sqrt(2)`, is more than 1.
fn binary<'b>(u: Value<'b>, n: &Numbers) -> (Value<'b>, Value<'b>) {
    let small = u.less(n.min_normal);
    let x = small.select(u * 16_777_216.0, u);
    let e = x.call(Callee::Exponent);
    // In two steps: 2^-e may be beyond the range.
    let half = (e * 0.5).floor();
    let m = x * (-half).call(Callee::TwoTo) * (half - e).call(Callee::TwoTo);
    (small.select(e - 24.0, e), m - 1.0)
}

/// `u^v` for `u >= 0`. `exp(v ln(u))` would lose as many digits as the logarithm is large:
/// here the exponent of `u` is multiplied by itself, without rounding.
pub(super) fn power<'b>(u: Value<'b>, v: Value<'b>, n: &Numbers) -> Value<'b> {
    let (e, f) = binary(u, n);
    let s = f / (f + 2.0);
    let z = s * s;
    let log2 = (f - s * (f - z * z.polynomial(n.ln))) * std::f64::consts::LOG2_E;
    // So few digits that products with exponents are exact.
    let high = (v * 512.0 + 0.5).floor() * (1.0 / 512.0);
    let (whole, rest) = (high * e, (v - high) * e + v * log2);
    let within = |value: Value<'b>, most: f64| {
        let below = value.less(-most).select(-most, value);
        value.constant(most).less(value).select(most, below)
    };
    let k = within((whole + rest + 0.5).floor(), 300.0);
    let r = within((whole - k) + rest, 1.0) * std::f64::consts::LN_2;
    let p = r * r * r.polynomial(n.exp) + r + 1.0;
    // In three steps, each within the range.
    let first = (k * (1.0 / 3.0)).floor();
    let second = ((k - first) * 0.5).floor();
    let scaled = |value: Value<'b>, k: Value<'b>| value * k.call(Callee::TwoTo);
    let value = scaled(scaled(scaled(p, first), second), k - first - second);
    let inverse = u.equals(0.0).select(n.max, 1.0 / u);
    let limit = v.equals(0.0).select(1.0, v.less(0.0).select(inverse, u));
    let finite = u.constant(n.max).less(u).select(limit, value);
    let usual = u.constant(0.0).less(u).select(finite, limit);
    v.equals(1.0).select(u, usual)
}

/// The denominator of the gate of Smish.
fn smish<'b>(q: Value<'b>, left: Value<'b>) -> Value<'b> {
    left.select(q * (q * 5.0 + 6.0) + 2.0, q * (q * 2.0 + 6.0) + 5.0)
}

/// An atom in arithmetic and simpler atoms.
pub(super) fn define<'b>(atom: AtomId, u: Value<'b>, n: &Numbers) -> Value<'b> {
    use AtomId::*;
    let (q, left) = decay(u);
    let a = u.abs();
    let sum = q + 1.0;
    match atom {
        Exp => {
            // Below, 0; above, infinite or the largest number, as the language has it.
            let x = u.less(-104.0).select(-104.0, u);
            let x = x.constant(88.722_84).less(x).select(88.722_84, x);
            let k = (x * std::f64::consts::LOG2_E + 0.5).floor();
            let r = x - k * n.ln2[0] - k * n.ln2[1];
            let p = r * r * r.polynomial(n.exp) + r + 1.0;
            // In two steps: 2^k itself may be subnormal, or beyond the largest power.
            let half = (k * 0.5).floor();
            let value = p * half.call(Callee::TwoTo) * (k - half).call(Callee::TwoTo);
            u.constant(88.722_84).less(u).select(u * n.max, value)
        }
        Expm1 => {
            let near = a.less(0.34);
            // The far form is evaluated near, too, and the other way round.
            let r = near.select(u, 0.0);
            near.select(r * r * r.polynomial(n.exp) + r, exp(u) - 1.0)
        }
        Ln => {
            let (e, f) = binary(u, n);
            let s = f / (f + 2.0);
            let z = s * s;
            let rest = e * n.ln2[1] - s * (f - z * z.polynomial(n.ln));
            let value = e * n.ln2[0] + (f + rest);
            // Infinity stays, 0 has -infinity as its limit, and below there is none.
            let positive = u.constant(n.max).less(u).select(u, value);
            let zero = u.equals(0.0).select(-u.constant(n.max) * (2.0 - u), u);
            let other = u.less(0.0).select(u.sqrt(), zero);
            u.constant(0.0).less(u).select(positive, other)
        }
        Log1p => {
            let near = u.constant(-0.5).less(u).and(u.less(1.0));
            let r = near.select(u, 0.0);
            let s = r / (r + 2.0);
            let z = s * s;
            near.select(r - s * (r - z * z.polynomial(n.log1p)), (u + 1.0).atom(Ln))
        }
        Sigmoid => left.select(q, 1.0) / sum,
        LogisticDensity => q / (sum * sum),
        Softplus => left.select(0.0, u) + q.atom(Log1p),
        SiluSlope => {
            let linear = u + 1.0;
            left.select((linear + q).gate(q), linear.gate(q) + 1.0) / (sum * sum)
        }
        SiluCurvature => (2.0 - a + (a + 2.0).gate(q)).gate(q) / (sum * sum * sum),
        Tanh => {
            let m = (a * -2.0).atom(Expm1);
            with_sign(u, -m / (m + 2.0))
        }
        Sech2 => {
            let q = exp(a * -2.0);
            let sum = q + 1.0;
            q * 4.0 / (sum * sum)
        }
        TanhExp => exp(u).atom(Tanh),
        TanhExpSlope => {
            let e = exp(u);
            e.gate(e.atom(Sech2))
        }
        Asinh => {
            // The square may overflow.
            let large = u.constant(1e9).less(a);
            let b = large.select(1.0, a);
            let square = b * b;
            let near = (b + square / ((square + 1.0).sqrt() + 1.0)).atom(Log1p);
            let far = large.select(a, 1.0).atom(Ln) + std::f64::consts::LN_2;
            with_sign(u, large.select(far, near))
        }
        AsinhSlope => {
            let large = u.constant(1e9).less(a);
            let b = large.select(1.0, a);
            large.select(1.0 / large.select(a, 1.0), 1.0 / (b * b + 1.0).sqrt())
        }
        TanhSoftplus => {
            let numerator = left.select(q * (q + 2.0), q * 2.0 + 1.0);
            numerator / (numerator + left.select(2.0, q * q * 2.0))
        }
        TanhSoftplusSlope => {
            let root = left.select(q * (q + 2.0) + 2.0, q * 2.0 * sum + 1.0);
            q * 4.0 * sum * left.select(1.0, q) / (root * root)
        }
        Log1pSigmoid => u.atom(Sigmoid).atom(Log1p),
        Log1pSigmoidSlope => q / (sum * left.select(q * 2.0 + 1.0, q + 2.0)),
        TanhLog1pSigmoid => left.select(q * (q * 3.0 + 2.0), q * 2.0 + 3.0) / smish(q, left),
        TanhLog1pSigmoidSlope => {
            let root = smish(q, left);
            q * 4.0 * sum * left.select(q * 2.0 + 1.0, q + 2.0) / (root * root)
        }
        ErfSoftplus => u.atom(Softplus).atom(Erf),
        ErfSoftplusSlope => {
            u.atom(Softplus).atom(Gaussian) * u.atom(Sigmoid) * std::f64::consts::FRAC_2_SQRT_PI
        }
        Erf => {
            let near = u.constant(1.0).less(a);
            let b = near.select(1.0, a);
            let square = b * b;
            let inner =
                square * square.polynomial(n.erf) * b + b * std::f64::consts::FRAC_2_SQRT_PI;
            with_sign(u, near.select(1.0 - a.atom(Erfc), inner))
        }
        Erfc => {
            let z = within(u);
            let s = 1.0 / (z + 2.0);
            let tail = (1.0 - s * 4.0).polynomial(n.erfcx) * s * bell(z, 1.0);
            left.select(2.0 - tail, tail)
        }
        Gaussian => bell(within(u), 1.0),
        NormalCdf => {
            let z = within(u);
            let s = 1.0 / (z + 2.0);
            let tail = (1.0 - s * 4.0).polynomial(n.normal) * s * bell(z, 0.5);
            left.select(tail, 1.0 - tail)
        }
        NormalPdf => bell(within(u), 0.5) * FRAC_1_SQRT_TAU,
        GeluSlope => u.atom(NormalCdf) + u.gate(u.atom(NormalPdf)),
        GeluCurvature => (2.0 - u * u).gate(u.atom(NormalPdf)),
        Sin => circular(u, 0.0),
        Cos => circular(u, 1.0),
        Atan => {
            // tan(pi/8) and tan(3 pi/8) divide the range.
            let middle = u.constant(0.414_213_562_373_095_05).less(a);
            let far = u.constant(2.414_213_562_373_095).less(a);
            let offset = far.select(
                std::f64::consts::FRAC_PI_2,
                middle.select(std::f64::consts::FRAC_PI_4, u.constant(0.0)),
            );
            // An infinite argument has no middle form.
            let b = within(u);
            let near = middle.select((b - 1.0) / (b + 1.0), b);
            let t = far.select(-1.0 / far.select(a, 1.0), near);
            let z = t * t;
            with_sign(u, offset + (t + t * z * z.polynomial(n.atan)))
        }
        Lorentzian => {
            let large = u.constant(1.0).less(a);
            let r = large.select(1.0 / large.select(a, 1.0), a);
            let square = r * r;
            large.select(square, 1.0) / (square + 1.0)
        }
        Softsign => {
            let large = u.constant(1.0).less(a);
            let r = large.select(1.0 / large.select(a, 1.0), a);
            with_sign(u, large.select(1.0, r) / (r + 1.0))
        }
        SoftsignSlope => {
            let r = 1.0 / (a + 1.0);
            r * r
        }
    }
}

/// The sine, or a number of quarter turns on, as in Cephes' `sinf`: the quarter turn in
/// three parts, of which the first two are exact in products.
fn circular(u: Value<'_>, quarters: f64) -> Value<'_> {
    let k = (u * std::f64::consts::FRAC_2_PI + 0.5).floor();
    let r = u - k * 1.570_312_5 - k * 4.837_512_969_970_703e-4 - k * 7.549_789_954_891_882e-8;
    // Far beyond the bound the rest is none: the result is still one of a sine.
    let r = r.constant(0.8).less(r.abs()).select(0.0, r);
    let turn = k + quarters;
    let quadrant = turn - (turn * 0.25).floor() * 4.0;
    let z = r * r;
    let sine =
        r + r * z * z.polynomial(&[-1.666_665_461_1e-1, 8.332_160_873_6e-3, -1.951_529_589_1e-4]);
    let cosine = 1.0 - z * 0.5
        + z * z
            * z.polynomial(&[
                4.166_664_568_298_827e-2,
                -1.388_731_625_493_765e-3,
                2.443_315_711_809_948e-5,
            ]);
    let half = quadrant - (quadrant * 0.5).floor() * 2.0;
    let value = half.less(0.5).select(sine, cosine);
    quadrant.less(1.5).select(value, -value)
}

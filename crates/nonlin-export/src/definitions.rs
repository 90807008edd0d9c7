//! The atoms in arithmetic and a few basic functions, for languages that lack them.
//!
//! Composed atoms are written in `q = exp(-|u|)`, which neither overflows nor cancels, as
//! they are in the library. Errors are in units in the last place, with basic functions
//! (exp, ln, ...) that are right to one; `tests.rs` measures all of them against arbitrary
//! precision, the basic ones in f32 made of arithmetic alone.
//!
//! | helper | bound in f32 | and f64 |
//! |---|---:|---:|
//! | exp, ln (f32 only) | 2 | |
//! | expm1, log1p (f32 only), tanh, atan, asinh | 4 | 4 |
//! | erf | 4 | 4 |
//! | erfc, normal_cdf, normal_pdf, gaussian | 6 | 6 |
//! | sin, cos (f32 only) for `abs(u) <= 8192`: absolute | 1e-6 | |
//! | power (f32 only): relative to `1 + abs(b ln(a))` | 4 | |
//! | tanh_exp_slope for `u < 2`, erf_softplus_slope for `u < 3` | 16 | 16 |
//! | all others | 8 | 8 |
//!
//! Where a slope passes through zero, the unit is that of its largest term; where its gate is
//! subnormal, that of the gate times `1 + u^2`. Beyond 8192, sin and cos of WGSL lose their
//! digits with the argument. Polynomials are those of [`nonlin::float::Polynomials`], fitted by `crates/nonlin/tools/coefficients.py`.

use std::collections::BTreeSet;

use nonlin::atoms::AtomId;
use nonlin::float::{Polynomials, Precision as Float};

use crate::operations::{Builder, Callee, Op, Routine, Value};
use crate::options::Precision;

#[cfg(test)]
mod tests;

const FRAC_1_SQRT_TAU: f64 = 0.398_942_280_401_432_7;
/// Gaussians are 0 from here on, in every precision.
const FAR: f64 = 40.0;

/// What the definitions take from the precision.
struct Numbers {
    exp: &'static [f64],
    ln: &'static [f64],
    log1p: &'static [f64],
    erfcx: &'static [f64],
    normal: &'static [f64],
    erf: &'static [f64],
    atan: &'static [f64],
    ln2: [f64; 2],
    min_normal: f64,
    max: f64,
}

impl Numbers {
    fn of(precision: Precision) -> Numbers {
        fn numbers<F: Float + Polynomials>() -> Numbers {
            Numbers {
                exp: F::EXP,
                ln: F::LN,
                log1p: F::LOG1P,
                erfcx: F::ERFCX,
                normal: F::NORMAL,
                erf: F::ERF,
                atan: F::ATAN,
                ln2: [F::LN2_HI, F::LN2_LO],
                min_normal: F::MIN_NORMAL,
                max: F::MAX,
            }
        }
        match precision {
            Precision::F32 => numbers::<f32>(),
            Precision::F64 => numbers::<f64>(),
        }
    }
}

/// The helper that stands for a callee; none for what every language must have.
pub(crate) fn definition(callee: Callee, precision: Precision) -> Option<Routine> {
    let n = Numbers::of(precision);
    let builder = Builder::default();
    let (u, v) = (builder.argument(0), builder.argument(1));
    let result = match callee {
        Callee::Atom(atom) => define(atom, u, &n),
        Callee::Gate => v.equals(0.0).select(u.equals(u).select(v, u), u * v),
        Callee::Finite => {
            let below = u.less(-n.max).select(-n.max, u);
            let near = u.constant(n.max).less(u).select(n.max, below);
            // An infinite argument has the limit, NaN itself.
            v.constant(n.max).less(v.abs()).select(u, near)
        }
        Callee::Power => u.atom(AtomId::Ln).gate(v).atom(AtomId::Exp),
        Callee::TwoTo | Callee::Exponent => return None,
    };
    let arguments = match callee {
        Callee::Atom(_) => vec!["u".to_owned()],
        _ => vec!["u".to_owned(), "v".to_owned()],
    };
    Some(builder.finish(name(callee), arguments, &[result]))
}

/// The helpers that routines need where the language has what is `native`, each after those
/// that it needs itself.
pub(crate) fn helpers(
    routines: &[&Routine],
    precision: Precision,
    native: &dyn Fn(Callee) -> bool,
) -> Vec<Routine> {
    let (mut done, mut helpers) = (BTreeSet::new(), Vec::new());
    for routine in routines {
        collect(routine, precision, native, &mut done, &mut helpers);
    }
    helpers
}

fn collect(
    routine: &Routine,
    precision: Precision,
    native: &dyn Fn(Callee) -> bool,
    done: &mut BTreeSet<Callee>,
    helpers: &mut Vec<Routine>,
) {
    for op in &routine.ops {
        if let Op::Call(callee, ..) = *op
            && !native(callee)
            && done.insert(callee)
            && let Some(helper) = definition(callee, precision)
        {
            collect(&helper, precision, native, done, helpers);
            helpers.push(helper);
        }
    }
}

/// What the helper is called.
pub(crate) fn name(callee: Callee) -> String {
    let name = match callee {
        Callee::Atom(atom) => atom.name(),
        Callee::Power => "power",
        Callee::Gate => "gate",
        Callee::Finite => "finite",
        Callee::TwoTo => "two_to",
        Callee::Exponent => "exponent",
    };
    format!("nonlin_{name}")
}

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

/// The denominator of the gate of Smish.
fn smish<'b>(q: Value<'b>, left: Value<'b>) -> Value<'b> {
    left.select(q * (q * 5.0 + 6.0) + 2.0, q * (q * 2.0 + 6.0) + 5.0)
}

fn define<'b>(atom: AtomId, u: Value<'b>, n: &Numbers) -> Value<'b> {
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
            let small = u.less(n.min_normal);
            let x = small.select(u * 16_777_216.0, u);
            let e = x.call(Callee::Exponent);
            // In two steps: 2^-e may be beyond the range.
            let half = (e * 0.5).floor();
            let m = x * (-half).call(Callee::TwoTo) * (half - e).call(Callee::TwoTo);
            let e = small.select(e - 24.0, e);
            let f = m - 1.0;
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

//! The Zorro family.
//!
//! Between 0 and 1 the function is the identity. Below and above it follows an
//! arm, a hump that returns to 0 and to 1. The published form of an arm is
//! `k t sigmoid(a (t - b))` with `t = x` on the left, `t = 1 - x` on the right and
//! `k = 1 + exp(a b)`; both factors overflow. Here it is `t (1 + m) q / (1 + m q)`
//! with `q = exp(a t)` and `m = exp(-a b)`, which does not.

use super::{Range, functions_of_family};
use crate::atoms::Atoms;
use crate::kernels::Layout;
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// The arm at `t <= 0`; what it is for other `t` does not matter.
#[inline(always)]
fn arm<R: Real>(t: Wide<R>, a: R, b: R) -> R {
    let one = a.lit(1.0);
    let product = a * b;
    let inverted = product.lt(a.lit(0.0));
    let m = (-R::stable(inverted, -product, product)).exp();
    let m = R::stable(m.lt(m.lit(LEAST_EXP)), m.lit(LEAST_EXP), m);
    let q = (t * a).exp();
    let ratio = fraction(q.value, m, inverted).refined(
        #[inline(always)]
        || (one + m) * q.value / (one + m * q.value),
    );
    Scaled { value: ratio, scale: q.scale }.gate(t.value())
}

/// What an arm has of `a b`, where there is room for its factors.
#[derive(Clone, Copy)]
struct Bend<R> {
    /// `m = exp(-a b)`.
    m: R,
    /// `ln(1 + m)`, of which only the derivatives are used.
    log: R,
}

impl<R: Real> Bend<R> {
    #[inline(always)]
    fn new(a: R, b: R) -> Self {
        let m = (-(a * b)).exp();
        Bend { m, log: m.plus(1.0).ln() }
    }

    #[inline(always)]
    fn select(mask: R::Mask, yes: Self, no: Self) -> Self {
        Bend { m: R::select(mask, yes.m, no.m), log: R::select(mask, yes.log, no.log) }
    }
}

/// The identity from -1 to 1, or from 0 to 1: `ends`, between which it is `u`.
///
/// Beyond an end it is `end + s r` with the distance `s = u - end`, which has a sign, and
/// `r = (1 + m) q / (1 + m q)`, `q = exp(a t)`, where `t` is `-|s|`, for the ends -1 and 1 half
/// of that. So neither a value nor a derivative has a side left that it must be mirrored to.
/// With `p = r / (1 + m q)` the derivatives of `r` are `p` by `a t` and `p (1 - q)` by
/// `ln(1 + m)`, fewer operations than the rules for products and quotients would take.
#[inline(always)]
fn roomy<R: Real>(u: R, ends: [f64; 2], a: R, bend: Bend<R>) -> R {
    let (one, low, high) = (u.lit(1.0), u.lit(ends[0]), u.lit(ends[1]));
    let left = u.lt(low);
    let end = R::select(left, low, high);
    let s = u - end;
    let steepness = a.times(1.0 / (ends[1] - ends[0]));
    let product = s * R::select(left, steepness, -steepness);
    let (q, m) = (product.exp(), bend.m);
    let inverse = m.mul_add(q, one).recip();
    let r = m.mul_add(q, q) * inverse;
    let beyond = (s * r).with_slopes(
        #[inline(always)]
        || {
            let by_product = s * (r * inverse);
            [(s, r), (product, by_product), (bend.log, by_product * (one - q))]
        },
    );
    R::select(low.le(u) & u.le(high), u, end + beyond)
}

/// The ends of the linear part; 0 is negative there so that a result that underflows keeps its
/// sign.
const FROM_ZERO: [f64; 2] = [-0.0, 1.0];
const FROM_MINUS_ONE: [f64; 2] = [-1.0, 1.0];

/// `(1 + m) q / (1 + m q)` as `n - n c`, `n = (1 + m) q`, `c = m q / (1 + m q)`:
/// roundings of the fraction count only as far as c does. For b < 0, where m is
/// the inverse of what it stands for, it is `n / (m + q)`.
#[inline(always)]
fn fraction<R: Real>(q: R, m: R, inverted: R::Mask) -> R {
    let n = m.mul_add(q, q);
    let c = R::select(inverted, n, m * q) / R::select(inverted, m + q, m.mul_add(q, q.lit(1.0)));
    R::select(inverted, c, (-c).mul_add(n, n))
}

/// The smallest `exp(-|a b|)` that is told from 0: the fraction must be
/// proportional to `q` where `q` has a scale.
const LEAST_EXP: f64 = 1.0e-20;

/// The bound on `a b` that goes with it.
const LEAST_PRODUCT: f64 = -46.0;

fn check_arm(a: f64, b: f64) -> Option<String> {
    (a * b < LEAST_PRODUCT).then(|| {
        format!(
            "a * b = {} must be at least {LEAST_PRODUCT}; below that the arm is a straight line, \
             which a = 0 gives",
            a * b
        )
    })
}

/// `Z(u)` for `u = u.value()`, with the arm at `t = u` where that is negative, at
/// `t = 1 - u` where it exceeds 1.
#[inline(always)]
fn zorro<R: Real>(u: R, arm: R) -> R {
    let (zero, one) = (u.lit(0.0), u.lit(1.0));
    R::select(u.lt(zero), arm, R::select(one.lt(u), one - arm, u))
}

/// Which of two two-part numbers.
#[inline(always)]
fn select_wide<R: Real>(mask: R::Mask, yes: Wide<R>, no: Wide<R>) -> Wide<R> {
    let lo = match (yes.lo, no.lo) {
        (None, None) => None,
        (yes_lo, no_lo) => {
            let zero = yes.hi.lit(0.0);
            Some(R::select(mask, yes_lo.unwrap_or(zero), no_lo.unwrap_or(zero)))
        }
    };
    Wide { hi: R::select(mask, yes.hi, no.hi), lo }
}

const AUTHORS: &str = "Roodschild, Gotay-Sardiñas, Jiménez, Will";
const TITLE: &str = "Zorro: a flexible and differentiable parametric family of activation functions that extends ReLU and GELU";
const YEAR: Option<u16> = Some(2024);
const IDENTIFIER: Option<&str> = Some("arXiv:2409.19239");

functions_of_family! { Zorro;
    /// The identity on [0, 1] between two mirrored arms.
    Symmetric = "zorro_symmetric" {
        name: "Symmetric-Zorro",
        aliases: ["zorro"],
        reference: (AUTHORS, TITLE, YEAR, IDENTIFIER),
        notes: "Point-symmetric about (1/2, 1/2): Z(1 - x) = 1 - Z(x). Continuously differentiable once; the second derivative jumps at 0 and 1. The defaults are those of the authors' YOLOv5 code.",
        parameters: [
            a = 1.2, Range::NON_NEGATIVE, trained, "steepness of the arms";
            b = 1.0, Range::REAL, trained, "shape of the arms";
        ],
        check: |p| check_arm(p[0], p[1]),
        spline: Layout::arms(0.75, 1.0).far(),
        formula: |x| {
            if R::ROOMY {
                return roomy(x, FROM_ZERO, a, Bend::new(a, b));
            }
            let t = R::select(x.lt(x.lit(0.0)), x, x.lit(1.0) - x);
            zorro(x, arm(t.into(), a, b))
        },
    }

    /// The identity on [0, 1] between two arms of their own.
    Asymmetric = "zorro_asymmetric" {
        name: "Asymmetric-Zorro",
        aliases: [],
        reference: (AUTHORS, TITLE, YEAR, IDENTIFIER),
        notes: "That the arms have independent parameters is published; the formula is the unambiguous reading of it.",
        parameters: [
            a_min = 1.2, Range::NON_NEGATIVE, trained, "steepness of the left arm";
            b_min = 1.0, Range::REAL, trained, "shape of the left arm";
            a_max = 1.2, Range::NON_NEGATIVE, trained, "steepness of the right arm";
            b_max = 1.0, Range::REAL, trained, "shape of the right arm";
        ],
        check: |p| check_arm(p[0], p[1]).or_else(|| check_arm(p[2], p[3])),
        two_sided: true,
        spline: Layout::arms(0.75, 1.0).far(),
        formula: |x| {
            let left = x.lt(x.lit(0.0));
            let (a, b) = (R::select(left, a_min, a_max), R::select(left, b_min, b_max));
            if R::ROOMY {
                // Two exponentials for all elements instead of one for each.
                let bend = Bend::select(left, Bend::new(a_min, b_min), Bend::new(a_max, b_max));
                return roomy(x, FROM_ZERO, a, bend);
            }
            let t = R::select(left, x, x.lit(1.0) - x);
            zorro(x, arm(t.into(), a, b))
        },
    }

    /// Symmetric-Zorro of m x + 1/2: linear about 0, from 0 to 1.
    SigmoidZorro = "zorro_sigmoid" {
        name: "Sigmoid-Zorro",
        aliases: [],
        reference: (AUTHORS, TITLE, YEAR, IDENTIFIER),
        notes: "Symmetric about (0, 1/2). The defaults are those of the authors' LSTM code.",
        parameters: [
            m = 0.5, Range::POSITIVE, trained, "slope at 0";
            a = 4.0, Range::NON_NEGATIVE, trained, "steepness of the arms";
            b = 2.0, Range::REAL, trained, "shape of the arms";
        ],
        check: |p| check_arm(p[1], p[2]),
        scales_x: true,
        spline: Layout::step(2.0 / 3.0).with_root(-1.0).far(),
        formula: |x| {
            let half = x.lit(0.5);
            let product = m.mul_wide(x);
            if R::ROOMY {
                return roomy(product.hi + half, FROM_ZERO, a, Bend::new(a, b));
            }
            let (left, right) = (product + half, -product + half);
            let u = left.value();
            zorro(u, arm(select_wide(u.lt(x.lit(0.0)), left, right), a, b))
        },
    }

    /// The odd Zorro: linear about 0, from -1 to 1.
    TanhZorro = "zorro_tanh" {
        name: "Tanh-Zorro",
        aliases: [],
        reference: (AUTHORS, TITLE, YEAR, IDENTIFIER),
        notes: "It is 2 Z((m x + 1) / 2) - 1. The defaults are those of the authors' LSTM code.",
        parameters: [
            m = 1.0, Range::POSITIVE, trained, "slope at 0";
            a = 4.0, Range::NON_NEGATIVE, trained, "steepness of the arms";
            b = 2.0, Range::REAL, trained, "shape of the arms";
        ],
        check: |p| check_arm(p[1], p[2]),
        scales_x: true,
        spline: Layout::odd(2.0 / 3.0).far(),
        formula: |x| {
            let u = m.mul_wide(x);
            if R::ROOMY {
                return roomy(u.hi, FROM_MINUS_ONE, a, Bend::new(a, b));
            }
            // The right half, mirrored: 1 - 2 arm((1 - |u|) / 2) beyond |u| = 1.
            let (zero, one, half) = (x.lit(0.0), x.lit(1.0), x.lit(0.5));
            let left = u.hi.lt(zero);
            let magnitude = select_wide(left, -u, u);
            let beyond = one - arm((-magnitude + one) * half, a, b).times(2.0);
            let outside = R::select(left, -beyond, beyond);
            R::select(magnitude.hi.le(one), u.value(), outside)
        },
    }

    /// Symmetric-Zorro of m x: a steeper linear part.
    Sloped = "zorro_sloped" {
        name: "Sloped-Zorro",
        aliases: [],
        reference: (AUTHORS, TITLE, YEAR, IDENTIFIER),
        notes: "That m raises the slope of the linear part is published, its place in the formula is not readable in any source at hand. This is Z(m x), where the slope acts on the argument as it does in the authors' code of the sigmoid and tanh forms; range and limits stay those of Z. The other reading is m Z(x). The default m is ours.",
        parameters: [
            m = 1.5, Range::POSITIVE, trained, "slope of the linear part";
            a = 1.2, Range::NON_NEGATIVE, trained, "steepness of the arms";
            b = 1.0, Range::REAL, trained, "shape of the arms";
        ],
        check: |p| check_arm(p[1], p[2]),
        scales_x: true,
        spline: Layout::arms(0.54, 2.0 / 3.0).far_in_halves(),
        formula: |x| {
            let u = m.mul_wide(x);
            if R::ROOMY {
                return roomy(u.hi, FROM_ZERO, a, Bend::new(a, b));
            }
            let left = u.hi.lt(x.lit(0.0));
            zorro(u.hi, arm(select_wide(left, u, -u + x.lit(1.0)), a, b))
        },
    }
}

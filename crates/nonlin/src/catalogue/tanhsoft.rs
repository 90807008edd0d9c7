//! The TanhSoft and EIS families of Biswas et al.

use super::{Range, functions_of_family};
use crate::atoms::{Atoms, Sigmoid, TanhExp};
use crate::real::Real;
use crate::wide::Wide;

/// `ln(delta + exp(x))` for `0 <= delta <= 1`, each form where it does not cancel.
#[inline(always)]
fn ln_delta_plus_exp<R: Real>(x: R, delta: R) -> R {
    let (zero, one, half) = (x.lit(0.0), x.lit(1.0), x.lit(0.5));
    let e = x.exp();
    let sum = delta + e;
    // A sum near 1, with delta near 1.
    let above_half = ((delta - one) + e).log1p();
    // exp(x) is the larger of the two; delta = 0 absorbs exp(-x) = inf.
    let linear = x + (-x).exp().absorb(delta).log1p();
    // Near 0 the sum is near 1 for small delta, too.
    let near = (x.expm1() + delta).log1p();
    let form = R::stable(half.le(sum), above_half, sum.ln());
    let form = R::stable(zero.lt(x) | delta.le(e), linear, form);
    R::stable(x.abs().lt(one), near, form)
}

/// `x / (sqrt(beta + gamma x^2) + rest)`.
#[inline(always)]
fn inverse_root<R: Real>(x: R, beta: R, gamma: R, rest: R) -> R {
    let plain = x / ((beta + gamma * x.square()).sqrt() + rest);
    // Divided by x, whose square may overflow.
    let (zero, one, r) = (x.lit(0.0), x.lit(1.0), x.recip());
    let root = (gamma + beta * r.square()).sqrt();
    let far = one / (R::select(x.lt(zero), -root, root) + rest * r);
    R::stable(x.lit(1.0e9).lt(x.abs()), far, plain)
}

/// `softplus(x)^alpha`, also where softplus itself underflows: there it is exp(x).
#[inline(always)]
fn softplus_power<R: Real>(x: R, alpha: R) -> R {
    let tail = alpha.mul_wide(x).exp().collapse();
    R::stable(x.lt(x.lit(-40.0)), tail, x.softplus().powr(alpha))
}

const TANHSOFT_AUTHORS: &str = "Biswas, Kumar, Banerjee, Pandey";
const TANHSOFT_TITLE: &str =
    "TanhSoft - a family of activation functions combining tanh and softplus";
const EIS_TITLE: &str =
    "EIS - a family of activation functions combining exponential, ISRU, and softplus";

functions_of_family! { SelfGated;
    /// tanh(alpha x + beta exp(gamma x)) ln(delta + exp(x)).
    TanhSoft = "tanhsoft" {
        name: "TanhSoft",
        aliases: [],
        reference: (TANHSOFT_AUTHORS, TANHSOFT_TITLE, Some(2020), Some("arXiv:2009.03863")),
        notes: "The paper gives ranges and no defaults; these are an illustration.",
        parameters: [
            alpha = 0.5, Range::at_most(1.0), fixed, "linear part of the tanh argument";
            beta = 0.5, Range::NON_NEGATIVE, fixed, "exponential part of the tanh argument";
            gamma = 1.0, Range::POSITIVE, fixed, "rate of the exponential";
            delta = 0.1, Range::closed(0.0, 1.0), fixed, "0 makes the second factor x, 1 softplus";
        ],
        in_f64: true,
        formula: |x| {
            let e = gamma.mul_wide(x).exp().collapse();
            let gate = (alpha.mul_wide(x) + e.absorb(beta)).tanh().collapse();
            ln_delta_plus_exp(x, delta).absorb(gate)
        },
    }

    /// tanh(alpha x) softplus(x).
    TanhSoft1 = "tanhsoft1" {
        name: "TanhSoft-1",
        aliases: ["tanhsoft_1"],
        reference: (TANHSOFT_AUTHORS, TANHSOFT_TITLE, Some(2020), Some("arXiv:2009.03863")),
        notes: "",
        parameters: [alpha = 0.87, Range::REAL, trained, "slope of the tanh argument"],
        in_f64: true,
        formula: |x| {
            let gate = alpha.mul_wide(x).tanh().collapse();
            Wide::from(x).softplus().map(#[inline(always)] |v| v.absorb(gate)).collapse()
        },
    }

    /// x tanh(beta exp(gamma x)).
    TanhSoft2 = "tanhsoft2" {
        name: "TanhSoft-2",
        aliases: ["tanhsoft_2"],
        reference: (TANHSOFT_AUTHORS, TANHSOFT_TITLE, Some(2020), Some("arXiv:2009.03863")),
        notes: "With beta = gamma = 1 it is TeLU.",
        parameters: [
            beta = 0.6, Range::POSITIVE, trained, "factor of the exponential";
            gamma = 1.0, Range::REAL, trained, "rate of the exponential";
        ],
        in_f64: true,
        formula: |x| x.gated::<TanhExp>(gamma.mul_wide(x) + beta.ln()),
    }

    /// ln(1 + exp(x) tanh(delta x)).
    TanhSoft3 = "tanhsoft3" {
        name: "TanhSoft-3",
        aliases: ["tanhsoft_3"],
        reference: (TANHSOFT_AUTHORS, TANHSOFT_TITLE, Some(2020), Some("arXiv:2009.03863")),
        notes: "",
        parameters: [delta = 1.0, Range::POSITIVE, trained, "slope of the tanh argument"],
        in_f64: true,
        formula: |x| {
            let gate = delta.mul_wide(x).tanh().collapse();
            let near = x.exp().absorb(gate).log1p();
            let far = x + (gate + (-x).exp()).ln();
            R::stable(x.lit(1.0).lt(x), far, near)
        },
    }

    /// x softplus(x)^alpha / (sqrt(beta + gamma x^2) + delta exp(-theta x)).
    Eis = "eis" {
        name: "EIS",
        aliases: [],
        reference: (TANHSOFT_AUTHORS, EIS_TITLE, Some(2020), Some("arXiv:2009.13501")),
        notes: "The exponential stands outside the square root. The paper gives ranges and no defaults; these are an illustration. It allows beta, gamma and delta to be 0, where the function or its gradient by that parameter is unbounded; for delta = 0 there is eis2.",
        parameters: [
            alpha = 1.0, Range::closed(0.0, 1.0), fixed, "power of softplus";
            beta = 1.0, Range::POSITIVE, fixed, "constant under the root";
            gamma = 1.0, Range::POSITIVE, fixed, "factor of the square under the root";
            delta = 1.0, Range::POSITIVE, fixed, "factor of the exponential";
            theta = 1.0, Range::NON_NEGATIVE, fixed, "rate of the exponential";
        ],
        in_f64: true,
        formula: |x| {            let e = (-theta).mul_wide(x).exp().collapse();
            let plain = inverse_root(x, beta, gamma, e.absorb(delta));
            // Extended by exp(theta x), which does not overflow on the left.
            let w = theta.mul_wide(x).exp().collapse();
            let root = (beta + gamma * x.square()).sqrt();
            let left = x.absorb(w) / (root.absorb(w) + delta);
            let ratio = R::stable(x.lt(x.lit(0.0)), left, plain);
            softplus_power(x, alpha).absorb(ratio)
        },
    }

    /// x softplus(x) / (x + delta exp(-theta x)).
    Eis1 = "eis1" {
        name: "EIS-1",
        aliases: ["eis_1"],
        reference: (TANHSOFT_AUTHORS, EIS_TITLE, Some(2020), Some("arXiv:2009.13501")),
        notes: "The denominator has no zero if and only if delta theta > 1/e, which is required. Some public code has |x| in the denominator.",
        parameters: [
            delta = 1.16, Range::POSITIVE, trained, "factor of the exponential";
            theta = 1.0, Range::POSITIVE, trained, "rate of the exponential";
        ],
        check: |p| (p[0] * p[1] <= (-1.0f64).exp()).then(|| format!("delta * theta = {} must be above 1/e = 0.3679, or the function has a pole", p[0] * p[1])),
        in_f64: true,
        formula: |x| {            let one = x.lit(1.0);
            let e = (-theta).mul_wide(x).exp().collapse();
            let plain = x / (x + e * delta);
            // Extended by exp(theta x) on the left, divided by x on the right:
            // neither overflows there.
            let w = theta.mul_wide(x).exp().collapse();
            let left = x.absorb(w) / (x.absorb(w) + delta);
            let right = one / (one + e * delta / x);
            let ratio = R::stable(x.lt(x.lit(0.0)), left, R::stable(one.lt(x), right, plain));
            x.softplus().absorb(ratio)
        },
    }

    /// x softplus(x) / sqrt(beta + gamma x^2).
    Eis2 = "eis2" {
        name: "EIS-2",
        aliases: ["eis_2"],
        reference: (TANHSOFT_AUTHORS, EIS_TITLE, Some(2020), Some("arXiv:2009.13501")),
        notes: "",
        parameters: [
            beta = 1.0, Range::POSITIVE, trained, "constant under the root";
            gamma = 1.0, Range::POSITIVE, trained, "factor of the square under the root";
        ],
        in_f64: true,
        formula: |x| {            let ratio = inverse_root(x, beta, gamma, x.lit(0.0));
            Wide::from(x).softplus().map(#[inline(always)] |v| v.absorb(ratio)).collapse()
        },
    }

    /// x / (1 + delta exp(-theta x)).
    Eis3 = "eis3" {
        name: "EIS-3",
        aliases: ["eis_3"],
        reference: (TANHSOFT_AUTHORS, EIS_TITLE, Some(2020), Some("arXiv:2009.13501")),
        notes: "With delta = 1 it is Swish. The default values are those of public code; the paper's were not found.",
        parameters: [
            delta = 0.68, Range::POSITIVE, trained, "factor of the exponential";
            theta = 1.7, Range::REAL, trained, "rate of the exponential";
        ],
        in_f64: true,
        formula: |x| x.gated::<Sigmoid>(theta.mul_wide(x) + -delta.ln()),
    }
}

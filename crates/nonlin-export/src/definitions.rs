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
//! | power (f32 only): relative to `1 + abs(b)` | 4 | |
//! | tanh_exp_slope for `u < 2`, erf_softplus_slope for `u < 3` | 16 | 16 |
//! | all others | 8 | 8 |
//!
//! Where a slope passes through zero, the unit is that of its largest term; where its gate is
//! subnormal, that of the gate times `1 + u^2`. Beyond 8192, sin and cos of WGSL lose their
//! digits with the argument. Polynomials are those of [`nonlin::float::Polynomials`], fitted by `crates/nonlin/tools/coefficients.py`.

use std::collections::BTreeSet;

use nonlin::float::{Polynomials, Precision as Float};

use crate::builder::Builder;
use crate::operations::{Callee, Op, Routine};
use crate::options::Precision;
use formulas::define;

mod formulas;
#[cfg(test)]
mod tests;

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
        Callee::Power => formulas::power(u, v, &n),
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

//! The helpers against arbitrary precision.

use std::collections::HashMap;

use nonlin::atoms::AtomId;
use nonlin_reference::{Format, Reference, Want, grid_f32, grid_f64};

use super::definition;
use crate::operations::{Callee, Op, Routine};
use crate::options::Precision;

#[path = "../../../nonlin/tests/support/atoms.rs"]
mod atoms;

/// The worst error, and where: what the table of atoms notes its own in.
#[derive(Clone, Copy, Debug, Default)]
struct Worst {
    ulp: f64,
    at: f64,
}

impl Worst {
    fn note(&mut self, ulp: f64, at: f64) {
        if ulp > self.ulp || ulp.is_nan() {
            *self = Worst { ulp, at };
        }
    }
}

/// Runs routines as a language would that has these functions and arithmetic.
struct Machine {
    precision: Precision,
    native: fn(Callee) -> bool,
    helpers: HashMap<Callee, Routine>,
}

impl Machine {
    fn new(precision: Precision, native: fn(Callee) -> bool) -> Self {
        Machine { precision, native, helpers: HashMap::new() }
    }

    /// Every operation is rounded. That of f64 to f32 is as if there had been only one.
    fn rounded(&self, value: f64) -> f64 {
        match self.precision {
            Precision::F32 => f64::from(value as f32),
            Precision::F64 => value,
        }
    }

    fn call(&mut self, callee: Callee, u: f64, v: f64) -> f64 {
        match callee {
            Callee::TwoTo => {
                assert!(u.is_nan() || u.abs() <= 127.0, "two to the power of {u}");
                return u.exp2();
            }
            Callee::Exponent => {
                let bits = (u as f32).to_bits() as i32;
                return f64::from((bits - 1_060_439_283) >> 23);
            }
            Callee::Atom(atom) if (self.native)(callee) => return self.rounded(atom.eval(u)),
            _ => {}
        }
        let helper = self.helpers.remove(&callee);
        let helper = helper.or_else(|| definition(callee, self.precision)).unwrap();
        let result = self.run(&helper, &[u, v]);
        self.helpers.insert(callee, helper);
        result
    }

    fn run(&mut self, routine: &Routine, arguments: &[f64]) -> f64 {
        let mut values: Vec<f64> = Vec::with_capacity(routine.ops.len());
        for op in &routine.ops {
            let v = |id: usize| values[id];
            let truth = |truth: bool| f64::from(u8::from(truth));
            let value = match *op {
                Op::Argument(k) => arguments[k],
                Op::Constant(bits) => f64::from_bits(bits),
                Op::Known(known) => truth(known),
                Op::Neg(a) => -v(a),
                Op::Add(a, b) => v(a) + v(b),
                Op::Sub(a, b) => v(a) - v(b),
                Op::Mul(a, b) => v(a) * v(b),
                Op::Div(a, b) => v(a) / v(b),
                Op::Abs(a) => v(a).abs(),
                Op::Sqrt(a) => v(a).sqrt(),
                Op::Floor(a) => v(a).floor(),
                Op::Less(a, b) => truth(v(a) < v(b)),
                Op::LessEqual(a, b) => truth(v(a) <= v(b)),
                Op::Equal(a, b) => truth(v(a) == v(b)),
                Op::And(a, b) => v(a) * v(b),
                Op::Or(a, b) => v(a).max(v(b)),
                Op::Select(mask, yes, no) => {
                    if v(mask) != 0.0 {
                        v(yes)
                    } else {
                        v(no)
                    }
                }
                Op::Call(callee, a, b) => {
                    let (a, b) = (v(a), b.map_or(0.0, v));
                    self.call(callee, a, b)
                }
            };
            values.push(self.rounded(value));
        }
        values[routine.results[0]]
    }
}

/// The bounds of the table at the top, in units in the last place.
fn bound(atom: AtomId) -> f64 {
    use AtomId::*;
    match atom {
        Exp | Ln => 2.0,
        Erf => 4.0,
        Expm1 | Log1p | Tanh | Atan | Asinh => 4.0,
        Erfc | NormalCdf | NormalPdf | Gaussian => 6.0,
        // Their tails fall like exp(-exp(u)) and exp(-u^2).
        TanhExpSlope | ErfSoftplusSlope => 16.0,
        _ => 8.0,
    }
}

fn check(precision: Precision, native: fn(Callee) -> bool) {
    let format = match precision {
        Precision::F32 => Format::F32,
        Precision::F64 => Format::F64,
    };
    let mut machine = Machine::new(precision, native);
    let mut problems = Vec::new();
    for atoms::Row(atom, text, ..) in atoms::rows() {
        let callee = Callee::Atom(atom);
        let circular = matches!(atom, AtomId::Sin | AtomId::Cos);
        if native(callee) || circular && precision == Precision::F64 {
            continue;
        }
        let mut points: Vec<f64> = match precision {
            Precision::F32 => grid_f32(2, &[]).into_iter().map(f64::from).collect(),
            Precision::F64 => grid_f64(1, &[]).into_iter().step_by(2).collect(),
        };
        points.extend((0..1500).map(|i| f64::from((f64::from(i) * 0.1437 - 107.0) as f32)));
        points.extend((0..800).map(|i| f64::from((f64::from(i) * 0.01013 - 4.0) as f32)));
        points.retain(|&x| atoms::domain(atom, x) && !(circular && x.abs() > 8192.0));
        let reference = Reference::parse(text, &[]).unwrap();
        let truths = reference.evaluate_many(&points, &[], Want::VALUE.for_format(format));
        let mut worst = Worst::default();
        for (&x, truth) in points.iter().zip(&truths) {
            let computed = machine.call(callee, x, 0.0);
            let mut error = truth.value.ulp_error(computed, format);
            let absolute = (computed - truth.value.to_f64()).abs();
            let crosses = matches!(
                atom,
                AtomId::SiluSlope
                    | AtomId::SiluCurvature
                    | AtomId::GeluSlope
                    | AtomId::GeluCurvature
            );
            if crosses {
                let (unit, least) = match precision {
                    Precision::F32 => (f64::from(f32::EPSILON), f64::from(f32::MIN_POSITIVE)),
                    Precision::F64 => (f64::EPSILON, f64::MIN_POSITIVE),
                };
                let terms = if x.abs() < 4.0 { 1.0 } else { least * (1.0 + x * x) };
                error = error.min(absolute / unit / terms);
            }
            if circular {
                error = absolute / 1e-6 * bound(atom);
            }
            worst.note(error, x);
        }
        println!("{:?} {:24} {:6.2} at {:e}", precision, atom.name(), worst.ulp, worst.at);
        if worst.ulp.is_nan() || worst.ulp > bound(atom) {
            problems.push(format!("{}: {:.2} at {:e}", atom.name(), worst.ulp, worst.at));
        }
        for (x, limit) in [
            (f64::INFINITY, atom.eval(f64::INFINITY)),
            (f64::NEG_INFINITY, atom.eval(f64::NEG_INFINITY)),
        ] {
            let computed = machine.call(callee, x, 0.0);
            if !circular && !limit.is_nan() && (computed - limit).abs() > 1e-6 && computed != limit
            {
                problems.push(format!("{} at {x}: {computed}, not {limit}", atom.name()));
            }
        }
        if !machine.call(callee, f64::NAN, 0.0).is_nan() {
            problems.push(format!("{} loses NaN", atom.name()));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn helpers_of_arithmetic_keep_their_bounds() {
    check(Precision::F32, |_| false);
}

#[test]
fn helpers_of_basic_functions_keep_their_bounds() {
    use AtomId::{Atan, Cos, Exp, Expm1, Ln, Log1p, Sin, Tanh};
    let usual = |callee| {
        let Callee::Atom(atom) = callee else { return false };
        [Exp, Expm1, Ln, Log1p, Tanh, Sin, Cos, Atan].contains(&atom)
    };
    check(Precision::F64, usual);
    check(Precision::F32, usual);
    // ONNX: neither expm1 nor log1p.
    check(Precision::F32, crate::onnx::has);
}

#[test]
fn powers_keep_their_bound() {
    let mut machine = Machine::new(Precision::F32, |_| false);
    for i in 1..300 {
        for exponent in [-2.5, -1.0, 0.0, 0.3, 0.5, 1.0, 1.5, 2.0, 3.7] {
            let base = f64::from((f64::from(i) * 0.037).powi(3) as f32);
            let reference = Reference::parse("exp(p*ln(x))", &[("p", 1.0)]).unwrap();
            let truth = reference.evaluate_with(base, &[exponent], Want::VALUE).value.to_f64();
            let computed = machine.call(Callee::Power, base, exponent);
            let unit = f64::from(f32::EPSILON) * (1.0 + exponent.abs());
            assert!((computed / truth - 1.0).abs() <= 4.0 * unit, "{base}^{exponent}: {computed}");
        }
    }
    assert_eq!(machine.call(Callee::Power, 0.0, 0.0), 1.0);
    assert_eq!(machine.call(Callee::Power, 0.0, 1.5), 0.0);
    assert_eq!(machine.call(Callee::Power, f64::INFINITY, -1.0), 0.0);
}

#[test]
fn gates_and_finite_results_select() {
    let mut machine = Machine::new(Precision::F32, |_| false);
    assert_eq!(machine.call(Callee::Gate, f64::INFINITY, 0.0), 0.0);
    assert_eq!(machine.call(Callee::Gate, 3.0, -2.0), -6.0);
    assert!(machine.call(Callee::Gate, f64::NAN, 0.0).is_nan());
    let largest = f64::from(f32::MAX);
    assert_eq!(machine.call(Callee::Finite, f64::INFINITY, 1.0), largest);
    assert_eq!(machine.call(Callee::Finite, f64::NEG_INFINITY, 1.0), -largest);
    assert_eq!(machine.call(Callee::Finite, f64::INFINITY, f64::INFINITY), f64::INFINITY);
    assert!(machine.call(Callee::Finite, f64::NAN, 1.0).is_nan());
}

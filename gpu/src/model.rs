//! Code evaluated on the host as a GPU does it, single precision with all its limits: says
//! how far out a kernel can be trusted.

use nonlin::Activation;
use nonlin::atoms::AtomId;
use nonlin::program::{Id, Node};

use crate::code::{Op, Reach};

/// A number as GPUs may have it: without subnormal ones.
fn flushed(v: f32) -> f32 {
    if v.is_subnormal() { 0.0 } else { v }
}

/// A product of which a factor of zero makes 0.
fn absorb(a: f32, b: f32) -> f32 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

/// The results of operations (not yet counted apart) at `x`.
pub(crate) fn evaluate(ops: &[Op], outputs: &[Id], x: f32, parameters: &[f64]) -> Vec<f32> {
    let mut values: Vec<f32> = Vec::with_capacity(ops.len());
    for &op in ops {
        let v = |id: Id| values[id as usize];
        // As in math/, nothing is infinite.
        let bounded = |v: f64| (v as f32).clamp(-f32::MAX, f32::MAX);
        let value = match op {
            Op::Product(a, b) => v(a) * v(b),
            Op::ExpProduct(a, b) => bounded((f64::from(v(a)) * f64::from(v(b))).exp()),
            Op::Node(node) => match node {
                Node::Input => x,
                Node::Parameter(k) => parameters.get(k).map_or(f32::NAN, |&p| p as f32),
                Node::Constant(bits) => f64::from_bits(bits) as f32,
                Node::Neg(a) => -v(a),
                Node::Add(a, b) => v(a) + v(b),
                Node::Sub(a, b) => v(a) - v(b),
                Node::Mul(a, b) => absorb(v(a), v(b)),
                Node::Div(a, b) => v(a) / v(b),
                Node::Abs(a) => v(a).abs(),
                Node::Sqrt(a) => v(a).sqrt(),
                Node::Floor(a) => v(a).floor(),
                Node::Power(a, b) => v(a).powf(v(b)).min(f32::MAX),
                Node::Atom(atom, a) => bounded(atom.eval(f64::from(v(a)))),
                Node::Less(a, b) => truth(v(a) < v(b)),
                Node::LessEqual(a, b) => truth(v(a) <= v(b)),
                Node::And(a, b) => truth(v(a) != 0.0 && v(b) != 0.0),
                Node::Or(a, b) => truth(v(a) != 0.0 || v(b) != 0.0),
                Node::Select(mask, yes, no) | Node::Stable(mask, yes, no) => {
                    v(if v(mask) == 0.0 { no } else { yes })
                }
            },
        };
        values.push(flushed(value));
    }
    outputs.iter().map(|&output| values[output as usize]).collect()
}

fn truth(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}

/// Whether a result is as good as single precision allows, for arguments far out.
fn close(found: f32, wanted: f64) -> bool {
    let bounded = |v: f64| v.clamp(-f64::from(f32::MAX), f64::from(f32::MAX));
    // What is too large may stop a little before the largest number does.
    if wanted.abs() >= f64::from(f32::MAX) && f64::from(found) * wanted.signum() >= 1e37 {
        return true;
    }
    let (found, wanted) = (bounded(f64::from(found)), bounded(wanted));
    (found - wanted).abs() <= 0.01 * wanted.abs() + 1e-5
}

/// All results in f64: the value, the slope, the derivatives by the parameters.
fn wanted(activation: &Activation, x: f64) -> Vec<f64> {
    let mut results = activation.derivatives(x, 1).unwrap_or_default();
    results.extend(activation.parameter_gradient(x));
    results
}

/// The largest argument that slopes are evaluated at. They have settled there, and have room
/// for what drivers do to products: `c (x d)` becomes `(c x) d`, which may be infinity times 0.
const SETTLED: f32 = 7.922_816e28;

/// The power of the argument by which a result grows or decays that is so many times as large
/// four times as far out. What grows by no whole power goes on as a straight line.
fn degree(ratio: f64) -> i8 {
    let power = ratio.log2() / 2.0;
    match power.round() {
        whole if whole.abs() <= 8.0 && (power - whole).abs() < 0.01 => whole as i8,
        _ if power > 0.5 && ratio.is_finite() => 1,
        _ => 0,
    }
}

/// How far out the operations can be trusted, at most `end`, for the first results.
fn trusted(ops: &[Op], outputs: &[Id], activation: &Activation, end: f32, anywhere: bool) -> f32 {
    for k in 4..128 {
        for size in [1.0, 1.37, 1.73].map(|part| part * 2f32.powi(k)) {
            if size > end {
                return end;
            }
            for x in [-size, size] {
                let found = evaluate(ops, outputs, x, activation.values());
                let wanted = wanted(activation, f64::from(x));
                let good = |(&found, wanted): (&f32, f64)| match anywhere {
                    // No formula has a value everywhere.
                    _ if wanted.is_nan() => true,
                    true => found.is_finite() || wanted.abs() > f64::from(f32::MAX),
                    false => close(found, wanted),
                };
                if !found.iter().zip(wanted).all(good) {
                    // A good deal less, since digits go before the number does.
                    return size / 4.0;
                }
            }
        }
    }
    end
}

/// How far out the operations can be trusted, at most `end`: for the value, and for slopes;
/// and the powers of the argument by which results go on from there.
pub(crate) fn reach(
    ops: &[Op],
    outputs: &[Id],
    activation: &Activation,
    end: f32,
) -> (Reach, Reach, Vec<(i8, i8)>) {
    let periodic = |op: &Op| matches!(op, Op::Node(Node::Atom(AtomId::Sin | AtomId::Cos, _)));
    // Far out, the rounding of an argument turns a circle by any angle.
    let anywhere = ops.iter().any(periodic);
    let reached = trusted(ops, &outputs[..outputs.len().min(2)], activation, end, anywhere);
    let slopes = trusted(ops, outputs, activation, end, anywhere);
    // What becomes of all results from one argument to another four times as far out.
    let ratios = |x: f64| -> Vec<f64> {
        let pairs = wanted(activation, 4.0 * x).into_iter().zip(wanted(activation, x));
        pairs.map(|(far, near)| if near == 0.0 { 0.0 } else { (far / near).abs() }).collect()
    };
    let largest = |x: f32| -> Vec<f64> {
        let (left, right) = (ratios(-f64::from(x)), ratios(f64::from(x)));
        left.iter().zip(&right).map(|(&l, &r)| l.max(r)).collect()
    };
    let straight =
        reached < f32::MAX && largest(reached / 16.0).get(1).is_some_and(|&ratio| ratio > 0.5);
    let settled = slopes.min(SETTLED);
    let (left, right) = (ratios(-f64::from(settled / 16.0)), ratios(f64::from(settled / 16.0)));
    let degree = |ratio: f64| if anywhere { 0 } else { degree(ratio) };
    let degrees = left.iter().zip(&right).map(|(&l, &r)| (degree(l), degree(r))).collect();
    let slow = |sign: f64| {
        let limit = activation.value(sign * f64::INFINITY);
        limit.is_infinite() && activation.value(sign * f64::from(f32::MAX)).abs() < 1e19
    };
    let value = Reach { end: reached.to_bits(), straight, slow: (slow(-1.0), slow(1.0)) };
    (value, Reach { end: settled.to_bits(), straight: false, ..value }, degrees)
}

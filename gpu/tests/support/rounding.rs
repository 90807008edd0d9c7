//! What the rounding of each operation to single precision makes of a formula: a running
//! error analysis. A formula that cancels loses digits, and this says how many.

use nonlin::atoms::AtomId;
use nonlin::program::Node;
use nonlin::{Activation, Expression};

use super::EPSILON;

/// A number, and how far off it may be.
#[derive(Clone, Copy)]
struct Rounded {
    value: f64,
    error: f64,
}

impl Rounded {
    fn new(value: f64, error: f64) -> Self {
        // Subnormal numbers may be flushed to zero.
        let flushed = value.abs() < f64::from(f32::MIN_POSITIVE);
        Rounded { value, error: error + if flushed { value.abs() } else { EPSILON * value.abs() } }
    }

    /// A function that is monotone nearby.
    fn through(self, f: impl Fn(f64) -> f64) -> Self {
        let value = f(self.value);
        let ends = [f(self.value - self.error), f(self.value + self.error)];
        let error = ends.map(|end| if end.is_nan() { 0.0 } else { (end - value).abs() });
        Rounded::new(value, error[0].max(error[1]))
    }
}

fn atom(atom: AtomId, u: Rounded) -> Rounded {
    if !matches!(atom, AtomId::Sin | AtomId::Cos) {
        return u.through(|u| atom.eval(u));
    }
    // Of a sine far out only the order of magnitude of the argument is known.
    let error = u.error + if u.value.abs() > 1e4 { EPSILON * u.value.abs() } else { 0.0 };
    Rounded::new(atom.eval(u.value), error.min(2.0))
}

/// How far off an expression may be at `x`, where it is more than the rounding of its result
/// and of its argument. Formulas whose steps leave the range at the smallest numbers may be
/// anything there.
pub(crate) fn rounding(expression: &Expression, parameters: &[f64], x: f64) -> f64 {
    let mut results: Vec<Rounded> = Vec::new();
    for node in expression.nodes() {
        let at = |id: u32| results[id as usize];
        let truth = |holds: bool| Rounded { value: f64::from(u8::from(holds)), error: 0.0 };
        let result = match *node {
            Node::Input => Rounded { value: x, error: 0.0 },
            Node::Parameter(k) => Rounded::new(parameters[k], 0.0),
            Node::Constant(bits) => Rounded::new(f64::from_bits(bits), 0.0),
            Node::Neg(a) => Rounded { value: -at(a).value, ..at(a) },
            Node::Add(a, b) => Rounded::new(at(a).value + at(b).value, at(a).error + at(b).error),
            Node::Sub(a, b) => Rounded::new(at(a).value - at(b).value, at(a).error + at(b).error),
            Node::Mul(a, b) => {
                let (a, b) = (at(a), at(b));
                let product =
                    if a.value == 0.0 || b.value == 0.0 { 0.0 } else { a.value * b.value };
                Rounded::new(product, a.value.abs() * b.error + b.value.abs() * a.error)
            }
            Node::Div(a, b) => {
                let (a, b) = (at(a), at(b));
                let quotient = a.value / b.value;
                Rounded::new(quotient, (a.error + quotient.abs() * b.error) / b.value.abs())
            }
            Node::Abs(a) => Rounded { value: at(a).value.abs(), ..at(a) },
            Node::Sqrt(a) => at(a).through(f64::sqrt),
            Node::Floor(a) => Rounded { value: at(a).value.floor(), error: 0.0 },
            Node::Power(a, b) => {
                let (a, b) = (at(a), at(b));
                let first = a.through(|a| a.powf(b.value));
                let second = b.through(|b| a.value.powf(b));
                Rounded::new(first.value, first.error + second.error)
            }
            Node::Atom(which, a) => atom(which, at(a)),
            Node::Less(a, b) => truth(at(a).value < at(b).value),
            Node::LessEqual(a, b) => truth(at(a).value <= at(b).value),
            Node::And(a, b) => truth(at(a).value != 0.0 && at(b).value != 0.0),
            Node::Or(a, b) => truth(at(a).value != 0.0 || at(b).value != 0.0),
            Node::Select(mask, a, b) | Node::Stable(mask, a, b) => {
                at(if at(mask).value != 0.0 { a } else { b })
            }
        };
        let largest = f64::from(f32::MAX);
        if x.abs() < 1e-36 && (result.value.abs() > largest || result.value.is_nan()) {
            return f64::INFINITY;
        }
        results.push(result);
    }
    results.last().map_or(0.0, |result| result.error)
}

/// The same for the value (0) or the slope (1) of a function.
pub(crate) fn rounding_of(activation: &Activation, order: usize, x: f64) -> f64 {
    let function = activation.function();
    if function.form().is_some() {
        return 0.0;
    }
    let expression = if order == 0 { function.expression() } else { function.derivative() };
    rounding(&expression, activation.values(), x)
}

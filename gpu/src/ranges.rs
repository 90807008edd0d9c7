//! Between which numbers the results of operations lie: where no product can be zero times
//! infinity, a kernel need not ask.

use nonlin::atoms::AtomId;
use nonlin::program::{Id, Node};

use crate::code::Op;

/// The least and the largest value; beyond single precision where it may be infinite.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interval {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

const LARGEST: f64 = f32::MAX as f64;
/// What trained parameters are taken to lie between where their range has no end.
const PARAMETER: f64 = 1e18;
const ALL: Interval = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };

impl Interval {
    fn new(low: f64, high: f64) -> Self {
        // Infinity times 0, of bounds.
        if low.is_nan() || high.is_nan() { ALL } else { Interval { low, high } }
    }

    /// Whether no value is infinite in single precision.
    pub(crate) fn finite(self) -> bool {
        -LARGEST <= self.low && self.high <= LARGEST
    }

    fn hull(self, other: Self) -> Self {
        Interval { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    fn product(self, other: Self) -> Self {
        let corners = [
            self.low * other.low,
            self.low * other.high,
            self.high * other.low,
            self.high * other.high,
        ];
        if corners.iter().any(|c| c.is_nan()) {
            return ALL;
        }
        let low = corners.iter().copied().fold(f64::INFINITY, f64::min);
        Interval { low, high: corners.iter().copied().fold(f64::NEG_INFINITY, f64::max) }
    }

    fn exp(self) -> Self {
        // A little more, for rounding; never infinite.
        Interval::new(0.0, (1.0001 * self.high.exp()).min(LARGEST))
    }
}

/// The interval of an operation on results that lie in known ones.
pub(crate) fn interval(op: Op, of: impl Fn(Id) -> Interval) -> Interval {
    let product = |a: Id, b: Id| {
        let product = of(a).product(of(b));
        if a == b { Interval::new(product.low.max(0.0), product.high) } else { product }
    };
    let node = match op {
        Op::Product(a, b) => return product(a, b),
        Op::ExpProduct(a, b) => return of(a).product(of(b)).exp(),
        Op::Node(node) => node,
    };
    match node {
        Node::Input => Interval::new(-LARGEST, LARGEST),
        Node::Parameter(_) => Interval::new(-PARAMETER, PARAMETER),
        Node::Constant(bits) => Interval::new(f64::from_bits(bits), f64::from_bits(bits)),
        Node::Neg(a) => Interval::new(-of(a).high, -of(a).low),
        Node::Add(a, b) => Interval::new(of(a).low + of(b).low, of(a).high + of(b).high),
        Node::Sub(a, b) => Interval::new(of(a).low - of(b).high, of(a).high - of(b).low),
        Node::Mul(a, b) => product(a, b),
        Node::Div(a, b) => {
            let b = of(b);
            if b.low >= 1e-30 || b.high <= -1e-30 {
                of(a).product(Interval::new(1.0 / b.high, 1.0 / b.low))
            } else {
                ALL
            }
        }
        Node::Abs(a) => {
            let a = of(a);
            let low =
                if a.low <= 0.0 && a.high >= 0.0 { 0.0 } else { a.low.abs().min(a.high.abs()) };
            Interval::new(low, a.low.abs().max(a.high.abs()))
        }
        Node::Sqrt(a) => Interval::new(0.0, of(a).high.max(0.0).sqrt()),
        Node::Floor(a) => Interval::new(of(a).low.floor(), of(a).high.floor()),
        Node::Power(..) => Interval::new(0.0, LARGEST),
        Node::Atom(atom, a) => function(atom, of(a)),
        Node::Select(_, yes, no) | Node::Stable(_, yes, no) => of(yes).hull(of(no)),
        Node::Less(..) | Node::LessEqual(..) | Node::And(..) | Node::Or(..) => {
            Interval::new(0.0, 1.0)
        }
    }
}

fn function(atom: AtomId, u: Interval) -> Interval {
    match atom {
        AtomId::Exp => u.exp(),
        AtomId::Expm1 => Interval::new(-1.0, u.exp().high),
        AtomId::Ln => Interval::new(-LARGEST, 89.0),
        AtomId::Log1p if u.low >= 0.0 => Interval::new(0.0, 89.0),
        AtomId::Log1p => Interval::new(-LARGEST, 89.0),
        AtomId::Erf | AtomId::Sin | AtomId::Cos => Interval::new(-1.0, 1.0),
        AtomId::Erfc => Interval::new(0.0, 2.0),
        AtomId::NormalCdf => Interval::new(0.0, 1.0),
        AtomId::Atan => Interval::new(-1.6, 1.6),
        _ => ALL,
    }
}

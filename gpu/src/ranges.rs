//! Between which numbers the results of operations lie: where no product can be zero times
//! infinity, a kernel need not ask.

use crate::code::{Math, Op};

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
pub(crate) fn interval(op: Op, of: impl Fn(usize) -> Interval) -> Interval {
    match op {
        Op::Input => Interval::new(-LARGEST, LARGEST),
        Op::Parameter(_) => Interval::new(-PARAMETER, PARAMETER),
        Op::Constant(bits) => {
            let c = f64::from(f32::from_bits(bits));
            Interval::new(c, c)
        }
        Op::Neg(a) => Interval::new(-of(a).high, -of(a).low),
        Op::Add(a, b) => Interval::new(of(a).low + of(b).low, of(a).high + of(b).high),
        Op::Sub(a, b) => Interval::new(of(a).low - of(b).high, of(a).high - of(b).low),
        Op::Mul(a, b) | Op::Absorb(a, b) => {
            let product = of(a).product(of(b));
            if a == b { Interval::new(product.low.max(0.0), product.high) } else { product }
        }
        Op::Div(a, b) => {
            let b = of(b);
            if b.low >= 1e-30 || b.high <= -1e-30 {
                of(a).product(Interval::new(1.0 / b.high, 1.0 / b.low))
            } else {
                ALL
            }
        }
        Op::Abs(a) => {
            let a = of(a);
            let low =
                if a.low <= 0.0 && a.high >= 0.0 { 0.0 } else { a.low.abs().min(a.high.abs()) };
            Interval::new(low, a.low.abs().max(a.high.abs()))
        }
        Op::Sqrt(a) => Interval::new(0.0, of(a).high.max(0.0).sqrt()),
        Op::Floor(a) => Interval::new(of(a).low.floor(), of(a).high.floor()),
        Op::Power(..) => Interval::new(0.0, LARGEST),
        Op::ExpProduct(a, b) => of(a).product(of(b)).exp(),
        Op::Math(math, a) => function(math, of(a)),
        Op::Select(_, yes, no) => of(yes).hull(of(no)),
        Op::Less(..) | Op::LessEqual(..) | Op::And(..) | Op::Or(..) => Interval::new(0.0, 1.0),
    }
}

fn function(math: Math, u: Interval) -> Interval {
    match math {
        Math::Exp => u.exp(),
        Math::Expm1 => Interval::new(-1.0, u.exp().high),
        Math::Ln => Interval::new(-LARGEST, 89.0),
        Math::Log1p if u.low >= 0.0 => Interval::new(0.0, 89.0),
        Math::Log1p => Interval::new(-LARGEST, 89.0),
        Math::Erf | Math::Sin | Math::Cos => Interval::new(-1.0, 1.0),
        Math::Erfc => Interval::new(0.0, 2.0),
        Math::NormalCdf => Interval::new(0.0, 1.0),
        Math::Atan => Interval::new(-1.6, 1.6),
    }
}

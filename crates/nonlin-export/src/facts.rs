//! Which values of a routine may be zero, infinite, or beyond the range: what the limits of
//! products and the largest numbers need care for.

use nonlin::atoms::AtomId;

use crate::operations::{Callee, Op};

/// What is known of the magnitude of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Size {
    /// At most this.
    Small(f64),
    /// At most so many times `|x|`, and something small.
    LikeInput(f64),
    /// Anything: it may overflow for finite arguments.
    Any,
}

/// What is known of a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    size: Size,
    /// Whether it may be 0.
    zero: bool,
    /// Whether it has the same value at all arguments.
    constant: bool,
}

/// Parameters are thought to be no larger.
const PARAMETER: f64 = 1e6;

impl Facts {
    const ANY: Facts = Facts { size: Size::Any, zero: true, constant: false };

    fn small(bound: f64) -> Facts {
        Facts { size: Size::Small(bound), zero: true, constant: false }
    }

    /// Whether it may be beyond the range although the argument is finite.
    pub(crate) fn may_overflow(self) -> bool {
        matches!(self.size, Size::Any) || matches!(self.size, Size::LikeInput(k) if k > 1.0)
    }

    /// Whether the product with a factor must be 0 where that factor is, although this may
    /// be infinite. A parameter that is 0 counts where the argument is finite.
    pub(crate) fn needs_gate(self, factor: Facts) -> bool {
        let infinite = match self.size {
            Size::Small(_) => false,
            Size::LikeInput(_) => !factor.constant,
            Size::Any => true,
        };
        infinite && factor.zero
    }

    /// What is known of an operation, from its operands.
    pub(crate) fn of(op: Op, known: impl Fn(usize) -> Facts, look: impl Fn(usize) -> Op) -> Facts {
        use Size::{Any, LikeInput, Small};
        let number = |id: usize| match look(id) {
            Op::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        };
        let constant = op.operands().all(|id| known(id).constant);
        let both = |a: usize, b: usize, sum: bool| {
            let join = |a: f64, b: f64| if sum { a + b } else { a.max(b) };
            match (known(a).size, known(b).size) {
                (Small(a), Small(b)) => Small(join(a, b)),
                (LikeInput(a), LikeInput(b)) => LikeInput(join(a, b)),
                (LikeInput(a), Small(_)) | (Small(_), LikeInput(a)) => LikeInput(a),
                _ => Any,
            }
        };
        let facts = match op {
            Op::Argument(0) => Facts { size: LikeInput(1.0), ..Facts::ANY },
            Op::Argument(_) => Facts { constant: true, ..Facts::small(PARAMETER) },
            Op::Constant(bits) => {
                let c = f64::from_bits(bits);
                Facts { size: Small(c.abs()), zero: c == 0.0, constant: true }
            }
            Op::Neg(a) | Op::Abs(a) => Facts { size: known(a).size, ..known(a) },
            Op::Floor(a) => Facts { size: both(a, a, false), ..Facts::ANY },
            Op::Sqrt(a) => match known(a).size {
                Small(bound) => Facts::small(bound.max(1.0)),
                size => Facts { size, ..Facts::ANY },
            },
            Op::Add(a, b) | Op::Sub(a, b) => Facts { size: both(a, b, true), ..Facts::ANY },
            Op::Mul(a, b) | Op::Call(Callee::Gate, a, Some(b)) => {
                let size = match (known(a).size, known(b).size) {
                    (Small(a), Small(b)) => Small(a * b),
                    (LikeInput(a), Small(b)) | (Small(b), LikeInput(a)) => LikeInput(a * b),
                    _ => Any,
                };
                Facts { size, zero: true, constant }
            }
            Op::Div(a, b) => match (known(a).size, number(b)) {
                (Small(a), Some(b)) if b.abs() >= 1e-6 => Facts::small(a / b.abs()),
                _ => Facts::ANY,
            },
            Op::Select(mask, yes, no) => Facts {
                size: match (look(mask), look(no)) {
                    // if(|u| <= c, u, d) and if(|u| <= c, d, e / u)
                    (Op::LessEqual(a, c), Op::Constant(d)) if look(a) == Op::Abs(yes) => {
                        number(c).map_or(Any, |c| Small(c.max(f64::from_bits(d).abs())))
                    }
                    (Op::LessEqual(a, c), Op::Div(e, u)) if look(a) == Op::Abs(u) => {
                        match (number(c), number(yes), number(e)) {
                            (Some(c), Some(d), Some(e)) if c > 0.0 => {
                                Small(d.abs().max((e / c).abs()))
                            }
                            _ => Any,
                        }
                    }
                    _ => both(yes, no, false),
                },
                zero: known(yes).zero || known(no).zero,
                constant: false,
            },
            Op::Call(Callee::Atom(atom), a, _) => of_atom(atom, known(a)),
            Op::Call(Callee::Finite, ..) => Facts { size: LikeInput(1.0), ..Facts::ANY },
            _ => Facts::ANY,
        };
        Facts { constant: facts.constant || constant && op.operands().next().is_some(), ..facts }
    }
}

fn of_atom(atom: AtomId, argument: Facts) -> Facts {
    use AtomId::{Asinh, Exp, Expm1, Ln, Log1p, Softplus};
    match (atom, argument.size) {
        (Exp | Expm1, Size::Small(bound)) if bound < 50.0 => Facts::small(bound.exp()),
        (Exp | Expm1 | Ln, _) => Facts::ANY,
        (Log1p, _) => Facts::ANY,
        (Softplus | Asinh, size) => match size {
            Size::Small(bound) => Facts::small(bound + 1.0),
            size => Facts { size, ..Facts::ANY },
        },
        (AtomId::SiluSlope | AtomId::GeluSlope | AtomId::Erfc | AtomId::Atan, _) => {
            Facts::small(2.0)
        }
        // Gates, other slopes, sines.
        _ => Facts::small(1.0),
    }
}

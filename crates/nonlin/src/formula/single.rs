//! Whether f32 can compute a formula in itself.
//!
//! Straight lines and what selects among them round once at most, and give in f32 what they
//! give in f64, in half the vectors and without a conversion. Their slopes are not rounded at
//! all: the product with a gradient is what rounds.

use crate::program::{Node, Program};

/// What is known of a node.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// A number of f32.
    Exact,
    /// One that was rounded to it, once.
    Rounded,
    /// Anything else.
    Other,
}

/// Whether the value is rounded once at most, and every slope and comparison exact.
pub(super) fn is_single(program: &Program) -> bool {
    let mut kinds: Vec<Kind> = Vec::with_capacity(program.nodes().len());
    for &node in program.nodes() {
        let kind = |id: u32| kinds[id as usize];
        let exact = node.operands().all(|id| kind(id) == Kind::Exact);
        let new = match node {
            // Parameters are rounded as elements are.
            Node::Input | Node::Parameter(_) => Kind::Exact,
            Node::Constant(bits) => {
                let c = f64::from_bits(bits);
                if f64::from(c as f32) == c { Kind::Exact } else { Kind::Rounded }
            }
            Node::Neg(a) | Node::Abs(a) => kind(a),
            Node::Floor(_)
            | Node::Less(..)
            | Node::LessEqual(..)
            | Node::And(..)
            | Node::Or(..)
                if exact =>
            {
                Kind::Exact
            }
            Node::Add(..) | Node::Sub(..) | Node::Mul(..) | Node::Div(..) | Node::Sqrt(_)
                if exact =>
            {
                Kind::Rounded
            }
            Node::Select(mask, a, b) | Node::Stable(mask, a, b) if kind(mask) == Kind::Exact => {
                match (kind(a), kind(b)) {
                    (Kind::Other, _) | (_, Kind::Other) => Kind::Other,
                    (Kind::Exact, Kind::Exact) => Kind::Exact,
                    _ => Kind::Rounded,
                }
            }
            _ => Kind::Other,
        };
        kinds.push(new);
    }
    let results: Vec<Kind> = program.outputs().iter().map(|&id| kinds[id as usize]).collect();
    let Some((&value, slopes)) = results.split_first() else { return false };
    value != Kind::Other && slopes.iter().all(|&slope| slope == Kind::Exact)
}

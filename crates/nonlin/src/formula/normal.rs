//! The form that rules expect of a graph: one way to write equal things.

use crate::program::{Graph, Id, Node};
use crate::real::Real;

/// The constant that a node is.
pub(super) fn value(graph: &Graph, id: Id) -> Option<f64> {
    match graph.node(id) {
        Node::Constant(bits) => Some(f64::from_bits(bits)),
        _ => None,
    }
}

/// Adds a node in the form that rules expect: constants are folded, signs stand outside
/// of products, and a division by a constant is a product.
pub(super) fn add(graph: &mut Graph, node: Node) -> Id {
    if let Some(c) = folded(graph, node) {
        return graph.add(Node::constant(c));
    }
    match node {
        Node::Div(a, b) => {
            // A branch without a slope has none, whatever it would be divided by.
            if let Node::Select(mask, yes, no) = graph.node(a)
                && [yes, no].iter().any(|&id| value(graph, id) == Some(0.0))
            {
                let mut part = |id: Id| match value(graph, id) {
                    Some(0.0) => id,
                    _ => add(graph, Node::Div(id, b)),
                };
                let (yes, no) = (part(yes), part(no));
                return graph.add(Node::Select(mask, yes, no));
            }
            if let Some(c) = value(graph, b).filter(|c| c.recip().is_normal()) {
                let factor = graph.add(Node::constant(c.recip()));
                return add(graph, Node::Mul(factor, a));
            }
            if let Node::Mul(c, rest) = graph.node(b)
                && let Some(c) = value(graph, c).filter(|c| c.recip().is_normal())
            {
                let factor = graph.add(Node::constant(c.recip()));
                let a = add(graph, Node::Mul(factor, a));
                return add(graph, Node::Div(a, rest));
            }
        }
        Node::Mul(a, b) => {
            for (factor, other) in [(a, b), (b, a)] {
                if let Node::Neg(c) = graph.node(factor) {
                    let product = add(graph, Node::Mul(c, other));
                    return graph.add(Node::Neg(product));
                }
                if let Some(c) = value(graph, factor).filter(|&c| c < 0.0) {
                    let size = graph.add(Node::constant(-c));
                    let product = add(graph, Node::Mul(size, other));
                    return graph.add(Node::Neg(product));
                }
            }
        }
        Node::Select(mask, yes, no) => match graph.node(mask) {
            Node::Less(a, b) | Node::LessEqual(a, b) => {
                if let (Some(a), Some(b)) = (value(graph, a), value(graph, b)) {
                    let less = matches!(graph.node(mask), Node::Less(..));
                    return if a < b || (!less && a == b) { yes } else { no };
                }
            }
            _ => {}
        },
        Node::Add(a, b) => {
            // Terms with a sign are subtracted.
            if let Node::Neg(c) = graph.node(a) {
                return graph.add(Node::Sub(b, c));
            }
        }
        _ => {}
    }
    graph.add(node)
}

/// The value of an operation on constants.
fn folded(graph: &Graph, node: Node) -> Option<f64> {
    let v = |id| value(graph, id);
    let result = match node {
        Node::Sqrt(a) => v(a)?.sqrt(),
        Node::Floor(a) => v(a)?.floor(),
        Node::Abs(a) => v(a)?.abs(),
        Node::Atom(atom, a) => atom.eval(v(a)?),
        Node::Power(a, b) => v(a)?.powr(v(b)?),
        Node::Div(a, b) => v(a)? / v(b)?,
        _ => return None,
    };
    Some(result)
}

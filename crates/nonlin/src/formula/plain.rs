//! Nodes as instructions, with the products and comparisons that are part of them in every
//! code of a program.

use super::code::Operation;
use super::parts::Parts;
use crate::program::{Id, Node, Program};

impl Parts {
    /// The operation of a node, and the nodes that are its operands.
    pub(super) fn plain(&self, nodes: &[Node], node: Node) -> (Operation, Vec<Id>) {
        let inner = |id: Id| self.is_part[id as usize].then(|| nodes[id as usize]);
        match node {
            Node::Add(a, b) => match self.product_of(nodes, a, b) {
                Some((p, q, c)) => (Operation::MulAdd, vec![p, q, c]),
                None => (Operation::Add, vec![a, b]),
            },
            Node::Sub(a, b) => match inner(b) {
                Some(Node::Mul(p, q)) => (Operation::MulSub, vec![p, q, a]),
                _ => (Operation::Sub, vec![a, b]),
            },
            Node::Select(mask, yes, no) | Node::Stable(mask, yes, no) => match inner(mask) {
                Some(Node::LessEqual(a, b)) if (b, a) == (yes, no) => {
                    (Operation::AtLeast, vec![a, b])
                }
                Some(Node::LessEqual(a, b)) if (a, b) == (yes, no) => {
                    (Operation::AtMost, vec![b, a])
                }
                Some(Node::Less(a, b)) => (Operation::SelectLess, vec![a, b, yes, no]),
                Some(Node::LessEqual(a, b)) => (Operation::SelectLessEqual, vec![a, b, yes, no]),
                _ => (Operation::Select, vec![mask, yes, no]),
            },
            Node::Neg(a) => (Operation::Neg, vec![a]),
            Node::Mul(a, b) => (Operation::Mul, vec![a, b]),
            Node::Div(a, b) => (Operation::Div, vec![a, b]),
            Node::Abs(a) => (Operation::Abs, vec![a]),
            Node::Sqrt(a) => (Operation::Sqrt, vec![a]),
            Node::Floor(a) => (Operation::Floor, vec![a]),
            Node::Power(a, b) => (Operation::Power, vec![a, b]),
            Node::Less(a, b) => (Operation::Less, vec![a, b]),
            Node::LessEqual(a, b) => (Operation::LessEqual, vec![a, b]),
            Node::And(a, b) => (Operation::And, vec![a, b]),
            Node::Or(a, b) => (Operation::Or, vec![a, b]),
            // These have a place already, or are atoms.
            Node::Input | Node::Parameter(_) | Node::Constant(_) | Node::Atom(..) => {
                (Operation::Move, Vec::new())
            }
        }
    }
}

/// Products and comparisons that become part of sums and selections, whatever results are
/// wanted: so is their rounding.
pub(super) fn fused(program: &Program) -> Vec<bool> {
    let nodes = program.nodes();
    let mut fused = vec![false; nodes.len()];
    let mut uses = vec![0; nodes.len()];
    let all = nodes.iter().flat_map(|node| node.operands());
    for id in all.chain(program.outputs().iter().copied()) {
        uses[id as usize] += 1;
    }
    for node in nodes {
        match *node {
            Node::Add(a, b) => {
                // One product of the two at most.
                let product = [a, b].into_iter().find(|&id| {
                    uses[id as usize] == 1 && matches!(nodes[id as usize], Node::Mul(..))
                });
                if let Some(id) = product {
                    fused[id as usize] = true;
                }
            }
            Node::Sub(_, b) if uses[b as usize] == 1 => {
                fused[b as usize] = matches!(nodes[b as usize], Node::Mul(..));
            }
            Node::Select(mask, ..) | Node::Stable(mask, ..) => {
                // Comparing again costs less than a truth value in a register.
                fused[mask as usize] =
                    matches!(nodes[mask as usize], Node::Less(..) | Node::LessEqual(..));
            }
            _ => {}
        }
    }
    // A comparison that is also part of another needs a register all the same.
    for node in nodes {
        if let Node::And(a, b) | Node::Or(a, b) = *node {
            (fused[a as usize], fused[b as usize]) = (false, false);
        }
    }
    fused
}

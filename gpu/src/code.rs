//! What a kernel computes, as it is known while the kernel is compiled.

use nonlin::program::{Id, Node};

/// An operation on single-precision numbers, or on truth values.
///
/// In [`Code`], the results that are numbers and those that are truth values are counted
/// apart: a kernel keeps them in two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    /// As programs have it. Constants are single-precision numbers; atoms are those that
    /// `math/` has; a factor of zero absorbs an infinite one.
    Node(Node),
    /// A product in which no zero meets an infinity: the plain instruction.
    Product(Id, Id),
    /// `exp(a b)` without the rounding error of the product.
    ExpProduct(Id, Id),
}

impl From<Node> for Op {
    fn from(node: Node) -> Op {
        Op::Node(node)
    }
}

impl Op {
    pub(crate) fn is_comparison(self) -> bool {
        matches!(self, Op::Node(node) if node.is_comparison())
    }

    pub(crate) fn operands(self) -> impl Iterator<Item = Id> {
        let (node, pair) = match self {
            Op::Node(node) => (Some(node), None),
            Op::Product(a, b) | Op::ExpProduct(a, b) => (None, Some([a, b])),
        };
        node.into_iter().flat_map(Node::operands).chain(pair.into_iter().flatten())
    }

    pub(crate) fn map(self, f: impl Fn(Id) -> Id) -> Op {
        match self {
            Op::Node(node) => Op::Node(node.map(f)),
            Op::Product(a, b) => Op::Product(f(a), f(b)),
            Op::ExpProduct(a, b) => Op::ExpProduct(f(a), f(b)),
        }
    }
}

/// A parameter as a kernel reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Bounds {
    /// The least and the largest allowed value, as bits.
    pub(crate) low: u32,
    pub(crate) high: u32,
}

/// How results go on beyond what single precision can be evaluated at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reach {
    /// The largest argument that the operations are given, as bits.
    pub(crate) end: u32,
    /// Whether the value goes on beyond it as a straight line; else it stays.
    pub(crate) straight: bool,
    /// Whether the value is infinite at minus and at plus infinity, although it is small at
    /// the largest argument.
    pub(crate) slow: (bool, bool),
}

/// Operations, and which of their results are wanted. Kernels are compiled for one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Code {
    pub(crate) ops: Vec<Op>,
    pub(crate) outputs: Vec<Id>,
    /// The parameters that come in a buffer.
    pub(crate) parameters: Vec<Bounds>,
    pub(crate) reach: Reach,
    /// The powers of the argument by which each of the outputs goes on beyond the reach, on
    /// the left and on the right.
    pub(crate) degrees: Vec<(i8, i8)>,
}

impl Code {
    /// The powers by which the value goes on beyond the reach, 0 where it stays or goes on as
    /// a straight line.
    pub(crate) fn powers_of_value(&self) -> (i8, i8) {
        let curved = |degree: i8| if (0..=1).contains(&degree) { 0 } else { degree };
        (curved(self.degrees[0].0), curved(self.degrees[0].1))
    }

    /// The place of an operand of an operation; 0 if it has fewer.
    pub(crate) fn operand(&self, op: usize, which: usize) -> usize {
        self.ops[op].operands().nth(which).unwrap_or(0) as usize
    }
}

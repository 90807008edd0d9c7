//! The expression language: a formula as a graph of shared nodes.

mod lexer;
mod parser;

pub(crate) use parser::parse;

use std::collections::HashMap;

/// A formula that cannot be read, with the place where reading stopped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column} of `{text}`: {message}")]
pub struct ParseError {
    /// The text of the formula.
    pub text: String,
    /// The place of the fault, counted in characters from 1.
    pub column: usize,
    /// What is wrong there, and what would be right.
    pub message: String,
}

/// The place of a node in its [`Graph`]; operands come before their users.
pub(crate) type NodeId = usize;

/// A function of one argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Function {
    Abs,
    Sqrt,
    Exp,
    ExpM1,
    Ln,
    Ln1P,
    Sin,
    Cos,
    Sinh,
    Cosh,
    Tanh,
    Atan,
    Asinh,
    Erf,
    Erfc,
    Sigmoid,
    Softplus,
}

impl Function {
    /// Every spelling of every function.
    pub(crate) const NAMES: [(&'static str, Function); 18] = [
        ("abs", Function::Abs),
        ("sqrt", Function::Sqrt),
        ("exp", Function::Exp),
        ("expm1", Function::ExpM1),
        ("ln", Function::Ln),
        ("log", Function::Ln),
        ("log1p", Function::Ln1P),
        ("sin", Function::Sin),
        ("cos", Function::Cos),
        ("sinh", Function::Sinh),
        ("cosh", Function::Cosh),
        ("tanh", Function::Tanh),
        ("atan", Function::Atan),
        ("asinh", Function::Asinh),
        ("erf", Function::Erf),
        ("erfc", Function::Erfc),
        ("sigmoid", Function::Sigmoid),
        ("softplus", Function::Softplus),
    ];
}

/// How the two sides of a condition must compare for it to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub(crate) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// One operation of a formula.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// A decimal literal, kept as written: it means the decimal, not a double.
    Number(String),
    Pi,
    Euler,
    X,
    Parameter(usize),
    Negate(NodeId),
    Add(NodeId, NodeId),
    Subtract(NodeId, NodeId),
    Multiply(NodeId, NodeId),
    Divide(NodeId, NodeId),
    Power(NodeId, NodeId),
    Call(Function, NodeId),
    Minimum(NodeId, NodeId),
    Maximum(NodeId, NodeId),
    If {
        comparison: Comparison,
        left: NodeId,
        right: NodeId,
        then: NodeId,
        otherwise: NodeId,
    },
}

impl Node {
    fn operands(&self) -> Vec<NodeId> {
        match *self {
            Node::Number(_) | Node::Pi | Node::Euler | Node::X | Node::Parameter(_) => vec![],
            Node::Negate(a) | Node::Call(_, a) => vec![a],
            Node::Add(a, b)
            | Node::Subtract(a, b)
            | Node::Multiply(a, b)
            | Node::Divide(a, b)
            | Node::Power(a, b)
            | Node::Minimum(a, b)
            | Node::Maximum(a, b) => vec![a, b],
            Node::If { left, right, then, otherwise, .. } => vec![left, right, then, otherwise],
        }
    }
}

/// A formula. Equal sub-expressions are one node, evaluated once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    depends_on_x: Vec<bool>,
    places: HashMap<Node, NodeId>,
    root: NodeId,
}

impl Graph {
    fn insert(&mut self, node: Node) -> NodeId {
        if let Some(&id) = self.places.get(&node) {
            return id;
        }
        let depends =
            node == Node::X || node.operands().iter().any(|&operand| self.depends_on_x[operand]);
        let id = self.nodes.len();
        self.places.insert(node.clone(), id);
        self.nodes.push(node);
        self.depends_on_x.push(depends);
        id
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn root(&self) -> NodeId {
        self.root
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    pub(crate) fn depends_on_x(&self, id: NodeId) -> bool {
        self.depends_on_x[id]
    }
}

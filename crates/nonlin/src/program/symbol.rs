//! The number that records what is done with it.

use std::cell::RefCell;
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Sub};

use super::graph::{Graph, Id, Node};
use crate::atoms::Atom;
use crate::real::Real;
use crate::wide::{Scaled, Wide};

thread_local! {
    /// The graphs that are being recorded on this thread, innermost last.
    static GRAPHS: RefCell<Vec<Graph>> = const { RefCell::new(Vec::new()) };
}

/// A node of the graph that the current thread records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol(pub(crate) Id);

/// A comparison of symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SymbolMask(pub(crate) Id);

/// Runs `f` with a graph of its own, and returns that graph with the result.
pub(crate) fn record<T>(f: impl FnOnce() -> T) -> (Graph, T) {
    GRAPHS.with_borrow_mut(|graphs| graphs.push(Graph::default()));
    let result = f();
    let graph = GRAPHS.with_borrow_mut(|graphs| graphs.pop().unwrap_or_default());
    (graph, result)
}

/// How many nodes the innermost graph has.
pub(crate) fn recorded() -> usize {
    GRAPHS.with_borrow(|graphs| graphs.last().map_or(0, Graph::len))
}

impl Symbol {
    /// The node as it was interned in the innermost graph.
    pub(crate) fn node(self) -> Node {
        GRAPHS.with_borrow(|graphs| graphs.last().map_or(Node::Input, |graph| graph.node(self.0)))
    }

    /// The number it always is.
    pub(crate) fn constant(self) -> Option<f64> {
        match self.node() {
            Node::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }
}

/// A node of the innermost graph.
pub(crate) fn make(node: Node) -> Symbol {
    Symbol(GRAPHS.with_borrow_mut(|graphs| match graphs.last_mut() {
        Some(graph) => graph.add(node),
        // Symbols are only made while a graph is recorded.
        None => 0,
    }))
}

fn compare(node: Node) -> SymbolMask {
    SymbolMask(make(node).0)
}

impl Add for Symbol {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        make(Node::Add(self.0, other.0))
    }
}

impl Sub for Symbol {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        make(Node::Sub(self.0, other.0))
    }
}

impl Mul for Symbol {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        make(Node::Mul(self.0, other.0))
    }
}

impl Div for Symbol {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        make(Node::Div(self.0, other.0))
    }
}

impl Neg for Symbol {
    type Output = Self;
    fn neg(self) -> Self {
        make(Node::Neg(self.0))
    }
}

impl BitAnd for SymbolMask {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        compare(Node::And(self.0, other.0))
    }
}

impl BitOr for SymbolMask {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        compare(Node::Or(self.0, other.0))
    }
}

impl Real for Symbol {
    type Mask = SymbolMask;

    fn lit(self, c: f64) -> Self {
        make(Node::constant(c))
    }
    fn lt(self, other: Self) -> SymbolMask {
        compare(Node::Less(self.0, other.0))
    }
    fn le(self, other: Self) -> SymbolMask {
        compare(Node::LessEqual(self.0, other.0))
    }
    fn select(mask: SymbolMask, yes: Self, no: Self) -> Self {
        make(Node::Select(mask.0, yes.0, no.0))
    }
    fn stable(mask: SymbolMask, special: Self, plain: Self) -> Self {
        make(Node::Stable(mask.0, special.0, plain.0))
    }
    fn refined(self, plain: impl FnOnce() -> Self) -> Self {
        let always = compare(Node::LessEqual(self.0, self.0));
        make(Node::Stable(always.0, self.0, plain().0))
    }
    fn abs(self) -> Self {
        make(Node::Abs(self.0))
    }
    fn sqrt(self) -> Self {
        make(Node::Sqrt(self.0))
    }
    fn floor(self) -> Self {
        make(Node::Floor(self.0))
    }
    fn powr(self, exponent: Self) -> Self {
        make(Node::Power(self.0, exponent.0))
    }
    fn atom<A: Atom>(u: Wide<Self>) -> Scaled<Self> {
        make(Node::Atom(A::ID, u.value().0)).into()
    }
}

//! A formula as it was written: a tree, laid out in the order of evaluation.

use super::functions::{Callable, power};
use crate::program::{Node, Symbol, SymbolMask, make};
use crate::real::Real;

/// A place in the tree; operands come before what is made of them.
pub(super) type Place = u32;

/// The deepest tree.
pub(super) const MAX_DEPTH: u32 = 200;
/// The largest tree.
pub(super) const MAX_TERMS: usize = 10_000;

/// Numbers with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Constant {
    Pi,
    E,
}

impl Constant {
    fn value(self) -> f64 {
        match self {
            Constant::Pi => std::f64::consts::PI,
            Constant::E => std::f64::consts::E,
        }
    }
}

/// Operations between two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Power,
}

/// Comparisons of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
}

/// A piece of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    Number(f64),
    Constant(Constant),
    Input,
    Parameter(usize),
    Neg(Place),
    Binary(Binary, Place, Place),
    Call(Callable, Vec<Place>),
    Compare(Comparison, Place, Place),
    Not(Place),
    And(Place, Place),
    Or(Place, Place),
    If(Place, Place, Place),
}

impl Term {
    /// Whether it is a truth value.
    pub(super) fn is_condition(&self) -> bool {
        matches!(self, Term::Compare(..) | Term::Not(_) | Term::And(..) | Term::Or(..))
    }

    fn operands(&self) -> Vec<Place> {
        match self {
            Term::Number(_) | Term::Constant(_) | Term::Input | Term::Parameter(_) => Vec::new(),
            Term::Neg(a) | Term::Not(a) => vec![*a],
            Term::Binary(_, a, b) | Term::Compare(_, a, b) | Term::And(a, b) | Term::Or(a, b) => {
                vec![*a, *b]
            }
            Term::Call(_, arguments) => arguments.clone(),
            Term::If(a, b, c) => vec![*a, *b, *c],
        }
    }
}

/// A whole formula; the last term is the result.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tree {
    terms: Vec<Term>,
    depth: Vec<u32>,
}

impl Tree {
    pub(super) fn term(&self, place: Place) -> &Term {
        &self.terms[place as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    pub(super) fn root(&self) -> Place {
        self.terms.len().saturating_sub(1) as Place
    }

    /// Adds a term; what is wrong if the tree becomes too large.
    pub(super) fn push(&mut self, term: Term) -> Result<Place, String> {
        let below = term.operands().into_iter().map(|p| self.depth[p as usize]).max();
        let depth = 1 + below.unwrap_or(0);
        if depth > MAX_DEPTH {
            return Err(format!("operations are nested more than {MAX_DEPTH} deep"));
        }
        if self.terms.len() >= MAX_TERMS {
            return Err(format!("the formula has more than {MAX_TERMS} terms"));
        }
        self.terms.push(term);
        self.depth.push(depth);
        Ok(self.root())
    }

    /// The formula in symbols, in the graph that is being recorded.
    pub(super) fn lower(&self, x: Symbol, parameters: &[Symbol]) -> Symbol {
        let mut done: Vec<Lowered> = Vec::with_capacity(self.terms.len());
        for term in &self.terms {
            let number = |place: Place| match done[place as usize] {
                Lowered::Number(symbol) => symbol,
                Lowered::Truth(..) => x,
            };
            let truth = |place: Place| match done[place as usize] {
                Lowered::Truth(holds, fails) => (holds, fails),
                Lowered::Number(a) => (a.lt(a), a.lt(a)),
            };
            let lowered = match term {
                Term::Number(value) => Lowered::Number(x.lit(*value)),
                Term::Constant(constant) => Lowered::Number(x.lit(constant.value())),
                Term::Input => Lowered::Number(x),
                Term::Parameter(k) => Lowered::Number(parameters[*k]),
                Term::Neg(a) => Lowered::Number(-number(*a)),
                Term::Binary(operation, a, b) => {
                    let (a, b) = (number(*a), number(*b));
                    Lowered::Number(match operation {
                        Binary::Add => a + b,
                        Binary::Sub => a - b,
                        Binary::Mul => a * b,
                        Binary::Div => a / b,
                        Binary::Power => power(a, b),
                    })
                }
                Term::Call(function, arguments) => {
                    let arguments: Vec<Symbol> = arguments.iter().map(|&a| number(a)).collect();
                    Lowered::Number(function.lower(&arguments))
                }
                Term::Compare(comparison, a, b) => {
                    let (holds, fails) = compare(*comparison, number(*a), number(*b));
                    Lowered::Truth(holds, fails)
                }
                Term::Not(a) => {
                    let (holds, fails) = truth(*a);
                    Lowered::Truth(fails, holds)
                }
                Term::And(a, b) => {
                    let (a, b) = (truth(*a), truth(*b));
                    Lowered::Truth(a.0 & b.0, a.1 | b.1)
                }
                Term::Or(a, b) => {
                    let (a, b) = (truth(*a), truth(*b));
                    Lowered::Truth(a.0 | b.0, a.1 & b.1)
                }
                Term::If(condition, yes, no) => {
                    Lowered::Number(Symbol::select(truth(*condition).0, number(*yes), number(*no)))
                }
            };
            done.push(lowered);
        }
        match done.last() {
            Some(&Lowered::Number(symbol)) => symbol,
            _ => make(Node::constant(f64::NAN)),
        }
    }
}

/// What a term became. A condition comes with its opposite: `not` has no node.
#[derive(Clone, Copy)]
enum Lowered {
    Number(Symbol),
    Truth(SymbolMask, SymbolMask),
}

fn compare(comparison: Comparison, a: Symbol, b: Symbol) -> (SymbolMask, SymbolMask) {
    match comparison {
        Comparison::Less => (a.lt(b), b.le(a)),
        Comparison::LessEqual => (a.le(b), b.lt(a)),
        Comparison::Greater => (b.lt(a), a.le(b)),
        Comparison::GreaterEqual => (b.le(a), a.lt(b)),
        Comparison::Equal => (a.le(b) & b.le(a), a.lt(b) | b.lt(a)),
        Comparison::NotEqual => (a.lt(b) | b.lt(a), a.le(b) & b.le(a)),
    }
}

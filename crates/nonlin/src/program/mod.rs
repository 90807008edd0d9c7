//! A formula as a program: evaluated in [`Symbol`]s, it leaves behind a graph of
//! what it does.
//!
//! | file | what |
//! |---|---|
//! | `graph.rs` | hash-consed nodes, simplified as they are made |
//! | `symbol.rs` | the number that records |
//! | `expression.rs` | a finished graph, and its evaluation |
//! | `compound.rs` | several results in one graph: a value and its derivatives |
//! | `print.rs` | as text and as LaTeX |
//! | `steps.rs` | as a list of steps |

mod compound;
mod expression;
mod graph;
pub(crate) mod print;
mod steps;
mod symbol;

pub use compound::Program;
pub use expression::Expression;
pub(crate) use expression::Value;
pub(crate) use graph::Graph;
pub use graph::{Id, Node};
pub use steps::Step;
pub(crate) use symbol::make;
pub use symbol::{Symbol, SymbolMask};

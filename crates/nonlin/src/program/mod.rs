//! A formula as a program: evaluated in [`Symbol`]s, it leaves behind a graph of
//! what it does.
//!
//! | file | what |
//! |---|---|
//! | `graph.rs` | hash-consed nodes, simplified as they are made |
//! | `symbol.rs` | the number that records |
//! | `expression.rs` | a finished graph, and its evaluation |
//! | `print.rs` | as text and as LaTeX |
//! | `steps.rs` | as a list of steps |

mod expression;
mod graph;
mod print;
mod steps;
mod symbol;

pub use expression::Expression;
pub use steps::Step;
pub use symbol::{Symbol, SymbolMask};

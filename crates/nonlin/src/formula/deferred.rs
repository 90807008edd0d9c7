//! A formula that is read and compiled when it is first used: a list of hundreds costs
//! nothing until one of them is wanted.

use std::ops::Deref;
use std::sync::OnceLock;

use super::Formula;

/// A formula by its text.
#[derive(Debug)]
pub(crate) struct Deferred {
    text: String,
    formula: OnceLock<Formula>,
}

impl Deferred {
    /// The formula of a definition that is known to be right: a test reads all of them.
    pub(crate) fn new(text: String) -> Self {
        Deferred { text, formula: OnceLock::new() }
    }
}

impl From<Formula> for Deferred {
    fn from(formula: Formula) -> Self {
        Deferred { text: String::new(), formula: OnceLock::from(formula) }
    }
}

impl Deref for Deferred {
    type Target = Formula;

    fn deref(&self) -> &Formula {
        self.formula.get_or_init(|| {
            Formula::parse(&self.text).unwrap_or_else(|error| panic!("the catalogue: {error}"))
        })
    }
}

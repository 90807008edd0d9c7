//! A formula that is read and compiled when it is first used: a list of hundreds costs
//! nothing until one of them is wanted.

use std::ops::Deref;
use std::sync::OnceLock;

use super::Formula;

/// A formula by its text: what names it and its parameters, and the right side.
#[derive(Debug)]
pub(crate) struct Deferred {
    head: String,
    body: &'static str,
    formula: OnceLock<Formula>,
}

impl Deferred {
    /// The formula of a definition that is known to be right, and to be written as
    /// formulas are printed: a test reads all of them.
    pub(crate) fn new(head: String, body: &'static str) -> Self {
        Deferred { head, body, formula: OnceLock::new() }
    }

    /// The right side, as [`Formula::body`] without compiling anything.
    pub(crate) fn written(&self) -> String {
        if self.body.is_empty() { self.body() } else { self.body.to_owned() }
    }
}

impl From<Formula> for Deferred {
    fn from(formula: Formula) -> Self {
        Deferred { head: String::new(), body: "", formula: OnceLock::from(formula) }
    }
}

impl Deref for Deferred {
    type Target = Formula;

    fn deref(&self) -> &Formula {
        self.formula.get_or_init(|| {
            let text = format!("{} = {}", self.head, self.body);
            Formula::parse(&text).unwrap_or_else(|error| panic!("the catalogue: {error}"))
        })
    }
}

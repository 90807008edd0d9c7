//! Functions that are made while a program runs: rational units, and formulas as typed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::Function;

/// The functions made so far, by identifier. Like those of the catalogue they live as long
/// as the program; there is one for each form or definition that is used.
static KNOWN: Mutex<BTreeMap<String, &'static Function>> = Mutex::new(BTreeMap::new());

/// The function of that identifier, which is made if there is none.
pub(crate) fn interned(id: String, make: impl FnOnce(&str) -> Function) -> &'static Function {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(id).or_insert_with_key(|id| Box::leak(Box::new(make(id))))
}

/// Text that lives as long as the functions do.
pub(crate) fn leaked(text: impl Into<String>) -> &'static str {
    Box::leak(text.into().into_boxed_str())
}

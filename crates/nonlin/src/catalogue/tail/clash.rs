//! Names that several functions were published under.

use std::sync::LazyLock;

use crate::catalogue::{Function, functions, leaked, plain};

/// A name that the literature uses for several functions of the catalogue. Asking for it
/// is an error that shows them: none is guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The name.
    pub name: &'static str,
    /// The functions, each with what tells it from the others.
    pub candidates: Vec<(&'static Function, &'static str)>,
}

impl Clash {
    /// The candidates as an error shows them: what to type, what it is, whose it is.
    pub(crate) fn choices(&self) -> Vec<&'static str> {
        let line = |(function, what): &(&'static Function, &'static str)| {
            leaked(format!("{}: {what}. {}", function.id(), function.reference()))
        };
        self.candidates.iter().map(line).collect()
    }
}

/// All clashes: a name in a line of its own, below it, indented, `identifier: what it is`.
static CLASHES: LazyLock<Vec<Clash>> = LazyLock::new(|| {
    let mut clashes: Vec<Clash> = Vec::new();
    for line in include_str!("clashes.txt").lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match (line.strip_prefix("  ").and_then(|line| line.split_once(": ")), clashes.last_mut()) {
            (Some((id, what)), Some(clash)) => {
                let function = functions().iter().find(|function| function.id() == id);
                clash.candidates.extend(function.map(|function| (*function, what)));
            }
            _ => clashes.push(Clash { name: line, candidates: Vec::new() }),
        }
    }
    clashes
});

/// All names that several functions of the catalogue were published under.
#[must_use]
pub fn clashes() -> &'static [Clash] {
    &CLASHES
}

/// The clash of that name, in [plain] spelling.
pub(crate) fn clash_of(wanted: &str) -> Option<&'static Clash> {
    clashes().iter().find(|clash| plain(clash.name) == wanted)
}

//! Published functions that are not in the catalogue, and why.

use std::sync::LazyLock;

use nonlin::{Activation, Formula};

use super::finite::Inputs;
use super::{Domain, measure, reference};

/// A published function that is not in the catalogue.
pub struct Left {
    pub id: &'static str,
    pub name: &'static str,
    pub definition: &'static str,
    pub reference: &'static str,
    why: &'static str,
    domain: Domain,
}

/// What `left_out.txt` says; its first lines tell how.
pub static LEFT_OUT: LazyLock<Vec<Left>> = LazyLock::new(|| {
    let entries = include_str!("left_out.txt").split("\n\n").filter(|entry| entry.starts_with('['));
    let left = |entry: &'static str| {
        let mut lines = entry.lines();
        let id = lines.next().unwrap_or_default().trim_matches(['[', ']']);
        let of = |key: &str| {
            let line = entry.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
            line.unwrap_or_default()
        };
        let unit = Domain { low: 0.0, high: 1.0 };
        let domain = if of("domain").is_empty() { Domain::ALL } else { unit };
        let (name, definition) = (of("name"), of("definition"));
        Left { id, name, definition, reference: of("reference"), why: of("why"), domain }
    };
    entries.map(left).collect()
});

impl Left {
    /// Whether it is left out for what is measured.
    pub fn is_measured(&self) -> bool {
        self.why.is_empty()
    }

    /// What is wrong with it as it was published.
    pub fn faults(&self) -> Vec<String> {
        let formula =
            Formula::parse(self.definition).unwrap_or_else(|e| panic!("{}: {e}", self.id));
        let activation = Activation::from(formula);
        let unfinite = Inputs::new().faults(&activation, self.domain);
        if !unfinite.is_empty() {
            return unfinite;
        }
        let body = activation.function().formula();
        let reference = reference(&activation, &body).unwrap_or_else(|e| panic!("{e}"));
        measure(&activation, &reference, self.domain).faults()
    }

    /// Why it is left out, in words.
    pub fn reason(&self) -> String {
        if !self.is_measured() {
            return self.why.to_owned();
        }
        let mut faults = self.faults();
        faults.truncate(2);
        faults.join("; ")
    }
}

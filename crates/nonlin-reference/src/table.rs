//! The data file of formulas: its grammar and the built-in one.

use crate::{ParseError, Reference};
use std::collections::HashSet;
use std::sync::LazyLock;

/// A table of formulas that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// An entry that is not `id(parameter=default, ...) = formula`.
    #[error("line {line}: {message}")]
    Entry {
        /// The line on which the entry starts.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// A formula that cannot be read.
    #[error("line {line}: formula of `{id}`: {source}")]
    Formula {
        /// The line on which the entry starts.
        line: usize,
        /// Whose formula it is.
        id: String,
        /// What is wrong with it.
        source: ParseError,
    },
}

/// The formulas that come with the crate.
pub(crate) static BUILT_IN: LazyLock<Vec<Reference>> = LazyLock::new(|| {
    parse_table(include_str!("formulas.txt"))
        .unwrap_or_else(|error| panic!("the built-in formulas.txt: {error}"))
});

/// Reads a table of formulas: entries `id(parameter=default, ...) = formula`,
/// continued on indented lines; `#` starts a comment.
pub fn parse_table(text: &str) -> Result<Vec<Reference>, TableError> {
    let mut entries: Vec<(usize, String)> = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let content = line.split('#').next().unwrap_or_default();
        if content.trim().is_empty() {
            continue;
        }
        let number = place + 1;
        match entries.last_mut() {
            Some((_, entry)) if content.starts_with(char::is_whitespace) => {
                entry.push(' ');
                entry.push_str(content.trim());
            }
            _ => entries.push((number, content.trim().to_owned())),
        }
    }
    let mut seen = HashSet::new();
    entries
        .iter()
        .map(|(line, entry)| {
            let reference = parse_entry(*line, entry)?;
            if !seen.insert(reference.id().to_owned()) {
                let message = format!("`{}` is defined a second time", reference.id());
                return Err(TableError::Entry { line: *line, message });
            }
            Ok(reference)
        })
        .collect()
}

fn parse_entry(line: usize, entry: &str) -> Result<Reference, TableError> {
    let fault = |message: &str| TableError::Entry {
        line,
        message: format!("{message} in `{entry}`; write id(parameter=default, ...) = formula"),
    };
    let (id, rest) = entry.split_once('(').ok_or_else(|| fault("no `(` after the id"))?;
    let (list, rest) = rest.split_once(')').ok_or_else(|| fault("no `)` after the parameters"))?;
    let formula = rest.trim_start().strip_prefix('=').ok_or_else(|| fault("no `=` after `)`"))?;
    let id = id.trim();
    if id.is_empty() {
        return Err(fault("no id"));
    }
    let mut parameters = Vec::new();
    for parameter in list.split(',').map(str::trim).filter(|parameter| !parameter.is_empty()) {
        let (name, default) = parameter
            .split_once('=')
            .ok_or_else(|| fault(&format!("no default for `{parameter}`")))?;
        let default = default.trim().parse::<f64>();
        let default = default.map_err(|_| fault(&format!("no number after `{name}=`")))?;
        parameters.push((name.trim(), default));
    }
    Reference::named(id, formula.trim(), &parameters).map_err(|source| TableError::Formula {
        line,
        id: id.to_owned(),
        source,
    })
}

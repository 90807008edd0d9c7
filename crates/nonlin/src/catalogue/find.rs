//! Finding a function by name.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Function, gated, rectifiers, sigmoidal, tail, tanhsoft, zorro};
use crate::error::{Error, Result};
use crate::rational;

static TUNED: LazyLock<Vec<&'static Function>> = LazyLock::new(|| {
    [
        sigmoidal::step::FUNCTIONS,
        sigmoidal::FUNCTIONS,
        rectifiers::FUNCTIONS,
        gated::FUNCTIONS,
        tanhsoft::FUNCTIONS,
        zorro::FUNCTIONS,
    ]
    .into_iter()
    .flatten()
    .collect()
});

static ALL: LazyLock<Vec<&'static Function>> =
    LazyLock::new(|| TUNED.iter().chain(&*tail::FUNCTIONS).copied().collect());

/// The functions by their identifiers, names and aliases, in [plain] spelling.
static NAMES: LazyLock<HashMap<String, &'static Function>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for function in functions() {
        for name in names_of(function) {
            names.entry(plain(name)).or_insert(*function);
        }
    }
    // An identifier is never another function's name.
    names.extend(functions().iter().map(|function| (plain(function.id), *function)));
    names
});

/// The functions that have kernels of their own, in catalogue order: those that most
/// networks use. [`functions`] has the long tail, too.
#[must_use]
pub fn tuned_functions() -> &'static [&'static Function] {
    &TUNED
}

/// Every function of the catalogue that has a formula: first [`tuned_functions`], then the
/// long tail by families. Rational units are in [`rational::functions`].
#[must_use]
pub fn functions() -> &'static [&'static Function] {
    &ALL
}

/// Spelling without case and separators: `GELU-tanh` is `gelu_tanh`.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// All that a function is called.
fn names_of(function: &'static Function) -> impl Iterator<Item = &'static str> {
    [function.id, function.name].into_iter().chain(function.aliases.iter().copied())
}

/// The function of that identifier, published name or alias; case, hyphens and
/// underscores do not matter. Rational units are found as well, with their form in
/// brackets where it is not the usual one: `opau(basis=legendre)`.
///
/// # Errors
///
/// [`Error::UnknownFunction`] with the nearest names, or
/// [`Error::AmbiguousFunction`] for a name that several functions share.
pub fn find(name: &str) -> Result<&'static Function> {
    let wanted = plain(name);
    let tuned = || tuned_functions().iter().find(|f| plain(f.id) == wanted);
    if let Some(function) = tuned().or_else(|| functions().iter().find(|f| f.id == name)) {
        return Ok(function);
    }
    if let Some(clash) = tail::clash_of(&wanted) {
        return Err(Error::AmbiguousFunction { name: name.to_owned(), choices: clash.choices() });
    }
    if let Some(function) = NAMES.get(&wanted) {
        return Ok(function);
    }
    if let Some(unit) = rational::function_of(name) {
        return unit;
    }
    Err(Error::UnknownFunction { name: name.to_owned(), nearest: nearest(&wanted) })
}

/// Up to three identifiers whose spelling, or that of an alias, is close.
fn nearest(wanted: &str) -> Vec<&'static str> {
    let functions = functions().iter().flat_map(|f| names_of(f).map(|name| (name, f.id)));
    nearest_names(wanted, functions.chain(rational::nearest_units()))
}

/// Up to three different results whose names are spelled much like `wanted`, best first.
pub(crate) fn nearest_names(
    wanted: &str,
    names: impl Iterator<Item = (&'static str, &'static str)>,
) -> Vec<&'static str> {
    let wanted = plain(wanted);
    let mut scored: Vec<(usize, &'static str)> = names
        .filter_map(|(name, result)| {
            let name = plain(name);
            let distance = strsim::damerau_levenshtein(&name, &wanted);
            // A third of the letters may be wrong; or it is the start of a name.
            let close = distance <= 1 + wanted.chars().count() / 3;
            let starts = wanted.len() >= 3 && name.starts_with(&wanted);
            (close || starts).then_some((distance, result))
        })
        .collect();
    scored.sort_by_key(|&(distance, _)| distance);
    let mut results: Vec<&'static str> = Vec::new();
    for (_, result) in scored {
        if !results.contains(&result) {
            results.push(result);
        }
    }
    results.truncate(3);
    results
}

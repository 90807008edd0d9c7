//! Finding a function by name.

use std::sync::LazyLock;

use super::{Function, gated, rectifiers, sigmoidal, tanhsoft, zorro};
use crate::error::{Error, Result};
use crate::rational;

static ALL: LazyLock<Vec<&'static Function>> = LazyLock::new(|| {
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

/// Names that the literature uses for several functions of the catalogue.
const CLASHES: &[(&str, &[&str])] =
    &[("hard_sigmoid", &["hard_sigmoid_pt (slope 1/6)", "hard_sigmoid_02 (slope 0.2)"])];

/// All functions, in catalogue order.
#[must_use]
pub fn functions() -> &'static [&'static Function] {
    &ALL
}

/// Spelling without case and separators: `GELU-tanh` is `gelu_tanh`.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
    let named = |f: &&&Function| {
        plain(f.id) == wanted
            || plain(f.name) == wanted
            || f.aliases.iter().any(|alias| plain(alias) == wanted)
    };
    if let Some(function) = functions().iter().find(named) {
        return Ok(function);
    }
    if let Some((_, choices)) = CLASHES.iter().find(|(clash, _)| plain(clash) == wanted) {
        return Err(Error::AmbiguousFunction { name: name.to_owned(), choices: choices.to_vec() });
    }
    if let Some(unit) = rational::function_of(name) {
        return unit;
    }
    Err(Error::UnknownFunction { name: name.to_owned(), nearest: nearest(&wanted) })
}

/// Up to three identifiers whose spelling, or that of an alias, is close.
fn nearest(wanted: &str) -> Vec<&'static str> {
    let names = |f: &&'static Function| std::iter::once(f.id).chain(f.aliases.iter().copied());
    let functions = functions().iter().flat_map(|f| names(f).map(|name| (name, f.id)));
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

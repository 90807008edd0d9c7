//! Units as functions like those of the catalogue: their parameters are coefficients.

use super::initial::{self, USUAL};
use super::parse::suggestion;
use super::{Basis, Denominator, Form, Unit};
use crate::catalogue::{Body, Family, Function, Parameter, Range, Reference, interned, leaked};
use crate::error::{Error, Result};

const PAU: Reference = Reference {
    authors: "Molina, Schramowski, Kersting",
    title: "Padé Activation Units: End-to-end Learning of Flexible Activation Functions in Deep Networks",
    year: Some(2020),
    identifier: Some("arXiv:1907.06732"),
};

const OPAU: Reference = Reference {
    authors: "Biswas, Banerjee, Pandey",
    title: "Orthogonal-Padé Activation Functions: Trainable Activation Functions for Smooth and Faster Convergence in Deep Networks",
    year: Some(2021),
    identifier: Some("arXiv:2106.09693"),
};

impl Form {
    /// The form as a function, whose parameters are the coefficients `a_0, ..., a_m` and
    /// `b_1, ..., b_n` (from `b_0` on in version C).
    ///
    /// By default they are those of [`Self::initial`] for `leaky_relu`; of the identity
    /// where none are shipped.
    ///
    /// # Errors
    ///
    /// As for [`Self::checked`].
    pub fn function(self) -> Result<&'static Function> {
        let form = self.checked()?;
        Ok(interned(form.to_string(), |id| form.made(id)))
    }

    fn made(self, id: &str) -> Function {
        let values = self.initial(USUAL).unwrap_or_else(|| self.identity());
        let named = |(k, default): (usize, f64)| {
            let (letter, index, part) = match k.checked_sub(self.numerators()) {
                None => ('a', k, "numerator"),
                Some(j) => ('b', j + self.version.first(), "denominator"),
            };
            let name = leaked(format!("{letter}_{index}"));
            let meaning = match index {
                0 => format!("constant of the {part}"),
                n => format!("coefficient of degree {n} in the {part}"),
            };
            Parameter {
                name,
                default,
                range: Range::REAL,
                trainable: true,
                meaning: leaked(meaning),
            }
        };
        let parameters: Vec<Parameter> = values.into_iter().enumerate().map(named).collect();
        let hermite = matches!(self.basis, Basis::HermiteProbabilists | Basis::HermitePhysicists);
        let (name, reference) = match (self.basis, self.version) {
            (Basis::Monomial, Denominator::Raw) => ("PAU".to_owned(), PAU),
            (Basis::Monomial, _) => ("Safe PAU".to_owned(), PAU),
            (Basis::HermiteProbabilists, Denominator::AbsoluteTerms) => ("HP-1".to_owned(), OPAU),
            (Basis::HermitePhysicists, Denominator::AbsoluteTerms) => ("HP-2".to_owned(), OPAU),
            (basis, Denominator::Raw) => (format!("OPAU ({basis})"), OPAU),
            (basis, _) => (format!("Safe OPAU ({basis})"), OPAU),
        };
        Function {
            id: leaked(id),
            name: leaked(name),
            aliases: &[],
            family: Family::Rational,
            summary: leaked(format!(
                "A trainable quotient of polynomials of degrees {} and {}{}.",
                self.numerator,
                self.denominator,
                if self.version.is_safe() { "" } else { ", whose denominator may have zeros" }
            )),
            parameters: Box::leak(parameters.into_boxed_slice()),
            reference,
            notes: match (hermite, self.version) {
                (true, Denominator::AbsoluteTerms) => {
                    "That HP-1 takes probabilists' and HP-2 physicists' Hermite polynomials, and the degrees, are inferred: no source at hand states them."
                }
                (_, Denominator::Raw) => {
                    "Training may move a pole among the inputs; the safe versions have none. Values and slopes are finite all the same."
                }
                _ => "",
            },
            check: None,
            sampling: None,
            data: None,
            body: Body::Rational(self),
        }
    }
}

/// The units that have a name, with their usual degrees.
#[must_use]
pub fn functions() -> Vec<&'static Function> {
    let on = |standard: Form| Basis::ALL[1..].iter().map(move |&basis| Form { basis, ..standard });
    let monomial = [Form::PAU, Form::SAFE_PAU];
    let hermite = |form: &Form| *form == Form::HP1 || *form == Form::HP2;
    let (named, others): (Vec<_>, Vec<_>) = on(Form::SAFE_PAU).partition(hermite);
    let all = monomial.into_iter().chain(named).chain(on(Form::PAU)).chain(others);
    all.filter_map(|form| form.function().ok()).collect()
}

/// The function of a unit by name, with its form in brackets if need be; none if it is no
/// name of a unit.
pub(crate) fn function_of(text: &str) -> Option<Result<&'static Function>> {
    let name = text.split('(').next().unwrap_or_default();
    Form::of_name(name)?;
    Some(text.parse::<Form>().and_then(Form::function))
}

/// Names of units that are spelled much like this.
pub(crate) fn nearest_units() -> impl Iterator<Item = (&'static str, &'static str)> {
    Form::names().into_iter().map(|name| (name, name))
}

/// What stands in the brackets after a unit's name.
pub(crate) struct Arguments<'a> {
    pub(crate) name: &'a str,
    pub(crate) given: Vec<(&'a str, &'a str)>,
}

impl Arguments<'_> {
    /// The function, and its coefficients: those of the function that `init` names, or the
    /// usual ones, with others where they are given one by one.
    pub(crate) fn resolve(&self) -> Result<(&'static Function, Vec<f64>)> {
        let (of_form, others): (Vec<_>, Vec<_>) =
            self.given.iter().partition(|(key, _)| Form::KEYS.contains(key));
        let form = Form::from_arguments(self.name, &of_form)?;
        let function = form.function()?;
        let wrong = |reason: String| Error::RationalForm { reason };
        let init = others.iter().find(|(key, _)| *key == "init");
        let mut values = match init {
            None => function.parameters().iter().map(|p| p.default).collect(),
            Some((_, name)) => form.initial(name).ok_or_else(|| wrong(no_start(&form, name)))?,
        };
        for (key, value) in others.iter().filter(|(key, _)| *key != "init") {
            let plain = |name: &str| name.replace('_', "");
            let index = function.parameters().iter().position(|p| plain(p.name) == plain(key));
            let index = index.ok_or_else(|| {
                wrong(format!(
                    "{form} has no '{key}'; it has the coefficients {} to {}, init, and {}",
                    function.parameters()[0].name,
                    function.parameters()[form.coefficients() - 1].name,
                    Form::KEYS.join(", ")
                ))
            })?;
            values[index] = value
                .parse()
                .map_err(|_| wrong(format!("{form}: {key}={value}: a number is expected")))?;
        }
        // Says which poles there are.
        Unit::new(form, values.clone())?;
        Ok((function, values))
    }
}

/// Why there are no coefficients to start from.
fn no_start(form: &Form, name: &str) -> String {
    let names = initial::functions();
    if names.contains(&name) {
        return format!(
            "no coefficients for init={name} are shipped for {form}: its degrees are below (3, 2); fit them by `nonlin fit`"
        );
    }
    format!("no coefficients are shipped for init={name}{}", suggestion(name, &names))
}

/// The function whose shipped coefficients these are.
pub(crate) fn start_named(form: &Form, values: &[f64]) -> Option<&'static str> {
    initial::functions().into_iter().find(|name| form.initial(name).as_deref() == Some(values))
}

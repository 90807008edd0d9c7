//! Files of coefficients: those of the rational-activations project, and our own.

use std::collections::BTreeMap;
use std::path::Path;

use nonlin::rational::{Basis, Denominator, Form, Unit};
use serde_json::{Map, Value, json};

use crate::error::{Error, Result};

/// A unit of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The function that it stands for.
    pub name: String,
    /// The unit; a raw one may have poles.
    pub unit: Unit,
}

/// What the keys of the rational-activations project begin with, as in
/// `Rational_version_A5/4`.
const PREFIX: &str = "Rational_version_";

/// The units of a file: either that of the rational-activations project
/// (`rationals_config.json`: form, then function, then `init_w_numerator` and
/// `init_w_denominator`), or one unit as `nonlin fit --output` and `nonlin export` write it
/// (`unit`, `numerator`, `denominator`).
///
/// # Errors
///
/// If the file cannot be read, or is not of these formats: the error says where.
pub fn read_coefficients(path: &Path) -> Result<Vec<Named>> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|source| Error::Read { path: shown.clone(), source })?;
    parse(&text).map_err(|reason| Error::Coefficients { path: shown, reason })
}

fn parse(text: &str) -> std::result::Result<Vec<Named>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
    let Value::Object(top) = value else {
        return Err("an object is expected".into());
    };
    if let Some(unit) = top.get("unit") {
        let form = unit.as_str().ok_or("unit: a text such as \"hp1\" is expected")?;
        let form: Form = form.parse().map_err(|error| format!("unit: {error}"))?;
        let name = top.get("target").and_then(Value::as_str).unwrap_or("unit").to_owned();
        return Ok(vec![Named { name, unit: unit_of(form, &top, "numerator", "denominator")? }]);
    }
    let mut units = Vec::new();
    for (key, functions) in &top {
        let form = form_of(key)?;
        let functions = functions.as_object().ok_or(format!("{key}: an object is expected"))?;
        for (name, fields) in functions {
            let place = |reason: String| format!("{key}, {name}: {reason}");
            let fields = fields.as_object().ok_or(place("an object is expected".into()))?;
            let unit = unit_of(form, fields, "init_w_numerator", "init_w_denominator");
            units.push(Named { name: name.clone(), unit: unit.map_err(place)? });
        }
    }
    if units.is_empty() { Err("there is no unit in it".into()) } else { Ok(units) }
}

/// `Rational_version_A5/4`.
fn form_of(key: &str) -> std::result::Result<Form, String> {
    let wrong = || format!("'{key}': a key such as {PREFIX}A5/4 is expected");
    let rest = key.strip_prefix(PREFIX).ok_or_else(wrong)?;
    let letter = rest.chars().next().ok_or_else(wrong)?;
    let version = Denominator::of_letter(letter).ok_or_else(wrong)?;
    let (m, n) = rest[letter.len_utf8()..].split_once('/').ok_or_else(wrong)?;
    let degree = |text: &str| text.parse().map_err(|_| wrong());
    let form =
        Form { basis: Basis::Monomial, numerator: degree(m)?, denominator: degree(n)?, version };
    form.checked().map_err(|error| format!("{key}: {error}"))
}

fn unit_of(
    form: Form,
    fields: &Map<String, Value>,
    numerator: &str,
    denominator: &str,
) -> std::result::Result<Unit, String> {
    let list = |field: &str, count: usize| {
        let list = fields.get(field).and_then(Value::as_array);
        let list = list.ok_or(format!("a list {field} is expected"))?;
        if list.len() != count {
            return Err(format!("{field} has {} numbers; {form} has {count}", list.len()));
        }
        let numbers = list.iter().map(|value| {
            value.as_f64().ok_or_else(|| format!("{field}: {value} is not a finite number"))
        });
        numbers.collect::<std::result::Result<Vec<f64>, String>>()
    };
    let mut coefficients = list(numerator, form.numerators())?;
    coefficients.extend(list(denominator, form.denominators())?);
    Unit::with_poles(form, coefficients).map_err(|error| error.to_string())
}

/// Units as a file of the rational-activations project.
///
/// # Errors
///
/// If a unit is not on monomials, which that project has nothing for.
pub fn to_rational_activations(units: &[Named]) -> Result<String> {
    let mut forms: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for Named { name, unit } in units {
        let form = unit.form();
        if form.basis != Basis::Monomial {
            return Err(Error::Format(format!(
                "{form}: the rational-activations project has monomials only; export it as json"
            )));
        }
        let standard = Denominator::of_letter(form.version.letter());
        if standard != Some(form.version) {
            return Err(Error::Format(format!(
                "{form}: files of the rational-activations project cannot say floor or noise, which are 0.1 there; export it as json"
            )));
        }
        let letter = form.version.letter();
        let key = format!("{PREFIX}{letter}{}/{}", form.numerator, form.denominator);
        let fields = json!({
            "init_w_numerator": unit.numerator(),
            "init_w_denominator": unit.denominator(),
        });
        forms.entry(key).or_default().insert(name.clone(), fields);
    }
    Ok(pretty(&json!(forms)))
}

/// A unit in our own format, which has a place for every form.
#[must_use]
pub fn to_json(named: &Named) -> String {
    let Named { name, unit } = named;
    pretty(&json!({
        "unit": unit.form().to_string(),
        "target": name,
        "numerator": unit.numerator(),
        "denominator": unit.denominator(),
        "formula": unit.to_string(),
    }))
}

fn pretty(value: &Value) -> String {
    // What is made of numbers and texts always has a form; `to_string` is that in a line.
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string()) + "\n"
}

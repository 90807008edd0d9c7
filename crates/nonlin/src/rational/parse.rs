//! Forms from text.

use std::str::FromStr;

use super::{Basis, Denominator, Form};
use crate::catalogue::{nearest_names, plain};
use crate::error::{Error, Result};

/// Names of forms.
const NAMES: [(&str, Form); 6] = [
    ("pau", Form::PAU),
    ("safe_pau", Form::SAFE_PAU),
    ("opau", Form { basis: Basis::Legendre, ..Form::PAU }),
    ("safe_opau", Form { basis: Basis::Legendre, ..Form::SAFE_PAU }),
    ("hp1", Form::HP1),
    ("hp2", Form::HP2),
];

fn wrong<T>(reason: String) -> Result<T> {
    Err(Error::RationalForm { reason })
}

/// "; did you mean ...?", or all there are.
pub(super) fn suggestion(wanted: &str, names: &[&'static str]) -> String {
    let nearest = nearest_names(wanted, names.iter().map(|&name| (name, name)));
    if nearest.is_empty() {
        format!("; there are {}", names.join(", "))
    } else {
        format!("; did you mean {}?", nearest.join(" or "))
    }
}

impl Form {
    /// What a form can be told.
    pub(crate) const KEYS: [&str; 6] = ["basis", "m", "n", "version", "floor", "noise"];

    /// The names that units are known by.
    #[must_use]
    pub fn names() -> [&'static str; 6] {
        NAMES.map(|(name, _)| name)
    }

    /// The name as it is listed, and the form that it stands for where nothing else is
    /// said; names that need a basis have one all the same.
    pub(crate) fn of_name(text: &str) -> Option<(&'static str, Form)> {
        NAMES.into_iter().find(|(name, _)| plain(name) == plain(text))
    }

    /// The form of that name, with what else is said of it.
    pub(crate) fn from_arguments(name: &str, given: &[&(&str, &str)]) -> Result<Form> {
        let Some((name, mut form)) = Form::of_name(name) else {
            let reason = suggestion(name, &Form::names());
            return wrong(format!("unknown rational unit '{name}'{reason}"));
        };
        for (i, (key, _)) in given.iter().enumerate() {
            if !Form::KEYS.contains(key) {
                return wrong(format!("{name} has no '{key}'{}", suggestion(key, &Form::KEYS)));
            }
            if given[..i].iter().any(|(known, _)| known == key) {
                return wrong(format!("{name}: {key} is given twice"));
            }
        }
        let value =
            |wanted: &str| given.iter().find(|(key, _)| *key == wanted).map(|&&(_, value)| value);
        if let Some(letter) = value("version") {
            form.version = version(letter)?;
        }
        for &&(key, value) in given {
            match (key, &mut form.version) {
                ("basis", _) if name.starts_with("hp") => {
                    return wrong(format!("{name} has its basis; use safe_opau(basis=...)"));
                }
                ("basis", _) => form.basis = value.parse()?,
                ("m", _) => form.numerator = number(key, value, "a degree")?,
                ("n", _) => form.denominator = number(key, value, "a degree")?,
                ("floor", Denominator::Floored { floor }) => {
                    *floor = number(key, value, "a number")?;
                }
                ("noise", Denominator::Noisy { noise }) => {
                    *noise = number(key, value, "a number")?;
                }
                ("floor", _) => return wrong("floor belongs to version=C".into()),
                ("noise", _) => return wrong("noise belongs to version=D".into()),
                _ => {}
            }
        }
        if name.ends_with("opau") && value("basis").is_none() {
            let bases: Vec<_> = Basis::ALL.iter().map(|basis| basis.name()).collect();
            return wrong(format!(
                "{name} needs a basis, as in {name}(basis=legendre); there are {}",
                bases.join(", ")
            ));
        }
        form.checked()
    }
}

impl FromStr for Form {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let (name, arguments) = match text.split_once('(') {
            None => (text, ""),
            Some((name, rest)) => {
                let Some(arguments) = rest.strip_suffix(')') else {
                    return wrong(format!("'{text}' has no closing parenthesis"));
                };
                (name.trim(), arguments)
            }
        };
        let mut given: Vec<(&str, &str)> = Vec::new();
        for argument in arguments.split(',').map(str::trim).filter(|a| !a.is_empty()) {
            let Some((key, value)) = argument.split_once('=') else {
                return wrong(format!("'{argument}' should be name=value, as in m=5"));
            };
            given.push((key.trim(), value.trim()));
        }
        Form::from_arguments(name, &given.iter().collect::<Vec<_>>())
    }
}

fn version(text: &str) -> Result<Denominator> {
    let mut letters = text.chars();
    match (letters.next().and_then(Denominator::of_letter), letters.next()) {
        (Some(version), None) => Ok(version),
        _ => wrong(format!("version={text}: one of A, B, C, D, N is expected")),
    }
}

fn number<T: FromStr>(key: &str, value: &str, what: &str) -> Result<T> {
    value.parse().or_else(|_| wrong(format!("{key}={value}: {what} is expected")))
}

//! Operations by name.

use std::fmt;
use std::str::FromStr;

use super::gated::Gated;
use super::softmax::Kind;
use super::{Operation, Rule, fault};
use crate::catalogue::{nearest_names, plain};
use crate::error::{Error, Result};

pub(super) const NAMES: &[&str] = &[
    "softmax",
    "softmin",
    "log_softmax",
    "quiet_softmax",
    "sparsemax",
    "glu",
    "reglu",
    "geglu",
    "swiglu",
    "bilinear_glu",
    "gtu",
    "maxout",
    "crelu",
];

/// The value of the one argument that an operation may have.
fn argument(text: &str, given: Option<&str>, key: &str) -> Result<Option<f64>> {
    let Some(given) = given.filter(|given| !given.trim().is_empty()) else { return Ok(None) };
    let value = given.split_once('=').filter(|(name, _)| name.trim() == key);
    match value.map(|(_, value)| value.trim().parse::<f64>()) {
        Some(Ok(value)) if value.is_finite() => Ok(Some(value)),
        _ => Err(fault(format!("'{text}': {key}= and a finite number expected in the brackets"))),
    }
}

impl FromStr for Operation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let (name, given) = match text.split_once('(') {
            None => (text, None),
            Some((name, rest)) => {
                let inner = rest.strip_suffix(')');
                (
                    name,
                    Some(inner.ok_or_else(|| fault(format!("'{text}': ')' expected at the end")))?),
                )
            }
        };
        let wanted = plain(name);
        let Some(&name) = NAMES.iter().find(|known| plain(known) == wanted) else {
            let near = nearest_names(&wanted, NAMES.iter().map(|name| (*name, *name)));
            let hint = if near.is_empty() { NAMES.join(", ") } else { near.join(" or ") };
            return Err(fault(format!("unknown operation '{name}'; there is {hint}")));
        };
        let beta = if name == "swiglu" { argument(text, given, "beta")? } else { None };
        let k = if name == "maxout" { argument(text, given, "k")? } else { None };
        if !matches!(name, "swiglu" | "maxout")
            && given.is_some_and(|given| !given.trim().is_empty())
        {
            return Err(fault(format!("{name} has no parameters")));
        }
        Ok(Operation(match name {
            "softmax" => Rule::Softmax(Kind::Usual),
            "softmin" => Rule::Softmax(Kind::Negated),
            "log_softmax" => Rule::Softmax(Kind::Logarithm),
            "quiet_softmax" => Rule::Softmax(Kind::Quiet),
            "sparsemax" => Rule::Sparsemax,
            "maxout" => {
                let k = k.unwrap_or(2.0);
                if !(1.0..=1e9).contains(&k) || k.fract() != 0.0 {
                    return Err(fault(format!("maxout: k = {k} must be an integer from 1 up")));
                }
                Rule::Maxout { k: k as usize }
            }
            "crelu" => Rule::Crelu,
            _ => Rule::Gated(Gated::new(name, beta)?),
        }))
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&match &self.0 {
            Rule::Softmax(Kind::Usual) => "softmax".to_owned(),
            Rule::Softmax(Kind::Negated) => "softmin".to_owned(),
            Rule::Softmax(Kind::Logarithm) => "log_softmax".to_owned(),
            Rule::Softmax(Kind::Quiet) => "quiet_softmax".to_owned(),
            Rule::Sparsemax => "sparsemax".to_owned(),
            Rule::Gated(gated) => gated.to_string(),
            Rule::Maxout { k } => format!("maxout(k={k})"),
            Rule::Crelu => "crelu".to_owned(),
        })
    }
}

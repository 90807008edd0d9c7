//! An entry of a data file becomes a function.

use crate::catalogue::{
    Body, Data, Family, Function, JointCheck, Parameter, Range, Reference, leaked,
};
use crate::formula::{Deferred, Formula};

/// The functions of a data file.
pub(super) fn functions(family: Family, text: &'static str) -> Result<Vec<Function>, String> {
    let mut functions = Vec::new();
    let mut entry: Option<Entry> = None;
    for (number, line) in text.lines().enumerate() {
        let wrong = |what: String| format!("line {}: {what}", number + 1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(id) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            functions
                .extend(entry.replace(Entry::new(id)).map(|e| e.function(family)).transpose()?);
            continue;
        }
        let (Some(entry), Some((key, value))) = (entry.as_mut(), line.split_once(": ")) else {
            return Err(wrong(format!("[identifier] or 'key: value' expected, not '{line}'")));
        };
        entry.set(key, value).map_err(wrong)?;
    }
    functions.extend(entry.map(|entry| entry.function(family)).transpose()?);
    Ok(functions)
}

/// An entry while it is read.
#[derive(Default)]
struct Entry {
    id: &'static str,
    name: &'static str,
    aliases: Vec<&'static str>,
    formula: &'static str,
    published: Option<&'static str>,
    parameters: Vec<Parameter>,
    requires: Option<&'static str>,
    domain: Option<Range>,
    properties: Vec<&'static str>,
    reference: Option<Reference>,
    notes: &'static str,
}

impl Entry {
    fn new(id: &'static str) -> Self {
        Entry { id, ..Entry::default() }
    }

    fn set(&mut self, key: &str, value: &'static str) -> Result<(), String> {
        match key {
            "name" => self.name = value,
            "aliases" => self.aliases = value.split("; ").collect(),
            "formula" => self.formula = value,
            "published" => self.published = Some(value),
            "requires" => self.requires = Some(value),
            "domain" => self.domain = Some(value.parse()?),
            "properties" => self.properties = value.split(", ").collect(),
            "reference" => self.reference = Some(reference(value)?),
            "notes" => self.notes = value,
            _ => {
                let name = key.strip_prefix("parameter ");
                let name = name.ok_or_else(|| format!("no entry has a '{key}'"))?;
                self.parameters.push(parameter(leaked(name), value)?);
            }
        }
        Ok(())
    }

    fn function(self, family: Family) -> Result<Function, String> {
        let missing = |what: &str| format!("[{}] has no {what}", self.id);
        if self.name.is_empty() || self.formula.is_empty() {
            return Err(missing("name or no formula"));
        }
        let reference = self.reference.ok_or_else(|| missing("reference"))?;
        let head = |list: String| match list.as_str() {
            "" => self.id.to_owned(),
            _ => format!("{}({list})", self.id),
        };
        let list = self.parameters.iter().map(|p| format!("{}={:?}", p.name, p.default));
        let head = head(list.collect::<Vec<_>>().join(", "));
        let check = self.requires.map(|text| {
            let holds = leaked(format!("if({text}, 1, 0)"));
            let formula = Deferred::new(head.clone(), holds);
            JointCheck::Stated(text, formula)
        });
        Ok(Function {
            id: self.id,
            name: self.name,
            aliases: self.aliases.leak(),
            family,
            summary: leaked(summary(family, &self.properties)),
            parameters: self.parameters.leak(),
            reference,
            notes: self.notes,
            check,
            sampling: None,
            data: Some(Data {
                domain: self.domain.unwrap_or(Range::REAL),
                published: self.published,
                properties: self.properties.leak(),
            }),
            body: Body::Formula(Deferred::new(head, self.formula)),
        })
    }
}

/// `Authors | Title | 2020 | arXiv:...`, of which all but the authors may be empty.
fn reference(text: &'static str) -> Result<Reference, String> {
    let parts: Vec<&'static str> = text.split('|').map(str::trim).collect();
    let [authors, title, year, identifier] = parts[..] else {
        return Err(format!("'authors | title | year | identifier' expected, not '{text}'"));
    };
    let year = match year {
        "" => None,
        _ => Some(year.parse().map_err(|_| format!("a year expected, not '{year}'"))?),
    };
    let identifier = (!identifier.is_empty()).then_some(identifier);
    Ok(Reference { authors, title, year, identifier })
}

/// `1.5, (0, inf), trained; what it does`, of which the last may be missing.
fn parameter(name: &'static str, text: &'static str) -> Result<Parameter, String> {
    let wrong = || format!("'default, range, trained or fixed; meaning' expected, not '{text}'");
    let (settings, meaning) = text.split_once("; ").unwrap_or((text, "in the formula"));
    let (default, rest) = settings.split_once(", ").ok_or_else(wrong)?;
    let (range, trained) = rest.rsplit_once(", ").ok_or_else(wrong)?;
    let number = Formula::parse(default).map_err(|error| error.to_string());
    let default = default.parse().or_else(|_| number.map(|formula| formula.value(0.0)))?;
    let trainable = match trained {
        "trained" => true,
        "fixed" => false,
        _ => return Err(wrong()),
    };
    Ok(Parameter { name, default, range: range.parse()?, trainable, meaning })
}

/// What it is like: its family, and what tests measure of it with the default parameters.
fn summary(family: Family, properties: &[&str]) -> String {
    let kind = match family {
        Family::Step => "A step",
        Family::Sigmoidal => "A relative of the logistic function",
        Family::TanhLike => "A relative of tanh",
        Family::Rectifier => "A relative of ReLU",
        Family::Bounded => "A function with hard bounds",
        Family::PiecewiseLinear => "A piecewise linear function",
        Family::ExponentialLinear => "A relative of ELU",
        Family::SoftplusLike => "A relative of softplus",
        Family::SelfGated => "A self-gated function",
        Family::Periodic => "A function of sines or cosines",
        Family::Radial => "A radial function",
        Family::Polynomial => "A function of polynomials or powers",
        _ => "A mixture of other functions",
    };
    match properties {
        [] => format!("{kind}."),
        _ => format!("{kind}: {}.", properties.join(", ")),
    }
}

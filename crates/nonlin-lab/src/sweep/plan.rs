//! A plan as it is read: from a file, from the command line, or both.

use std::collections::BTreeMap;
use std::path::Path;

use nonlin::Activation;
use serde::{Deserialize, Serialize};
use toml::Value;

use super::Metric;
use crate::device::is_cpu;
use crate::error::{Error, Result};
use crate::recipes::{Choices, Variant};

/// The seeds of a sweep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Seeds {
    /// 0, 1, 2, ...: so many.
    Count(u64),
    /// These.
    List(Vec<u64>),
}

impl Seeds {
    /// The seeds, each once.
    #[must_use]
    pub fn list(&self) -> Vec<u64> {
        let mut list = match self {
            Self::Count(count) => (0..*count).collect(),
            Self::List(list) => list.clone(),
        };
        let mut seen = std::collections::HashSet::new();
        list.retain(|seed| seen.insert(*seed));
        list
    }
}

/// Functions × networks × data × settings × seeds.
///
/// A file has these fields; every one but `functions` may be left out:
///
/// ```toml
/// title = "Does TeLU help small networks?"
/// functions = ["relu", "telu", "gelu"]
/// baseline = "relu"                     # the first function where it is not given
/// networks = ["mlp", "lenet-5"]
/// data = ["mnist", "fashion-mnist"]
/// seeds = 5                             # or a list of them
/// metric = "test-accuracy"
///
/// [settings]                            # of network, data and training, as in recipes
/// epochs = 10
///
/// [grid]                                # every combination of these
/// learning_rate = [0.01, 0.1]
///
/// [[variants]]                          # settings that go together, with a name
/// name = "with decay"
/// set = { weight_decay = 5e-4 }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SweepPlan {
    /// What it is about, in one line.
    pub title: String,
    /// The functions, as `compare` takes them.
    pub functions: Vec<String>,
    /// What the others are tested against; the first function where it is not given.
    pub baseline: Option<String>,
    /// The networks; that of the settings where none is given.
    pub networks: Vec<String>,
    /// The data sets; that of the settings where none is given.
    pub data: Vec<String>,
    /// The seeds.
    pub seeds: Seeds,
    /// What functions are judged by.
    pub metric: Metric,
    /// What every run has in common.
    pub settings: Choices,
    /// Values of settings, of which every combination is run.
    pub grid: BTreeMap<String, Vec<Value>>,
    /// Settings that go together.
    pub variants: Vec<Variant>,
}

impl Default for SweepPlan {
    fn default() -> Self {
        Self {
            title: String::new(),
            functions: Vec::new(),
            baseline: None,
            networks: Vec::new(),
            data: Vec::new(),
            seeds: Seeds::Count(3),
            metric: Metric::TestAccuracy,
            settings: Choices::default(),
            grid: BTreeMap::new(),
            variants: Vec::new(),
        }
    }
}

/// Settings of other experiments than trainings, and what a plan says elsewhere.
const ELSEWHERE: [(&str, &str); 5] = [
    ("seeds", "seeds stand beside the settings"),
    ("arguments", "it belongs to slopes, not to a training"),
    ("elements", "it belongs to the cost of kernels, not to a training"),
    ("inputs", "it belongs to the zig-zag of a unit, not to a training"),
    ("steps", "it belongs to the zig-zag of a unit, not to a training"),
];

impl SweepPlan {
    /// Reads a plan; `origin` is named in errors.
    ///
    /// # Errors
    ///
    /// If the text is no plan; the error says where and why.
    pub fn parse(text: &str, origin: &Path) -> Result<Self> {
        toml::from_str(text)
            .map_err(|error| Error::Data { path: origin.into(), problem: error.to_string() })
    }

    /// Reads a plan from a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read or is no plan.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::File {
            path: path.into(),
            action: "read",
            source,
        })?;
        Self::parse(&text, path)
    }

    /// Sets values from a text like `learning_rate=0.01,0.1`: several are a row of the grid.
    /// They go before what the plan itself says.
    ///
    /// # Errors
    ///
    /// If the text has no `=`, or there is no such setting or value.
    pub fn set(&mut self, text: &str) -> Result<()> {
        let wrong = |problem: String| Error::option("set", problem);
        let (key, values) = text.split_once('=').ok_or_else(|| {
            wrong(format!("'{text}' sets nothing; write for example learning_rate=0.01,0.1"))
        })?;
        let key = key.trim().replace('-', "_");
        // Words like adam are strings without their quotes.
        let parsed = toml::from_str::<toml::Table>(&format!("values = [{values}]"));
        let values = match parsed.ok().and_then(|mut table| table.remove("values")) {
            Some(Value::Array(values)) => values,
            _ => values.split(',').map(|word| Value::String(word.trim().into())).collect(),
        };
        if values.is_empty() {
            return Err(wrong(format!("{key} is given no value")));
        }
        for value in &values {
            choice(&key, value).map_err(wrong)?;
        }
        self.grid.insert(key, values);
        Ok(())
    }

    /// Sets a text, whatever characters it has.
    ///
    /// # Errors
    ///
    /// If there is no such setting.
    pub fn fix(&mut self, key: &str, text: &str) -> Result<()> {
        let value = Value::String(text.to_owned());
        choice(key, &value).map_err(|problem| Error::option("set", problem))?;
        self.grid.insert(key.to_owned(), vec![value]);
        Ok(())
    }

    /// The functions, and which of them is the baseline.
    pub(super) fn activations(&self) -> Result<(Vec<Activation>, usize)> {
        let mut activations: Vec<Activation> = Vec::new();
        for function in &self.functions {
            let activation: Activation = function.parse()?;
            if !activations.contains(&activation) {
                activations.push(activation);
            }
        }
        if activations.is_empty() {
            return Err(Error::option("acts", "name at least one function, as in relu,gelu"));
        }
        let baseline = match &self.baseline {
            None => 0,
            Some(name) => {
                let baseline: Activation = name.parse()?;
                activations.iter().position(|other| *other == baseline).unwrap_or_else(|| {
                    activations.insert(0, baseline);
                    0
                })
            }
        };
        Ok((activations, baseline))
    }

    /// Every combination of networks, data, variants and grid: settings with a name made of
    /// what differs between them.
    pub(super) fn blocks(&self) -> Result<Vec<(String, Choices)>> {
        for (key, why) in ELSEWHERE {
            let set = serde_json::to_value(&self.settings).ok();
            if self.grid.contains_key(key) || set.is_some_and(|set| set.get(key).is_some()) {
                return Err(Error::option(
                    "settings",
                    format!("{key} does not belong here: {why}"),
                ));
            }
        }
        let axis = |names: &[String], field: fn(&mut Choices) -> &mut Option<String>| {
            let choices = names.iter().map(|name| {
                let mut choices = Choices::default();
                *field(&mut choices) = Some(name.clone());
                (name.clone(), choices)
            });
            choices.collect::<Vec<_>>()
        };
        let variants = self.variants.iter().map(|v| (v.name.clone(), v.choices.clone())).collect();
        let mut axes =
            vec![axis(&self.networks, |c| &mut c.network), axis(&self.data, |c| &mut c.data)];
        for (key, values) in &self.grid {
            let choices = values.iter().map(|value| {
                let choices =
                    choice(key, value).map_err(|problem| Error::option("grid", problem))?;
                Ok((format!("{key}={}", plain(value)), choices))
            });
            axes.push(choices.collect::<Result<Vec<_>>>()?);
        }
        axes.push(variants);
        let mut blocks = vec![(Vec::<String>::new(), Choices::default())];
        for axis in axes.iter().filter(|axis| !axis.is_empty()) {
            let joined = blocks.iter().flat_map(|(names, before)| {
                axis.iter().map(move |(name, choices)| {
                    let mut names = names.clone();
                    // What is the same everywhere names nothing.
                    names.extend((axis.len() > 1).then(|| name.clone()));
                    (names, before.clone().or(choices))
                })
            });
            blocks = joined.collect();
        }
        Ok(blocks
            .into_iter()
            .map(|(names, choices)| {
                let mut choices = choices.or(&self.settings);
                // The same run by another name.
                choices.device = choices.device.filter(|device| !is_cpu(device));
                let network = choices.network.get_or_insert_with(|| "mlp".into()).clone();
                let data = choices.data.get_or_insert_with(|| "optdigits".into()).clone();
                let name = names.join(", ");
                (if name.is_empty() { format!("{network}, {data}") } else { name }, choices)
            })
            .collect())
    }
}

/// A single setting.
fn choice(key: &str, value: &Value) -> std::result::Result<Choices, String> {
    let table = toml::Table::from_iter([(key.to_owned(), value.clone())]);
    Value::Table(table).try_into().map_err(|error: toml::de::Error| {
        let error = error.to_string();
        format!("{key}={}: {}", plain(value), error.trim_end())
    })
}

/// A value as a person writes it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Float(number) => number.to_string(),
        Value::Array(_) | Value::Table(_) => {
            super::command::inline(&serde_json::to_value(value).unwrap_or_default())
        }
        other => other.to_string(),
    }
}

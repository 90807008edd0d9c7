//! What came of a recipe: table, sentences and JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::verdict::{Verdict, judge};
use super::{Recipe, Scale};
use crate::error::{Error, Result};
use crate::files::write_whole;
use crate::statistics::{Estimate, estimate};

/// The numbers of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// The variant of the recipe.
    pub variant: String,
    /// The function with its parameters.
    pub function: String,
    /// The seed.
    pub seed: u64,
    /// The numbers by name.
    pub numbers: BTreeMap<String, f64>,
    /// Why the run has none.
    pub failure: Option<String>,
}

impl Measurement {
    pub(super) fn new(variant: &str, function: &str, seed: u64) -> Self {
        Self {
            variant: variant.into(),
            function: function.into(),
            seed,
            numbers: BTreeMap::new(),
            failure: None,
        }
    }

    /// Adds a number, if there is one and it is finite.
    pub(super) fn add(&mut self, name: &str, value: Option<f64>) {
        if let Some(value) = value.filter(|value| value.is_finite()) {
            self.numbers.insert(name.into(), value);
        }
    }

    /// The run in one line.
    pub(super) fn line(&self, metric: &str) -> String {
        let place =
            if self.variant.is_empty() { String::new() } else { format!("{}, ", self.variant) };
        let number = match (&self.failure, self.numbers.get(metric)) {
            (Some(failure), _) => failure.clone(),
            (None, Some(value)) => format!("{metric} {value:.5}"),
            (None, None) => format!("no {metric}"),
        };
        format!("{place}{}, seed {}: {number}", self.function, self.seed)
    }
}

/// What came of a recipe.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// The recipe.
    pub recipe: Recipe,
    /// The scale it was run at.
    pub scale: Scale,
    /// All runs.
    pub measurements: Vec<Measurement>,
    /// What came of each claim.
    pub verdicts: Vec<Verdict>,
    /// Wall time of this call, in seconds; what was taken from checkpoints took none.
    pub seconds: f64,
}

impl Outcome {
    pub(super) fn new(
        recipe: &Recipe,
        scale: Scale,
        measurements: Vec<Measurement>,
        seconds: f64,
    ) -> Self {
        let verdicts = judge(recipe, &measurements);
        Self { recipe: recipe.clone(), scale, measurements, verdicts, seconds }
    }

    /// Where the files of a recipe go: the table and the numbers.
    #[must_use]
    pub fn paths(&self, folder: &Path) -> [PathBuf; 2] {
        let name = format!("{}-{}", self.recipe.name, self.scale);
        ["md", "json"].map(|ending| folder.join(format!("{name}.{ending}")))
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let [table, numbers] = self.paths(folder);
        let json = serde_json::to_string_pretty(self)
            .map_err(|error| Error::option("out", format!("results have no JSON form: {error}")))?;
        write_whole(&table, self.markdown())?;
        write_whole(&numbers, json + "\n")
    }

    /// The mean of a number over the runs of a function in a variant.
    #[must_use]
    pub fn estimate(&self, variant: &str, function: &str, metric: &str) -> Option<Estimate> {
        let of = |m: &&Measurement| m.variant == variant && m.function == function;
        let values = self.measurements.iter().filter(of);
        let values: Vec<f64> = values.filter_map(|m| m.numbers.get(metric).copied()).collect();
        estimate(&values)
    }

    /// Title, claims and table as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let Recipe { name, title, paper, section, metric, .. } = &self.recipe;
        let mut text = format!("# {title}\n\n{paper}. {section}\n\n");
        let _ = writeln!(text, "`nonlin reproduce {name} --scale {}`\n", self.scale);
        for verdict in &self.verdicts {
            let _ = writeln!(text, "- {verdict}");
        }
        let _ = writeln!(
            text,
            "\n{metric}: mean over the runs ± half the 95 % interval of the mean.\n"
        );
        let unique = |of: fn(&Measurement) -> &String| {
            let mut names: Vec<&String> = Vec::new();
            for measurement in &self.measurements {
                if !names.contains(&of(measurement)) {
                    names.push(of(measurement));
                }
            }
            names
        };
        let (variants, functions) = (unique(|m| &m.variant), unique(|m| &m.function));
        let header: String = variants
            .iter()
            .map(|variant| format!(" {} |", if variant.is_empty() { metric } else { *variant }))
            .collect();
        let _ = writeln!(text, "| function |{header}\n|---|{}", "---:|".repeat(variants.len()));
        for function in functions {
            let cells: String = variants
                .iter()
                .map(|variant| format!(" {} |", self.cell(variant, function)))
                .collect();
            let _ = writeln!(text, "| {function} |{cells}");
        }
        let runs = self.measurements.len();
        let _ = writeln!(text, "\n{runs} runs, {:.0} s.", self.seconds);
        text
    }

    fn cell(&self, variant: &str, function: &str) -> String {
        let of = |m: &&Measurement| m.variant == variant && m.function == function;
        let failed = self.measurements.iter().filter(of).filter(|m| m.failure.is_some()).count();
        let mut cell = match self.estimate(variant, function, &self.recipe.metric) {
            None => "–".into(),
            Some(Estimate { mean, half_width: Some(half), .. }) => {
                format!("{} ± {}", number(mean), number(half))
            }
            Some(Estimate { mean, .. }) => number(mean),
        };
        if failed > 0 {
            let _ = write!(cell, " ({failed} diverged)");
        }
        cell
    }
}

/// Four digits, with a power of ten where that is shorter.
pub(super) fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".into(),
        size if (1e-3..1e5).contains(&size) => format!("{value:.4}"),
        _ => format!("{value:.3e}"),
    }
}

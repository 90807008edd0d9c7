//! What came of a recipe: table, sentences and JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::verdict::{Verdict, judge, sentence};
use super::{Recipe, ReproduceOptions, Scale, pictures};
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
    /// What the picture of curves shows: epoch, argument or another place, and the value there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub curve: Vec<[f64; 2]>,
}

impl Measurement {
    pub(super) fn new(variant: &str, function: &str, seed: u64) -> Self {
        Self {
            variant: variant.into(),
            function: function.into(),
            seed,
            numbers: BTreeMap::new(),
            failure: None,
            curve: Vec::new(),
        }
    }

    /// Adds a number, if there is one and it is finite.
    pub(super) fn add(&mut self, name: &str, value: Option<f64>) {
        if let Some(value) = value.filter(|value| value.is_finite()) {
            self.numbers.insert(name.into(), value);
        }
    }

    /// Variant, function and seed.
    pub(super) fn name(&self) -> String {
        let place =
            if self.variant.is_empty() { String::new() } else { format!("{}, ", self.variant) };
        format!("{place}{}, seed {}", self.function, self.seed)
    }

    /// The run in one line.
    pub(super) fn line(&self, metric: &str) -> String {
        let number = match (&self.failure, self.numbers.get(metric)) {
            (Some(failure), _) => failure.clone(),
            (None, Some(value)) => format!("{metric} {value:.5}"),
            (None, None) => format!("no {metric}"),
        };
        format!("{}: {number}", self.name())
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
    /// What came of all of them, in one sentence.
    pub sentence: String,
    /// Where it ran: the device, and threads of the CPU.
    pub machine: String,
    /// Wall time of this call, in seconds; what was taken from checkpoints took none.
    pub seconds: f64,
}

impl Outcome {
    pub(super) fn new(
        recipe: &Recipe,
        options: &ReproduceOptions,
        measurements: Vec<Measurement>,
        seconds: f64,
    ) -> Self {
        let verdicts = judge(recipe, &measurements);
        let device = match &options.device {
            device if *device == Device::flex() => "CPU".to_owned(),
            device => format!("{device:?}"),
        };
        let threads = rayon::current_num_threads();
        let machine = format!("{device}, {threads} thread{}", if threads == 1 { "" } else { "s" });
        let sentence = sentence(&verdicts);
        let (recipe, scale) = (recipe.clone(), options.scale);
        Self { recipe, scale, measurements, verdicts, sentence, machine, seconds }
    }

    /// What the names of its files begin with.
    fn stem(&self) -> String {
        format!("{}-{}", self.recipe.name, self.scale)
    }

    /// Where the files of a recipe go: the page and the numbers. The pictures that the
    /// page shows are beside it.
    #[must_use]
    pub fn paths(&self, folder: &Path) -> [PathBuf; 2] {
        ["md", "json"].map(|ending| folder.join(format!("{}.{ending}", self.stem())))
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let [table, numbers] = self.paths(folder);
        for (ending, _, picture) in pictures::draw(self) {
            write_whole(&folder.join(format!("{}{ending}.svg", self.stem())), picture)?;
        }
        let json = serde_json::to_string(self)
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
        let _ = writeln!(text, "**{}**\n", self.sentence);
        for verdict in &self.verdicts {
            let _ = writeln!(text, "- {verdict}");
        }
        let _ = writeln!(text, "\nMeans over the runs ± half the 95 % interval of the mean.");
        for metric in std::iter::once(metric).chain(&self.recipe.also) {
            self.table(&mut text, metric);
        }
        for (ending, caption, _) in pictures::draw(self) {
            let _ = writeln!(text, "\n![{caption}]({}{ending}.svg)", self.stem());
        }
        let _ = writeln!(
            text,
            "\n{} runs, {:.0} s of wall time ({}).",
            self.measurements.len(),
            self.seconds,
            self.machine
        );
        let settings = serde_json::to_string(&self.recipe.at(self.scale)).unwrap_or_default();
        let _ = writeln!(text, "\nSettings: `{settings}`");
        text
    }

    fn table(&self, text: &mut String, metric: &str) {
        let variants = unique(&self.measurements, |m| &m.variant);
        let name = |variant: &&str| if variant.is_empty() { "all" } else { *variant }.to_owned();
        let header: Vec<String> = variants.iter().map(name).collect();
        let _ = writeln!(
            text,
            "\n| {metric} | {} |\n|---|{}",
            header.join(" | "),
            "---:|".repeat(variants.len())
        );
        for function in unique(&self.measurements, |m| &m.function) {
            let cells = variants.iter().map(|variant| self.cell(variant, function, metric));
            let _ = writeln!(text, "| {function} | {} |", cells.collect::<Vec<_>>().join(" | "));
        }
    }

    fn cell(&self, variant: &str, function: &str, metric: &str) -> String {
        let of = |m: &&Measurement| m.variant == variant && m.function == function;
        let failed = self.measurements.iter().filter(of).filter(|m| m.failure.is_some()).count();
        let mut cell = match self.estimate(variant, function, metric) {
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

/// The names that measurements have, each once, in order.
pub(super) fn unique(measurements: &[Measurement], of: fn(&Measurement) -> &String) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for measurement in measurements {
        let name = of(measurement).as_str();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Four digits, with a power of ten where that is shorter.
pub(super) fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".into(),
        size if (1e-3..1e5).contains(&size) => format!("{value:.4}"),
        _ => format!("{value:.3e}"),
    }
}

//! What was seen in networks while they were trained, as a page: heat maps by layer and epoch,
//! histograms, learned shapes.

mod distributions;
mod learned;
mod quantities;

use std::collections::BTreeMap;

use nonlin::Activation;

use distributions::histograms;
use learned::learned;
use quantities::{Of, quantities};

use super::heat::map;
use super::html::escape;
use super::sweep::styles;
use super::{document, header, section};
use crate::compare::table::counted;
use crate::learn::{Diagnostics, EpochResult};

/// Layers of which histograms and shapes are shown.
const MOST_LAYERS: usize = 8;

/// Layers by name, each with a value an epoch.
type Rows = Vec<(String, Vec<f64>)>;

/// The trainings with one function, each as its epochs.
#[derive(Clone, Debug)]
pub struct Watched<'a> {
    /// The function as training began with it.
    pub activation: Activation,
    /// The epochs of each run.
    pub runs: Vec<&'a [EpochResult]>,
}

/// What was seen in networks that differ in their functions, as a page that opens without a
/// network; none if nothing was looked at. `baseline` is the place of the function that is
/// drawn in the colour of the text.
#[must_use]
pub fn diagnostics_page(title: &str, baseline: usize, watched: &[Watched<'_>]) -> Option<String> {
    let seen = |run: &&[EpochResult]| run.iter().any(|epoch| epoch.diagnostics.is_some());
    let shown: Vec<(usize, &Watched<'_>)> =
        watched.iter().enumerate().filter(|(_, w)| w.runs.iter().any(seen)).collect();
    if shown.is_empty() {
        return None;
    }
    let styles = styles(watched.len(), baseline);
    let runs = shown.iter().map(|(_, watched)| watched.runs.len()).max().unwrap_or(0);
    let facts = [
        counted(shown.len(), "function"),
        format!("means over {}", counted(runs, "run")),
        "layers from the input (top) to the output".into(),
    ];
    let mut body = header(title, &facts);
    for quantity in quantities() {
        let maps: Vec<(String, Rows)> = shown
            .iter()
            .map(|(_, watched)| (watched.activation.to_string(), rows(watched, quantity.of)))
            .collect();
        let values: Vec<f64> = maps
            .iter()
            .flat_map(|(_, rows)| rows.iter().flat_map(|(_, values)| values.iter().copied()))
            .collect();
        if values.is_empty() {
            continue;
        }
        let colours = (quantity.colours)(&values);
        let pictures: String = maps
            .iter()
            .map(|(name, rows)| {
                let label = format!("{}, {name}, by layer and epoch", quantity.title);
                let picture = map(&label, rows, colours, quantity.text);
                format!(
                    "<figure class=\"small\"><figcaption>{}</figcaption>{picture}</figure>",
                    escape(name)
                )
            })
            .collect();
        let content = format!(
            "<p>{}</p>{}<div class=\"heats\">{pictures}</div>",
            escape(&quantity.caption),
            colours.legend(quantity.text)
        );
        let id = quantity.title.to_lowercase().replace(' ', "-");
        body.push_str(&section(&id, quantity.title, &content));
    }
    let cards: String =
        shown.iter().map(|(index, watched)| histograms(watched, &styles[*index])).collect();
    if !cards.is_empty() {
        let what = "<p>What went into the function (left) and what came out (right) in the last step of the last epoch that was looked \
                    at, all runs together. The height is the square root of the share; the outermost thousandth at either end is cut.</p>";
        let content = format!("{what}<div class=\"cards\">{cards}</div>");
        body.push_str(&section("histograms", "Distributions", &content));
    }
    let cards: String =
        shown.iter().map(|(index, watched)| learned(watched, &styles[*index])).collect();
    if !cards.is_empty() {
        let what = "<p>Functions with trained parameters. Dotted: as they began. Fainter to stronger: after the first to the last epoch, \
                    of every run. Below: the parameters by epoch, a line for each run and set.</p>";
        let content = format!("{what}<div class=\"cards\">{cards}</div>");
        body.push_str(&section("learned", "What was learned", &content));
    }
    Some(document(title, &body, &serde_json::json!({ "names": [], "charts": [] })))
}

/// Layer by layer the mean over runs after each epoch.
fn rows(watched: &Watched<'_>, of: Of) -> Rows {
    let mut order: Vec<String> = Vec::new();
    let mut sums: BTreeMap<(String, usize), (f64, f64)> = BTreeMap::new();
    let mut epochs = 0;
    for run in &watched.runs {
        for (index, epoch) in run.iter().enumerate() {
            for (name, value) in epoch.diagnostics.as_ref().map(of).unwrap_or_default() {
                if !order.contains(&name) {
                    order.push(name.clone());
                }
                if value.is_finite() {
                    let sum = sums.entry((name, index)).or_default();
                    *sum = (sum.0 + value, sum.1 + 1.0);
                }
                epochs = epochs.max(index + 1);
            }
        }
    }
    let mean = |name: &String, epoch| {
        sums.get(&(name.clone(), epoch)).map_or(f64::NAN, |(sum, count)| sum / count)
    };
    let row = |name: &String| (0..epochs).map(|epoch| mean(name, epoch)).collect();
    order.iter().map(|name| (name.clone(), row(name))).collect()
}

/// The last diagnostics of each run.
fn lasts<'a>(watched: &Watched<'a>) -> Vec<&'a Diagnostics> {
    let last = |run: &&'a [EpochResult]| run.iter().rev().find_map(|e| e.diagnostics.as_ref());
    watched.runs.iter().filter_map(last).collect()
}

/// Some of many layers, the first and the last among them.
fn chosen(count: usize) -> Vec<usize> {
    let shown = count.min(MOST_LAYERS);
    (0..shown).map(|index| index * (count - 1) / (shown - 1).max(1)).collect()
}

fn card(name: &str, pictures: &str) -> String {
    format!(
        "<div class=\"card\"><h3>{}</h3><div class=\"layers\">{pictures}</div></div>",
        escape(name)
    )
}

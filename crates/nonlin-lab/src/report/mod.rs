//! The reports: of a comparison, of a sweep, and of what was seen in its networks. Each is one
//! HTML file that needs nothing else.
//!
//! Every chart is SVG made here; the script only toggles lines, shows tooltips
//! and switches the theme, so the page says the same without it.

mod chart;
mod critical;
mod curves;
mod diagnostics;
mod figure;
mod forest;
mod frame;
mod heat;
mod html;
mod learned;
mod panel;
mod pareto;
mod prose;
mod scale;
mod shapes;
mod sweep;
mod table;

use std::path::Path;

use chart::Style;
pub use diagnostics::{Watched, diagnostics_page};
pub(crate) use figure::Figure;
use html::{escape, script_json};
pub(crate) use panel::{Panel, Placed, Series};
pub use sweep::SweepFiles;

use crate::compare::{Comparison, FunctionSummary};
use crate::error::Result;
use crate::files;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

impl Comparison {
    /// Writes [`report_html`](Self::report_html) to a file, whole or not at all.
    pub fn write_report(&self, path: &Path) -> Result<()> {
        files::write_whole(path, self.report_html())
    }

    /// The comparison as one HTML page that opens without a network.
    pub fn report_html(&self) -> String {
        page(self)
    }
}

/// A function with what all charts draw it with.
struct Drawn<'a> {
    function: &'a FunctionSummary,
    name: String,
    style: Style,
}

/// The functions, best first. Colours go by the order in which they were asked
/// for, so that a function keeps its colour when the ranking changes.
fn drawn(comparison: &Comparison) -> Vec<Drawn<'_>> {
    let asked: Vec<&str> = comparison
        .records
        .iter()
        .take(comparison.functions.len())
        .map(|record| record.activation.as_str())
        .collect();
    let others: Vec<&str> =
        asked.iter().copied().filter(|name| *name != comparison.baseline).collect();
    comparison
        .functions
        .iter()
        .enumerate()
        .map(|(rank, function)| {
            let name = function.activation.to_string();
            let series = asked.iter().position(|asked| *asked == name).unwrap_or(rank);
            let index = others.iter().position(|other| *other == name).unwrap_or(rank);
            let baseline = name == comparison.baseline;
            Drawn { function, style: Style { series, baseline, index }, name }
        })
        .collect()
}

fn page(comparison: &Comparison) -> String {
    let drawn = drawn(comparison);
    let (accuracy, accuracy_numbers) = curves::accuracy(comparison, &drawn);
    let (loss, loss_numbers) = curves::loss(comparison, &drawn);
    let (gradient, gradient_numbers) = curves::gradients(&drawn);
    let names: Vec<(usize, &str)> =
        drawn.iter().map(|drawn| (drawn.style.series, drawn.name.as_str())).collect();
    let numbers = serde_json::json!({
        "names": names,
        "charts": [accuracy_numbers, loss_numbers, gradient_numbers],
    });
    let differences = match forest::draw(&drawn, &comparison.baseline) {
        Some(svg) => svg,
        None => "<p class=\"none\">Nothing was tested; the table says why.</p>".into(),
    };
    let mut body = String::new();
    body.push_str(&prose::header(comparison));
    body.push_str(&section(
        "result",
        "Result",
        &(prose::headline(comparison) + &table::draw(comparison, &drawn)),
    ));
    body.push_str("<section id=\"charts\"><h2>Training</h2>");
    body.push_str(&legend(drawn.iter().map(|drawn| (drawn.name.as_str(), &drawn.style))));
    body.push_str("<div class=\"grid\">");
    body.push_str(&figure("Test accuracy", prose::ACCURACY, &accuracy));
    body.push_str(&figure("Training loss", prose::LOSS, &loss));
    body.push_str(&figure(
        &format!("Difference from {}", comparison.baseline),
        prose::DIFFERENCE,
        &differences,
    ));
    body.push_str(&figure("Gradient norm by depth", prose::GRADIENT, &gradient));
    body.push_str("</div></section>");
    let functions = format!(
        "<p>{}</p><div class=\"smalls\">{}</div>",
        prose::FUNCTIONS,
        shapes::functions(&drawn)
    );
    body.push_str(&section("functions", "The functions and their derivatives", &functions));
    let learned = learned::shapes(&drawn);
    if !learned.is_empty() {
        let content = format!("<p>{}</p><div class=\"cards\">{learned}</div>", prose::LEARNED);
        body.push_str(&section("learned", "What was learned", &content));
    }
    let histograms = format!(
        "<p>{}</p><div class=\"cards\">{}</div>",
        prose::HISTOGRAMS,
        shapes::histograms(&drawn)
    );
    body.push_str(&section("activations", "Activations after training", &histograms));
    body.push_str(&section("method", "What the statistics mean", &prose::statistics(comparison)));
    body.push_str(&section(
        "setup",
        "Settings, data, and how to reproduce",
        &prose::setup(comparison),
    ));
    document(&prose::title(comparison), &body, &numbers)
}

/// A whole page that needs nothing else; `numbers` are for the script's tooltips.
fn document(title: &str, body: &str, numbers: &serde_json::Value) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"generator\" content=\"nonlin {}\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n\
         <div id=\"tip\" role=\"status\" hidden></div>\n\
         <script type=\"application/json\" id=\"numbers\">{}</script>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION"),
        escape(title),
        script_json(&numbers.to_string()),
    )
}

/// The head of a page: its title, what it is about in a line, and the switch between light
/// and dark.
fn header(title: &str, facts: &[String]) -> String {
    format!(
        "<header><div><h1>{}</h1><p>{}</p></div>\
         <button type=\"button\" id=\"theme\" aria-label=\"Switch between light and dark\" title=\"Light or dark\" hidden>◐</button></header>\n",
        escape(title),
        escape(&facts.join(" · "))
    )
}

fn section(id: &str, title: &str, content: &str) -> String {
    format!("<section id=\"{id}\"><h2>{}</h2>{content}</section>\n", escape(title))
}

fn figure(title: &str, caption: &str, content: &str) -> String {
    format!(
        "<figure><h3>{}</h3>{content}<figcaption>{}</figcaption></figure>\n",
        escape(title),
        escape(caption)
    )
}

fn legend<'a>(series: impl Iterator<Item = (&'a str, &'a Style)>) -> String {
    let keys = series.map(|(name, style)| {
        format!(
            "<button type=\"button\" aria-pressed=\"true\" data-key=\"{}\"><svg viewBox=\"0 0 30 10\" aria-hidden=\"true\"><g {}>\
             <path class=\"line\"{} d=\"M1 5H29\"/></g></svg>{}</button>",
            style.series,
            style.attributes(),
            style.dash(),
            escape(name)
        )
    });
    format!(
        "<div class=\"legend\" role=\"group\" aria-label=\"Functions shown\">{}</div>",
        keys.collect::<String>()
    )
}

#[cfg(test)]
pub(crate) mod tests;

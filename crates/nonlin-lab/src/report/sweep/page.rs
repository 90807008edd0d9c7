//! The page of a sweep.

use super::{diagnostics_name, styles};
use crate::compare::Verdict;
use crate::compare::table::counted;
use crate::report::chart::{Line, Style};
use crate::report::curves::{ChartNumbers, by_epoch, point};
use crate::report::html::{escape, name};
use crate::report::pareto::{self, Dot};
use crate::report::scale::Spread;
use crate::report::table::{cell, verdict};
use crate::report::{critical, document, figure, header, legend, section};
use crate::statistics::estimate;
use crate::sweep::metric::{bytes, seconds};
use crate::sweep::{BlockSummary, Overall, Row, RunResult, Sweep, SweepSummary};

const RANKS: &str = "Mean ranks over all settings, 1 is best. A bar joins functions that Nemenyi's test does not tell apart at 0.05; \
     functions that no bar joins differ.";
const PARETO: &str = "Full points: no other function is both as cheap and as good; the line joins them. Whiskers are 95 % intervals over seeds: \
     a lead within them is none.";
const CURVE: &str = "Mean over seeds; the band is the 95 % interval of the mean.";

struct Page<'a> {
    sweep: &'a Sweep,
    results: &'a [Option<RunResult>],
    summary: SweepSummary,
    names: Vec<String>,
    styles: Vec<Style>,
}

pub(super) fn page(sweep: &Sweep, results: &[Option<RunResult>]) -> String {
    let page = Page {
        sweep,
        results,
        summary: sweep.summary(results),
        names: sweep.functions.iter().map(ToString::to_string).collect(),
        styles: styles(sweep.functions.len(), sweep.baseline),
    };
    let summary = &page.summary;
    let facts = [
        counted(sweep.functions.len(), "function"),
        counted(sweep.blocks.len(), "setting"),
        counted(sweep.seeds.len(), "seed"),
        counted(sweep.runs.len(), "run"),
    ];
    let mut body = header(&summary.title(), &facts);
    let items = |lines: Vec<String>| {
        lines.iter().map(|line| format!("<li>{}</li>", escape(line))).collect::<String>()
    };
    let sentences = format!("<ul class=\"headline\">{}</ul>", items(summary.sentences()));
    body.push_str(&section("result", "Result", &sentences));
    if let Some(overall) = &summary.overall {
        body.push_str(&section("overall", "Over all settings", &page.overall(overall)));
    }
    let tables: String = summary.blocks.iter().map(|block| page.table(block)).collect();
    body.push_str(&section("settings", "Setting by setting", &tables));
    let series = || page.names.iter().map(String::as_str).zip(&page.styles);
    let costs: String = summary.blocks.iter().map(|block| page.costs(block)).collect();
    if !costs.is_empty() {
        let grid = format!("<div class=\"grid\">{costs}</div>");
        body.push_str(&section("cost", "What it gives and what it costs", &grid));
    }
    let (mut curves, mut numbers) = (String::new(), Vec::new());
    for block in 0..sweep.blocks.len() {
        if let Some((chart, of_chart)) = page.curve(block) {
            curves.push_str(&figure(&sweep.blocks[block].name, CURVE, &chart));
            numbers.push(of_chart);
        }
    }
    let grid = format!("{}<div class=\"grid\">{curves}</div>", legend(series()));
    body.push_str(&section("training", "Training", &grid));
    body.push_str(&page.links());
    let notes = format!("<ul class=\"notes\">{}</ul>", items(summary.notes()));
    body.push_str(&section("method", "What the numbers mean", &notes));
    body.push_str(&section("setup", "Settings, and how to reproduce", &page.setup()));
    let names: Vec<(usize, &str)> =
        page.names.iter().enumerate().map(|(index, name)| (index, name.as_str())).collect();
    let numbers = serde_json::json!({ "names": names, "charts": numbers });
    document(&summary.title(), &body, &numbers)
}

impl Page<'_> {
    fn place(&self, function: &str) -> usize {
        self.names.iter().position(|name| name == function).unwrap_or(0)
    }

    fn overall(&self, overall: &Overall) -> String {
        let svg = critical::draw(overall, |index| self.styles[index].attributes());
        figure("Mean ranks", RANKS, &svg)
    }

    fn table(&self, block: &BlockSummary) -> String {
        let metric = self.summary.plan.metric.to_string();
        let heads = [
            ("Function", "", ""),
            (&metric, "", "mean over seeds, Student's 95 % interval"),
            ("Verdict", "", "paired t-test against the baseline, after Holm's correction"),
            ("Difference", "95 % interval", "from the baseline, seed by seed; bootstrap interval"),
            ("p", "Holm", "of the paired t-test, corrected over all tests of the sweep"),
            ("p", "Wilcoxon", "signed-rank test of the same differences, uncorrected"),
            ("g", "effect", "mean difference in standard deviations of the differences"),
            ("A", "wins", "chance that a run is better than one of the baseline"),
            ("Time", "an epoch", "median, and its ratio to the baseline's"),
            ("Memory", "at most", "of the process of a run, and its ratio to the baseline's"),
        ];
        let heads: String = heads
            .iter()
            .map(|(head, below, title)| {
                let below = if below.is_empty() {
                    String::new()
                } else {
                    format!("<small>{below}</small>")
                };
                format!(
                    "<th scope=\"col\" title=\"{}\">{}{below}</th>",
                    escape(title),
                    escape(head)
                )
            })
            .collect();
        let rows: String = block.rows.iter().map(|row| self.row(row)).collect();
        let caption = escape(&block.name);
        format!(
            "<h3>{caption}</h3><div class=\"scroll dense\" tabindex=\"0\" role=\"region\" aria-label=\"Table of {caption}\">\
             <table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        )
    }

    fn row(&self, row: &Row) -> String {
        let style = &self.styles[self.place(&row.function)];
        let class = if row.verdict == Verdict::Baseline { " class=\"baseline\"" } else { "" };
        let [value, difference, _, rest @ ..] = self.summary.cells(row);
        let rest: String = rest.iter().map(|text| cell(text)).collect();
        format!(
            "<tr{class}><th scope=\"row\"><svg viewBox=\"0 0 30 10\" aria-hidden=\"true\"><g {}><path class=\"line\"{} d=\"M1 5H29\"/></g></svg>\
             <span>{}</span></th>{}{}{}{rest}</tr>",
            style.attributes(),
            style.dash(),
            name(&row.function),
            cell(&value),
            verdict(&row.verdict),
            cell(&difference),
        )
    }

    /// How values are spread along an axis.
    fn spread(&self) -> Spread {
        let resolution =
            self.results.iter().flatten().map(|result| result.resolution).fold(1.0, f64::min);
        if self.summary.plan.metric.is_accuracy() {
            Spread::Accuracy { floor: resolution / 2.0 }
        } else {
            Spread::Log
        }
    }

    fn costs(&self, block: &BlockSummary) -> String {
        /// A cost, what the axis calls it, and how it is written.
        type Cost = (fn(&Row) -> Option<f64>, &'static str, fn(f64) -> String);
        let kinds: [Cost; 2] = [
            (|row| row.epoch_seconds, "time of an epoch", seconds),
            (|row| row.peak_memory, "memory of a run", bytes),
        ];
        let metric = self.summary.plan.metric.to_string();
        let pictures = kinds.iter().filter_map(|(cost, title, text)| {
            let dots: Vec<Dot<'_>> = block
                .rows
                .iter()
                .filter(|row| row.failed == 0)
                .filter_map(|row| {
                    let value = row.value?;
                    let half = value.half_width;
                    Some(Dot {
                        name: &row.function,
                        style: &self.styles[self.place(&row.function)],
                        cost: cost(row)?,
                        value: value.mean,
                        band: half.map(|half| (value.mean - half, value.mean + half)),
                    })
                })
                .collect();
            (dots.len() > 1).then(|| {
                let label = format!("{metric} against {title}: {}", block.name);
                let svg = pareto::draw(&label, [title, &metric], &dots, self.spread(), *text);
                figure(&format!("{}: {metric} against {title}", block.name), PARETO, &svg)
            })
        });
        pictures.collect()
    }

    fn curve(&self, block: usize) -> Option<(String, ChartNumbers)> {
        let metric = self.summary.plan.metric;
        let mut longest = 0;
        let lines: Vec<Line> = (0..self.names.len())
            .map(|function| {
                let runs = self.sweep.results_of(self.results, block, function);
                // Who diverged has no curve worth the name.
                let runs: Vec<_> =
                    runs.into_iter().flatten().filter(|run| run.failure.is_none()).collect();
                let epochs = runs.iter().map(|run| run.epochs.len()).min().unwrap_or(0);
                longest = longest.max(epochs);
                let points = (0..epochs).filter_map(|epoch| {
                    let values = runs.iter().filter_map(|run| metric.after(&run.epochs[epoch]));
                    let estimate = estimate(&values.collect::<Vec<_>>())?;
                    Some(point(epoch as f64 + 1.0, estimate))
                });
                let (name, style) = (self.names[function].clone(), self.styles[function].clone());
                Line { name, style, points: points.collect() }
            })
            .collect();
        let label = format!("{metric} by epoch: {}", self.sweep.blocks[block].name);
        (longest > 0)
            .then(|| by_epoch(&format!("curve-{block}"), &label, self.spread(), longest, &lines))
    }

    fn links(&self) -> String {
        let seen = |block: &usize| {
            let of = |f| self.sweep.results_of(self.results, *block, f);
            let mut runs = (0..self.names.len()).flat_map(of).flatten();
            runs.any(|run| run.epochs.iter().any(|epoch| epoch.diagnostics.is_some()))
        };
        let links = (0..self.sweep.blocks.len()).filter(seen).map(|block| {
            let name = escape(&self.sweep.blocks[block].name);
            format!("<li><a href=\"{}\">{name}</a></li>", diagnostics_name(block))
        });
        let links: String = links.collect();
        if links.is_empty() {
            return links;
        }
        let what = "<p>Dead and saturated units, slopes, gradients and activations by layer and epoch; what functions learned.</p>";
        section("inside", "Inside the networks", &format!("{what}<ul>{links}</ul>"))
    }

    fn setup(&self) -> String {
        let mut list = String::from("<dl>");
        for block in &self.sweep.blocks {
            let settings = serde_json::to_string(&block.choices).unwrap_or_default();
            list.push_str(&format!(
                "<dt>{}</dt><dd><code>{}</code></dd>",
                escape(&block.name),
                escape(&settings)
            ));
        }
        list.push_str("</dl>");
        let first =
            self.sweep.runs.first().map(|run| run.command_line("nonlin-sweep".as_ref(), None));
        format!(
            "{list}<p>The first of {}, as a command; <code>nonlin sweep --print</code> prints them all:</p><pre>{}</pre>",
            counted(self.sweep.runs.len(), "run"),
            escape(&first.unwrap_or_default())
        )
    }
}

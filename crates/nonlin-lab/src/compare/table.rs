//! The table of a comparison as plain text.

use super::{Comparison, FunctionSummary, Verdict};
use crate::statistics::p_text;

/// What stands where there is no number.
const NONE: &str = "–";
/// Between two columns.
const GAP: usize = 2;
/// A longer name goes on in the next line.
const LONGEST_NAME: usize = 26;

/// A column but the name: its heading in two lines and its cell.
struct Column {
    heading: [&'static str; 2],
    cell: fn(&FunctionSummary) -> String,
    left: bool,
}

/// The columns; the report has the same.
const COLUMNS: [Column; 8] = [
    Column { heading: ["test accuracy", "95 % interval"], cell: accuracy, left: false },
    Column { heading: ["epochs to", "baseline"], cell: epochs, left: false },
    Column { heading: ["dead", "units"], cell: dead, left: false },
    Column { heading: ["gradient", "first/last"], cell: gradient, left: false },
    Column { heading: ["mean", "activation"], cell: mean_activation, left: false },
    Column { heading: ["time per", "step"], cell: time, left: false },
    Column { heading: ["against the", "baseline"], cell: verdict, left: true },
    Column { heading: ["p", "(Holm)"], cell: p_value, left: false },
];

impl Comparison {
    /// The table, best function first, with its notes below. It fits `width`
    /// columns: where the table does not, each function becomes a block of lines.
    pub fn table_text(&self, width: usize) -> String {
        let table = self.wide_table();
        let widest = table.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let mut lines = if widest <= width { table } else { self.blocks(width) };
        lines.push(String::new());
        for note in self.notes() {
            lines.extend(wrapped(&note, width.max(20)));
        }
        lines.join("\n") + "\n"
    }

    fn wide_table(&self) -> Vec<String> {
        let names: Vec<Vec<String>> =
            self.functions.iter().map(|function| folded(&name(function))).collect();
        let name_width = names
            .iter()
            .flatten()
            .map(|part| part.chars().count())
            .max()
            .unwrap_or(0)
            .max("function".len());
        let rows: Vec<Vec<String>> = self
            .functions
            .iter()
            .map(|function| COLUMNS.iter().map(|column| (column.cell)(function)).collect())
            .collect();
        let widths: Vec<usize> = COLUMNS
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let cells = rows.iter().map(|row| row[index].chars().count());
                column
                    .heading
                    .iter()
                    .map(|line| line.chars().count())
                    .chain(cells)
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let line = |name: &str, cells: &mut dyn Iterator<Item = &str>| {
            let mut line = format!("{name:<name_width$}");
            for ((cell, width), column) in cells.zip(&widths).zip(&COLUMNS) {
                let cell =
                    if column.left { format!("{cell:<width$}") } else { format!("{cell:>width$}") };
                line.push_str(&" ".repeat(GAP));
                line.push_str(&cell);
            }
            line.trim_end().to_owned()
        };
        let mut lines = vec![
            line("", &mut COLUMNS.iter().map(|column| column.heading[0])),
            line("function", &mut COLUMNS.iter().map(|column| column.heading[1])),
        ];
        lines.push("─".repeat(name_width + widths.iter().map(|width| width + GAP).sum::<usize>()));
        for (parts, row) in names.iter().zip(&rows) {
            lines.push(line(&parts[0], &mut row.iter().map(String::as_str)));
            lines.extend(parts[1..].iter().map(|part| format!("  {part}").trim_end().to_owned()));
        }
        lines
    }

    fn blocks(&self, width: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for function in &self.functions {
            lines.extend(wrapped(&name(function), width.max(20)));
            for column in &COLUMNS {
                let [first, second] = column.heading;
                let label = if first == "test accuracy" {
                    first.to_owned()
                } else {
                    format!("{first} {second}")
                };
                lines.push(format!("  {label:<21} {}", (column.cell)(function)));
            }
        }
        lines
    }

    /// What a reader must know to read the table, one sentence or two each.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "Baseline: {}. Test accuracy after epoch {}: mean over {} with the 95 % interval of the mean.",
            self.baseline,
            self.settings.epochs,
            counted(self.seeds.len(), "seed"),
        )];
        if self.tests > 0 {
            let mut note = format!(
                "Verdicts: paired t-test of the test accuracies over seeds, two-sided, p values after Holm's correction over {}; level 0.05.",
                counted(self.tests, "test")
            );
            if let Some((least, most)) = self.detectable_range() {
                note.push_str(&format!(
                    " \"No difference shown\" is not \"no difference\": these seeds would have shown, four times in five, \
                     a difference of {} points.",
                    if least == most { least } else { format!("{least} to {most}") }
                ));
            }
            notes.push(note);
        }
        notes.push(format!(
            "Epochs to baseline: first epoch whose mean accuracy reaches the baseline's final one. Dead: |f′| < 1e-6 for every test sample. \
             Gradient: norm of the first layer's over that of the last. Time per step: ratio to {}, measured while {} trained.",
            self.time_reference, "the runs"
        ));
        for function in self.functions.iter().filter(|function| !function.is_complete()) {
            notes.push(format!(
                "{}: {} of {} failed{}; its means are over the others, and it stands last.",
                function.activation,
                function.failed,
                counted(self.seeds.len(), "run"),
                function
                    .failure
                    .as_ref()
                    .map(|failure| format!(" ({failure})"))
                    .unwrap_or_default()
            ));
        }
        notes.push(format!("Data: {}.", self.data.attribution));
        notes
    }

    /// The smallest and the largest detectable difference of all tests, in points.
    fn detectable_range(&self) -> Option<(String, String)> {
        let values = || self.functions.iter().filter_map(|function| function.detectable);
        let least = values().min_by(f64::total_cmp)?;
        let most = values().max_by(f64::total_cmp)?;
        Some((format!("{:.2}", 100.0 * least), format!("{:.2}", 100.0 * most)))
    }
}

/// "1 seed", "5 seeds".
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn name(function: &FunctionSummary) -> String {
    function.activation.to_string()
}

/// Test accuracy in per cent with its interval.
pub(crate) fn accuracy(function: &FunctionSummary) -> String {
    match function.accuracy {
        None => NONE.into(),
        Some(accuracy) => match accuracy.half_width {
            Some(half_width) => {
                format!("{:.2} ± {:.2} %", 100.0 * accuracy.mean, 100.0 * half_width)
            }
            None => format!("{:.2} %", 100.0 * accuracy.mean),
        },
    }
}

/// Epochs to the baseline's final accuracy.
pub(crate) fn epochs(function: &FunctionSummary) -> String {
    match (function.epochs_to_baseline, function.accuracy) {
        (Some(epoch), _) => epoch.to_string(),
        (None, Some(_)) => "never".into(),
        (None, None) => NONE.into(),
    }
}

/// Share of dead units.
pub(crate) fn dead(function: &FunctionSummary) -> String {
    function.dead_share.map_or(NONE.into(), |share| format!("{:.1} %", 100.0 * share))
}

/// Ratio of the gradient norms.
pub(crate) fn gradient(function: &FunctionSummary) -> String {
    function.gradient_ratio.map_or(NONE.into(), |ratio| {
        if (0.01..1000.0).contains(&ratio) { format!("{ratio:.2}") } else { format!("{ratio:.1e}") }
    })
}

/// Mean activation.
pub(crate) fn mean_activation(function: &FunctionSummary) -> String {
    function.mean_activation.map_or(NONE.into(), |mean| {
        if mean.abs() < 1000.0 { format!("{mean:+.3}") } else { format!("{mean:+.1e}") }
    })
}

/// Time per step as a ratio.
pub(crate) fn time(function: &FunctionSummary) -> String {
    function.time_ratio.map_or(NONE.into(), |ratio| format!("{ratio:.2}×"))
}

fn verdict(function: &FunctionSummary) -> String {
    function.verdict.to_string()
}

/// The corrected p value.
pub(crate) fn p_value(function: &FunctionSummary) -> String {
    match (function.adjusted_p, &function.verdict) {
        (Some(p), _) => p_text(p),
        (None, Verdict::Baseline) => String::new(),
        (None, _) => NONE.into(),
    }
}

/// A long name in parts, broken after commas and before the parameters.
fn folded(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for piece in name.replace(", ", ",").split_inclusive(['(', ',']) {
        let last = parts.last_mut().expect("there is a first part");
        if !last.is_empty() && last.chars().count() + piece.chars().count() > LONGEST_NAME {
            parts.push(piece.to_owned());
        } else {
            last.push_str(piece);
        }
    }
    parts
}

/// A text in lines of at most `width`, broken at spaces.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("there is a first line");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

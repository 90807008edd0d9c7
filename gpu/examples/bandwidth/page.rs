//! The table.

use std::fmt::Write;
use std::path::Path;

use nonlin::Activation;
use nonlin_gpu::Element;

use crate::measure::Measured;
use crate::{Result, pytorch};

/// What is asked of a kernel, as a share of a copy's rate.
const GOAL: f64 = 0.9;

pub(crate) struct Page {
    text: String,
    elements: usize,
}

fn cell(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", 100.0 * share))
}

impl Page {
    pub(crate) fn new(card: &str, runtime: &str, elements: usize) -> Self {
        let mut text = format!("# Speed on {card}\n\n");
        text += "Written by `cargo run --release --example bandwidth` in `gpu/`; do not edit by \
                 hand.\n\n";
        if ["llvmpipe", "lavapipe", "SwiftShader"].iter().any(|name| card.contains(name)) {
            text += "**This is a software device**: the page shows that the program runs, and \
                     measures nothing.\n\n";
        }
        let _ = writeln!(
            text,
            "Numbers are shares of the rate at which the card copies an array ({runtime}, \
             {elements} elements): bytes that have to be read and written, once each, per second. \
             Forward reads one array and writes one, backward reads two and writes one. PyTorch \
             runs its own function where it has one and else what `nonlin export --to torch` prints."
        );
        Page { text, elements }
    }

    pub(crate) fn missing(&mut self, element: Element) {
        let _ = writeln!(self.text, "\n## {0}\n\nThe device has no {0}.", element.name());
    }

    pub(crate) fn add(
        &mut self,
        element: Element,
        functions: &[Activation],
        measured: &Measured,
        beside: Option<&pytorch::Measured>,
    ) {
        let array = (self.elements * element.size()) as f64;
        let rate = 2.0 * array / measured.copy;
        let share = |arrays: f64, seconds: f64| arrays * array / seconds / rate;
        let mut rows = String::new();
        let mut short = Vec::new();
        for (activation, times) in functions.iter().zip(&measured.functions) {
            let forward = share(2.0, times.forward);
            let backward = share(3.0, times.backward);
            let parameters = times.parameters.map(|seconds| share(3.0, seconds));
            let least = forward.min(backward).min(parameters.unwrap_or(1.0));
            if least < GOAL {
                short.push((least, activation.to_string()));
            }
            let _ = write!(
                rows,
                "| {activation} | {} | {} | {} |",
                cell(Some(forward)),
                cell(Some(backward)),
                cell(parameters)
            );
            if let Some(beside) = beside {
                let times = beside.functions.get(&pytorch::name(activation));
                let times = times.copied().unwrap_or_default();
                for (time, arrays) in times.into_iter().zip([2.0, 3.0, 2.0, 3.0]) {
                    let _ = write!(rows, " {} |", cell(time.map(|time| share(arrays, time))));
                }
            }
            rows.push('\n');
        }
        let name = element.name();
        let _ = writeln!(self.text, "\n## {name}\n\nA copy moves {:.1} GB/s.", rate / 1e9);
        if let Some(beside) = beside {
            let _ = writeln!(self.text, "Beside it {}.", beside.device);
        }
        let (all, reached) = (functions.len(), functions.len() - short.len());
        let goal = 100.0 * GOAL;
        let _ = write!(self.text, "\nAt {goal:.0} % or more in each column: {reached} of {all}.");
        short.sort_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((least, function)) = short.first() {
            let _ = write!(self.text, " The least is {} of {function}.", cell(Some(*least)));
        }
        self.text += "\n\n| function | forward | backward | with parameters |";
        if beside.is_some() {
            self.text += " eager forward | eager backward | compiled forward | compiled backward |";
        }
        self.text += "\n|---|---:|---:|---:|";
        if beside.is_some() {
            self.text += "---:|---:|---:|---:|";
        }
        self.text.push('\n');
        self.text += &rows;
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// To the file, if there is one, all or nothing.
    pub(crate) fn write(&self, out: Option<&Path>) -> Result<()> {
        let Some(out) = out else { return Ok(()) };
        let temporary = out.with_extension("tmp");
        let written = std::fs::write(&temporary, &self.text);
        let renamed = written.and_then(|()| std::fs::rename(&temporary, out));
        renamed.map_err(|error| format!("{} cannot be written: {error}", out.display()).into())
    }
}

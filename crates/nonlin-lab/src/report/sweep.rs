//! The report of a sweep.

mod page;

use std::path::{Path, PathBuf};

use super::chart::Style;
use super::diagnostics::{Watched, diagnostics_page};
use crate::error::{Error, Result};
use crate::files::write_whole;
use crate::sweep::{RunResult, Sweep};

/// The files of a report.
#[derive(Clone, Debug)]
pub struct SweepFiles {
    /// The page.
    pub report: PathBuf,
    /// The tables as Markdown.
    pub markdown: PathBuf,
    /// The numbers as JSON.
    pub json: PathBuf,
}

impl Sweep {
    /// Writes page, tables and numbers, and a page of diagnostics for each block, into a folder;
    /// each whole or not at all.
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub fn write_report(&self, results: &[Option<RunResult>], out: &Path) -> Result<SweepFiles> {
        let summary = self.summary(results);
        let json = serde_json::to_string_pretty(&summary)
            .map_err(|error| Error::option("out", format!("results have no JSON form: {error}")))?;
        let [report, markdown, numbers] =
            ["report.html", "report.md", "report.json"].map(|name| out.join(name));
        write_whole(&markdown, summary.markdown())?;
        write_whole(&numbers, json + "\n")?;
        for block in 0..self.blocks.len() {
            if let Some(page) = self.diagnostics_html(results, block) {
                write_whole(&out.join(diagnostics_name(block)), page)?;
            }
        }
        write_whole(&report, self.report_html(results))?;
        Ok(SweepFiles { report, markdown, json: numbers })
    }

    /// The sweep as one page that opens without a network.
    #[must_use]
    pub fn report_html(&self, results: &[Option<RunResult>]) -> String {
        page::page(self, results)
    }

    /// What was seen in the networks of a block, as a page; none if nothing was looked at.
    #[must_use]
    pub fn diagnostics_html(&self, results: &[Option<RunResult>], block: usize) -> Option<String> {
        let watched: Vec<Watched<'_>> = self
            .functions
            .iter()
            .enumerate()
            .map(|(index, function)| Watched {
                activation: function.clone(),
                runs: self
                    .results_of(results, block, index)
                    .into_iter()
                    .flatten()
                    .map(|result| result.epochs.as_slice())
                    .collect(),
            })
            .collect();
        let title = format!("Inside the networks: {}", self.blocks[block].name);
        diagnostics_page(&title, self.baseline, &watched)
    }
}

fn diagnostics_name(block: usize) -> String {
    format!("diagnostics-{block}.html")
}

/// The style of each function, by its place in the plan.
pub(super) fn styles(count: usize, baseline: usize) -> Vec<Style> {
    let style = |series: usize| Style {
        series,
        baseline: series == baseline,
        index: series - usize::from(series > baseline),
    };
    (0..count).map(style).collect()
}

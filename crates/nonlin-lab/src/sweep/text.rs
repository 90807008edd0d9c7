//! A sweep in words and as Markdown.

use std::fmt::Write as _;

use super::judge::Overall;
use super::metric::{bytes, seconds};
use super::summary::{BlockSummary, Row, SweepSummary};
use crate::compare::Verdict;
use crate::compare::table::counted;
use crate::statistics::{SIGNIFICANCE, p_text};

/// What stands where there is no number.
const NONE: &str = "–";

impl SweepSummary {
    /// The title of the plan, or what it is made of.
    #[must_use]
    pub fn title(&self) -> String {
        if !self.plan.title.is_empty() {
            return self.plan.title.clone();
        }
        let functions = self.blocks.first().map_or(0, |block| block.rows.len());
        let functions = counted(functions, "activation function");
        match self.blocks.as_slice() {
            [block] => format!("{functions}: {}", block.name),
            blocks => format!("{functions} in {}", counted(blocks.len(), "setting")),
        }
    }

    /// What the sweep shows, sentence by sentence: what helps, what harms, and what shows
    /// nothing.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        if self.missing > 0 {
            let runs = counted(self.runs, "run");
            sentences.push(format!("{} of {runs} have no result yet.", self.missing));
        }
        let of = |verdict: &Verdict| self.with_verdict(verdict);
        let (better, worse, same) =
            (of(&Verdict::Better), of(&Verdict::Worse), of(&Verdict::NoDifference));
        let baseline = &self.baseline;
        if !better.is_empty() {
            sentences.push(format!("Better than {baseline}: {}.", better.join(", ")));
        }
        if !worse.is_empty() {
            sentences.push(format!("Worse than {baseline}: {}.", worse.join(", ")));
        }
        if self.tests > 0 && better.is_empty() && worse.is_empty() {
            sentences.push(format!(
                "None of {} shows a difference from {baseline} with these seeds.",
                counted(self.tests, "test")
            ));
        } else if !same.is_empty() {
            sentences.push(format!("No difference from {baseline} shown: {}.", same.join(", ")));
        }
        for (block, row) in self.blocks.iter().flat_map(|b| b.rows.iter().map(move |r| (b, r))) {
            if let Some(failure) = &row.failure {
                sentences.push(format!(
                    "{} failed in {} of {} ({}; {failure}).",
                    row.function,
                    row.failed,
                    counted(row.failed + row.finished, "run"),
                    block.name
                ));
            }
        }
        sentences.extend(self.overall.iter().map(Overall::sentence));
        sentences
    }

    /// The functions with a verdict, each with the settings that it has it in.
    fn with_verdict(&self, verdict: &Verdict) -> Vec<String> {
        let mut functions: Vec<(&str, Vec<&str>)> = Vec::new();
        for block in &self.blocks {
            for row in block.rows.iter().filter(|row| row.verdict == *verdict) {
                match functions.iter_mut().find(|(name, _)| *name == row.function) {
                    Some((_, settings)) => settings.push(&block.name),
                    None => functions.push((&row.function, vec![&block.name])),
                }
            }
        }
        let all = self.blocks.len();
        let text = |(function, settings): (&str, Vec<&str>)| match settings.as_slice() {
            _ if all == 1 => function.to_owned(),
            [setting] => format!("{function} ({setting})"),
            settings if settings.len() == all => format!("{function} (all {all} settings)"),
            settings => format!("{function} ({} of {all} settings)", settings.len()),
        };
        functions.into_iter().map(text).collect()
    }

    /// What a reader must know to read the tables.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "{} after the last epoch: mean over {} ± half of Student's 95 % interval of the mean.",
            self.plan.metric,
            counted(self.seeds.len(), "seed"),
        )];
        if self.tests > 0 {
            notes.push(format!(
                "Differences are from {}, seed by seed, with the 95 % bootstrap interval (BCa). The verdict goes by the paired \
                 t-test after Holm's correction over {}, level {SIGNIFICANCE}; W is Wilcoxon's signed-rank test of the same \
                 differences, uncorrected, which with {} cannot be below {:.3}. g: mean difference in standard deviations \
                 (Hedges). A: chance that a run is better than one of {}.",
                self.baseline,
                counted(self.tests, "test"),
                counted(self.seeds.len(), "seed"),
                0.5f64.powi(self.seeds.len() as i32 - 1).min(1.0),
                self.baseline,
            ));
        }
        let cost = "Time: median seconds of training an epoch, on one thread beside other runs. Memory: the most that the \
                    process of a run had, data among it.";
        notes.push(cost.into());
        notes
    }

    /// Title, sentences and tables as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n", self.title());
        for sentence in self.sentences() {
            let _ = writeln!(text, "- {sentence}");
        }
        if let Some(overall) = &self.overall {
            let _ = write!(text, "\n## All settings\n\n{}", self.ranks(overall));
        }
        for block in &self.blocks {
            let _ = write!(text, "\n## {}\n\n{}", block.name, self.table(block));
        }
        text.push('\n');
        for note in self.notes() {
            let _ = writeln!(text, "{note}\n");
        }
        text.truncate(text.trim_end().len());
        text + "\n"
    }

    fn table(&self, block: &BlockSummary) -> String {
        let heads = [
            "function",
            &self.plan.metric.to_string(),
            "difference",
            "verdict",
            "p (Holm)",
            "p (W)",
            "g",
            "A",
            "time",
            "memory",
        ]
        .join(" | ");
        let mut text = format!("| {heads} |\n|---|{}\n", "---:|".repeat(9));
        for row in &block.rows {
            let _ = writeln!(text, "| {} | {} |", row.function, self.cells(row).join(" | "));
        }
        text
    }

    /// The cells of a row, but the function: as the heads of the table have them.
    #[must_use]
    pub(crate) fn cells(&self, row: &Row) -> [String; 9] {
        let metric = self.plan.metric;
        let none = || NONE.to_owned();
        let value = row.value.map_or_else(none, |value| match value.half_width {
            None => metric.text(value.mean),
            Some(half) => {
                let half = metric.difference_text(half);
                let mean = metric.text(value.mean);
                let (mean, unit) = mean.split_once(' ').unwrap_or((&mean, ""));
                format!("{mean} ± {} {unit}", half.trim_start_matches('+')).trim_end().to_owned()
            }
        });
        let against = row.against.as_ref();
        let difference = against.map_or_else(none, |against| {
            let mean = metric.difference_text(against.test.mean);
            match against.interval {
                Some(interval) => {
                    let [low, high] =
                        [interval.low, interval.high].map(|end| metric.difference_text(end));
                    format!("{mean} [{low}, {high}]")
                }
                None => mean,
            }
        });
        let signed_rank = against.and_then(|against| against.signed_rank);
        let effect = against.and_then(|against| against.effect);
        [
            value,
            difference,
            row.verdict.to_string(),
            against.map_or_else(none, |against| p_text(against.adjusted_p)),
            signed_rank.map_or_else(none, |test| p_text(test.p)),
            effect
                .and_then(|effect| effect.g)
                .map_or_else(none, |g| format!("{g:+.2}").replace('-', "−")),
            effect.map_or_else(none, |effect| format!("{:.2}", effect.superiority)),
            cost(row.epoch_seconds.map(seconds), row.time_ratio),
            cost(row.peak_memory.map(bytes), row.memory_ratio),
        ]
    }

    fn ranks(&self, overall: &Overall) -> String {
        let heads = "function | mean rank | p against the baseline (Wilcoxon over settings, Holm)";
        let mut text = format!("| {heads} |\n|---|---:|---:|\n");
        let mut order: Vec<usize> = (0..overall.functions.len()).collect();
        let ranks = &overall.friedman.mean_ranks;
        order.sort_by(|a, b| ranks[*a].total_cmp(&ranks[*b]));
        for index in order {
            let p = overall.adjusted_p[index].map_or_else(|| NONE.into(), p_text);
            let _ = writeln!(text, "| {} | {:.2} | {p} |", overall.functions[index], ranks[index]);
        }
        text
    }
}

impl Overall {
    /// What the tests over all blocks say.
    #[must_use]
    pub fn sentence(&self) -> String {
        let test = &self.friedman;
        let p = p_text(test.p);
        let what = format!(
            "Friedman's test over {} (χ² = {:.2}, p {}{p})",
            counted(self.blocks, "setting"),
            test.chi_squared,
            if p.starts_with('<') { "" } else { "= " },
        );
        let mut sentence = if test.p < SIGNIFICANCE {
            let critical = self.critical_difference;
            let apart =
                (0..self.functions.len()).flat_map(|one| (0..one).map(move |two| (one, two)));
            let apart = apart
                .filter(|(one, two)| {
                    (test.mean_ranks[*one] - test.mean_ranks[*two]).abs() >= critical
                })
                .count();
            format!(
                "{what} shows that the functions rank differently; Nemenyi's critical difference {critical:.2} tells {} apart.",
                if apart == 0 { "no pair".into() } else { counted(apart, "pair") },
            )
        } else {
            format!("{what} does not show that the functions rank differently.")
        };
        if self.data < self.blocks {
            let _ = write!(
                sentence,
                " The settings share {}, so they are not independent, and p is too small.",
                counted(self.data, "data set")
            );
        }
        sentence
    }
}

/// A cost with its ratio to the baseline's.
fn cost(text: Option<String>, ratio: Option<f64>) -> String {
    match (text, ratio) {
        (Some(text), Some(ratio)) => format!("{text} ({ratio:.2}×)"),
        (Some(text), None) => text,
        (None, _) => NONE.into(),
    }
}

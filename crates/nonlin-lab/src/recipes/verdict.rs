//! Whether a claim holds, by intervals over seeds.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::outcome::{Measurement, number};
use super::{Claim, Recipe};
use crate::run::names;
use crate::statistics::{SIGNIFICANCE, holm, p_text, paired_test};

names! {
    /// What came of a claim.
    Answer, "answer":
    /// It holds here, too.
    Agrees = "agrees",
    /// The opposite holds here.
    Disagrees = "disagrees",
    /// The runs scatter too much, or are too few, to say.
    CannotTell = "cannot tell at this scale",
}

/// What came of one claim in one variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The claim in words.
    pub claim: String,
    /// What came of it.
    pub answer: Answer,
    /// The numbers behind that, in words.
    pub because: String,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.claim, self.answer, self.because)
    }
}

/// A claim with the differences that it is judged by: positive ones speak for it.
struct Case {
    claim: String,
    differences: Vec<f64>,
    /// Of numbers that are computed, not measured, one is enough.
    exact: bool,
    /// Whether no difference speaks for the claim, as for a bound.
    touching: bool,
    /// The smallest step of the numbers.
    resolution: f64,
}

/// Judges all claims of a recipe, variant by variant. The p values are corrected by
/// Holm's procedure over all of them.
pub(super) fn judge(recipe: &Recipe, measurements: &[Measurement]) -> Vec<Verdict> {
    let mut variants: Vec<&str> = Vec::new();
    for measurement in measurements {
        if !variants.contains(&measurement.variant.as_str()) {
            variants.push(&measurement.variant);
        }
    }
    if variants.is_empty() {
        // Without any run each claim still gets its answer.
        variants.push("");
    }
    let mut cases = Vec::new();
    for claim in &recipe.claims {
        for variant in &variants {
            if claim.variants.is_empty() || claim.variants.iter().any(|name| name == variant) {
                cases.push(case(recipe, claim, variant, measurements));
            }
        }
    }
    let p_values: Vec<f64> = cases
        .iter()
        .map(|case| paired_test(&case.differences, case.resolution).map_or(1.0, |test| test.p))
        .collect();
    cases.iter().zip(holm(&p_values)).map(|(case, p)| case.verdict(p)).collect()
}

fn case(recipe: &Recipe, claim: &Claim, variant: &str, measurements: &[Measurement]) -> Case {
    let metric = claim.metric.as_ref().unwrap_or(&recipe.metric);
    // Names in a recipe may be aliases; measurements have the canonical form.
    let canonical = |name: &str| {
        name.parse::<nonlin::Activation>().map_or_else(|_| name.to_owned(), |f| f.to_string())
    };
    let values = |function: &str| -> Vec<(u64, f64)> {
        let function = canonical(function);
        let of = |m: &&Measurement| m.variant == variant && m.function == function;
        let runs = measurements.iter().filter(of);
        runs.filter_map(|m| Some((m.seed, *m.numbers.get(metric)?))).collect()
    };
    let own = values(&claim.function);
    let bound = |limit: f64, sign: f64| {
        own.iter().map(|(_, value)| sign * (value - limit)).collect::<Vec<_>>()
    };
    let paired = |other: &str, sign: f64| {
        let others = values(other);
        own.iter()
            .filter_map(|(seed, value)| {
                let (_, theirs) = others.iter().find(|(of, _)| of == seed)?;
                Some(sign * (value - theirs))
            })
            .collect::<Vec<_>>()
    };
    let (relation, differences) = match claim {
        Claim { above: Some(other), .. } => (format!("above {other}"), paired(other, 1.0)),
        Claim { below: Some(other), .. } => (format!("below {other}"), paired(other, -1.0)),
        Claim { at_most: Some(limit), .. } => (format!("at most {limit}"), bound(*limit, -1.0)),
        Claim { at_least: Some(limit), .. } => (format!("at least {limit}"), bound(*limit, 1.0)),
        _ => ("nothing".into(), Vec::new()),
    };
    let place = if variant.is_empty() { String::new() } else { format!(", {variant}") };
    Case {
        claim: format!("{metric} of {} {relation}{place}", claim.function),
        differences,
        exact: recipe.experiment == super::Experiment::Slopes,
        touching: claim.at_most.is_some() || claim.at_least.is_some(),
        // Shares are of a thousand samples or more wherever they are worth a verdict.
        resolution: if metric.ends_with("accuracy") { 1e-3 } else { 0.0 },
    }
}

impl Case {
    fn verdict(&self, p: f64) -> Verdict {
        let (answer, because) = match self.differences.as_slice() {
            [] => (Answer::CannotTell, "there are no numbers to compare".into()),
            [difference, ..] if self.exact => {
                let holds = *difference > 0.0 || (self.touching && *difference == 0.0);
                let answer = if holds { Answer::Agrees } else { Answer::Disagrees };
                (answer, format!("exactly, by {}", number(difference.abs())))
            }
            [_] => (Answer::CannotTell, "one run says nothing about scatter".into()),
            differences if self.touching && differences.iter().all(|d| *d == 0.0) => {
                (Answer::Agrees, format!("exactly at the bound in {} runs", differences.len()))
            }
            differences => match paired_test(differences, self.resolution) {
                None => (Answer::CannotTell, "there are too few runs".into()),
                Some(test) => {
                    let answer = match test.mean {
                        _ if p >= SIGNIFICANCE => Answer::CannotTell,
                        mean if mean > 0.0 => Answer::Agrees,
                        _ => Answer::Disagrees,
                    };
                    let because = format!(
                        "by {} ± {} in {} runs, p {}",
                        number(test.mean),
                        number(test.half_width),
                        test.count,
                        p_text(p)
                    );
                    (answer, because)
                }
            },
        };
        Verdict { claim: self.claim.clone(), answer, because }
    }
}

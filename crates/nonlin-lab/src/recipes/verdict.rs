//! Whether a claim holds, by intervals over seeds.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::outcome::{Measurement, number, unique};
use super::{Claim, Experiment, Recipe};
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

/// What came of all claims together, in one sentence.
pub(super) fn sentence(verdicts: &[Verdict]) -> String {
    let count = |answer: Answer| verdicts.iter().filter(|v| v.answer == answer).count();
    let (agrees, disagrees) = (count(Answer::Agrees), count(Answer::Disagrees));
    let open = count(Answer::CannotTell);
    let claims = |count: usize| match count {
        1 => "1 claim".to_owned(),
        count => format!("{count} claims"),
    };
    match (agrees, disagrees, open) {
        (0, 0, _) => format!("Cannot tell at this scale: {} left open.", claims(open)),
        (_, 0, 0) => {
            format!("Agrees: {} hold.", claims(agrees)).replace("1 claim hold", "1 claim holds")
        }
        (_, 0, _) => format!(
            "Agrees as far as can be told: of {} {agrees} hold, {open} cannot be told at this scale.",
            claims(verdicts.len())
        ),
        (0, _, 0) => format!("Disagrees: of {} none holds.", claims(disagrees)),
        (0, _, _) => format!(
            "Disagrees as far as can be told: of {} {disagrees} are contradicted, {open} cannot be told at this scale.",
            claims(verdicts.len())
        ),
        _ => format!(
            "Agrees in part, disagrees in part: of {} {agrees} hold, {disagrees} are contradicted, {open} cannot be told at this scale.",
            claims(verdicts.len())
        ),
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
    /// The difference that was published.
    published: Option<f64>,
}

/// Judges all claims of a recipe, variant by variant. The p values are corrected by
/// Holm's procedure over all of them.
pub(super) fn judge(recipe: &Recipe, measurements: &[Measurement]) -> Vec<Verdict> {
    let mut variants: Vec<&str> = unique(measurements, |m| &m.variant);
    if variants.is_empty() {
        // Without any run each claim still gets its answer.
        variants.push("");
    }
    // At a small scale not every function takes part.
    let measured: Vec<&str> = unique(measurements, |m| &m.function);
    let takes_part = |claim: &&Claim| {
        let functions = [Some(&claim.function), claim.above.as_ref(), claim.below.as_ref()];
        let mut functions = functions.into_iter().flatten();
        measured.is_empty() || functions.all(|name| measured.contains(&canonical(name).as_str()))
    };
    let mut cases = Vec::new();
    for claim in recipe.claims.iter().filter(takes_part) {
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

/// Names in a recipe may be aliases; measurements have the canonical form.
fn canonical(name: &str) -> String {
    name.parse::<nonlin::Activation>().map_or_else(|_| name.to_owned(), |f| f.to_string())
}

fn case(recipe: &Recipe, claim: &Claim, variant: &str, measurements: &[Measurement]) -> Case {
    let metric = claim.metric.as_ref().unwrap_or(&recipe.metric);
    let values = |function: &str, variant: &str| -> Vec<(u64, f64)> {
        let function = canonical(function);
        let of = |m: &&Measurement| m.variant == variant && m.function == function;
        let runs = measurements.iter().filter(of);
        runs.filter_map(|m| Some((m.seed, *m.numbers.get(metric)?))).collect()
    };
    let own = values(&claim.function, variant);
    let bound = |limit: f64, sign: f64| {
        own.iter().map(|(_, value)| sign * (value - limit)).collect::<Vec<_>>()
    };
    let paired = |other: &str, sign: f64| {
        let others = values(other, claim.other_variant.as_deref().unwrap_or(variant));
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
    let place = match (&claim.other_variant, variant) {
        (_, "") => String::new(),
        (None, variant) => format!(", {variant}"),
        (Some(other), variant) => format!(" of {other}, {variant}"),
    };
    Case {
        claim: format!("{metric} of {} {relation}{place}", claim.function),
        differences,
        exact: matches!(recipe.experiment, Experiment::Slopes | Experiment::Fit),
        touching: claim.at_most.is_some() || claim.at_least.is_some(),
        // Shares are of a thousand samples or more wherever they are worth a verdict.
        resolution: if metric.ends_with("accuracy") { 1e-3 } else { 0.0 },
        published: claim.published,
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
                    let mut because = format!(
                        "by {} ± {} in {} runs, p {}",
                        number(test.mean),
                        number(test.half_width),
                        test.count,
                        p_text(p)
                    );
                    if let Some(published) = self.published {
                        because += &format!("; published: {}", number(published));
                    }
                    (answer, because)
                }
            },
        };
        Verdict { claim: self.claim.clone(), answer, because }
    }
}

//! What is worth telling, derived from the judgements by thresholds alone.

use crate::dtype::Dtype;
use crate::judge::{Example, Hits, Part, ROUNDING, Verdict};
use crate::page::format::{count, number, ulps};
use crate::report::Peer;

/// What went wrong, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A name stands for another formula.
    OtherFunction,
    /// A finite input gives NaN or a wrong infinity.
    NotFinite,
    /// Results are off by more than 1 %.
    Coarse,
    /// A limit at an infinity is wrong, or a NaN is lost.
    Limits,
    /// A result that is 0 comes out otherwise.
    Zeros,
    /// Digits are lost, though less than 1 %.
    Digits,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Kind; 6] = [
        Kind::OtherFunction,
        Kind::NotFinite,
        Kind::Coarse,
        Kind::Limits,
        Kind::Zeros,
        Kind::Digits,
    ];

    /// What the findings of this kind have in common.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Kind::OtherFunction => "Another function than the name says",
            Kind::NotFinite => "NaN or wrong infinities at finite inputs",
            Kind::Coarse => "Off by more than 1 %",
            Kind::Limits => "Wrong at ±inf, or a NaN lost",
            Kind::Zeros => "Not 0 where the result is exactly 0",
            Kind::Digits => "Digits lost (more than 8 ulp, less than 1 %)",
        }
    }
}

/// One function of an implementation, and what went wrong in which types.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// Its kind.
    pub(crate) kind: Kind,
    /// What the implementation calls the function.
    pub(crate) name: String,
    /// The sentence.
    pub(crate) text: String,
}

/// Everything found about an implementation, the gravest first.
pub(crate) fn findings(peer: &Peer) -> Vec<Finding> {
    let mut names: Vec<&str> = Vec::new();
    for row in &peer.rows {
        if !names.contains(&row.case.name.as_str()) {
            names.push(&row.case.name);
        }
    }
    let mut findings = Vec::new();
    for kind in Kind::ALL {
        for &name in &names {
            let verdicts: Vec<(Dtype, &Verdict)> = peer
                .rows
                .iter()
                .filter(|row| row.case.name == name)
                .filter_map(|row| Some((row.case.dtype, row.verdict.as_ref().ok()?)))
                .collect();
            let text = sentence(kind, &verdicts);
            if !text.is_empty() {
                findings.push(Finding { kind, name: name.to_owned(), text });
            }
        }
    }
    findings
}

/// What a function has of a kind, in all types; empty if nothing.
fn sentence(kind: Kind, verdicts: &[(Dtype, &Verdict)]) -> String {
    if kind == Kind::OtherFunction {
        let found = verdicts.iter().find_map(|(_, verdict)| verdict.other_function);
        return found.map(|example| instead(&example)).unwrap_or_default();
    }
    let mut parts = Vec::new();
    for gradient in [false, true] {
        // Types with the same text share it.
        let mut found: Vec<(String, Vec<&str>)> = Vec::new();
        for (dtype, verdict) in verdicts.iter().filter(|(_, v)| v.other_function.is_none()) {
            let part = if gradient { verdict.gradient.as_ref() } else { Some(&verdict.value) };
            let nan_lost = !gradient && verdict.nan_lost.is_some();
            let text = part.map_or_else(String::new, |p| describe(kind, p, *dtype, nan_lost));
            if text.is_empty() {
                continue;
            }
            match found.iter_mut().find(|(known, _)| *known == text) {
                Some((_, dtypes)) => dtypes.push(dtype.name()),
                None => found.push((text, vec![dtype.name()])),
            }
        }
        if !found.is_empty() {
            let what = if gradient { "gradient" } else { "value" };
            let found: Vec<String> = found
                .iter()
                .map(|(text, dtypes)| format!("{} {text}", dtypes.join(", ")))
                .collect();
            parts.push(format!("**{what}** {}", found.join("; ")));
        }
    }
    parts.join(". ")
}

fn describe(kind: Kind, part: &Part, dtype: Dtype, nan_lost: bool) -> String {
    let mut found = Vec::new();
    match kind {
        Kind::NotFinite => {
            let kinds = [("NaN", &part.nan), ("inf", &part.infinite)];
            for (what, hits) in kinds.into_iter().filter(|(_, hits)| hits.count > 0) {
                found.push(format!("{what} for {}", place(hits, dtype)));
            }
        }
        Kind::Coarse if part.coarse.count > 0 => {
            let worst = instead(&part.coarse.farthest);
            found.push(format!("for {}: {worst}", place(&part.coarse, dtype)));
        }
        Kind::Zeros if part.zeros.count > 0 => {
            let worst = instead(&part.zeros.farthest);
            found.push(format!("for {}: {worst}", place(&part.zeros, dtype)));
        }
        Kind::Limits => {
            let limits = part.limits.iter();
            found.extend(limits.map(|Example { at, got, want }| {
                format!("{} at {} instead of {}", number(*got), number(*at), number(*want))
            }));
            if nan_lost {
                found.push("a number for NaN".to_owned());
            }
        }
        Kind::Digits if part.coarse.count == 0 && part.worst_ulp > ROUNDING => {
            found.push(format!("{} ulp at x = {}", ulps(part.worst_ulp), number(part.worst.at)));
        }
        _ => {}
    }
    found.join(", ")
}

/// Where inputs lie, and how many they are if the inputs are all there are.
fn place(hits: &Hits, dtype: Dtype) -> String {
    let max = dtype.format().max();
    let (least, greatest) = (number(hits.least), number(hits.greatest));
    let range = if hits.least < 0.0 && hits.greatest > 0.0 {
        let (near, far) = (number(hits.nearest), hits.greatest.max(-hits.least));
        match number(far) {
            _ if far == max => format!("|x| >= {near}"),
            far if far == near => format!("|x| about {near}"),
            far => format!("{near} <= |x| <= {far}"),
        }
    } else if hits.least == hits.greatest {
        format!("x = {least}")
    } else if hits.greatest == max {
        format!("x >= {least}")
    } else if hits.least == -max {
        format!("x <= {greatest}")
    } else if least == greatest {
        format!("x about {least}")
    } else {
        format!("{least} <= x <= {greatest}")
    };
    match hits.count {
        1 if dtype.is_half() => format!("{range} (1 input)"),
        n if dtype.is_half() => format!("{range} ({} inputs)", count(n)),
        _ => range,
    }
}

fn instead(Example { at, got, want }: &Example) -> String {
    // Adding 0 makes a zero positive; its sign is not the point here.
    format!("{} at x = {} instead of {}", number(*got + 0.0), number(*at), number(*want))
}

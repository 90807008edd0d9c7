//! A table for each implementation and type.

use super::format::{count, number, ulps};
use crate::dtype::Dtype;
use crate::judge::{Part, Verdict};
use crate::report::{Peer, Row};
use nonlin_reference::Reference;
use std::fmt::Write;

/// Writes all tables.
pub(super) fn write(page: &mut String, peers: &[Peer]) {
    page.push_str(
        "\n## All results\n\nThe definition is the id in `formulas.txt`. Empty cells mean none. \
         Numbers behind `at` are inputs.\n",
    );
    for peer in peers {
        let _ = writeln!(page, "\n### {}", peer.index.title);
        if peer.rows.is_empty() {
            page.push_str("\nNot run.\n");
            continue;
        }
        for dtype in Dtype::ALL {
            table(page, peer, dtype);
        }
        let lacking: Vec<String> = Reference::all()
            .iter()
            .filter(|reference| peer.rows.iter().all(|row| row.case.function != reference.id()))
            .map(|reference| format!("`{}`", reference.id()))
            .collect();
        if !lacking.is_empty() {
            let _ = writeln!(page, "\nNot run, for want of a counterpart: {}.", lacking.join(", "));
        }
    }
}

fn table(page: &mut String, peer: &Peer, dtype: Dtype) {
    let rows: Vec<&Row> = peer.rows.iter().filter(|row| row.case.dtype == dtype).collect();
    if rows.is_empty() {
        return;
    }
    let title = &peer.index.title;
    let half = if dtype.is_half() { " values >1 ulp | gradients >1 ulp |" } else { "" };
    let rule = if dtype.is_half() { "---:|---:|" } else { "" };
    let _ = write!(
        page,
        "\n#### {title}, {}\n\n| function | definition | value ulp | at | gradient ulp | at |{half} \
         NaN, inf values | NaN, inf gradients | limits | flushed | note |\n\
         |---|---|---:|---:|---:|---:|{rule}---:|---:|---|---:|---|\n",
        dtype.name()
    );
    for row in rows {
        let cells = cells(row, dtype.is_half()).join(" | ");
        let _ = writeln!(page, "| `{}` | {} | {cells} |", row.case.name, definition(row));
    }
}

fn definition(row: &Row) -> String {
    let Some(reference) = Reference::get(&row.case.function) else {
        return row.case.function.clone();
    };
    if row.case.parameters.is_empty() {
        return row.case.function.clone();
    }
    let names = reference.parameters().iter().map(|(name, _)| name);
    let parameters: Vec<String> =
        names.zip(&row.case.parameters).map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}({})", row.case.function, parameters.join(", "))
}

fn cells(row: &Row, half: bool) -> Vec<String> {
    let mut notes: Vec<String> = row.case.note.iter().cloned().collect();
    let empty = vec![String::new(); if half { 10 } else { 8 }];
    let verdict = match &row.verdict {
        Err(error) => {
            notes.push(format!("not run: {}", brief(error)));
            return [empty, vec![notes.join("; ")]].concat();
        }
        Ok(verdict) if verdict.other_function.is_some() => {
            notes.push("another function".to_owned());
            return [empty, vec![notes.join("; ")]].concat();
        }
        Ok(verdict) => verdict,
    };
    if let Some(error) = &row.case.gradient_error {
        notes.push(format!("no gradient: {}", brief(error)));
    }
    let gradient = verdict.gradient.as_ref();
    let mut cells = worst(&verdict.value).to_vec();
    cells.extend(gradient.map_or_else(Default::default, worst));
    if half {
        cells.push(some(verdict.value.over_one));
        cells.push(gradient.map_or_else(String::new, |part| some(part.over_one)));
    }
    cells.push(not_finite(&verdict.value));
    cells.push(gradient.map_or_else(String::new, not_finite));
    cells.push(limits(verdict));
    cells.push(some(verdict.value.flushed + gradient.map_or(0, |part| part.flushed)));
    cells.push(notes.join("; "));
    cells
}

fn worst(part: &Part) -> [String; 2] {
    let at = if part.worst_ulp > 0.0 { number(part.worst.at) } else { String::new() };
    [ulps(part.worst_ulp), at]
}

fn not_finite(part: &Part) -> String {
    let kinds = [(part.nan.count, "NaN"), (part.infinite.count, "inf")];
    let found = kinds.into_iter().filter(|(n, _)| *n > 0);
    found.map(|(n, what)| format!("{} {what}", count(n))).collect::<Vec<_>>().join(", ")
}

fn limits(verdict: &Verdict) -> String {
    let part = |symbol: &str, part: &Part| {
        let limits = part.limits.iter();
        limits.map(|l| format!("{symbol}({})={}", number(l.at), number(l.got))).collect::<Vec<_>>()
    };
    let mut all = part("f", &verdict.value);
    all.extend(verdict.gradient.iter().flat_map(|gradient| part("f'", gradient)));
    // Not which number: it may be uninitialised memory.
    all.extend(verdict.nan_lost.map(|_| "f(NaN) is a number".to_owned()));
    all.join(", ")
}

fn some(n: usize) -> String {
    if n == 0 { String::new() } else { count(n) }
}

/// The start of a message, fit for a cell.
fn brief(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default().replace('|', "/");
    if line.chars().count() <= 100 {
        line
    } else {
        line.chars().take(97).chain("...".chars()).collect()
    }
}

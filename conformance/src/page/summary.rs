//! One row for each implementation.

use super::format::ulps;
use crate::dtype::Dtype;
use crate::judge::{Part, ROUNDING, Verdict};
use crate::report::Peer;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Writes the table.
pub(super) fn write(page: &mut String, peers: &[Peer]) {
    let _ = write!(
        page,
        "\n## Summary\n\nFunctions are counted once, whichever of the types shows it. Rows that \
         compute another function than their name says are counted in that column only.\n\n\
         | implementation | functions | f32 within {ROUNDING} ulp, value and gradient | f32 worst value | \
         f32 worst gradient | NaN or inf value | NaN or inf gradient | wrong limits or NaN lost | \
         f16: >1 ulp | bf16: >1 ulp | flush subnormals | another function | refused |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
    );
    for peer in peers {
        if peer.rows.is_empty() {
            let _ = writeln!(page, "| {} | not run |{}", peer.index.title, " |".repeat(11));
            continue;
        }
        let sound = |verdict: &Verdict| verdict.other_function.is_none();
        let functions = |wanted: &dyn Fn(Dtype, &Verdict) -> bool| {
            let rows = peer.rows.iter().filter(|row| {
                row.verdict.as_ref().is_ok_and(|verdict| wanted(row.case.dtype, verdict))
            });
            rows.map(|row| row.case.name.as_str()).collect::<BTreeSet<_>>().len()
        };
        let any = |wanted: &dyn Fn(&Part) -> bool| {
            functions(&|_, v| {
                sound(v) && (wanted(&v.value) || v.gradient.as_ref().is_some_and(wanted))
            })
        };
        let all = peer.rows.iter().map(|row| &row.case.name).collect::<BTreeSet<_>>().len();
        let single = functions(&|dtype, v| dtype == Dtype::F32 && sound(v));
        let accurate = functions(&|dtype, v| {
            let good = |part: &Part| part.worst_ulp <= ROUNDING && part.not_finite() == 0;
            dtype == Dtype::F32
                && sound(v)
                && good(&v.value)
                && v.gradient.as_ref().is_none_or(good)
        });
        let over_one = |half: Dtype| {
            functions(&|dtype, v| {
                let off = |part: &Part| part.over_one > 0;
                dtype == half && sound(v) && (off(&v.value) || v.gradient.as_ref().is_some_and(off))
            })
        };
        let refused = peer
            .rows
            .iter()
            .filter(|row| row.verdict.as_ref().map_or(true, |verdict| verdict.gradient.is_none()));
        let refused = refused.map(|row| &row.case.name).collect::<BTreeSet<_>>().len();
        let cells = [
            all.to_string(),
            format!("{accurate} of {single}"),
            worst(peer, |v| Some(&v.value)),
            worst(peer, |v| v.gradient.as_ref()),
            functions(&|_, v| sound(v) && v.value.not_finite() > 0).to_string(),
            functions(&|_, v| sound(v) && v.gradient.as_ref().is_some_and(|g| g.not_finite() > 0))
                .to_string(),
            functions(&|_, v| {
                let wrong = |part: &Part| !part.limits.is_empty();
                sound(v)
                    && (v.nan_lost.is_some()
                        || wrong(&v.value)
                        || v.gradient.as_ref().is_some_and(wrong))
            })
            .to_string(),
            over_one(Dtype::F16).to_string(),
            over_one(Dtype::Bf16).to_string(),
            any(&|part| part.flushed > 0).to_string(),
            functions(&|_, v| !sound(v)).to_string(),
            refused.to_string(),
        ];
        let _ = writeln!(page, "| {} | {} |", peer.index.title, cells.join(" | "));
    }
}

/// The worst error in f32, and whose.
fn worst(peer: &Peer, part: impl Fn(&Verdict) -> Option<&Part>) -> String {
    let errors = peer.rows.iter().filter(|row| row.case.dtype == Dtype::F32).filter_map(|row| {
        let verdict = row.verdict.as_ref().ok().filter(|v| v.other_function.is_none())?;
        Some((part(verdict)?.worst_ulp, &row.case.name))
    });
    errors
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(String::new, |(ulp, name)| format!("{} (`{name}`)", ulps(ulp)))
}

//! The page.

mod detail;
pub(crate) mod format;
mod summary;

use crate::dtype::Dtype;
use crate::findings::{Kind, findings};
use crate::report::Peer;
use format::count;
use std::fmt::Write;

const HEAD: &str = "\
# Conformance

Written by `conformance/run.sh`; do not edit by hand. It says how implementations of activation functions, in the
versions below, treat the same inputs: the edge cases that break training, and a sweep over the whole range of each type.

## What is measured

Each function is evaluated, together with its gradient for an upstream gradient of 1, at the same inputs everywhere.
The truth is what arbitrary precision with proved bounds gives (`crates/nonlin-reference`, from the definitions in its
`formulas.txt`). One program judges all results.

- **ulp** is the error in units in the last place of the true result, in the type of the result; correct rounding gives
  0.5. Where a function or its derivative is zero at some `z` away from the origin, it is a difference of nearly equal
  terms, and around there the unit is that of `|z f'(z)|` (or `|z f''(z)|`), which is what rounding the input does to
  the result.
- **NaN, inf**: finite inputs that give NaN, or an infinity where the true result is in range. These are left out of
  the worst ulp.
- **flushed**: finite inputs that give 0 where the true result is a subnormal number, or less than twice the least
  normal one. The worst ulp leaves them out, as it does all results whose truth is subnormal: whole frameworks flush
  them by choice. In f16, whose subnormal numbers begin at 6e-5, all other results count. A *normal* result that comes
  out as 0 counts in full, everywhere.
- **limits**: results at ±inf that miss the limit by more than 1 %, and functions that turn a NaN into a number.
- **>1 ulp**: finite inputs whose result is more than one unit off, in any way. With 16 bits none need be: computing in
  f32 and rounding once avoids it.
- At a kink any slope between those on either side is right, and at a jump either value. A kink may lie up to two steps
  of the input beside its place; subnormal inputs, other than in f16, count as one place with 0.
- Parameters are those stated, rounded to f32 where elements are f32, f16 or bf16.

Findings are results that are off by more than 8 ulp; by more than 1 % as well, they are listed apart. A gradient that
is computed from the *output* (as often for sigmoid and tanh) is necessarily coarse where the output saturates: its
relative error is large, its absolute error is not. Whether that matters is for the reader to say; what a NaN at a finite
input does to training is less a matter of taste.

This is no ranking. Frameworks may choose speed over digits, a worst case may lie where no network goes, and the
implementation in the last row is by the authors of this suite.

";

/// The page for all implementations and the counts of finite inputs.
pub(crate) fn page(peers: &[Peer], inputs: &[(Dtype, usize)]) -> String {
    let mut page = HEAD.to_owned();
    let counts: Vec<String> = inputs
        .iter()
        .map(|&(dtype, n)| {
            let all = if dtype.is_half() { ", which are all" } else { "" };
            format!("{} in {}{all}", count(n), dtype.name())
        })
        .collect();
    let _ = writeln!(page, "Finite inputs: {}. To these come ±inf and NaN.\n", counts.join("; "));
    page.push_str(
        "## Implementations\n\n| implementation | versions | how it is run |\n|---|---|---|\n",
    );
    for peer in peers {
        let versions: Vec<String> =
            peer.index.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
        // A message of a failure may hold what ends a cell.
        let (title, how) = (&peer.index.title, peer.index.how.replace('|', "/"));
        let _ = writeln!(page, "| {title} | {} | {how} |", versions.join(", "));
    }
    summary::write(&mut page, peers);
    write_findings(&mut page, peers);
    detail::write(&mut page, peers);
    page
}

fn write_findings(page: &mut String, peers: &[Peer]) {
    page.push_str(
        "\n## Findings: live bugs\n\nDerived from the measurements by thresholds; none is written by \
         hand. By function, in all types that show it; counts are of the 16-bit types, whose \
         inputs are complete. For the worst of coarse errors, result and truth are given.\n",
    );
    for peer in peers {
        let found = findings(peer);
        let _ = writeln!(page, "\n### {}: findings\n", peer.index.title);
        if found.is_empty() {
            page.push_str(if peer.rows.is_empty() { "Not run.\n" } else { "None.\n" });
        }
        for kind in Kind::ALL {
            let mut of_kind = found.iter().filter(|finding| finding.kind == kind).peekable();
            if of_kind.peek().is_none() {
                continue;
            }
            let _ = writeln!(page, "**{}**\n", kind.heading());
            for finding in of_kind {
                let _ = writeln!(page, "- `{}` {}.", finding.name, finding.text);
            }
            page.push('\n');
        }
        while page.ends_with("\n\n") {
            page.pop();
        }
    }
}

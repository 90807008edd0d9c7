//! Measures the errors of every function against arbitrary precision and writes
//! `docs/accuracy.md`:
//!
//! ```text
//! cargo run --release -p nonlin --example accuracy -- docs/accuracy.md
//! ```
//!
//! Without a path it prints the page.

#[path = "../tests/support/mod.rs"]
mod support;

use std::fmt::Write;
use std::path::Path;

use nonlin::{Activation, Level, bf16, f16};
use nonlin_reference::{Format, all_bf16, all_f16};
use support::every_input::{Finding, read_rows};
use support::{Errors, Measured, Truth, Worst, points_f32, points_f64};

const HEAD: &str = "\
# Accuracy

Written by `cargo run --release -p nonlin --example accuracy -- docs/accuracy.md`; do not edit by hand.

Errors are in units in the last place of the true result, which comes from arbitrary precision
(`crates/nonlin-reference`: MPFR with proved bounds, from definitions written independently of the library). Where a
derivative passes through zero it is a sum of terms that cancel; within reach of such a zero the unit is that of the
largest term. f32 and f64 are measured on all binades of both signs, the subnormal numbers and the largest ones included,
and densely where functions bend; f16 and bf16 on all 65,536 inputs. Parameters have their defaults. Levels with and
without a fused multiply-add (FMA) are told apart; within a kind all give nearly the same. No finite input gives a result
that is not finite.

";

fn main() -> std::process::ExitCode {
    support::page::publish(&page())
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    every_input(&mut page);
    let f32_points = |a: &Activation| points_f32(a, 40, 20_000);
    let f64_points = |a: &Activation| points_f64(a, 4, 5_000);
    section::<f32>(&mut page, "f32", Format::F32, &f32_points);
    section::<f64>(&mut page, "f64", Format::F64, &f64_points);
    let finite = |all: Vec<f32>| -> Vec<f64> {
        all.into_iter().filter(|x| x.is_finite()).map(f64::from).collect()
    };
    let (half, brain) = (finite(all_f16().collect()), finite(all_bf16().collect()));
    section::<f16>(&mut page, "f16", Format::F16, &|_| half.clone());
    section::<bf16>(&mut page, "bf16", Format::BF16, &|_| brain.clone());
    atoms(&mut page);
    page
}

fn section<T: Measured>(
    page: &mut String,
    name: &str,
    format: Format,
    points: &dyn Fn(&Activation) -> Vec<f64>,
) {
    let levels = Level::available();
    let fused = levels.iter().rev().find(|level| level.is_fused());
    let plain = levels.iter().find(|level| !level.is_fused());
    let kinds: Vec<(&str, Level)> = [("FMA", fused), ("no FMA", plain)]
        .into_iter()
        .filter_map(|(kind, level)| Some((kind, *level?)))
        .collect();
    let _ = writeln!(page, "## {name}\n");
    let _ = write!(page, "| function |");
    for (kind, _) in &kinds {
        let _ = write!(page, " value, {kind} | at | slope, {kind} | at |");
    }
    let _ = writeln!(page, " by parameters |");
    let _ = writeln!(page, "|---|{}---:|", "---:|---:|---:|---:|".repeat(kinds.len()));
    for function in nonlin::tuned_functions() {
        let activation = Activation::from(*function);
        let truth = Truth::new(&activation, points(&activation), format);
        let _ = write!(page, "| {} |", function.id());
        let mut parameters = Worst::default();
        for (_, level) in &kinds {
            let Errors { value, slope, parameters: by, not_finite, .. } =
                truth.measure::<T>(*level);
            assert!(not_finite.is_empty(), "{activation} in {name}: {not_finite:?}");
            for worst in [value, slope] {
                let _ = write!(page, " {:.2} | {:.4e} |", worst.ulp, worst.at);
            }
            parameters.note(by.ulp, by.at);
        }
        let by = if function.parameters().is_empty() {
            String::new()
        } else {
            format!("{:.1}", parameters.ulp)
        };
        let _ = writeln!(page, " {by} |");
    }
    page.push('\n');
}

/// The table that `examples/every_input.rs` has measured.
fn every_input(page: &mut String) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/every-input.tsv");
    let rows = read_rows(&file).unwrap_or_else(|error| {
        eprintln!("accuracy: {error}");
        std::process::exit(1);
    });
    if rows.is_empty() {
        return;
    }
    page.push_str(
        "## Every f32\n\nWritten by `cargo run --release -p nonlin --example every_input -- FUNCTION ...`: \
         all 4,294,967,296 inputs, forward and backward pass, at every SIMD level. \"off\" is how many results \
         are not the correctly rounded ones; NaN, infinities, wrong zeros and wrong limits are counted together \
         as \"wrong\". The truth is an f64 evaluation that carries its rounding errors along; \"truth\" is the \
         worst deviation of it from arbitrary precision among the inputs where that was computed, in units of f64.\n\n\
         | function | level | value | at | off | slope | at | off | wrong | truth |\n\
         |---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for row in &rows {
        let Finding { value, slope, reference, .. } = &row.finding;
        let _ = write!(page, "| {} | {} |", row.function, row.level);
        for e in [value, slope] {
            let _ = write!(page, " {:.2} | {:.4e} | {} |", e.worst.ulp, e.worst.at, e.misrounded);
        }
        let wrong = [value, slope].map(|e| e.nan + e.infinite + e.wrong).iter().sum::<u64>();
        let _ = writeln!(page, " {wrong} | {reference:.1} |");
    }
    page.push('\n');
}

/// The table of the atoms, in scalar code.
fn atoms(page: &mut String) {
    page.push_str(
        "## Atoms\n\nIn scalar code, which has no fused multiply-add; the bounds are asserted by \
         `tests/atoms.rs`.\n\n| atom | f32 | at | bound | f64 | at | bound |\n\
         |---|---:|---:|---:|---:|---:|---:|\n",
    );
    for row in support::atoms::rows() {
        let (narrow, wide) = (row.worst(Format::F32), row.worst(Format::F64));
        let _ = writeln!(
            page,
            "| {} | {:.2} | {:.4e} | {} | {:.2} | {:.4e} | {} |",
            row.0.name(),
            narrow.ulp,
            narrow.at,
            row.2,
            wide.ulp,
            wide.at,
            row.3
        );
    }
}

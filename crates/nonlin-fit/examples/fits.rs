//! Fits every basis to the usual functions and writes `docs/rational.md`:
//!
//! ```text
//! cargo run --release -p nonlin-fit --example fits -- docs/rational.md
//! ```
//!
//! Without a path it prints the page.

#[path = "../tests/support/published.rs"]
#[allow(unreachable_pub)]
mod published;
#[path = "../../nonlin/tests/support/page.rs"]
#[allow(dead_code, unreachable_pub)]
mod support;

use std::fmt::Write;

use nonlin::Activation;
use nonlin::rational::{Basis, Form, Unit};
use nonlin_fit::{Fitted, Options, Target, fit};

use published::{PUBLISHED, max_error};

const HEAD: &str = "\
# Rational units

Written by `cargo run --release -p nonlin-fit --example fits -- docs/rational.md`; do not edit by hand.

Rational units `P(x) / Q(x)` of degrees (5, 4), fitted to functions for the smallest largest error on [-3, 3] from 16
starts. All figures are largest errors; those outside the interval are for |x| up to 6 and up to 30.

";

/// Functions that units are started from.
const FUNCTIONS: [&str; 10] =
    ["relu", "leaky_relu", "elu", "gelu", "silu", "mish", "telu", "softplus", "tanh", "sigmoid"];

fn fitted(form: Form, function: &str) -> Fitted {
    let activation: Activation = function.parse().expect("a function of the catalogue");
    fit(&Target::from(activation), form, &Options::default()).expect("a fit")
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    page += "## Against the published coefficients\n\n";
    page += "Those of the rational-activations project, to the 12 digits at hand. Version A has the sum of absolute values in its\ndenominator, version B the absolute value of the sum.\n\n";
    page += "| version | function | published | fitted here | times smaller | to 6 | to 30 |\n";
    page += "|---|---|---:|---:|---:|---:|---:|\n";
    for (version, function, coefficients) in PUBLISHED {
        let form: Form = format!("safe_pau(version={version})").parse().expect("a form");
        let old = Unit::new(form, coefficients.to_vec()).expect("ten coefficients");
        let old = max_error(&old, function);
        let Fitted { report, .. } = fitted(form, function);
        let [near, far] = report.outside.unwrap_or_default();
        let _ = writeln!(
            page,
            "| {version} | {function} | {old:.2e} | {:.2e} | {:.1} | {near:.2} | {far:.2} |",
            report.max_error,
            old / report.max_error
        );
    }
    page += "\n## On every basis\n\n";
    page += "Safe units with the sum of absolute values, as in OPAU, HP-1 (`hermite`) and HP-2 (`hermite_physicists`).\n\n";
    let names: Vec<_> = Basis::ALL.iter().map(|basis| basis.name()).collect();
    let _ = writeln!(page, "| function | {} |", names.join(" | "));
    let _ = writeln!(page, "|---|{}", "---:|".repeat(names.len()));
    for function in FUNCTIONS {
        let cells: Vec<_> = Basis::ALL
            .into_iter()
            .map(|basis| fitted(Form { basis, ..Form::SAFE_PAU }, function).report.max_error)
            .map(|error| format!("{error:.2e}"))
            .collect();
        let _ = writeln!(page, "| {function} | {} |", cells.join(" | "));
    }
    page += "\n## What units start from\n\n";
    page += "The coefficients that the library ships, as in `hp1(init=gelu)`: in magnitude up to 20, so that they can be trained.\nWhere the 1 in the denominator is in the way of a fit, as it is for ReLU on several bases, coefficients without such a limit\ngrow without end, and gain next to nothing.\n\n";
    let _ = writeln!(page, "| function | {} |", names.join(" | "));
    let _ = writeln!(page, "|---|{}", "---:|".repeat(names.len()));
    for function in FUNCTIONS {
        let cells: Vec<_> = Basis::ALL
            .into_iter()
            .map(|basis| {
                let form = Form { basis, ..Form::SAFE_PAU };
                let start = form.initial(function).expect("coefficients to start from");
                let unit = Unit::new(form, start).expect("a safe unit");
                format!("{:.2e}", max_error(&unit, function))
            })
            .collect();
        let _ = writeln!(page, "| {function} | {} |", cells.join(" | "));
    }
    page
}

fn main() -> std::process::ExitCode {
    support::publish(&page())
}

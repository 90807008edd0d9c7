//! Fits the coefficients that units start from, and writes the table that the library
//! ships:
//!
//! ```text
//! cargo run --release -p nonlin-fit --example initial -- crates/nonlin/src/rational/initial.tsv
//! ```
//!
//! Without a path it prints the table.

#[path = "../../nonlin/tests/support/page.rs"]
#[allow(dead_code, unreachable_pub)]
mod support;

use std::fmt::Write;
use std::process::ExitCode;

use nonlin::Activation;
use nonlin::rational::{Basis, Denominator, Form};
use nonlin_fit::{Fitted, Options, Target, fit};

/// Functions that units start from.
const FUNCTIONS: [&str; 10] =
    ["relu", "leaky_relu", "elu", "gelu", "silu", "mish", "telu", "softplus", "tanh", "sigmoid"];

/// Degrees of published units.
const DEGREES: [(usize, usize); 2] = [(3, 2), (5, 4)];

/// Coefficients up to this can be trained at usual learning rates.
const LARGEST: f64 = 20.0;

/// All bases in versions A and B; raw units on monomials, from which the library converts.
fn forms() -> Vec<Form> {
    let mut forms = Vec::new();
    for (numerator, denominator) in DEGREES {
        let degrees = Form { numerator, denominator, ..Form::PAU };
        forms.push(degrees);
        for basis in Basis::ALL {
            forms.push(Form { basis, version: Denominator::AbsoluteTerms, ..degrees });
            forms.push(Form { basis, version: Denominator::AbsoluteSum, ..degrees });
        }
    }
    forms
}

/// The best fit that has no poles. A raw denominator of degree 4 may have them wherever the
/// best fits of that degree are; then one of degree 2 stands in.
fn fitted(form: Form, activation: &Activation) -> nonlin_fit::Result<Fitted> {
    let options = Options { avoid_poles: true, largest_coefficient: LARGEST, ..Options::default() };
    let target = Target::from(activation.clone());
    fit(&target, form, &options).or_else(|error| match form.denominator {
        4 => fit(&target, Form { denominator: 2, ..form }, &options),
        _ => Err(error),
    })
}

/// A coefficient with ten digits, which are more than the fit is good for.
fn short(c: &f64) -> String {
    let rounded: f64 = format!("{c:.9e}").parse().unwrap_or(*c);
    if rounded.abs() < 1e-5 && rounded != 0.0 {
        format!("{rounded:e}")
    } else {
        rounded.to_string()
    }
}

fn table() -> Result<String, String> {
    let mut table = String::from(
        "# Written by `cargo run --release -p nonlin-fit --example initial`; do not edit by hand.\n\
         # Fits on [-3, 3] for the smallest largest error.\n\
         # basis\tversion\tm\tn\tfunction\tcoefficients\n",
    );
    for form in forms() {
        for function in FUNCTIONS {
            let activation: Activation =
                function.parse().map_err(|error: nonlin::Error| error.to_string())?;
            let fitted = fitted(form, &activation)
                .map_err(|error| format!("{form} for {function}: {error}"))?;
            eprintln!("{form} for {function}: {:.2e}", fitted.report.max_error);
            let mut coefficients: Vec<_> = fitted.unit.coefficients().iter().map(short).collect();
            coefficients.resize(form.coefficients(), "0".to_owned());
            let Form { basis, version, numerator: m, denominator: n } = form;
            let _ = writeln!(
                table,
                "{basis}\t{}\t{m}\t{n}\t{function}\t{}",
                version.letter(),
                coefficients.join(" ")
            );
        }
    }
    Ok(table)
}

fn main() -> ExitCode {
    match table() {
        Ok(table) => support::publish(&table),
        Err(error) => {
            eprintln!("initial: {error}");
            ExitCode::FAILURE
        }
    }
}

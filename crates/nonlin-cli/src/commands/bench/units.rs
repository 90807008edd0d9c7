//! The section of the page on rational units.

use std::fmt::Write;

use nonlin::{Activation, Level};

use super::cores;
use super::measure::{Pass, Setting, Subject, measure};
use super::suite::LARGE;
use crate::output::Outcome;

/// Units of all kinds of denominators, on powers and on polynomials that stay what they are.
const UNITS: [&str; 8] = [
    "pau",
    "safe_pau",
    "safe_pau(version=B)",
    "hp1",
    "hp2",
    "safe_opau(basis=legendre)",
    "opau(basis=chebyshev)",
    "hp1(m=8,n=6)",
];

pub(super) fn section(
    page: &mut String,
    rounds: usize,
    relu: &Activation,
    level: Level,
) -> Outcome<()> {
    let units: Vec<Activation> =
        UNITS.iter().map(|text| text.parse()).collect::<nonlin::Result<_>>()?;
    let mut subjects: Vec<Subject> =
        [Pass::Forward, Pass::Backward].map(|pass| Subject::new(relu, pass, level)).into();
    for unit in &units {
        for pass in [Pass::Forward, Pass::Backward, Pass::Parameters] {
            subjects.push(Subject::new(unit, pass, level));
        }
    }
    let setting = Setting { size: LARGE, threads: cores(), rounds, spread: 1.0 };
    let times = measure::<f32>(&setting, &subjects)?.subjects;
    let relu = times[0] + times[1];
    let _ = writeln!(
        page,
        "\n## Rational units\n\n{LARGE} elements of f32 from memory on all cores: forward, backward by \
         the input, backward by the input and all coefficients; and forward with the last, to ReLU's \
         forward and backward, which take {relu:.3}.\n\n\
         | unit | coefficients | forward | backward | with coefficients | sum/relu |\n\
         |---|---:|---:|---:|---:|---:|"
    );
    for (unit, t) in units.iter().zip(times[2..].chunks_exact(3)) {
        let _ = writeln!(
            page,
            "| {unit} | {} | {:.3} | {:.3} | {:.3} | {:.2} |",
            unit.values().len(),
            t[0],
            t[1],
            t[2],
            (t[0] + t[2]) / relu
        );
    }
    Ok(())
}

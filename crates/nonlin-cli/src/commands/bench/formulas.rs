//! The section of the page on typed formulas.

use std::fmt::Write;

use nonlin::{Activation, Level};

use super::cores;
use super::measure::{Form, Pass, Setting, Subject, measure};
use super::suite::{CACHED, LARGE};
use crate::output::Outcome;

/// Functions of the catalogue, and how they are typed.
const PAIRS: [(&str, &str); 17] = [
    ("relu", "max(0, x)"),
    ("leaky_relu", "f(alpha=0.01) = if(x > 0, x, alpha*x)"),
    ("hard_swish", "x*min(max(x + 3, 0), 6)/6"),
    ("sigmoid", "1/(1 + exp(-x))"),
    ("tanh", "tanh(x)"),
    ("elu", "f(alpha=1) = if(x > 0, x, alpha*(exp(x) - 1))"),
    ("softplus", "f(beta=1) = log(1 + exp(beta*x))/beta"),
    ("silu", "x/(1 + exp(-x))"),
    ("swish", "f(beta=1) = x*sigmoid(beta*x)"),
    ("gelu", "0.5*x*(1 + erf(x/sqrt(2)))"),
    ("gelu_tanh", "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))"),
    ("mish", "x*tanh(log(1 + exp(x)))"),
    ("logish", "f(alpha=1, beta=1) = alpha*x*log(1 + sigmoid(beta*x))"),
    ("smish", "f(alpha=1, beta=1) = alpha*x*tanh(log(1 + sigmoid(beta*x)))"),
    ("telu", "x*tanh(exp(x))"),
    ("serf", "x*erf(log(1 + exp(x)))"),
    (
        "zorro_symmetric",
        "f(a=1.2, b=1) = if(x < 0, (1 + exp(a*b))*x/(1 + exp(-a*(x - b))), if(x <= 1, x, \
         1 - (1 + exp(a*b))*(1 - x)/(1 + exp(-a*(1 - x - b)))))",
    ),
];

/// How formulas are timed, and passes.
const FORMS: [Form; 3] = [Form::AsIs, Form::Unknown, Form::Code];
const PASSES: [Pass; 2] = [Pass::Forward, Pass::Backward];

pub(super) fn section(page: &mut String, rounds: usize, level: Level) -> Outcome<()> {
    let mut subjects = Vec::new();
    for (id, text) in PAIRS {
        let (compiled, typed): (Activation, Activation) = (id.parse()?, text.parse()?);
        for pass in PASSES {
            subjects.push(Subject::new(&compiled, pass, level));
            let forms = FORMS.map(|form| Subject { form, ..Subject::new(&typed, pass, level) });
            subjects.extend(forms);
        }
    }
    let _ = writeln!(
        page,
        "\n## Typed formulas\n\nHow many times as long as the compiled kernel of the same function \
         a formula takes in f32: as it runs, which is that very kernel where the formula is \
         recognised; as it runs where the catalogue does not have its function, which is by fitted \
         polynomials where they can stand for it; and as register code, which all others are."
    );
    for (place, size, threads) in
        [("In cache, one thread", CACHED, 1), ("From memory, all cores", LARGE, cores())]
    {
        let times =
            measure::<f32>(&Setting { size, threads, rounds, spread: 1.0 }, &subjects)?.subjects;
        let _ = writeln!(
            page,
            "\n{place}: {size} elements.\n\n\
             | formula | forward | unknown | as code | backward | unknown | as code |\n|---|{}",
            "---:|".repeat(PASSES.len() * FORMS.len())
        );
        let per = 1 + FORMS.len();
        for ((id, text), times) in PAIRS.iter().zip(times.chunks_exact(PASSES.len() * per)) {
            // The long one by its name.
            let formula = if text.len() > 80 { id } else { text };
            let _ = write!(page, "| `{formula}` |");
            for times in times.chunks_exact(per) {
                for time in &times[1..] {
                    let _ = write!(page, " {:.2} |", time / times[0]);
                }
            }
            page.push('\n');
        }
    }
    Ok(())
}

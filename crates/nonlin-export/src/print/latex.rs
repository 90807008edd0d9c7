//! LaTeX.

use nonlin::{Activation, Formula};

use crate::options::{Options, Part};

/// The formula, its derivative, or all derivatives as aligned equations.
pub(crate) fn latex(activation: &Activation, options: &Options) -> String {
    let function = activation.function();
    let value = match activation.unit() {
        Some(unit) => unit.latex(),
        _ => function.formula_latex(),
    };
    match options.part {
        Part::Value => format!("{value}\n"),
        Part::Derivative => format!("{}\n", function.derivative_latex()),
        Part::Gradients => {
            let mut rows = vec![
                format!("f(x) &= {value}"),
                format!("f'(x) &= {}", function.derivative_latex()),
            ];
            // Those of a rational unit are its basis over the denominator, by the dozen.
            if function.form().is_none() {
                let derivatives = function.parameter_derivatives();
                let pairs = function.parameters().iter().zip(&derivatives);
                rows.extend(pairs.map(|(parameter, derivative)| {
                    let name = typeset(parameter.name);
                    format!("\\frac{{\\partial f}}{{\\partial {name}}} &= {}", derivative.latex())
                }));
            }
            format!("\\begin{{aligned}}\n{}\n\\end{{aligned}}\n", rows.join(" \\\\\n"))
        }
    }
}

/// The name of a parameter, as formulas have it.
fn typeset(name: &str) -> String {
    let formula = Formula::parse(&format!("f({name}=0) = {name}"));
    formula.map_or_else(|_| format!("\\mathrm{{{name}}}"), |formula| formula.latex())
}

//! Docstrings, written from the catalogue.

use std::fmt::Write;

use nonlin::{Activation, Function};

/// What `help` says about a function, as a NumPy docstring.
pub(crate) fn docstring(activation: &Activation) -> String {
    let function = activation.function();
    let id = function.id();
    let mut text = format!(
        "{}: {}\n\nFormula\n-------\n    f(x)  = {}\n    f'(x) = {}\n",
        function.name(),
        function.summary(),
        function.formula(),
        function.derivative_formula()
    );
    let mut section = |title: &str, body: &str| {
        if !body.is_empty() {
            let _ = write!(text, "\n{title}\n{}\n{body}\n", "-".repeat(title.len()));
        }
    };
    let called = call(activation);
    let parameters = function.parameters().iter().map(|p| {
        let trained = if p.trainable { ", trained by its authors" } else { "" };
        format!(
            "{} : float, default {}, in {}{trained}\n    {}.",
            p.name, p.default, p.range, p.meaning
        )
    });
    section("Parameters", &parameters.collect::<Vec<_>>().join("\n"));
    section("Also known as", &function.aliases().join(", "));
    section("Notes", function.notes());
    if !function.reference().authors.is_empty() {
        section("Reference", &function.reference().to_string());
    }
    let mut examples = format!(">>> import nonlin\n{}", example(&called, activation));
    if let Some(p) = function.parameters().first().filter(|_| function.form().is_none()) {
        let other = p.range.nearest(p.default + 0.5).unwrap_or(p.default);
        // Some values are only allowed together.
        if let Ok(changed) = Activation::from(function).with(p.name, other) {
            // A keyword of Python is no name of an argument.
            let name = if p.name == "lambda" { "lambda_" } else { p.name };
            let call = format!("nonlin.{}({id:?}, {name}={other:?})", maker(function));
            examples += &format!("\n{}", example(&call, &changed));
        }
    }
    section("Examples", &examples);
    text
}

/// How Python makes the function.
fn call(activation: &Activation) -> String {
    let function = activation.function();
    match function.form().is_some() || function.typed().is_some() {
        true => format!("nonlin.{}({:?})", maker(function), activation.to_string()),
        false => format!("nonlin.{}", function.id()),
    }
}

fn maker(function: &Function) -> &'static str {
    if function.typed().is_some() { "formula" } else { "get" }
}

/// A call and its result, to four digits.
fn example(call: &str, activation: &Activation) -> String {
    let values = [-1.0, 0.0, 2.0].map(|x| (activation.value(x) * 1e4).round() / 1e4);
    format!(">>> {call}([-1.0, 0.0, 2.0]).round(4).tolist()\n{values:?}")
}

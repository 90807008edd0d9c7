//! Docstrings, written from the catalogue.

use std::fmt::Write;

use nonlin::Activation;

/// What `help` says about a function, as a NumPy docstring.
pub(crate) fn docstring(activation: &Activation) -> String {
    let function = activation.function();
    let id = function.id();
    let mut text = format!(
        "{}: {}\n\nFormula\n-------\n    f(x)  = {}\n    f'(x) = {}\n",
        function.name(),
        function.summary(),
        function.expression(),
        function.derivative()
    );
    let mut section = |title: &str, body: &str| {
        if !body.is_empty() {
            let _ = write!(text, "\n{title}\n{}\n{body}\n", "-".repeat(title.len()));
        }
    };
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
    section("Reference", &function.reference().to_string());
    let mut examples =
        format!(">>> import nonlin\n{}", example(&format!("nonlin.{id}"), activation));
    if let Some(p) = function.parameters().first() {
        let other = p.range.nearest(p.default + 0.5).unwrap_or(p.default);
        // Some values are only allowed together.
        if let Ok(changed) = Activation::from(function).with(p.name, other) {
            // A keyword of Python is no name of an argument.
            let name = if p.name == "lambda" { "lambda_" } else { p.name };
            let call = format!("nonlin.get(\"{id}\", {name}={other:?})");
            examples += &format!("\n{}", example(&call, &changed));
        }
    }
    section("Examples", &examples);
    text
}

/// A call and its result, to four digits.
fn example(call: &str, activation: &Activation) -> String {
    let values = [-1.0, 0.0, 2.0].map(|x| (activation.value(x) * 1e4).round() / 1e4);
    format!(">>> {call}([-1.0, 0.0, 2.0]).round(4).tolist()\n{values:?}")
}

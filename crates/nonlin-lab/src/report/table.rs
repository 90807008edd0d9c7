//! The table of a comparison as HTML.

use super::Drawn;
use super::html::{escape, name};
use crate::compare::table::{accuracy, dead, epochs, gradient, mean_activation, p_value, time};
use crate::compare::{Comparison, Verdict};

pub(super) fn draw(comparison: &Comparison, drawn: &[Drawn<'_>]) -> String {
    let headings = [
        ("Function", ""),
        ("Test accuracy", "mean and 95 % interval after the last epoch"),
        ("Verdict", "paired test against the baseline"),
        ("p", "after Holm's correction"),
        ("Epochs to baseline", "first epoch whose mean accuracy reaches the baseline's final one"),
        ("Dead units", "hidden units with |f′| < 1e-6 for every test sample"),
        ("Gradient first/last", "norm of the first layer's gradient over that of the last"),
        ("Mean activation", "0 is zero-centred"),
        ("Time per step", "ratio to the reference"),
    ];
    let mut html = String::from(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of results\"><table><thead><tr>",
    );
    for (heading, title) in headings {
        html.push_str(&format!(
            "<th scope=\"col\" title=\"{}\">{}</th>",
            escape(title),
            escape(heading)
        ));
    }
    html.push_str("</tr></thead><tbody>");
    for drawn in drawn {
        let function = drawn.function;
        let class = if function.verdict == Verdict::Baseline { " class=\"baseline\"" } else { "" };
        html.push_str(&format!(
            "<tr{class}><th scope=\"row\"><svg viewBox=\"0 0 30 10\" aria-hidden=\"true\"><g {}><path class=\"line\"{} d=\"M1 5H29\"/></g></svg><span>{}</span></th>",
            drawn.style.attributes(),
            drawn.style.dash(),
            name(&drawn.name)
        ));
        html.push_str(&cell(&accuracy(function)));
        html.push_str(&verdict(&function.verdict));
        for text in
            [p_value, epochs, dead, gradient, mean_activation, time].map(|cell| cell(function))
        {
            html.push_str(&cell(&text));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div><ul class=\"notes\">");
    for note in comparison.notes() {
        html.push_str(&format!("<li>{}</li>", escape(&note)));
    }
    html.push_str("</ul>");
    html
}

pub(super) fn cell(text: &str) -> String {
    format!("<td>{}</td>", escape(text))
}

/// Shape and colour, so that neither is alone.
pub(super) fn verdict(verdict: &Verdict) -> String {
    let (class, sign) = match verdict {
        Verdict::Baseline => ("same", "■"),
        Verdict::Better => ("better", "▲"),
        Verdict::Worse => ("worse", "▼"),
        Verdict::NoDifference => ("same", "○"),
        Verdict::NotTested(_) => ("same", "–"),
    };
    format!(
        "<td class=\"verdict {class}\"><span aria-hidden=\"true\">{sign}</span> {}</td>",
        escape(&verdict.to_string())
    )
}

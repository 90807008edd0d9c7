//! What training made of the functions that have trained parameters.

use nonlin::Activation;

use super::Drawn;
use super::frame::{Frame, arguments};
use super::html::escape;

/// A card for each function with trained parameters: a picture for each hidden layer.
pub(super) fn shapes(drawn: &[Drawn<'_>]) -> String {
    let cards = drawn.iter().filter(|drawn| !drawn.function.learned.is_empty()).map(|drawn| {
        let layers = drawn.function.learned.iter().enumerate().map(|(layer, runs)| {
            format!(
                "<figure><figcaption>hidden {}</figcaption>{}</figure>",
                layer + 1,
                picture(drawn, layer, runs)
            )
        });
        format!(
            "<div class=\"card\"><h3>{}</h3><div class=\"layers\">{}</div></div>",
            escape(&drawn.name),
            layers.collect::<String>()
        )
    });
    cards.collect()
}

/// The function as it was and as each run has left it.
fn picture(drawn: &Drawn<'_>, layer: usize, runs: &[Vec<f64>]) -> String {
    let initial = &drawn.function.activation;
    let points = |activation: &Activation| -> Vec<(f64, f64)> {
        let points = arguments().map(|x| (x, activation.value(x)));
        points.filter(|(_, y)| y.is_finite()).collect()
    };
    let before = points(initial);
    let after: Vec<_> = runs
        .iter()
        .filter_map(|values| initial.clone().with_values(values).ok())
        .map(|activation| points(&activation))
        .collect();
    let values = after.iter().chain([&before]).flatten().map(|(_, y)| *y);
    let frame = Frame::holding(values);
    let path = |points: &[(f64, f64)]| frame.path(points.iter().copied());
    let lines: String = after
        .iter()
        .map(|points| format!("<path class=\"run\" d=\"{}\"/>", path(points)))
        .collect();
    let content = format!(
        "<g {}><path class=\"slope\" d=\"{}\"/>{lines}</g>",
        drawn.style.attributes(),
        path(&before)
    );
    let label = format!("{} in hidden layer {}, before and after training", drawn.name, layer + 1);
    frame.svg(&label, &content)
}

//! What training made of the parameters of functions, epoch by epoch.

use nonlin::Activation;

use super::{Watched, card, chosen, lasts};
use crate::learn::{Diagnostics, EpochResult};
use crate::report::chart::Style;
use crate::report::frame::{Frame, arguments};
use crate::report::html::{escape, px};
use crate::report::scale::Axis;

/// A card with a picture of each slot whose function has trained parameters.
pub(super) fn learned(watched: &Watched<'_>, style: &Style) -> String {
    let lasts = lasts(watched);
    let Some(first) = lasts.first() else { return String::new() };
    let slots: Vec<&(String, Vec<f64>)> =
        first.activation_parameters.iter().filter(|(_, values)| !values.is_empty()).collect();
    if slots.is_empty() {
        return String::new();
    }
    let name = watched.activation.to_string();
    let pictures = chosen(slots.len()).into_iter().map(|slot| {
        let slot = &slots[slot].0;
        let label = slot.strip_suffix(".activation").unwrap_or(slot);
        format!(
            "<figure><figcaption>{}</figcaption>{}{}</figure>",
            escape(label),
            shapes(watched, slot, style),
            courses(watched, slot, style)
        )
    });
    card(&name, &pictures.collect::<String>())
}

/// The values at a slot after each epoch of a run.
fn values_of<'a>(run: &'a [EpochResult], slot: &str) -> Vec<&'a [f64]> {
    let seen = run.iter().filter_map(|epoch| epoch.diagnostics.as_ref());
    let found = |seen: &'a Diagnostics| {
        seen.activation_parameters.iter().find(|(name, _)| name == slot).map(|(_, v)| v.as_slice())
    };
    seen.filter_map(found).collect()
}

/// The function as it began, and after up to six epochs of each run.
fn shapes(watched: &Watched<'_>, slot: &str, style: &Style) -> String {
    let initial = &watched.activation;
    let width = initial.function().parameters().len().max(1);
    let points = |activation: &Activation| -> Vec<(f64, f64)> {
        let points = arguments().map(|x| (x, activation.value(x)));
        points.filter(|(_, y)| y.is_finite()).collect()
    };
    let mut curves: Vec<(f64, Vec<(f64, f64)>)> = Vec::new();
    for run in &watched.runs {
        let epochs = values_of(run, slot);
        let step = epochs.len().div_ceil(6).max(1);
        for (index, values) in epochs.iter().enumerate() {
            if !(epochs.len() - 1 - index).is_multiple_of(step) {
                continue;
            }
            let strength = 0.2 + 0.8 * (index + 1) as f64 / epochs.len() as f64;
            // Of parameters for each channel the first few say enough.
            for set in values.chunks_exact(width).take(4) {
                let projected = initial.function().project(set).ok();
                let made = projected.and_then(|set| initial.clone().with_values(&set).ok());
                curves.extend(made.map(|activation| (strength, points(&activation))));
            }
        }
    }
    let before = points(initial);
    let frame = Frame::holding(
        curves.iter().map(|(_, points)| points).chain([&before]).flatten().map(|(_, y)| *y),
    );
    let lines: String = curves
        .iter()
        .map(|(strength, points)| {
            let path = frame.path(points.iter().copied());
            format!("<path class=\"run\" style=\"opacity:{strength:.2}\" d=\"{path}\"/>")
        })
        .collect();
    let content = format!(
        "<g {}><path class=\"slope\" d=\"{}\"/>{lines}</g>",
        style.attributes(),
        frame.path(before.iter().copied())
    );
    frame.svg(&format!("{} at {slot} over training", watched.activation), &content)
}

/// The parameters by epoch.
fn courses(watched: &Watched<'_>, slot: &str, style: &Style) -> String {
    const WIDTH: f64 = 200.0;
    const HEIGHT: f64 = 80.0;
    let runs: Vec<Vec<&[f64]>> = watched.runs.iter().map(|run| values_of(run, slot)).collect();
    let epochs = runs.iter().map(Vec::len).max().unwrap_or(0);
    let all = || runs.iter().flatten().flat_map(|values| values.iter().copied());
    let (low, high) =
        (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    if epochs < 2 || !low.is_finite() || !high.is_finite() {
        return String::new();
    }
    let y =
        Axis::linear(low - 0.05 * (high - low).max(0.1), high + 0.05 * (high - low).max(0.1), 3);
    let to_y = |value: f64| 66.0 - y.at(value) * 62.0;
    let to_x = |epoch: usize| 26.0 + epoch as f64 / (epochs - 1) as f64 * (WIDTH - 30.0);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"Parameters of {} at {} by epoch\">",
        escape(&watched.activation.to_string()),
        escape(slot)
    );
    for (value, label) in &y.ticks {
        let at = px(to_y(*value));
        svg.push_str(&format!(
            "<line class=\"grid\" x1=\"26\" x2=\"{}\" y1=\"{at}\" y2=\"{at}\"/>\
             <text class=\"tick\" x=\"22\" y=\"{at}\" dy=\".35em\" text-anchor=\"end\">{}</text>",
            WIDTH - 4.0,
            escape(label)
        ));
    }
    svg.push_str(&format!(
        "<text class=\"tick\" x=\"26\" y=\"78\">epoch 1</text><text class=\"tick\" x=\"{}\" y=\"78\" text-anchor=\"end\">{epochs}</text><g {}>",
        WIDTH - 4.0,
        style.attributes()
    ));
    for run in &runs {
        let count = run.first().map_or(0, |values| values.len());
        // Hundreds of lines would be a grey area.
        for parameter in 0..count.min(16) {
            let mut path = String::new();
            for (epoch, values) in run.iter().enumerate() {
                let Some(value) = values.get(parameter).filter(|value| value.is_finite()) else {
                    continue;
                };
                path.push_str(if path.is_empty() { "M" } else { "L" });
                path.push_str(&format!("{} {}", px(to_x(epoch)), px(to_y(*value))));
            }
            svg.push_str(&format!("<path class=\"run\" d=\"{path}\"/>"));
        }
    }
    svg + "</g></svg>"
}

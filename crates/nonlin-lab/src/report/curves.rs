//! Learning curves and the gradient norm by depth.

use super::Drawn;
use super::chart::{Chart, Line, Point};
use super::scale::{Axis, Spread};
use crate::compare::{Comparison, EpochBand};
use crate::statistics::Estimate;

/// Test accuracy by epoch.
pub(super) fn accuracy(comparison: &Comparison, drawn: &[Drawn<'_>]) -> (String, ChartNumbers) {
    let floor = 0.5 / comparison.data.test_samples.max(1) as f64;
    learning(
        comparison,
        drawn,
        "accuracy",
        "Test accuracy by epoch, mean over seeds with 95 % interval",
        Spread::Accuracy { floor },
        |epoch| epoch.test_accuracy,
    )
}

/// Training loss by epoch.
pub(super) fn loss(comparison: &Comparison, drawn: &[Drawn<'_>]) -> (String, ChartNumbers) {
    learning(
        comparison,
        drawn,
        "loss",
        "Training loss by epoch, mean over seeds with 95 % interval",
        Spread::Log,
        |epoch| epoch.train_loss,
    )
}

/// The numbers behind a chart, for the script's tooltip.
#[derive(serde::Serialize)]
pub(super) struct ChartNumbers {
    key: String,
    /// Where each place is, from 0 at the left edge to 1 at the right.
    at: Vec<f64>,
    /// What each place is called.
    places: Vec<String>,
    /// For each series the values at the places.
    values: Vec<SeriesNumbers>,
}

#[derive(serde::Serialize)]
struct SeriesNumbers {
    series: usize,
    text: Vec<String>,
    /// Where the value is on the y axis, for the order of the tooltip's lines.
    height: Vec<f64>,
}

fn learning(
    comparison: &Comparison,
    drawn: &[Drawn<'_>],
    key: &str,
    label: &str,
    spread: Spread,
    value: fn(&EpochBand) -> Estimate,
) -> (String, ChartNumbers) {
    let lines: Vec<Line> = drawn
        .iter()
        .map(|drawn| Line {
            name: drawn.name.clone(),
            style: drawn.style.clone(),
            points: drawn
                .function
                .curve
                .iter()
                .map(|band| point(band.epoch as f64, value(band)))
                .collect(),
        })
        .collect();
    by_epoch(key, label, spread, comparison.settings.epochs, &lines)
}

/// Lines over epochs.
pub(super) fn by_epoch(
    key: &str,
    label: &str,
    spread: Spread,
    epochs: usize,
    lines: &[Line],
) -> (String, ChartNumbers) {
    let x = Axis::counted(epochs, 6);
    let text = |value: f64| match spread {
        Spread::Accuracy { .. } => format!("{:.2} %", 100.0 * value),
        _ => significant(value),
    };
    let numbers = ChartNumbers {
        key: key.into(),
        at: (1..=epochs).map(|epoch| x.at(epoch as f64)).collect(),
        places: (1..=epochs).map(|epoch| format!("epoch {epoch}")).collect(),
        values: Vec::new(),
    };
    let chart = Chart {
        key,
        label,
        y: vertical(spread, lines),
        x,
        x_title: "epoch",
        x_names: None,
        markers: false,
    };
    finish(&chart, lines, numbers, text)
}

/// Gradient norm of each layer, input side first.
pub(super) fn gradients(drawn: &[Drawn<'_>]) -> (String, ChartNumbers) {
    let layers =
        drawn.iter().map(|drawn| drawn.function.gradient_norm_by_layer.len()).max().unwrap_or(0);
    let lines: Vec<Line> = drawn
        .iter()
        .enumerate()
        .map(|(rank, function)| Line {
            name: function.name.clone(),
            style: function.style.clone(),
            points: function
                .function
                .gradient_norm_by_layer
                .iter()
                .enumerate()
                // A norm of nought has no place on a logarithmic axis.
                .filter(|(_, norm)| norm.mean > 0.0)
                // Side by side, or the whiskers would hide one another.
                .map(|(layer, norm)| {
                    point(
                        layer as f64 + 0.24 * ((rank as f64 + 0.5) / drawn.len() as f64 - 0.5),
                        *norm,
                    )
                })
                .collect(),
        })
        .collect();
    let edge = 0.25;
    let x = Axis::linear(-edge, (layers.max(1) - 1) as f64 + edge, layers);
    let names: Vec<String> = (1..=layers)
        .map(|layer| if layer == layers { "output".into() } else { format!("hidden {layer}") })
        .collect();
    // Many layers leave room for every so manieth name.
    let step = layers.div_ceil(6).max(1);
    let shown = names.iter().enumerate().map(|(index, name)| {
        if index % step == 0 || index + 1 == layers { name.clone() } else { String::new() }
    });
    let numbers = ChartNumbers {
        key: "gradient".into(),
        at: (0..layers).map(|layer| x.at(layer as f64)).collect(),
        places: names.clone(),
        values: Vec::new(),
    };
    let chart = Chart {
        key: "gradient",
        label: "Gradient norm of each layer in the last epoch, mean over seeds with 95 % interval",
        y: vertical(Spread::Log, &lines),
        x,
        x_title: "layer",
        x_names: Some(shown.collect()),
        markers: true,
    };
    finish(&chart, &lines, numbers, significant)
}

pub(super) fn point(x: f64, estimate: Estimate) -> Point {
    let band = estimate.half_width.map(|half| (estimate.mean - half, estimate.mean + half));
    Point { x, y: estimate.mean, band }
}

/// An axis for the means, and for the bands as far as they do not dwarf them.
fn vertical(spread: Spread, lines: &[Line]) -> Axis {
    let points = || lines.iter().flat_map(|line| &line.points);
    let edges = points().filter_map(|point| {
        let (low, high) = point.band?;
        Some([low.max(point.y / 2.0), high])
    });
    Axis::over(spread, points().map(|point| point.y).chain(edges.flatten()), 7)
}

fn finish(
    chart: &Chart<'_>,
    lines: &[Line],
    mut numbers: ChartNumbers,
    text: impl Fn(f64) -> String,
) -> (String, ChartNumbers) {
    numbers.values = lines
        .iter()
        .map(|line| SeriesNumbers {
            series: line.style.series,
            text: line.points.iter().map(|point| text(point.y)).collect(),
            height: line
                .points
                .iter()
                .map(|point| (chart.y.at(point.y) * 1e4).round() / 1e4)
                .collect(),
        })
        .collect();
    (chart.draw(lines), numbers)
}

/// Three significant digits.
pub(super) fn significant(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let digits = 2 - value.abs().log10().floor() as i32;
    if (0..=6).contains(&digits) {
        format!("{value:.*}", digits as usize)
    } else {
        format!("{value:.2e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_are_enough() {
        let found = [0.0, 0.012345, 0.98765, 12.345, 123456.0, 1.2e-9].map(significant);
        assert_eq!(found, ["0", "0.0123", "0.988", "12.3", "1.23e5", "1.20e-9"]);
    }
}

//! Small pictures: each function with its derivative, and where the
//! activations of the trained networks lie.

use super::Drawn;
use super::frame::{Frame, arguments};
use super::html::{escape, px};
use super::scale::Axis;
use crate::run::Histogram;

const WIDTH: f64 = 200.0;
/// Height of a histogram.
const LOW: f64 = 84.0;
/// Bins of a histogram over all seeds.
const BINS: usize = 64;

/// f and f′ of every function, in one frame size for all.
pub(super) fn functions(drawn: &[Drawn<'_>]) -> String {
    let pictures = drawn.iter().map(|drawn| {
        format!(
            "<figure class=\"small\"><figcaption>{}</figcaption>{}</figure>",
            escape(&drawn.name),
            function(drawn)
        )
    });
    pictures.collect()
}

fn function(drawn: &Drawn<'_>) -> String {
    let samples: Vec<(f64, f64, f64)> = arguments()
        .filter_map(|x| {
            let values = drawn.function.activation.derivatives(x, 1).ok()?;
            Some((x, *values.first()?, *values.get(1)?))
        })
        .filter(|(_, value, slope)| value.is_finite() && slope.is_finite())
        .collect();
    let frame = Frame::holding(samples.iter().flat_map(|(_, value, slope)| [*value, *slope]));
    let content = format!(
        "<g {}><path class=\"slope\" d=\"{}\"/><path class=\"line\" d=\"{}\"/></g>",
        drawn.style.attributes(),
        frame.path(samples.iter().map(|sample| (sample.0, sample.2))),
        frame.path(samples.iter().map(|sample| (sample.0, sample.1)))
    );
    frame.svg(&format!("{} and its derivative", drawn.name), &content)
}

/// A card for each function with the histogram of each hidden layer.
pub(super) fn histograms(drawn: &[Drawn<'_>]) -> String {
    let cards = drawn.iter().filter(|drawn| !drawn.function.histograms.is_empty()).map(|drawn| {
        let layers = drawn.function.histograms.iter().enumerate().map(|(layer, seeds)| {
            let numbers = moments(drawn, layer);
            format!(
                "<figure><figcaption>hidden {} {}</figcaption>{}</figure>",
                layer + 1,
                numbers
                    .map(|numbers| format!("<span>{}</span>", escape(&numbers)))
                    .unwrap_or_default(),
                histogram(drawn, layer, seeds)
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

fn moments(drawn: &Drawn<'_>, layer: usize) -> Option<String> {
    let mean = drawn.function.mean_activation_by_layer.get(layer)?.mean;
    let deviation = drawn.function.std_activation_by_layer.get(layer)?.mean;
    Some(format!("mean {mean:.2}, sd {deviation:.2}"))
}

fn histogram(drawn: &Drawn<'_>, layer: usize, seeds: &[Histogram]) -> String {
    let label = format!("Activations of {} in hidden layer {}", drawn.name, layer + 1);
    histogram_picture(&label, &drawn.style.attributes(), seeds)
}

/// Histograms of several seeds as one picture.
pub(super) fn histogram_picture(label: &str, attributes: &str, seeds: &[Histogram]) -> String {
    let pooled = Pooled::of(seeds);
    let bottom = LOW - 14.0;
    let tallest = pooled.shares.iter().copied().fold(0.0, f64::max);
    let to_x = |value: f64| {
        let width = pooled.high - pooled.low;
        2.0 + if width > 0.0 { (value - pooled.low) / width } else { 0.5 } * (WIDTH - 4.0)
    };
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {LOW}\" role=\"img\" aria-label=\"{}\">",
        escape(label)
    );
    let ticks = Axis::linear(pooled.low, pooled.high, 4).ticks;
    for (value, label) in &ticks {
        let (x, class) = (px(to_x(*value)), if *value == 0.0 { "zero" } else { "grid" });
        svg.push_str(&format!(
            "<line class=\"{class}\" x1=\"{x}\" x2=\"{x}\" y1=\"2\" y2=\"{bottom}\"/>"
        ));
        let anchor = match to_x(*value) {
            place if place < 12.0 => "start",
            place if place > WIDTH - 12.0 => "end",
            _ => "middle",
        };
        svg.push_str(&format!(
            "<text class=\"tick\" x=\"{x}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            bottom + 11.0,
            escape(label)
        ));
    }
    if tallest > 0.0 {
        let bin = (WIDTH - 4.0) / BINS as f64;
        let mut path = format!("M2 {bottom}");
        for (index, share) in pooled.shares.iter().enumerate() {
            let y = px(bottom - (share / tallest).sqrt() * (bottom - 4.0));
            path.push_str(&format!("V{y}H{}", px(2.0 + bin * (index + 1) as f64)));
        }
        path.push_str(&format!("V{bottom}Z"));
        svg.push_str(&format!("<g {attributes}><path class=\"bars\" d=\"{path}\"/></g>"));
    }
    svg.push_str(&format!(
        "<line class=\"axis\" x1=\"2\" x2=\"{}\" y1=\"{bottom}\" y2=\"{bottom}\"/></svg>",
        WIDTH - 2.0
    ));
    svg
}

/// Histograms of several seeds as one.
struct Pooled {
    low: f64,
    high: f64,
    shares: Vec<f64>,
}

impl Pooled {
    /// Over the range that holds all but a thousandth of the values at either
    /// end. Each bin's count is spread evenly over the bins that it overlaps.
    fn of(seeds: &[Histogram]) -> Self {
        let bins = || {
            seeds.iter().flat_map(|histogram| {
                let width = (histogram.high - histogram.low) / histogram.counts.len().max(1) as f64;
                histogram.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(
                    move |(index, count)| {
                        (histogram.low + width * index as f64, width, *count as f64)
                    },
                )
            })
        };
        let total: f64 = bins().map(|(_, _, count)| count).sum();
        let (low, high) = trimmed(bins().collect(), total / 1000.0);
        let mut shares = vec![0.0; BINS];
        let step = (high - low) / BINS as f64;
        for (start, width, count) in bins() {
            if step <= 0.0 || width <= 0.0 {
                let index = if step > 0.0 { ((start - low) / step) as usize } else { BINS / 2 };
                shares[index.min(BINS - 1)] += count / total;
                continue;
            }
            let first = ((start - low) / step).floor().max(0.0) as usize;
            let last = (((start + width - low) / step).ceil().max(0.0) as usize).min(BINS);
            for (index, share) in shares.iter_mut().enumerate().take(last).skip(first) {
                let edge = low + step * index as f64;
                let overlap = (start + width).min(edge + step) - start.max(edge);
                *share += count / total * overlap.max(0.0) / width;
            }
        }
        Self { low, high, shares }
    }
}

/// The range of bins (start, width, count) without `tail` counts at either end.
fn trimmed(mut bins: Vec<(f64, f64, f64)>, tail: f64) -> (f64, f64) {
    bins.sort_by(|a, b| a.0.total_cmp(&b.0));
    match (past(bins.iter(), tail), past(bins.iter().rev(), tail)) {
        (Some((low, ..)), Some((high, width, _))) => (*low, (high + width).max(*low)),
        _ => (0.0, 0.0),
    }
}

/// The first bin with which more than `tail` counts have been seen.
fn past<'a>(
    mut bins: impl Iterator<Item = &'a (f64, f64, f64)>,
    tail: f64,
) -> Option<&'a (f64, f64, f64)> {
    let mut seen = 0.0;
    bins.find(|(_, _, count)| {
        seen += count;
        seen > tail
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pooled(values: &[&[f32]]) -> Pooled {
        Pooled::of(&values.iter().map(|values| Histogram::of(values)).collect::<Vec<_>>())
    }

    #[test]
    fn pooling_keeps_the_mass_where_it_was() {
        let (a, b): (Vec<f32>, Vec<f32>) = (
            (0..=1000).map(|i| i as f32 / 1000.0).collect(),
            (0..=1000).map(|i| i as f32 / 500.0).collect(),
        );
        let pooled = pooled(&[&a, &b]);
        assert!((pooled.shares.iter().sum::<f64>() - 1.0).abs() < 0.01);
        // Three quarters lie below the middle: all of a and half of b.
        let below: f64 = pooled.shares[..BINS / 2].iter().sum();
        assert!((below - 0.75).abs() < 0.03, "{below}");
    }

    #[test]
    fn far_outliers_do_not_squeeze_the_rest() {
        let mut values: Vec<f32> = (0..5000).map(|i| i as f32 / 5000.0).collect();
        values.push(0.999);
        let plain = pooled(&[&values]);
        let other: Vec<f32> = values.iter().copied().chain([1000.0]).collect();
        let wide = pooled(&[&values, &other]);
        assert!(plain.high < 1.1 && wide.high < 20.0, "{} {}", plain.high, wide.high);
    }

    #[test]
    fn constant_and_empty_layers_have_a_picture() {
        let constant = pooled(&[&[0.0; 9], &[0.0; 9]]);
        assert!((constant.shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let empty = pooled(&[&[]]);
        assert_eq!(empty.shares.iter().sum::<f64>(), 0.0);
    }
}

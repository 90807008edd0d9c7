//! The pictures of an outcome.

use super::outcome::{Measurement, Outcome, unique};
use super::recipe::{Experiment, Picture};
use crate::report::{Figure, Panel, Placed, Series};
use crate::statistics::estimate;

/// The pictures, each with the ending of its file name and what it shows.
pub(super) fn draw(outcome: &Outcome) -> Vec<(&'static str, String, String)> {
    let mut pictures = Vec::new();
    let recipe = &outcome.recipe;
    let mut push = |ending, caption: String, panels: Vec<Panel>| {
        if panels.iter().any(|panel| !panel.series.is_empty()) {
            let figure = Figure { title: caption.clone(), panels };
            pictures.push((ending, caption, figure.svg()));
        }
    };
    if recipe.experiment != Experiment::Slopes {
        let panels = match recipe.picture.unwrap_or(Picture::Rows) {
            Picture::Rows => rows(outcome),
            Picture::Variants => vec![by_variant(outcome)],
        };
        push("", format!("{}: mean and 95 % interval", recipe.metric), panels);
    }
    let (caption, axis) = match recipe.experiment {
        Experiment::Slopes if recipe.metric == "value" => ("the functions".to_owned(), "x"),
        Experiment::Slopes => ("|f′|, by its logarithm".to_owned(), "x"),
        Experiment::Fit => ("fitted function − target".to_owned(), "x"),
        _ if recipe.settings.noise.is_some() => {
            ("test accuracy under noise".to_owned(), "deviation of the noise")
        }
        _ if recipe.metric == "first-gradient-ratio" => (
            "gradient norm by each weight matrix / by the last one, decimal logarithm".to_owned(),
            "weight matrix",
        ),
        _ => {
            let metric = recipe.metric.strip_prefix("mean-").unwrap_or(&recipe.metric);
            (format!("{metric} by epoch: mean and 95 % interval"), "epoch")
        }
    };
    let curves = curves(outcome, axis);
    if recipe.experiment == Experiment::Slopes && recipe.metric == "quotient" {
        let first = outcome.measurements.first().map_or("", |m| m.function.as_str());
        let caption = format!("|f′| / |f′| of {first}, by its logarithm");
        push("-quotients", caption, curves.iter().map(quotients).collect());
    }
    if recipe.experiment == Experiment::Slopes && recipe.metric == "value" {
        push("-slopes", "their derivatives".to_owned(), curves.iter().map(slopes).collect());
    }
    push("-curves", caption, curves);
    pictures
}

/// The derivatives of functions at the places of their curves.
fn slopes(panel: &Panel) -> Panel {
    let series = panel.series.iter().filter_map(|series| {
        let function: nonlin::Activation = series.name.parse().ok()?;
        let slope =
            |(x, _, _): &Placed| Some((*x, *function.derivatives(*x, 1).ok()?.get(1)?, None));
        let points = series.points.iter().filter_map(slope).collect();
        Some(Series { name: series.name.clone(), points })
    });
    Panel { axis: panel.axis.clone(), series: series.collect(), ..Panel::default() }
}

/// Curves as multiples of the first one; all have their points at the same places.
fn quotients(panel: &Panel) -> Panel {
    let first = panel.series.first().map(|series| series.points.as_slice()).unwrap_or_default();
    let quotient = |(x, y, _): &Placed| {
        let (_, own, _) = first.iter().find(|(at, _, _)| at == x)?;
        Some((*x, y / own, None))
    };
    let series = panel.series.iter().map(|series| Series {
        name: series.name.clone(),
        points: series.points.iter().filter_map(quotient).collect(),
    });
    Panel { axis: panel.axis.clone(), log: panel.log, series: series.collect(), ..Panel::default() }
}

fn of<'a>(
    outcome: &'a Outcome,
    variant: &'a str,
    function: &'a str,
) -> impl Iterator<Item = &'a Measurement> {
    let measurements = outcome.measurements.iter();
    measurements.filter(move |m| m.variant == variant && m.function == function)
}

type Estimated = (f64, Option<(f64, f64)>);

fn estimated(values: &[f64]) -> Option<Estimated> {
    let estimate = estimate(values)?;
    let ends = estimate.half_width.map(|half| (estimate.mean - half, estimate.mean + half));
    Some((estimate.mean, ends))
}

fn metric(outcome: &Outcome, variant: &str, function: &str) -> Option<Estimated> {
    let metric = &outcome.recipe.metric;
    let runs = of(outcome, variant, function);
    let values: Vec<f64> = runs.filter_map(|m| m.numbers.get(metric).copied()).collect();
    let shown = |value: &f64| !outcome.recipe.log || *value > 0.0;
    estimated(&values).filter(|(value, _)| shown(value))
}

fn rows(outcome: &Outcome) -> Vec<Panel> {
    let functions = unique(&outcome.measurements, |m| &m.function);
    let panel = |variant: &&str| Panel {
        title: (*variant).to_owned(),
        axis: outcome.recipe.metric.clone(),
        log: outcome.recipe.log,
        rows: true,
        series: functions
            .iter()
            .filter_map(|function| {
                let (value, ends) = metric(outcome, variant, function)?;
                Some(Series { name: (*function).to_owned(), points: vec![(0.0, value, ends)] })
            })
            .collect(),
        ..Panel::default()
    };
    unique(&outcome.measurements, |m| &m.variant).iter().map(panel).collect()
}

fn by_variant(outcome: &Outcome) -> Panel {
    let variants = unique(&outcome.measurements, |m| &m.variant);
    let series = unique(&outcome.measurements, |m| &m.function).into_iter().map(|function| {
        let points = variants.iter().enumerate().filter_map(|(place, variant)| {
            let (value, ends) = metric(outcome, variant, function)?;
            Some((place as f64, value, ends))
        });
        Series { name: function.to_owned(), points: points.collect() }
    });
    Panel {
        title: outcome.recipe.metric.clone(),
        log: outcome.recipe.log,
        series: series.filter(|series| !series.points.is_empty()).collect(),
        places: Some(variants.iter().map(|variant| (*variant).to_owned()).collect()),
        ..Panel::default()
    }
}

/// The means of the curves of the runs, a panel a variant.
fn curves(outcome: &Outcome, axis: &str) -> Vec<Panel> {
    let exact = outcome.recipe.experiment == Experiment::Slopes;
    let variants = unique(&outcome.measurements, |m| &m.variant).into_iter();
    let functions = unique(&outcome.measurements, |m| &m.function);
    let panel = |variant: &str| {
        let series = functions.iter().map(|function| {
            let runs: Vec<&Measurement> = of(outcome, variant, function).collect();
            let mut places: Vec<f64> = Vec::new();
            for [x, _] in runs.iter().flat_map(|m| &m.curve) {
                if !places.contains(x) {
                    places.push(*x);
                }
            }
            let log = exact && outcome.recipe.log;
            let point = |x: &f64| {
                let here = runs.iter().flat_map(|m| &m.curve).filter(|[at, _]| at == x);
                let values: Vec<f64> = here.map(|[_, y]| *y).collect();
                let (value, ends) = estimated(&values)?;
                (!log || value > 0.0).then_some((*x, value, ends))
            };
            Series {
                name: (*function).to_owned(),
                points: places.iter().filter_map(point).collect(),
            }
        });
        Panel {
            // The curve of a function goes over all arguments.
            title: if exact { String::new() } else { variant.to_owned() },
            axis: axis.to_owned(),
            log: exact && outcome.recipe.log,
            series: series.filter(|series| !series.points.is_empty()).collect(),
            ..Panel::default()
        }
    };
    variants.map(panel).filter(|panel| !panel.series.is_empty()).collect()
}

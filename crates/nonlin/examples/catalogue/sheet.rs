//! Small multiples: a panel for each function of a family, as one SVG file.

use std::fmt::Write;

use nonlin::{Activation, Function};

use super::defined;

const COLUMNS: usize = 6;
const WIDTH: f64 = 150.0;
const HEIGHT: f64 = 120.0;
/// Room for the label above a panel, and around it.
const LABEL: f64 = 16.0;
const MARGIN: f64 = 5.0;
/// Panels show arguments and at most values from minus this to this.
const REACH: f64 = 4.0;
const STEPS: i32 = 96;

/// The panels of these functions.
pub(crate) fn draw(functions: &[&'static Function]) -> String {
    let rows = functions.len().div_ceil(COLUMNS);
    let (width, height) = (COLUMNS as f64 * WIDTH, rows as f64 * HEIGHT);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n\
         <style>text{{font:11px sans-serif;fill:#222}}path{{fill:none;stroke-linejoin:round}}\
         .v{{stroke:#1f4e9c;stroke-width:1.8}}.s{{stroke:#e0913f;stroke-width:1.1}}.a{{stroke:#bbb;stroke-width:.6}}</style>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (i, function) in functions.iter().enumerate() {
        let (column, row) = ((i % COLUMNS) as f64, (i / COLUMNS) as f64);
        let _ = writeln!(
            svg,
            "<g transform=\"translate({},{})\">{}</g>",
            column * WIDTH,
            row * HEIGHT,
            panel(&Activation::from(*function))
        );
    }
    svg + "</svg>\n"
}

fn panel(activation: &Activation) -> String {
    let x = |i: i32| REACH * f64::from(i) / f64::from(STEPS / 2);
    let points: Vec<Option<(f64, [f64; 2])>> = (-STEPS / 2..=STEPS / 2)
        .map(|i| {
            // Beside removable singularities and kinks.
            let x = x(i) + 1e-7;
            let jet = activation.derivatives(x, 1).ok().filter(|_| defined(activation, x))?;
            Some((x, [jet[0], jet[1]]))
        })
        .collect();
    let values = points.iter().flatten().map(|(_, y)| y[0].clamp(-REACH, REACH));
    let (low, high) = values.fold((0.0f64, 0.0f64), |(low, high), y| (low.min(y), high.max(y)));
    let middle = f64::midpoint(low, high);
    let half = (0.55 * (high - low)).max(0.6);
    let to_x = |x: f64| MARGIN + (x / REACH + 1.0) / 2.0 * (WIDTH - 2.0 * MARGIN);
    let span = HEIGHT - LABEL - MARGIN;
    let to_y = |y: f64| LABEL + (1.0 - (y - middle + half) / (2.0 * half)) * span;
    let line = |which: usize| {
        let mut path = String::new();
        let mut last: Option<[f64; 2]> = None;
        for point in &points {
            let inside = point.filter(|(_, y)| (y[which] - middle).abs() <= half);
            let Some((x, y)) = inside else {
                last = None;
                continue;
            };
            // A jump is no steep line: of a value the slopes on either side tell.
            let steep = last.map_or(0.0, |last| 0.2 * (y[1].abs() + last[1].abs()));
            let allowed = if which == 0 { 0.05 * half + steep } else { 0.35 * half };
            let jumped = last.is_some_and(|last| (y[which] - last[which]).abs() > allowed);
            let command = if last.is_none() || jumped { 'M' } else { 'L' };
            let _ = write!(path, "{command}{:.1} {:.1}", to_x(x), to_y(y[which]));
            last = Some(y);
        }
        path
    };
    format!(
        "<text x=\"{MARGIN}\" y=\"12\">{}</text><path class=\"a\" d=\"M{} {:.1}H{}M{} {LABEL}V{}\"/>\
         <path class=\"s\" d=\"{}\"/><path class=\"v\" d=\"{}\"/>",
        activation.function().id(),
        to_x(-REACH),
        to_y(0.0),
        to_x(REACH),
        to_x(0.0),
        HEIGHT - MARGIN,
        line(1),
        line(0)
    )
}

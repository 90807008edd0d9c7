//! One panel of a figure: curves, or rows of means with intervals.

use std::fmt::Write as _;

use super::chart::{Chart, Line, Point, Style, WIDTH};
use super::html::{escape, px};
use super::scale::{Axis, Spread};

const CHART_HEIGHT: f64 = 300.0;
const ROW: f64 = 24.0;
/// The width of a letter, on average.
pub(super) const LETTER: f64 = 6.9;

/// One panel.
#[derive(Debug, Default)]
pub(crate) struct Panel {
    /// What sets it apart from the others.
    pub(crate) title: String,
    /// What the horizontal axis says.
    pub(crate) axis: String,
    /// Whether values are spread by their logarithms.
    pub(crate) log: bool,
    /// Names of the places 0, 1, ... of points.
    pub(crate) places: Option<Vec<String>>,
    /// Whether each series is one row with its mean and interval, instead of a curve.
    pub(crate) rows: bool,
    /// What is drawn.
    pub(crate) series: Vec<Series>,
}

/// Place, value, and the interval of the value.
pub(crate) type Placed = (f64, f64, Option<(f64, f64)>);

/// The numbers of one function.
#[derive(Debug)]
pub(crate) struct Series {
    /// Its name, by which it has its colour in all panels.
    pub(crate) name: String,
    /// What is drawn.
    pub(crate) points: Vec<Placed>,
}

/// How a series is drawn in all panels.
pub(super) fn style(names: &[&str], name: &str) -> Style {
    let index = names.iter().position(|other| *other == name).unwrap_or(0);
    Style { series: index, baseline: false, index }
}

impl Panel {
    pub(super) fn height(&self) -> f64 {
        if self.rows { ROW * self.series.len() as f64 + 46.0 } else { CHART_HEIGHT }
    }

    fn spread(&self) -> Spread {
        if self.log { Spread::Log } else { Spread::Linear }
    }

    /// An axis for the means, and for the intervals as far as they do not dwarf them.
    fn values(&self, count: usize) -> Axis {
        let points = || self.series.iter().flat_map(|series| &series.points);
        let (low, high) = points().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| {
            (low.min(p.1), high.max(p.1))
        });
        let room = if high > low { high - low } else { 0.5 * high.abs().max(0.1) };
        let inside = |value: f64| value.clamp(low - room, high + room);
        let ends = points().filter_map(|(_, _, ends)| *ends);
        let ends = ends.flat_map(|(low, high)| [inside(low), inside(high)]);
        Axis::over(self.spread(), points().map(|(_, value, _)| *value).chain(ends), count)
    }

    pub(super) fn curves(&self, names: &[&str]) -> String {
        let lines: Vec<Line> = self
            .series
            .iter()
            .map(|series| Line {
                name: series.name.clone(),
                style: style(names, &series.name),
                points: series.points.iter().map(|&(x, y, band)| Point { x, y, band }).collect(),
            })
            .collect();
        let places = || self.series.iter().flat_map(|series| &series.points).map(|point| point.0);
        let (low, high) = places()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let x = match &self.places {
            Some(names) => {
                let last = names.len().max(2) as f64 - 1.0;
                Axis::linear(-0.15 * last, 1.15 * last, 1)
            }
            // Epochs and layers are counted.
            None if low == 1.0 && places().all(|x| x.fract() == 0.0) => {
                Axis::counted(high as usize, 7)
            }
            None if high > low => Axis::linear(low, high, 7),
            None => Axis::over(Spread::Linear, places(), 3),
        };
        let label = format!("{}: {}", self.title, self.axis);
        let chart = Chart {
            key: "",
            label: &label,
            x,
            y: self.values(7),
            x_title: &self.axis,
            x_names: self.places.clone(),
            markers: self.places.is_some(),
        };
        chart.draw(&lines)
    }

    pub(super) fn rows(&self, names: &[&str]) -> String {
        let longest = self.series.iter().map(|series| series.name.chars().count()).max();
        let left = (LETTER * longest.unwrap_or(0) as f64 + 14.0).min(0.6 * WIDTH);
        let (right, bottom) = (WIDTH - 16.0, self.height() - 40.0);
        let axis = self.values(6);
        let at = |value: f64| left + axis.at(value) * (right - left);
        let mut svg = format!(
            "<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{}: {}\">",
            self.height(),
            escape(&self.title),
            escape(&self.axis)
        );
        for (value, label) in &axis.ticks {
            let x = px(at(*value));
            let _ = write!(
                svg,
                "<line class=\"grid\" x1=\"{x}\" x2=\"{x}\" y1=\"2\" y2=\"{bottom}\"/>\
                 <text class=\"tick\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                bottom + 16.0,
                escape(label)
            );
        }
        let _ = write!(
            svg,
            "<line class=\"axis\" x1=\"{left}\" x2=\"{right}\" y1=\"{bottom}\" y2=\"{bottom}\"/>\
             <text class=\"title\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            px((left + right) / 2.0),
            bottom + 34.0,
            escape(&self.axis)
        );
        for (row, series) in self.series.iter().enumerate() {
            let y = ROW * (row as f64 + 0.5) + 2.0;
            let _ = write!(
                svg,
                "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><g {}>",
                px(left - 8.0),
                px(y + 4.5),
                escape(&series.name),
                style(names, &series.name).attributes()
            );
            for (_, value, ends) in &series.points {
                if let Some((low, high)) = ends {
                    let (low, high) = (px(at(*low)), px(at(*high)));
                    let _ = write!(
                        svg,
                        "<line class=\"whisker\" x1=\"{low}\" x2=\"{high}\" y1=\"{y}\" y2=\"{y}\"/>"
                    );
                }
                let _ = write!(
                    svg,
                    "<circle class=\"dot\" cx=\"{}\" cy=\"{y}\" r=\"4\"/>",
                    px(at(*value))
                );
            }
            svg.push_str("</g>");
        }
        svg + "</svg>"
    }
}

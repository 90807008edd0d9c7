//! Line charts as SVG.

use super::html::{escape, px};
use super::scale::Axis;

/// The size of a chart in its own pixels. A phone shows it at about 0.8 of
/// them, a desktop at 1.2.
pub(super) const WIDTH: f64 = 440.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 42.0;

/// Patterns of the lines, so that colour is never alone.
const DASHES: [&str; 4] = ["", "7 3", "2 3", "9 3 2 3"];
/// Colours there are; the style sheet has the same number.
const COLOURS: usize = 10;

/// What makes a function recognisable in every chart.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// The number that legend and lines share.
    pub(super) series: usize,
    /// Whether it is the baseline, which is drawn in the colour of the text.
    pub(super) baseline: bool,
    /// Position among the others.
    pub(super) index: usize,
}

impl Style {
    /// The attributes of whatever belongs to the function.
    pub(super) fn attributes(&self) -> String {
        let colour =
            if self.baseline { "base".to_owned() } else { format!("c{}", self.index % COLOURS) };
        format!("data-s=\"{}\" class=\"{colour}\"", self.series)
    }

    /// The attributes of a line.
    pub(super) fn dash(&self) -> String {
        // Neighbours differ in colour and pattern; the eleventh has the colour
        // of the first and another pattern.
        let pattern = DASHES[(self.index + self.index / COLOURS) % DASHES.len()];
        if self.baseline || pattern.is_empty() {
            String::new()
        } else {
            format!(" stroke-dasharray=\"{pattern}\"")
        }
    }
}

/// One line of a chart.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) style: Style,
    /// Place, value, and the band's lower and upper edge.
    pub(super) points: Vec<Point>,
}

/// One point of a line.
#[derive(Clone, Copy)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) band: Option<(f64, f64)>,
}

/// A chart of lines with bands.
pub(super) struct Chart<'a> {
    /// The name under which the script finds the numbers.
    pub(super) key: &'a str,
    /// What the chart shows, for those who cannot see it.
    pub(super) label: &'a str,
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) x_title: &'a str,
    /// Labels of places instead of the axis's ticks.
    pub(super) x_names: Option<Vec<String>>,
    pub(super) markers: bool,
}

impl Chart<'_> {
    /// The chart with its lines.
    pub(super) fn draw(&self, lines: &[Line]) -> String {
        let mut svg = format!(
            "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\" data-chart=\"{}\" \
             data-left=\"{LEFT}\" data-right=\"{}\" data-top=\"{TOP}\" data-bottom=\"{}\">",
            escape(self.label),
            escape(self.key),
            WIDTH - RIGHT,
            HEIGHT - BOTTOM,
        );
        self.axes(&mut svg);
        // Between markers there is nothing to have an interval.
        for line in lines.iter().filter(|_| !self.markers) {
            self.band(&mut svg, line);
        }
        for line in lines {
            self.line(&mut svg, line);
        }
        svg.push_str("</svg>");
        svg
    }

    fn px(&self, x: f64) -> f64 {
        LEFT + self.x.at(x) * (WIDTH - LEFT - RIGHT)
    }

    fn py(&self, y: f64) -> f64 {
        HEIGHT - BOTTOM - self.y.at(y) * (HEIGHT - TOP - BOTTOM)
    }

    fn axes(&self, svg: &mut String) {
        let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
        for (value, label) in &self.y.ticks {
            let y = px(self.py(*value));
            svg.push_str(&format!(
                "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{right}\" y1=\"{y}\" y2=\"{y}\"/>\
                 <text class=\"tick\" x=\"{}\" y=\"{y}\" dy=\".35em\" text-anchor=\"end\">{}</text>",
                LEFT - 6.0,
                escape(label)
            ));
        }
        let names: Vec<(f64, String)> = match &self.x_names {
            Some(names) => {
                names.iter().enumerate().map(|(index, name)| (index as f64, name.clone())).collect()
            }
            None => self.x.ticks.clone(),
        };
        for (value, label) in names {
            let x = px(self.px(value));
            svg.push_str(&format!(
                "<text class=\"tick\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                bottom + 16.0,
                escape(&label)
            ));
        }
        svg.push_str(&format!(
            "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{right}\" y1=\"{bottom}\" y2=\"{bottom}\"/>\
             <text class=\"title\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            px((LEFT + right) / 2.0),
            HEIGHT - 6.0,
            escape(self.x_title)
        ));
    }

    fn band(&self, svg: &mut String, line: &Line) {
        let edges: Vec<(f64, f64, f64)> = line
            .points
            .iter()
            .filter_map(|point| point.band.map(|(low, high)| (point.x, low, high)))
            .collect();
        if edges.len() < 2 {
            return;
        }
        let upper = edges.iter().map(|(x, _, high)| (*x, *high));
        let lower = edges.iter().rev().map(|(x, low, _)| (*x, *low));
        svg.push_str(&format!(
            "<g {}><path class=\"band\" d=\"{}Z\"/></g>",
            line.style.attributes(),
            self.path(upper.chain(lower))
        ));
    }

    fn line(&self, svg: &mut String, line: &Line) {
        svg.push_str(&format!("<g {}>", line.style.attributes()));
        let path = self.path(line.points.iter().map(|point| (point.x, point.y)));
        svg.push_str(&format!(
            "<path class=\"line\"{} d=\"{path}\"><title>{}</title></path>",
            line.style.dash(),
            escape(&line.name)
        ));
        if self.markers || line.points.len() == 1 {
            for point in &line.points {
                if let (Some((low, high)), x) = (point.band, px(self.px(point.x))) {
                    svg.push_str(&format!(
                        "<line class=\"whisker\" x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\"/>",
                        px(self.py(low)),
                        px(self.py(high))
                    ));
                }
                svg.push_str(&format!(
                    "<circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"3\"/>",
                    px(self.px(point.x)),
                    px(self.py(point.y))
                ));
            }
        }
        svg.push_str("</g>");
    }

    fn path(&self, points: impl Iterator<Item = (f64, f64)>) -> String {
        let mut path = String::new();
        for (x, y) in points {
            path.push_str(if path.is_empty() { "M" } else { "L" });
            path.push_str(&format!("{} {}", px(self.px(x)), px(self.py(y))));
        }
        path
    }
}

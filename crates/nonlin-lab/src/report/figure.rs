//! Panels of curves or of means with intervals, as one SVG file that needs nothing else.

use std::fmt::Write as _;

use super::chart::WIDTH;
use super::html::{escape, px};
use super::panel::{LETTER, Panel, style};

/// Colours for a white ground, those of the report's style sheet but for a second blue: the fifth
/// line has the pattern of the first.
const COLOURS: [&str; 10] = [
    "#0072b2", "#c04a00", "#00805e", "#b0478b", "#6b7280", "#8a6a00", "#6a3fb5", "#a3123f",
    "#4b7a1e", "#7a5236",
];
const TITLE: f64 = 26.0;
const GAP: f64 = 28.0;
const HEAD: f64 = 40.0;

/// A picture of panels, two side by side.
#[derive(Debug, Default)]
pub(crate) struct Figure {
    /// What it shows.
    pub(crate) title: String,
    /// The panels, from left to right and from top to bottom.
    pub(crate) panels: Vec<Panel>,
}

impl Figure {
    /// The picture as SVG.
    pub(crate) fn svg(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for series in self.panels.iter().flat_map(|panel| &panel.series) {
            if !names.contains(&series.name.as_str()) {
                names.push(&series.name);
            }
        }
        let columns = self.panels.len().clamp(1, 2);
        let width = GAP + columns as f64 * (WIDTH + GAP);
        let mut body = String::new();
        let mut y = HEAD;
        // Rows have their names beside them.
        if self.panels.iter().any(|panel| !panel.rows) {
            y += legend(&mut body, &names, width, y);
        }
        for row in self.panels.chunks(columns) {
            for (column, panel) in row.iter().enumerate() {
                let x = GAP + column as f64 * (WIDTH + GAP);
                let _ = write!(
                    body,
                    "<text class=\"head\" x=\"{x}\" y=\"{}\">{}</text>",
                    px(y + 15.0),
                    escape(&panel.title)
                );
                let content = if panel.rows { panel.rows(&names) } else { panel.curves(&names) };
                let place = format!(
                    "<svg x=\"{x}\" y=\"{}\" width=\"{WIDTH}\" height=\"{}\" ",
                    px(y + TITLE),
                    panel.height()
                );
                body.push_str(&content.replacen("<svg ", &place, 1));
            }
            y += TITLE + GAP / 2.0 + row.iter().map(Panel::height).fold(0.0, f64::max);
        }
        let mut style = String::new();
        for (index, colour) in COLOURS.iter().enumerate() {
            let _ = write!(
                style,
                ".c{index} .line,.c{index} .whisker{{stroke:{colour}}}.c{index} .band,.c{index} .dot{{fill:{colour}}}"
            );
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{y}\" viewBox=\"0 0 {width} {y}\" \
             font-family=\"system-ui, 'DejaVu Sans', Verdana, sans-serif\" font-size=\"12.5\">\n<style>\
             text{{fill:#1b1f24}}.tick,.title{{fill:#59636e}}.head{{font-weight:600}}\
             line.grid{{stroke:#d9dee3}}line.axis{{stroke:#59636e}}.line{{fill:none;stroke-width:2;stroke-linejoin:round}}\
             .band{{opacity:.12;stroke:none}}.whisker{{stroke-width:1.5}}{style}</style>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
             <text x=\"{GAP}\" y=\"26\" font-size=\"17\">{}</text>\n{body}\n</svg>\n",
            escape(&self.title)
        )
    }
}

/// Names with the lines they have, from left to right; gives its height.
fn legend(svg: &mut String, names: &[&str], width: f64, top: f64) -> f64 {
    let (mut x, mut y) = (GAP, top + 10.0);
    for name in names {
        let style = style(names, name);
        let room = 44.0 + LETTER * name.chars().count() as f64 + 14.0;
        if x + room > width && x > GAP {
            (x, y) = (GAP, y + 20.0);
        }
        let _ = write!(
            svg,
            "<g {}><path class=\"line\"{} d=\"M{} {}h30\"/></g><text x=\"{}\" y=\"{}\">{}</text>",
            style.attributes(),
            style.dash(),
            px(x),
            px(y),
            px(x + 37.0),
            px(y + 4.5),
            escape(name)
        );
        x += room;
    }
    y - top + 18.0
}

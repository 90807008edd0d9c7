//! Differences from the baseline with their intervals.

use super::Drawn;
use super::chart::WIDTH;
use super::html::{escape, px};
use super::scale::{Axis, Spread};

const ROW: f64 = 26.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 42.0;
const RIGHT: f64 = 14.0;
/// A longer name is cut; the table has it whole.
const LONGEST: usize = 22;

/// One row for each function that was tested, best first; none if there is none.
pub(super) fn draw(drawn: &[Drawn<'_>], baseline: &str) -> Option<String> {
    let rows: Vec<_> =
        drawn.iter().filter_map(|drawn| Some((drawn, drawn.function.test?))).collect();
    if rows.is_empty() {
        return None;
    }
    let names: Vec<String> = rows.iter().map(|(drawn, _)| cut(&drawn.name)).collect();
    let left = 16.0 + 7.2 * names.iter().map(|name| name.chars().count()).max().unwrap_or(0) as f64;
    let ends = rows
        .iter()
        .flat_map(|(_, test)| [test.mean - test.half_width, test.mean + test.half_width]);
    let x = Axis::over(Spread::Linear, ends.map(|end| 100.0 * end).chain([0.0]), 5);
    let place = |points: f64| left + x.at(points) * (WIDTH - left - RIGHT);
    let height = TOP + ROW * rows.len() as f64 + BOTTOM;
    let bottom = height - BOTTOM;
    let mut svg = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"Difference in test accuracy from {} with 95 % interval\">",
        escape(baseline)
    );
    for (value, label) in &x.ticks {
        let at = px(place(*value));
        svg.push_str(&format!(
            "<line class=\"grid\" x1=\"{at}\" x2=\"{at}\" y1=\"{TOP}\" y2=\"{bottom}\"/>\
             <text class=\"tick\" x=\"{at}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            bottom + 16.0,
            escape(label)
        ));
    }
    let zero = px(place(0.0));
    svg.push_str(&format!(
        "<line class=\"zero\" x1=\"{zero}\" x2=\"{zero}\" y1=\"{TOP}\" y2=\"{bottom}\"/>\
         <text class=\"title\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">percentage points from {}</text>",
        px((left + WIDTH - RIGHT) / 2.0),
        height - 6.0,
        escape(baseline)
    ));
    for (index, ((drawn, test), name)) in rows.iter().zip(&names).enumerate() {
        let y = TOP + ROW * (index as f64 + 0.5);
        let (low, high) =
            (100.0 * (test.mean - test.half_width), 100.0 * (test.mean + test.half_width));
        svg.push_str(&format!(
            "<g {}><title>{}: {:+.2} points, 95 % interval {:+.2} to {:+.2}; {}</title>\
             <text class=\"name\" x=\"{}\" y=\"{y}\" dy=\".35em\" text-anchor=\"end\">{}</text>\
             <line class=\"interval\" x1=\"{}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/>\
             <circle class=\"dot\" cx=\"{}\" cy=\"{y}\" r=\"4.5\"/></g>",
            drawn.style.attributes(),
            escape(&drawn.name),
            100.0 * test.mean,
            low,
            high,
            escape(&drawn.function.verdict.to_string()),
            left - 8.0,
            escape(name),
            px(place(low)),
            px(place(high)),
            px(place(100.0 * test.mean)),
        ));
    }
    svg.push_str("</svg>");
    Some(svg)
}

pub(super) fn cut(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

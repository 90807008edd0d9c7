//! The critical-difference diagram: mean ranks on a line, and bars over those that Nemenyi's
//! test does not tell apart (Demšar 2006, figure 1).

use super::html::{escape, px};
use crate::sweep::Overall;

const WIDTH: f64 = 880.0;
const LEFT: f64 = 190.0;
const AXIS: f64 = 58.0;
/// Between two bars, and between two names.
const BAR: f64 = 9.0;
const ROW: f64 = 22.0;

/// `attributes` gives what the lines of a function are drawn with.
pub(super) fn draw(overall: &Overall, attributes: impl Fn(usize) -> String) -> String {
    let ranks = &overall.friedman.mean_ranks;
    let count = ranks.len();
    let to_x =
        |rank: f64| LEFT + (rank - 1.0) / (count as f64 - 1.0).max(1.0) * (WIDTH - 2.0 * LEFT);
    let groups = overall.friedman.groups();
    let first = AXIS + 18.0 + BAR * groups.len() as f64;
    let half = count.div_ceil(2);
    let height = first + ROW * half as f64 + 6.0;
    let mut svg = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"Mean ranks of {count} functions with Nemenyi's critical difference\">"
    );
    let line = |class: &str, [x1, y1, x2, y2]: [f64; 4]| {
        let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(px);
        format!("<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>")
    };
    // The critical difference to scale, from the best rank on.
    let end = to_x(1.0 + overall.critical_difference);
    let shown = end.min(WIDTH - 4.0);
    svg.push_str(&line("axis", [to_x(1.0), 16.0, shown, 16.0]));
    for x in [to_x(1.0)].into_iter().chain((end <= shown).then_some(end)) {
        svg.push_str(&line("axis", [x, 12.0, x, 20.0]));
    }
    svg.push_str(&format!(
        "<text class=\"title\" x=\"{}\" y=\"10\">critical difference {:.2}</text>",
        px(to_x(1.0)),
        overall.critical_difference
    ));
    svg.push_str(&line("axis", [to_x(1.0), AXIS, to_x(count as f64), AXIS]));
    let step = count.div_ceil(15).max(1);
    for rank in (1..=count).step_by(step) {
        let x = to_x(rank as f64);
        svg.push_str(&line("axis", [x, AXIS - 5.0, x, AXIS]));
        svg.push_str(&format!(
            "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{rank}</text>",
            px(x),
            AXIS - 10.0
        ));
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| ranks[*a].total_cmp(&ranks[*b]));
    for (place, index) in order.iter().enumerate() {
        // The outermost are on top, so that no line crosses another.
        let on_left = place < half;
        let level = if on_left { place } else { count - 1 - place };
        let (x, y) = (to_x(ranks[*index]), first + ROW * (level as f64 + 0.5));
        let (edge, anchor, text) = if on_left {
            (LEFT - 14.0, "end", LEFT - 20.0)
        } else {
            (WIDTH - LEFT + 14.0, "start", WIDTH - LEFT + 20.0)
        };
        let [x, y, edge] = [x, y, edge].map(px);
        svg.push_str(&format!(
            "<g {}><path class=\"leader\" d=\"M{x} {AXIS}V{y}H{edge}\"/>\
             <text class=\"name\" x=\"{}\" y=\"{y}\" dy=\".35em\" text-anchor=\"{anchor}\">{}</text>\
             <title>{}: mean rank {:.2}</title></g>",
            attributes(*index),
            px(text),
            escape(&super::forest::cut(&overall.functions[*index])),
            escape(&overall.functions[*index]),
            ranks[*index],
        ));
    }
    for (place, group) in groups.iter().enumerate() {
        let ends = group.iter().map(|index| ranks[*index]);
        let (low, high) = (ends.clone().fold(f64::MAX, f64::min), ends.fold(0.0, f64::max));
        let y = AXIS + 10.0 + BAR * place as f64;
        svg.push_str(&line("clique", [to_x(low) - 4.0, y, to_x(high) + 4.0, y]));
    }
    svg + "</svg>"
}

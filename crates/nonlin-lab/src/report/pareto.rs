//! What a function gives and what it costs, as points; and those that no other function beats
//! in both.

use super::chart::{Style, WIDTH};
use super::html::{escape, px};
use super::scale::{Axis, Spread};

const HEIGHT: f64 = 320.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 44.0;

/// A function's cost and value.
pub(super) struct Dot<'a> {
    pub(super) name: &'a str,
    pub(super) style: &'a Style,
    pub(super) cost: f64,
    pub(super) value: f64,
    pub(super) band: Option<(f64, f64)>,
}

/// The places of the points that no other beats: none is at most as costly and at least as
/// good, and better in one of the two. By rising cost.
pub(super) fn front(points: &[(f64, f64)], higher_is_better: bool) -> Vec<usize> {
    let gain = |value: f64| if higher_is_better { value } else { -value };
    let beats = |(cost, value): &(f64, f64), (other_cost, other): &(f64, f64)| {
        cost <= other_cost
            && gain(*value) >= gain(*other)
            && (cost < other_cost || gain(*value) > gain(*other))
    };
    let mut front: Vec<usize> = (0..points.len())
        .filter(|index| !points.iter().any(|other| beats(other, &points[*index])))
        .collect();
    front.sort_by(|a, b| points[*a].0.total_cmp(&points[*b].0));
    front
}

/// The plot; costs are spread by their logarithm.
pub(super) fn draw(
    label: &str,
    titles: [&str; 2],
    dots: &[Dot<'_>],
    spread: Spread,
    cost_text: fn(f64) -> String,
) -> String {
    let edges = dots.iter().flat_map(|dot| {
        [dot.value, dot.band.map_or(dot.value, |b| b.0), dot.band.map_or(dot.value, |b| b.1)]
    });
    let x =
        Axis::over(Spread::Log, dots.iter().flat_map(|dot| [dot.cost / 1.03, dot.cost * 1.03]), 5);
    let y = Axis::over(spread, edges, 6);
    let to_x = |value: f64| LEFT + x.at(value) * (WIDTH - LEFT - RIGHT);
    let to_y = |value: f64| HEIGHT - BOTTOM - y.at(value) * (HEIGHT - TOP - BOTTOM);
    let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    let mut svg = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        escape(label)
    );
    for (value, text) in &y.ticks {
        let at = px(to_y(*value));
        svg.push_str(&format!(
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{right}\" y1=\"{at}\" y2=\"{at}\"/>\
             <text class=\"tick\" x=\"{}\" y=\"{at}\" dy=\".35em\" text-anchor=\"end\">{}</text>",
            LEFT - 6.0,
            escape(text)
        ));
    }
    for (value, _) in &x.ticks {
        svg.push_str(&format!(
            "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            px(to_x(*value)),
            bottom + 16.0,
            escape(&cost_text(*value))
        ));
    }
    svg.push_str(&format!(
        "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{right}\" y1=\"{bottom}\" y2=\"{bottom}\"/>\
         <text class=\"title\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
        px((LEFT + right) / 2.0),
        HEIGHT - 6.0,
        escape(titles[0])
    ));
    let points: Vec<(f64, f64)> = dots.iter().map(|dot| (dot.cost, dot.value)).collect();
    let higher = !matches!(spread, Spread::Log);
    let best = front(&points, higher);
    let mut path = String::new();
    for index in &best {
        let (x, y) = (px(to_x(points[*index].0)), px(to_y(points[*index].1)));
        // What costs more gives as much until the next point.
        path.push_str(&if path.is_empty() { format!("M{x} {y}") } else { format!("H{x}V{y}") });
    }
    svg.push_str(&format!("<path class=\"front\" d=\"{path}\"/>"));
    let places: Vec<(f64, f64)> = points.iter().map(|(x, y)| (to_x(*x), to_y(*y))).collect();
    let mut taken: Vec<[f64; 4]> =
        places.iter().map(|(x, y)| [x - 5.0, y - 5.0, x + 5.0, y + 5.0]).collect();
    for (index, (dot, (x, y))) in dots.iter().zip(&places).enumerate() {
        svg.push_str(&format!("<g {}>", dot.style.attributes()));
        if let Some((low, high)) = dot.band {
            let (x, low, high) = (px(*x), px(to_y(low)), px(to_y(high)));
            svg.push_str(&format!(
                "<line class=\"whisker\" x1=\"{x}\" x2=\"{x}\" y1=\"{low}\" y2=\"{high}\"/>"
            ));
        }
        let class = if best.contains(&index) { "dot" } else { "dot hollow" };
        let name = super::forest::cut(dot.name);
        let (tx, ty, anchor) = label_place(&name, *x, *y, right, &mut taken);
        svg.push_str(&format!(
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"4.5\"/>\
             <text class=\"name\" x=\"{}\" y=\"{}\" dy=\".35em\" text-anchor=\"{anchor}\">{}</text>\
             <title>{}: {}, {}</title></g>",
            px(*x),
            px(*y),
            px(tx),
            px(ty),
            escape(&name),
            escape(dot.name),
            escape(titles[1]),
            escape(&cost_text(dot.cost)),
        ));
    }
    svg + "</svg>"
}

/// A place beside a point where nothing stands yet, if there is one.
fn label_place(
    name: &str,
    x: f64,
    y: f64,
    right: f64,
    taken: &mut Vec<[f64; 4]>,
) -> (f64, f64, &'static str) {
    let width = 7.0 * name.chars().count() as f64;
    let shifts = [0.0, -13.0, 13.0, -26.0, 26.0, -39.0, 39.0];
    let places = shifts
        .iter()
        .flat_map(|shift| [(x + 9.0, y + shift, "start"), (x - 9.0, y + shift, "end")]);
    let area = |(x, y, anchor): (f64, f64, &str)| {
        let left = if anchor == "end" { x - width } else { x };
        [left, y - 7.0, left + width, y + 7.0]
    };
    let free = |place: &(f64, f64, &'static str)| {
        let [left, top, end, bottom] = area(*place);
        let inside = left >= LEFT && end <= right + 8.0 && top >= 0.0 && bottom <= HEIGHT - BOTTOM;
        inside && taken.iter().all(|[l, t, r, b]| end < *l || left > *r || bottom < *t || top > *b)
    };
    let place = places.clone().find(free).unwrap_or((x + 9.0, y, "start"));
    taken.push(area(place));
    place
}

#[cfg(test)]
mod tests {
    use super::front;

    #[test]
    fn the_front_is_what_nothing_beats() {
        let points = [(1.0, 0.90), (2.0, 0.95), (1.5, 0.89), (3.0, 0.95), (0.5, 0.5), (2.0, 0.95)];
        // Equal points are both on it; the same for more is not.
        assert_eq!(front(&points, true), [4, 0, 1, 5]);
        assert_eq!(front(&points, false), [4]);
        assert!(front(&[], true).is_empty());
    }
}

//! The frame of a small picture of functions: axes, grid, and curves in it.

use super::html::{escape, px};
use super::scale::Axis;

const WIDTH: f64 = 200.0;
const HEIGHT: f64 = 140.0;
const LEFT: f64 = 26.0;
const BOTTOM: f64 = HEIGHT - 16.0;
/// Functions are drawn from −REACH to REACH.
pub(super) const REACH: f64 = 4.0;
const STEPS: usize = 160;

/// The arguments at which functions are drawn.
pub(super) fn arguments() -> impl Iterator<Item = f64> {
    (0..=STEPS).map(|index| REACH * (2.0 * index as f64 / STEPS as f64 - 1.0))
}

pub(super) struct Frame {
    x: Axis,
    y: Axis,
}

impl Frame {
    /// For these values. A common frame makes functions comparable; one that leaves it
    /// far gets its own.
    pub(super) fn holding(values: impl Iterator<Item = f64> + Clone) -> Self {
        let low = values.clone().fold(-1.2, f64::min).max(-REACH);
        let high = values.fold(1.2, f64::max).min(REACH);
        Frame { x: Axis::linear(-REACH, REACH, 4), y: Axis::linear(low, high, 3) }
    }

    fn to_x(&self, value: f64) -> f64 {
        LEFT + self.x.at(value) * (WIDTH - LEFT - 4.0)
    }

    fn to_y(&self, value: f64) -> f64 {
        BOTTOM - self.y.at(value) * (BOTTOM - 4.0)
    }

    /// The picture with what is drawn in it.
    pub(super) fn svg(&self, label: &str, content: &str) -> String {
        let mut svg = format!(
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
            escape(label)
        );
        let class = |value: f64| if value == 0.0 { "zero" } else { "grid" };
        for (value, label) in &self.y.ticks {
            let place = px(self.to_y(*value));
            svg.push_str(&format!(
                "<line class=\"{}\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{place}\" y2=\"{place}\"/>\
                 <text class=\"tick\" x=\"{}\" y=\"{place}\" dy=\".35em\" text-anchor=\"end\">{}</text>",
                class(*value),
                WIDTH - 4.0,
                LEFT - 4.0,
                escape(label)
            ));
        }
        for (value, label) in &self.x.ticks {
            let place = px(self.to_x(*value));
            svg.push_str(&format!(
                "<line class=\"{}\" x1=\"{place}\" x2=\"{place}\" y1=\"4\" y2=\"{BOTTOM}\"/>\
                 <text class=\"tick\" x=\"{place}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                class(*value),
                BOTTOM + 12.0,
                escape(label)
            ));
        }
        format!("{svg}{content}</svg>")
    }

    /// The path of a curve through these points.
    pub(super) fn path(&self, points: impl Iterator<Item = (f64, f64)>) -> String {
        let mut path = String::new();
        let mut last: Option<(f64, bool)> = None;
        for (x, value) in points {
            let inside = self.y.holds(value);
            // A jump is not a slope, and what is beyond the frame is not on its edge.
            let jump = last.is_none_or(|(before, was_inside)| {
                (value - before).abs() > 0.3 || !was_inside || !inside
            });
            path.push_str(if jump { "M" } else { "L" });
            path.push_str(&format!("{} {}", px(self.to_x(x)), px(self.to_y(value))));
            last = Some((value, inside));
        }
        path
    }
}

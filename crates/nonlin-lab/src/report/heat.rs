//! Heat maps: layers by epochs.

use super::html::{escape, px};

const WIDTH: f64 = 260.0;
const LEFT: f64 = 74.0;
const BOTTOM: f64 = 16.0;
/// Colours of a scale, which the style sheet has as many of.
pub(super) const LEVELS: usize = 12;
/// More epochs or layers than these become means of neighbours.
const MOST_COLUMNS: usize = 48;
const MOST_ROWS: usize = 64;

/// From values to colours; the same for all maps of one quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Colours {
    /// From one value to another.
    Linear(f64, f64),
    /// By the decimal logarithm, from one value to another; what is not positive is lowest.
    Log(f64, f64),
    /// Two colours, for values below and above 0, up to this size.
    Signed(f64),
}

impl Colours {
    /// The class of a cell.
    fn class(self, value: f64) -> String {
        let level = |share: f64| (share.clamp(0.0, 1.0) * LEVELS as f64).round() as usize;
        match self {
            Self::Linear(low, high) => format!("h{}", level((value - low) / (high - low))),
            Self::Log(low, high) => {
                let place = |value: f64| value.max(low).log10();
                format!("h{}", level((place(value) - low.log10()) / (high / low).log10()))
            }
            Self::Signed(most) if value < 0.0 => format!("n{}", level(-value / most)),
            Self::Signed(most) => format!("h{}", level(value / most)),
        }
    }

    /// The scale as a bar with its ends.
    pub(super) fn legend(self, text: fn(f64) -> String) -> String {
        let value = |share: f64| match self {
            Self::Linear(low, high) => low + share * (high - low),
            Self::Log(low, high) => low * (high / low).powf(share),
            Self::Signed(most) => most * (2.0 * share - 1.0),
        };
        let steps = 2 * LEVELS;
        let cells: String = (0..=steps)
            .map(|step| {
                let class = self.class(value(step as f64 / steps as f64));
                format!(
                    "<rect class=\"{class}\" x=\"{}\" y=\"0\" width=\"8.2\" height=\"10\"/>",
                    8 * step
                )
            })
            .collect();
        format!(
            "<div class=\"scale\"><span>{}</span><svg viewBox=\"0 0 {} 10\" aria-hidden=\"true\">{cells}</svg><span>{}</span></div>",
            escape(&text(value(0.0))),
            8 * (steps + 1),
            escape(&text(value(1.0)))
        )
    }
}

/// A map: `rows` are layers from the input on, each with its name and a value an epoch.
pub(super) fn map(
    label: &str,
    rows: &[(String, Vec<f64>)],
    colours: Colours,
    text: fn(f64) -> String,
) -> String {
    let epochs = rows.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
    let layers = thinned(rows, MOST_ROWS, |group| {
        let [(first, _), ..] = group else { return (String::new(), Vec::new()) };
        let mean = |epoch: usize| mean(group.iter().filter_map(|(_, values)| values.get(epoch)));
        (first.clone(), (0..epochs).map(mean).collect())
    });
    let cell = (150.0 / layers.len().max(1) as f64).clamp(2.5, 22.0);
    let height = cell * layers.len() as f64;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{}\">",
        px(height + BOTTOM),
        escape(label)
    );
    // As many names as there is room for.
    let step = (11.0 / cell).ceil().max(1.0) as usize;
    let mut paths: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    let columns = epochs.min(MOST_COLUMNS);
    let width = (WIDTH - LEFT) / columns.max(1) as f64;
    for (row, (name, values)) in layers.iter().enumerate() {
        let y = cell * row as f64;
        if row % step == 0 {
            svg.push_str(&format!(
                "<text class=\"tick\" x=\"{}\" y=\"{}\" dy=\".35em\" text-anchor=\"end\">{}</text>",
                LEFT - 5.0,
                px(y + cell / 2.0),
                escape(&cut(name))
            ));
        }
        let values = thinned(values, MOST_COLUMNS, |group| mean(group.iter()));
        let classes: Vec<String> = values
            .iter()
            .map(|value| if value.is_finite() { colours.class(*value) } else { "none".into() })
            .collect();
        let mut column = 0;
        // Neighbours of one colour are one rectangle.
        for run in classes.chunk_by(|a, b| a == b) {
            let (x, w) = (LEFT + width * column as f64, width * run.len() as f64);
            let rectangle = format!("M{} {}h{}v{}h{}z", px(x), px(y), px(w), px(cell), px(-w));
            paths.entry(run[0].clone()).or_default().push_str(&rectangle);
            column += run.len();
        }
    }
    for (class, path) in paths {
        svg.push_str(&format!("<path class=\"{class}\" d=\"{path}\"/>"));
    }
    for (x, epoch, anchor) in [(LEFT, 1, "start"), (WIDTH, epochs, "end")] {
        if epoch > 1 || anchor == "start" {
            svg.push_str(&format!(
                "<text class=\"tick\" x=\"{x}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
                px(height + 12.0),
                if anchor == "start" { format!("epoch {epoch}") } else { epoch.to_string() }
            ));
        }
    }
    let lasts: Vec<String> = rows
        .iter()
        .filter_map(|(name, values)| Some(format!("{name}: {}", text(*values.last()?))))
        .collect();
    svg.push_str(&format!(
        "<title>after the last epoch: {}</title></svg>",
        escape(&lasts.join(", "))
    ));
    svg
}

/// At most so many items: neighbours that are too many are joined.
fn thinned<T, U>(items: &[T], most: usize, join: impl Fn(&[T]) -> U) -> Vec<U> {
    let groups = items.len().min(most);
    (0..groups)
        .map(|group| join(&items[group * items.len() / groups..(group + 1) * items.len() / groups]))
        .collect()
}

fn mean<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    let values: Vec<f64> = values.copied().filter(|value| value.is_finite()).collect();
    if values.is_empty() { f64::NAN } else { values.iter().sum::<f64>() / values.len() as f64 }
}

fn cut(name: &str) -> String {
    let count = name.chars().count();
    if count <= 13 {
        name.to_owned()
    } else {
        format!("…{}", name.chars().skip(count - 12).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_get_the_colours_of_their_scale() {
        assert_eq!(Colours::Linear(0.0, 1.0).class(0.5), "h6");
        assert_eq!(Colours::Log(1e-4, 1.0).class(1e-2), "h6");
        assert_eq!(Colours::Log(1e-4, 1.0).class(0.0), "h0");
        assert_eq!(Colours::Signed(2.0).class(-2.0), "n12");
        assert_eq!(Colours::Signed(2.0).class(9.0), "h12");
    }

    #[test]
    fn many_layers_and_epochs_are_joined_by_their_means() {
        let joined = thinned(&[1.0, 3.0, 5.0, 7.0], 2, |group| mean(group.iter()));
        assert_eq!(joined, [2.0, 6.0]);
        assert!(mean([f64::NAN].iter()).is_nan());
        let rows: Vec<(String, Vec<f64>)> =
            (0..200).map(|layer| (format!("layer {layer}"), vec![0.5; 300])).collect();
        let svg = map("many", &rows, Colours::Linear(0.0, 1.0), |value| value.to_string());
        // One colour: a rectangle a row.
        assert_eq!(svg.matches('z').count(), MOST_ROWS);
        assert!(!svg.contains("NaN"));
    }
}

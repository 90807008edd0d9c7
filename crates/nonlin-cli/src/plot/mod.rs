//! Curves, and where they can be drawn.

pub(crate) mod picture;
pub(crate) mod scale;
pub(crate) mod terminal;

/// A function to draw.
pub(crate) struct Curve<'a> {
    /// Its name in the legend.
    pub(crate) name: String,
    function: Box<dyn Fn(f64) -> f64 + 'a>,
}

impl<'a> Curve<'a> {
    pub(crate) fn of(name: String, function: impl Fn(f64) -> f64 + 'a) -> Self {
        Curve { name, function: Box::new(function) }
    }

    pub(crate) fn at(&self, x: f64) -> f64 {
        (self.function)(x)
    }

    /// `n` points over a range.
    pub(crate) fn points(&self, (a, b): (f64, f64), n: usize) -> Vec<(f64, f64)> {
        let step = (b - a) / (n.max(2) - 1) as f64;
        (0..n).map(|i| a + step * i as f64).map(|x| (x, self.at(x))).collect()
    }
}

/// The values that curves take over a range, with a little room, and always with
/// some height; values far from the rest do not count.
pub(crate) fn heights(curves: &[Curve<'_>], range: (f64, f64)) -> (f64, f64) {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    // Much taller than wide says little: beyond that, curves leave the picture.
    let tallest = 2.0 * (range.1 - range.0);
    for curve in curves {
        for (_, y) in curve.points(range, 801) {
            if y.abs() <= tallest {
                low = low.min(y);
                high = high.max(y);
            }
        }
    }
    if low > high {
        return (-1.0, 1.0);
    }
    let room = if high > low { 0.06 * (high - low) } else { 1.0 };
    (low - room, high + room)
}

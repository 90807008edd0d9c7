//! From values to places along an axis, and the ticks that name them.

/// How values are spread along an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Spread {
    /// Evenly.
    Linear,
    /// By their logarithm.
    Log,
    /// An accuracy, by the logarithm of the error: 90 % to 99 % is as far as
    /// 99 % to 99.9 %. Errors below the floor, which cannot be measured, count as it.
    Accuracy {
        /// Half a test sample.
        floor: f64,
    },
}

/// One axis of a chart.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    spread: Spread,
    low: f64,
    high: f64,
    /// Values with their labels, in rising order.
    pub(super) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// An axis that holds all values, with a little room and about `count`
    /// ticks. Values that have no place on it are left out.
    pub(super) fn over(spread: Spread, values: impl Iterator<Item = f64>, count: usize) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            if let Some(place) = spread.place(value) {
                low = low.min(place);
                high = high.max(place);
            }
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        let room = if high > low { 0.03 * (high - low) } else { 0.5 * low.abs().max(0.1) };
        Self::between(spread, low - room, high + room, count)
    }

    /// A linear axis from one value to another.
    pub(super) fn linear(low: f64, high: f64, count: usize) -> Self {
        Self::between(Spread::Linear, low, high, count)
    }

    /// An axis over counted things from 1 to `last`; ticks are whole numbers.
    pub(super) fn counted(last: usize, count: usize) -> Self {
        let mut axis = Self::linear(if last > 1 { 1.0 } else { 0.0 }, last.max(2) as f64, count);
        axis.ticks
            .retain(|(value, _)| value.fract() == 0.0 && *value >= 1.0 && *value <= last as f64);
        for (value, label) in &mut axis.ticks {
            *label = value.to_string();
        }
        if axis.ticks.first().is_none_or(|(value, _)| *value > 1.0) {
            axis.ticks.insert(0, (1.0, "1".into()));
        }
        axis
    }

    fn between(spread: Spread, low: f64, high: f64, count: usize) -> Self {
        let mut axis = Self { spread, low, high, ticks: Vec::new() };
        axis.ticks = match spread {
            Spread::Linear => linear_ticks(low, high, count),
            Spread::Log => axis.log_ticks(count),
            Spread::Accuracy { .. } => axis.accuracy_ticks(count),
        };
        axis
    }

    /// Where a value is along the axis: 0 at its start, 1 at its end. Values
    /// beyond are moved to the nearer end.
    pub(super) fn at(&self, value: f64) -> f64 {
        let place = self.spread.place(value).unwrap_or(self.low);
        ((place - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Whether a value lies on the axis.
    pub(super) fn holds(&self, value: f64) -> bool {
        self.spread.place(value).is_some_and(|place| (self.low..=self.high).contains(&place))
    }

    /// Round numbers, as long as there is room for their labels.
    fn log_ticks(&self, count: usize) -> Vec<(f64, String)> {
        let decades = self.low.floor() as i32..=self.high.ceil() as i32;
        let candidates = DIGITS
            .iter()
            .flat_map(|digit| decades.clone().map(move |decade| digit * 10f64.powi(decade)));
        let ticks = self.thinned(candidates.map(|value| (value, short(value))), count);
        if ticks.len() < 3 {
            linear_ticks(10f64.powf(self.low), 10f64.powf(self.high), count)
        } else {
            ticks
        }
    }

    /// Round errors, as long as there is room for their labels.
    fn accuracy_ticks(&self, count: usize) -> Vec<(f64, String)> {
        let candidates = DIGITS.iter().flat_map(|digit| {
            (-3..=1).map(move |power| {
                // In thousandths of a per cent the number is an exact integer.
                let percent = (100_000.0 - digit * 10f64.powi(power + 3)) / 1000.0;
                (percent / 100.0, format!("{percent} %"))
            })
        });
        let ticks = self.thinned(candidates, count);
        if ticks.len() < 3 {
            let error = |place: f64| 1.0 - 10f64.powf(-place);
            return linear_ticks(100.0 * error(self.low), 100.0 * error(self.high), count)
                .into_iter()
                .map(|(percent, text)| (percent / 100.0, format!("{text} %")))
                .collect();
        }
        ticks
    }

    /// Those of the candidates, the most wanted first, that lie on the axis and
    /// not too near to one already taken.
    fn thinned(
        &self,
        candidates: impl Iterator<Item = (f64, String)>,
        count: usize,
    ) -> Vec<(f64, String)> {
        let room = 0.8 / count.max(1) as f64;
        let mut ticks: Vec<(f64, String)> = Vec::new();
        for (value, label) in candidates {
            let far =
                ticks.iter().all(|(other, _)| (self.at(*other) - self.at(value)).abs() >= room);
            if self.holds(value) && far {
                ticks.push((value, label));
            }
        }
        ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
        ticks
    }
}

/// First digits of round numbers, the roundest first.
const DIGITS: [f64; 11] = [1.0, 5.0, 2.0, 3.0, 7.0, 4.0, 1.5, 2.5, 6.0, 3.5, 4.5];

impl Spread {
    /// A value where distances are even; none for one that has no place.
    fn place(self, value: f64) -> Option<f64> {
        let place = match self {
            Self::Linear => value,
            Self::Log if value > 0.0 => value.log10(),
            Self::Log => return None,
            Self::Accuracy { floor } => -(1.0 - value).max(floor).log10(),
        };
        place.is_finite().then_some(place)
    }
}

/// Multiples of 1, 2 or 5 times a power of ten, about `count` of them.
fn linear_ticks(low: f64, high: f64, count: usize) -> Vec<(f64, String)> {
    let raw = (high - low) / count.max(1) as f64;
    if raw.is_nan() || raw <= 0.0 || !raw.is_finite() {
        return Vec::new();
    }
    let power = 10f64.powf(raw.log10().floor());
    let digit = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|digit| digit * power >= raw * 0.999)
        .unwrap_or(10.0);
    let step = digit * power;
    let decimals = (-(step.log10() + 1e-9).floor()).max(0.0) as usize;
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last)
        .map(|index| {
            let value = index as f64 * step;
            let text = if decimals > 5 || value.abs() >= 1e6 {
                format!("{value:e}")
            } else {
                format!("{value:.decimals$}")
            };
            (value, text.replace('-', "−"))
        })
        .collect()
}

/// A number in few characters.
fn short(value: f64) -> String {
    if (1e-4..1e5).contains(&value) {
        // Through the shortest decimal of four digits, so that 5·10⁻² is 0.05.
        format!("{}", format!("{value:.3e}").parse::<f64>().unwrap_or(value))
    } else {
        format!("{value:.0e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn linear_ticks_are_round() {
        assert_eq!(labels(&Axis::linear(-1.0, 1.0, 4)), ["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(labels(&Axis::linear(0.0, 30.0, 3)), ["0", "10", "20", "30"]);
        assert_eq!(labels(&Axis::counted(20, 5)), ["1", "5", "10", "15", "20"]);
        assert_eq!(labels(&Axis::counted(1, 5)), ["1"]);
        assert_eq!(labels(&Axis::counted(3, 5)), ["1", "2", "3"]);
    }

    #[test]
    fn log_axis_names_round_numbers() {
        let axis = |low: f64, high: f64| Axis::over(Spread::Log, [low, high].into_iter(), 6);
        assert_eq!(labels(&axis(1e-4, 0.5)), ["0.0001", "0.001", "0.01", "0.1", "0.5"]);
        assert_eq!(labels(&axis(0.04, 0.6)), ["0.05", "0.1", "0.2", "0.3", "0.5"]);
        assert_eq!(labels(&axis(1e-9, 1e3)).len(), 7);
        assert!(axis(0.31, 0.33).ticks.len() >= 3);
        assert_eq!(axis(0.01, 1.0).at(0.1), 0.5);
        // No place for it: the lower end.
        assert_eq!(axis(0.01, 1.0).at(-1.0), 0.0);
    }

    #[test]
    fn accuracy_axis_spreads_the_top() {
        let axis = Axis::over(Spread::Accuracy { floor: 1e-4 }, [0.9, 0.999].into_iter(), 8);
        assert_eq!(labels(&axis), ["90 %", "95 %", "98 %", "99 %", "99.5 %", "99.8 %", "99.9 %"]);
        let digits = Axis::over(Spread::Accuracy { floor: 1e-4 }, [0.86, 0.975].into_iter(), 7);
        assert_eq!(labels(&digits), ["90 %", "93 %", "95 %", "96 %", "97 %"]);
        assert!((axis.at(0.99) - 0.5).abs() < 1e-9);
        assert!(axis.at(1.0) == 1.0);
        let narrow = Axis::over(Spread::Accuracy { floor: 1e-4 }, [0.961, 0.969].into_iter(), 5);
        assert!(narrow.ticks.len() >= 3, "{:?}", narrow.ticks);
    }

    #[test]
    fn nothing_and_one_value_have_an_axis_too() {
        for spread in [Spread::Linear, Spread::Log, Spread::Accuracy { floor: 0.001 }] {
            let none = Axis::over(spread, std::iter::empty(), 5);
            let one = Axis::over(spread, std::iter::once(0.5), 5);
            for axis in [none, one] {
                assert!(axis.at(0.5).is_finite() && axis.at(f64::NAN).is_finite());
            }
        }
        assert!(Axis::over(Spread::Linear, std::iter::once(0.0), 5).at(0.0) == 0.5);
    }
}

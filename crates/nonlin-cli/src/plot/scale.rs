//! Round numbers along an axis.

/// About `count` round numbers between two bounds.
pub(crate) fn ticks((low, high): (f64, f64), count: usize) -> Vec<f64> {
    let raw = (high - low) / count.max(1) as f64;
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|m| m * power)
        .into_iter()
        .find(|step| *step >= raw)
        .unwrap_or(10.0 * power);
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|i| i as f64 * step).collect()
}

/// A tick as text, without the dust of its multiplication.
pub(crate) fn label(tick: f64) -> String {
    let rounded = (tick * 1e9).round() / 1e9;
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks((-5.0, 5.0), 10), (-5..=5).map(f64::from).collect::<Vec<_>>());
        let labels: Vec<String> = ticks((-0.37, 1.04), 5).into_iter().map(label).collect();
        assert_eq!(labels, ["0", "0.5", "1"]);
    }
}

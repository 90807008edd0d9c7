//! A mean with its interval.

use serde::Serialize;

use super::{SIGNIFICANCE, two_sided_quantile};

/// A mean over seeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Half the width of the 95 % interval of the mean (Student's t); none for a single value.
    pub half_width: Option<f64>,
    /// How many values the mean is of.
    pub count: usize,
}

/// Mean and interval of some values; none of no value.
pub fn estimate(values: &[f64]) -> Option<Estimate> {
    let (mean, deviation) = moments(values)?;
    let half_width = deviation.map(|deviation| {
        let count = values.len() as f64;
        two_sided_quantile(SIGNIFICANCE, count - 1.0) * deviation / count.sqrt()
    });
    Some(Estimate { mean, half_width, count: values.len() })
}

/// The mean, and the standard deviation with n − 1 where there are two values or more.
pub(super) fn moments(values: &[f64]) -> Option<(f64, Option<f64>)> {
    if values.is_empty() {
        return None;
    }
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let deviation = (values.len() > 1).then(|| {
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let deviation = (squares / (count - 1.0)).sqrt();
        // Equal values leave rounding errors of their mean behind; they are not a spread.
        let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        if deviation <= 1e-13 * largest { 0.0 } else { deviation }
    });
    Some((mean, deviation))
}

#[cfg(test)]
mod tests {
    use super::super::tests::close;
    use super::*;

    #[test]
    fn interval_is_that_of_scipy() {
        // x = [...]; np.mean(x); stats.t.ppf(.975, 4) * stats.sem(x)
        let found = estimate(&[0.971, 0.968, 0.9735, 0.9702, 0.9699]).unwrap();
        close(found.mean, 0.97052, 1e-14);
        close(found.half_width.unwrap(), 0.0024792893043055516, 1e-9);
        assert_eq!(found.count, 5);
    }

    #[test]
    fn few_and_equal_values_need_no_nan() {
        assert_eq!(estimate(&[]), None);
        assert_eq!(estimate(&[0.3]), Some(Estimate { mean: 0.3, half_width: None, count: 1 }));
        assert_eq!(estimate(&[0.1; 7]).unwrap().half_width, Some(0.0));
    }
}

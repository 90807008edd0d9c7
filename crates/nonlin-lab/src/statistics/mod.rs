//! What a handful of seeds can say, and what several data sets can.
//!
//! | question | by |
//! |---|---|
//! | where is the mean? | [`estimate`] (Student's t), [`bootstrap_interval`] (BCa) |
//! | do two functions differ, seed by seed? | [`paired_test`] (t), [`signed_rank_test`] (Wilcoxon) |
//! | by how much? | [`effect_size`], [`detectable_difference`] |
//! | which of many tests stand? | [`holm`] |
//! | do several functions differ over several data sets, and which? | [`friedman_test`] (Friedman, Nemenyi) |
//!
//! The reference numbers of the tests come from scipy 1.17.1
//! (`pip install scipy==1.17.1`); each test names the call.

mod bootstrap;
mod effect;
mod estimate;
mod friedman;
mod holm;
mod paired;
mod range;
mod ranks;
mod signed_rank;

pub use bootstrap::{Interval, bootstrap_interval};
pub use effect::{EffectSize, effect_size};
pub use estimate::{Estimate, estimate};
pub use friedman::{FriedmanTest, friedman_test};
pub use holm::holm;
pub use paired::{PairedTest, detectable_difference, paired_test};
pub use signed_rank::{SignedRankTest, signed_rank_test};

/// The level of every interval and verdict: 95 %, that is an error rate of 0.05.
pub const SIGNIFICANCE: f64 = 0.05;

/// The middle value, or the mean of the two middle ones.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        count if count % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}

/// A p value for people: never "0", which no test can give.
pub fn p_text(p: f64) -> String {
    if p < 0.0001 {
        "< 0.0001".into()
    } else if p > 0.9999 {
        "1".into()
    } else {
        format!("{p:.4}")
    }
}

/// The two-sided 1 − `error` quantile of Student's t: |t| exceeds it with probability `error`.
fn two_sided_quantile(error: f64, freedom: f64) -> f64 {
    one_sided_quantile(1.0 - error / 2.0, freedom)
}

fn one_sided_quantile(probability: f64, freedom: f64) -> f64 {
    use statrs::distribution::{ContinuousCDF, StudentsT};
    StudentsT::new(0.0, 1.0, freedom)
        .expect("a positive number of degrees of freedom")
        .inverse_cdf(probability)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    pub(super) fn close(found: f64, expected: f64, relative: f64) {
        let error = ((found - expected) / expected).abs();
        assert!(error <= relative, "{found} is not {expected} (relative error {error:e})");
    }

    #[test]
    fn quantiles_are_those_of_scipy() {
        // [stats.t.ppf(0.975, d) for d in (1, 2, 4, 9, 29, 1000)]
        for (freedom, quantile) in [
            (1.0, 12.706204736174694),
            (2.0, 4.302652729749462),
            (4.0, 2.7764451051977934),
            (9.0, 2.262157162798205),
            (29.0, 2.045229642132703),
            (1000.0, 1.9623390808264083),
        ] {
            close(two_sided_quantile(0.05, freedom), quantile, 1e-9);
        }
    }

    #[test]
    fn p_values_are_never_shown_as_nought() {
        assert_eq!(p_text(0.0), "< 0.0001");
        assert_eq!(p_text(9.9e-5), "< 0.0001");
        assert_eq!(p_text(0.0001), "0.0001");
        assert_eq!(p_text(0.04661), "0.0466");
        assert_eq!(p_text(1.0), "1");
    }
}

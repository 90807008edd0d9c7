//! Wilcoxon's signed-rank test: the paired test that supposes no distribution.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use super::ranks::ranks;

/// More differences than these are tested by the normal approximation.
const EXACT: usize = 200;

/// The outcome of a signed-rank test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SignedRankTest {
    /// The sum of the ranks of positive differences.
    pub positive: f64,
    /// The sum of the ranks of negative differences.
    pub negative: f64,
    /// The two-sided p value.
    pub p: f64,
    /// How many differences are not zero.
    pub count: usize,
}

/// Tests whether some differences are symmetrical about zero (F. Wilcoxon, "Individual
/// comparisons by ranking methods", Biometrics Bulletin 1, 1945); none without a difference
/// that is a number.
///
/// Differences of zero have ranks, but belong to no side (J. Pratt, 1959); equal sizes share
/// their ranks. The p value is exact up to 200 differences that are not zero: the share of
/// all choices of signs that lie as far out. With five differences no p is below 1/16.
#[must_use]
pub fn signed_rank_test(differences: &[f64]) -> Option<SignedRankTest> {
    if differences.is_empty() || !differences.iter().all(|difference| difference.is_finite()) {
        return None;
    }
    let sizes: Vec<f64> = differences.iter().map(|difference| difference.abs()).collect();
    let ranks = ranks(&sizes);
    let signed = || differences.iter().zip(&ranks).filter(|(difference, _)| **difference != 0.0);
    let sum = |sign: f64| -> f64 {
        let side = signed().filter(|(difference, _)| difference.signum() == sign);
        side.map(|(_, rank)| rank).sum()
    };
    let (positive, negative) = (sum(1.0), sum(-1.0));
    let kept: Vec<f64> = signed().map(|(_, rank)| *rank).collect();
    let p = match kept.len() {
        0 => 1.0,
        1..=EXACT => exact(&kept, positive.min(negative)),
        _ => approximate(&kept, positive.min(negative)),
    };
    Some(SignedRankTest { positive, negative, p, count: kept.len() })
}

/// Twice the chance that the sum of the ranks on one side is at most `smaller`.
fn exact(ranks: &[f64], smaller: f64) -> f64 {
    // Shared ranks are halves, so that their doubles are whole.
    let doubled: Vec<usize> = ranks.iter().map(|rank| (2.0 * rank) as usize).collect();
    let mut chances = vec![0.0; doubled.iter().sum::<usize>() + 1];
    chances[0] = 1.0;
    let mut last = 0;
    for rank in doubled {
        last += rank;
        for sum in (0..=last).rev() {
            let with = if sum >= rank { chances[sum - rank] } else { 0.0 };
            chances[sum] = f64::midpoint(chances[sum], with);
        }
    }
    let tail: f64 = chances[..=(2.0 * smaller) as usize].iter().sum();
    (2.0 * tail).min(1.0)
}

fn approximate(ranks: &[f64], smaller: f64) -> f64 {
    let mean = ranks.iter().sum::<f64>() / 2.0;
    let variance = ranks.iter().map(|rank| rank * rank).sum::<f64>() / 4.0;
    let z = (mean - smaller) / variance.sqrt();
    (2.0 * Normal::standard().sf(z)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::close;
    use super::*;

    /// Table 2 of J. Demšar, "Statistical comparisons of classifiers over multiple data sets",
    /// Journal of Machine Learning Research 7, 2006: C4.5 with and without tuning.
    #[test]
    fn agrees_with_demsar() {
        let differences = [
            0.005, -0.008, 0.017, 0.033, 0.006, -0.005, 0.007, 0.0, 0.063, 0.0, 0.022, 0.047,
            0.009, 0.021,
        ];
        let test = signed_rank_test(&differences).unwrap();
        // The paper gives half of the ranks of zeros, 1.5 + 1.5, to each side: 93 and 12.
        assert_eq!((test.positive + 1.5, test.negative + 1.5), (93.0, 12.0));
        assert_eq!(test.count, 12);
        // All 4,096 choices of signs, counted: 32 lie as far out.
        close(test.p, 32.0 / 4096.0, 1e-14);
    }

    #[test]
    fn agrees_with_counting_all_signs() {
        for (differences, extreme, all) in [
            (&[0.010, 0.004, 0.007, -0.001, 0.006][..], 4.0, 32.0),
            (&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2.0, 64.0),
            (&[1.0, -1.0, 2.0, 0.0, 3.0, -2.0, 5.0], 24.0, 64.0),
            (&[0.5, 0.5, 0.5, -0.5], 10.0, 16.0),
        ] {
            close(signed_rank_test(differences).unwrap().p, extreme / all, 1e-14);
            let mirrored: Vec<f64> = differences.iter().map(|d| -d).collect();
            assert_eq!(
                signed_rank_test(&mirrored).unwrap().p,
                signed_rank_test(differences).unwrap().p
            );
        }
    }

    #[test]
    fn agrees_with_scipy() {
        // stats.wilcoxon(x, method="exact")
        let x = [
            0.646, 1.122, 0.63, -1.003, 1.205, 0.746, -0.237, 0.881, 0.665, 0.594, 0.328, 0.847,
            -0.436, 0.137, -0.182, 0.899, 0.34, 0.008, -0.482, 0.043, 0.308, 0.024, 1.594, 1.307,
            -2.411,
        ];
        let test = signed_rank_test(&x).unwrap();
        assert_eq!(test.negative, 77.0);
        close(test.p, 0.02027493715286255, 1e-13);
    }

    #[test]
    fn many_differences_go_on_where_few_end() {
        let differences = |count: usize| -> Vec<f64> {
            (1..=count).map(|i| if i % 5 < 2 { -(i as f64) } else { i as f64 }).collect()
        };
        let sizes: Vec<f64> = differences(200).iter().map(|d| d.abs()).collect();
        let ranks = super::ranks(&sizes);
        let exact = signed_rank_test(&differences(200)).unwrap();
        let approximate = approximate(&ranks, exact.negative.min(exact.positive));
        assert!((exact.p / approximate - 1.0).abs() < 0.03, "{exact:?} {approximate}");
        assert!(signed_rank_test(&differences(400)).unwrap().p < exact.p);
    }

    #[test]
    fn nothing_and_zeros_need_no_nan() {
        assert_eq!(signed_rank_test(&[]), None);
        assert_eq!(signed_rank_test(&[f64::NAN]), None);
        assert_eq!(signed_rank_test(&[0.0; 4]).unwrap().p, 1.0);
        assert_eq!(signed_rank_test(&[0.3]).unwrap().p, 1.0);
    }
}

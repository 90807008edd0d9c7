//! How large a difference is, beside whether there is one.

use serde::Serialize;
use statrs::function::gamma::ln_gamma;

use super::estimate::moments;

/// Sizes of the effect of one function over another, from runs paired by seed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct EffectSize {
    /// The mean difference in standard deviations of the differences (Cohen's d_z), with
    /// Hedges' correction for few pairs; none where the differences do not scatter.
    pub g: Option<f64>,
    /// The chance that a run of the one is better than a run of the other, ties half
    /// (A. Vargha and H. D. Delaney, 2000): 0.5 is no effect, 1 that every run is better.
    pub superiority: f64,
}

/// The effect of `own` over `others`, paired by place; none for fewer than two pairs or
/// numbers that are not finite. Larger is better.
#[must_use]
pub fn effect_size(own: &[f64], others: &[f64]) -> Option<EffectSize> {
    let differences: Vec<f64> = own.iter().zip(others).map(|(own, other)| own - other).collect();
    if own.len() != others.len() || !differences.iter().all(|difference| difference.is_finite()) {
        return None;
    }
    let (mean, deviation) = moments(&differences)?;
    let deviation = deviation?;
    let correction = hedges_correction(differences.len() as f64 - 1.0);
    let wins: f64 = own
        .iter()
        .flat_map(|own| others.iter().map(move |other| own.total_cmp(other)))
        .map(|order| f64::midpoint(f64::from(order as i8), 1.0))
        .sum();
    Some(EffectSize {
        g: (deviation > 0.0).then(|| correction * mean / deviation),
        superiority: wins / (own.len() * others.len()) as f64,
    })
}

/// Γ(m/2) / (√(m/2) Γ((m − 1)/2)) for m degrees of freedom (L. V. Hedges, 1981); for one
/// degree, where that is 0 over infinity, there is nothing to correct by.
fn hedges_correction(freedom: f64) -> f64 {
    if freedom <= 1.0 {
        return 1.0;
    }
    (ln_gamma(freedom / 2.0) - ln_gamma((freedom - 1.0) / 2.0)).exp() / (freedom / 2.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::tests::close;
    use super::*;

    #[test]
    fn agrees_with_scipy_and_mpmath() {
        // x.mean() / x.std(ddof=1) of the differences; mp.gamma(2) / mp.sqrt(2) / mp.gamma(1.5)
        let differences = [0.010, 0.004, 0.007, -0.001, 0.006];
        let effect = effect_size(&differences, &[0.0; 5]).unwrap();
        close(effect.g.unwrap(), 1.015278453436858, 1e-12);
        close(hedges_correction(4.0), 0.7978845608028654, 1e-12);
        // 20 of 25 pairs are won: all with the four positive ones.
        close(effect.superiority, 0.8, 1e-14);
    }

    #[test]
    fn ties_are_half_and_no_scatter_needs_no_nan() {
        let same = effect_size(&[0.5; 3], &[0.5; 3]).unwrap();
        assert_eq!(same, EffectSize { g: None, superiority: 0.5 });
        let always = effect_size(&[0.75; 3], &[0.5; 3]).unwrap();
        assert_eq!(always, EffectSize { g: None, superiority: 1.0 });
        let two = effect_size(&[1.0, 2.0], &[0.0, 0.5]).unwrap();
        assert!(two.g.unwrap().is_finite() && two.superiority == 1.0);
        assert_eq!(effect_size(&[1.0], &[0.0]), None);
        assert_eq!(effect_size(&[1.0, 2.0], &[0.0]), None);
        assert_eq!(effect_size(&[1.0, f64::NAN], &[0.0, 0.0]), None);
    }
}

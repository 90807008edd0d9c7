//! The atoms where they leave the range of f64, in numbers whose exponents do not run out.

use super::AtomId;
use crate::numbers::Extended;
use crate::real::Real;

/// No atom leaves the range of f64 nearer to 0 than this, subnormal arguments aside.
pub(crate) const NEAR: f64 = 5.0;

/// The atom at `u`, at least [`NEAR`] or next to 0; `value` is the nearest f64.
pub(crate) fn tail<const SLOPE: bool>(
    atom: AtomId,
    u: Extended<SLOPE>,
    value: f64,
) -> Extended<SLOPE> {
    use AtomId::{
        Asinh, AsinhSlope, ErfSoftplus, ErfSoftplusSlope, Erfc, Exp, Expm1, Gaussian,
        GeluCurvature, GeluSlope, Ln, Log1p, Log1pSigmoid, Log1pSigmoidSlope, LogisticDensity,
        Lorentzian, NormalCdf, NormalPdf, Sech2, Sigmoid, SiluCurvature, SiluSlope, Softplus,
        SoftsignSlope, TanhExp, TanhExpSlope, TanhLog1pSigmoid, TanhLog1pSigmoidSlope,
        TanhSoftplus, TanhSoftplusSlope,
    };
    const FRAC_1_SQRT_PI: f64 = std::f64::consts::FRAC_2_SQRT_PI / 2.0;
    let number = Extended::<SLOPE>::new;
    let left = u.sign() < 0.0;
    let a = u.abs();
    let q = (-a).exponential();
    let normal_pdf = || (-(a * a).times(0.5)).exponential().times(0.398_942_280_401_432_7);
    match atom {
        Exp => u.exponential(),
        Expm1 if !left => u.exponential(),
        Ln => u.logarithm(),
        Log1p if !left => u.logarithm(),
        Asinh => {
            let size = a.logarithm().plus(std::f64::consts::LN_2);
            if left { -size } else { size }
        }
        AsinhSlope => number(1.0) / a,
        Lorentzian | SoftsignSlope => number(1.0) / (a * a),
        Softplus if !left => u,
        // All of which fade like exp(u).
        Sigmoid
        | Softplus
        | TanhExp
        | TanhExpSlope
        | TanhSoftplus
        | TanhSoftplusSlope
        | Log1pSigmoid
        | Log1pSigmoidSlope
        | TanhLog1pSigmoid
        | TanhLog1pSigmoidSlope
            if left =>
        {
            q
        }
        ErfSoftplus | ErfSoftplusSlope if left => q.times(std::f64::consts::FRAC_2_SQRT_PI),
        LogisticDensity => q,
        SiluSlope if left => u.plus(1.0) * q,
        SiluCurvature => (number(2.0) - a) * q,
        Sech2 => (q * q).times(4.0),
        TanhExpSlope => {
            let e = u.exponential();
            (e * (-e.times(2.0)).exponential()).times(4.0)
        }
        TanhSoftplusSlope => (q * q).times(4.0),
        Log1pSigmoidSlope => q.times(0.5),
        TanhLog1pSigmoidSlope => q.times(0.32),
        ErfSoftplusSlope => (-(a * a)).exponential().times(std::f64::consts::FRAC_2_SQRT_PI),
        Gaussian => (-(a * a)).exponential(),
        Erfc if !left => (-(a * a)).exponential() / a * number(FRAC_1_SQRT_PI) * series(a),
        NormalPdf => normal_pdf(),
        NormalCdf if left => normal_pdf() / a * series(a.times(std::f64::consts::FRAC_1_SQRT_2)),
        GeluSlope if left => {
            let cdf = series(a.times(std::f64::consts::FRAC_1_SQRT_2)) / a;
            normal_pdf() * (cdf - a)
        }
        GeluCurvature => (number(2.0) - a * a) * normal_pdf(),
        // A limit, or the sine of a number that has no digits left.
        _ => number(value),
    }
}

/// `sqrt(pi) a exp(a^2) erfc(a)` by its asymptotic series: where erfc underflows, the next
/// term is below the last digit.
fn series<const SLOPE: bool>(a: Extended<SLOPE>) -> Extended<SLOPE> {
    let z = Extended::new(0.5) / (a * a);
    [9.0, 7.0, 5.0, 3.0, 1.0]
        .into_iter()
        .fold(Extended::ONE, |sum, k| Extended::ONE - (z * sum).times(k))
}

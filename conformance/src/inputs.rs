//! The inputs, the same for every implementation and function.

use crate::dtype::Dtype;
use nonlin_reference::{all_bf16, all_f16, grid_f32, grid_f64};

/// Where functions have kinks or jumps, and implementations change their branch.
const KINKS: [f64; 11] = [-3.0, -2.5, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 2.5, 3.0, 6.0];

/// Magnitudes beyond which `exp`, `tanh`, `erf` and their kin overflow, underflow
/// or saturate in one type or another; and zeros of derivatives.
const TAILS: [f64; 18] = [
    0.751_791_5,
    1.192_4,
    1.278_464_5,
    5.55,
    8.32,
    9.01,
    11.09,
    14.42,
    16.64,
    17.33,
    20.0,
    36.74,
    87.34,
    88.722_84,
    103.972,
    708.396,
    709.782,
    745.133,
];

/// The inputs of a type: finite ones in ascending order, then both infinities,
/// then NaNs. For f16 and bf16 these are all there are.
pub(crate) fn inputs(dtype: Dtype) -> Vec<f64> {
    let thresholds = || KINKS.into_iter().chain(TAILS).chain(TAILS.map(|t| -t));
    let mut all: Vec<f64> = match dtype {
        Dtype::F32 => {
            let thresholds: Vec<f32> = thresholds().map(|t| t as f32).collect();
            let spread = spread(6000).flat_map(|t| [t * 112.0, t * 6.0]).map(|t| t as f32);
            grid_f32(16, &thresholds).into_iter().chain(spread).map(f64::from).collect()
        }
        Dtype::F64 => {
            let thresholds: Vec<f64> = thresholds().collect();
            let spread = spread(4000).flat_map(|t| [t * 760.0, t * 40.0, t * 6.0]);
            grid_f64(3, &thresholds).into_iter().chain(spread).collect()
        }
        Dtype::F16 => all_f16().map(f64::from).filter(|x| x.is_finite()).collect(),
        Dtype::Bf16 => all_bf16().map(f64::from).filter(|x| x.is_finite()).collect(),
    };
    all.sort_by(f64::total_cmp);
    all.dedup_by_key(|x| x.to_bits());
    all.extend([f64::NEG_INFINITY, f64::INFINITY]);
    match dtype {
        Dtype::F32 | Dtype::F64 => all.push(f64::NAN),
        // 16 bits have thousands of NaNs; f64 holds all of them.
        Dtype::F16 => all.extend(all_f16().map(f64::from).filter(|x| x.is_nan())),
        Dtype::Bf16 => all.extend(all_bf16().map(f64::from).filter(|x| x.is_nan())),
    }
    all
}

/// Numbers spread over (-1, 1): a golden-ratio sequence, which hits no pattern.
fn spread(n: usize) -> impl Iterator<Item = f64> {
    (0..n).map(|i| ((i as f64 + 0.5) * 0.618_033_988_749_894_8).fract() * 2.0 - 1.0)
}

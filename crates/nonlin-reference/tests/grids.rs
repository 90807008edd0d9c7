//! What the sample grids promise.

use nonlin_reference::{all_bf16, all_f16, bit_patterns_f32, bit_patterns_f64, grid_f32, grid_f64};
use std::collections::HashSet;

#[test]
fn grids_reach_every_binade_of_either_sign() {
    let grid = grid_f32(10, &[]);
    assert!(grid.is_sorted_by(|a, b| a.total_cmp(b).is_lt()), "ascending, without repetition");
    let bits: HashSet<u32> = grid.iter().map(|x| x.to_bits()).collect();
    for x in [0.0, f32::MIN_POSITIVE, f32::from_bits(1), f32::from_bits(0x7f_ffff), f32::MAX, 1.0] {
        assert!(bits.contains(&x.to_bits()) && bits.contains(&(-x).to_bits()), "{x:e}");
    }
    for exponent in -149..128 {
        let start = if exponent < -126 {
            f32::from_bits(1 << (exponent + 149))
        } else {
            f32::from_bits(((exponent + 127) as u32) << 23)
        };
        let inside = grid.iter().filter(|x| **x >= start && **x < start * 2.0).count();
        let numbers = if exponent < -126 { 1 << (exponent + 149) } else { 1 << 23 };
        assert_eq!(inside, (11).min(numbers), "2^{exponent}");
    }

    let grid = grid_f64(1, &[]);
    assert!(grid.is_sorted_by(|a, b| a.total_cmp(b).is_lt()));
    assert!(grid.len() > 8000 && grid.len() < 8400, "{}", grid.len());
    for exponent in -1022..1024 {
        let start = f64::from_bits(((exponent + 1023) as u64) << 52);
        assert_eq!(grid.iter().filter(|x| **x >= start && **x < start * 2.0).count(), 2);
    }
    assert_eq!((grid[0], grid[grid.len() - 1]), (f64::MIN, f64::MAX));
    assert!(grid.contains(&5e-324));
}

#[test]
fn thresholds_come_with_64_neighbours_on_either_side() {
    for threshold in [0.0, -0.0, 1.0, -2.5, 88.72284, f32::MIN_POSITIVE] {
        let grid = grid_f32(0, &[threshold]);
        let place = grid.iter().position(|x| x.to_bits() == threshold.to_bits()).unwrap();
        let mut above = threshold;
        let mut below = threshold;
        for step in 1..=64 {
            // `next_up` of either zero is the least positive number.
            let both_zeros = threshold == 0.0;
            above = if both_zeros && step == 1 && threshold.is_sign_negative() {
                0.0
            } else {
                above.next_up()
            };
            below = if both_zeros && step == 1 && threshold.is_sign_positive() {
                -0.0
            } else {
                below.next_down()
            };
            assert_eq!(grid[place + step].to_bits(), above.to_bits(), "{threshold} + {step}");
            assert_eq!(grid[place - step].to_bits(), below.to_bits(), "{threshold} - {step}");
        }
    }
    let grid = grid_f64(0, &[-20.0]);
    let place = grid.iter().position(|x| *x == -20.0).unwrap();
    assert_eq!(grid[place + 1], (-20f64).next_up());
    assert_eq!(grid[place - 64].to_bits() - (-20f64).to_bits(), 64);
    assert!(grid_f32(0, &[f32::MAX, f32::NAN, f32::INFINITY]).iter().all(|x| x.is_finite()));
}

#[test]
fn sixteen_bit_formats_are_complete_and_in_order() {
    let f16: Vec<f32> = all_f16().collect();
    assert_eq!(f16.len(), 65_536);
    let landmarks = [
        (0x0001, 2f32.powi(-24)),
        (0x03ff, 1023.0 * 2f32.powi(-24)),
        (0x0400, 2f32.powi(-14)),
        (0x3c00, 1.0),
        (0x3c01, 1.0 + 2f32.powi(-10)),
        (0x7bff, 65504.0),
        (0x7c00, f32::INFINITY),
    ];
    for (bits, value) in landmarks {
        assert_eq!(f16[bits], value, "{bits:#x}");
        assert_eq!(f16[bits + 0x8000], -value, "{bits:#x}");
    }
    assert!(
        f16[0x8000].to_bits() == (-0f32).to_bits() && f16[0x7c01].is_nan() && f16[0xffff].is_nan()
    );
    assert!(f16[..0x7c01].is_sorted());
    assert_eq!(f16.iter().filter(|x| x.is_nan()).count(), 2 * 1023);

    let bf16: Vec<f32> = all_bf16().collect();
    assert_eq!(
        (bf16.len(), bf16[0x3f80], bf16[0xc000], bf16[0x7f80]),
        (65_536, 1.0, -2.0, f32::INFINITY)
    );
    assert_eq!(bf16.iter().filter(|x| x.is_nan()).count(), 2 * 127);
}

#[test]
fn bit_patterns_stride_over_all() {
    let stride = 65_537;
    let patterns: Vec<u32> = bit_patterns_f32(stride).map(f32::to_bits).collect();
    assert_eq!(patterns.len(), (1usize << 32).div_ceil(stride as usize));
    assert!(patterns.iter().enumerate().all(|(i, bits)| *bits == i as u32 * stride));
    assert_eq!(bit_patterns_f32(0).nth(7).map(f32::to_bits), Some(7));
    let stride = (1u64 << 54) + 1;
    assert_eq!(bit_patterns_f64(stride).count() as u64, u64::MAX / stride + 1);
}

//! Rounding to formats, errors in their units, and compact truth.

use nonlin_reference::rug::Float;
use nonlin_reference::rug::float::Special;
use nonlin_reference::{
    Compact, Format, Reference, Want, all_bf16, all_f16, bit_patterns_f32, bit_patterns_f64,
    grid_f32, round_bf16, round_f16, round_f32, round_f64, ulp_error_bf16, ulp_error_f16,
    ulp_error_f32, ulp_error_f64,
};

fn float(x: f64) -> Float {
    Float::with_val(200, x)
}

fn special(special: Special) -> Float {
    Float::with_val(200, special)
}

/// Every number of a 16-bit format rounds to itself, the midpoint to the even
/// neighbour, and a hair beyond it to the nearer one.
fn check_rounding(all: Vec<f32>, format: Format) {
    let finite: Vec<f64> = all.iter().filter(|x| x.is_finite()).map(|&x| f64::from(x)).collect();
    let positive = &finite[..finite.len() / 2];
    assert_eq!(positive[0], 0.0);
    assert_eq!(*positive.last().unwrap(), format.max());
    let infinity = f64::INFINITY;
    for (bits, &x) in positive.iter().enumerate() {
        assert_eq!(format.round(&float(x)).to_bits(), x.to_bits());
        assert_eq!(format.round(&float(-x)).to_bits(), (-x).to_bits());
        let above = positive.get(bits + 1).copied();
        // Beyond the largest number the next step would be as wide.
        let step = above.map_or(x - positive[bits - usize::from(above.is_none())], |next| next - x);
        let next = above.unwrap_or(infinity);
        let middle = float(x) + step / 2.0;
        let hair = Float::with_val(200, &middle >> 150);
        let even = if bits % 2 == 0 { x } else { next };
        assert_eq!(format.round(&middle), even, "{x:e}");
        assert_eq!(format.round(&(middle.clone() - &hair)), x, "{x:e}");
        assert_eq!(format.round(&(-middle.clone() - &hair)), -next, "{x:e}");
        assert_eq!(format.ulp_error(x, &middle), if above.is_some() { 0.5 } else { 0.0 }, "{x:e}");
    }
}

#[test]
fn rounding_of_16_bit_formats_is_exhaustively_right() {
    check_rounding(all_f16().collect(), Format::F16);
    check_rounding(all_bf16().collect(), Format::BF16);
}

#[test]
fn rounding_agrees_with_the_hardware() {
    for x in bit_patterns_f64((1 << 47) + 12_345).filter(|x| !x.is_nan()) {
        assert_eq!(round_f64(&float(x)).to_bits(), x.to_bits());
        assert_eq!(round_f32(&float(x)).to_bits(), (x as f32).to_bits(), "{x:e}");
    }
    for x in bit_patterns_f32(1_000_003).filter(|x| !x.is_nan()) {
        assert_eq!(round_f32(&float(f64::from(x))).to_bits(), x.to_bits());
    }
    assert!(round_f16(&special(Special::Nan)).is_nan());
    assert_eq!(round_f16(&float(65520.0)), f32::INFINITY);
    assert_eq!(round_f16(&float(65519.9)), 65504.0);
    assert_eq!(round_bf16(&float(1.01)), 1.0078125);
}

#[test]
fn errors_are_in_units_of_the_truth() {
    assert_eq!(ulp_error_f32(1.0, &float(1.0)), 0.0);
    assert_eq!(ulp_error_f32(1.0 + f32::EPSILON, &float(1.0)), 1.0);
    // Below a power of two the units are half as large.
    let below = float(1.0) - f64::from(f32::EPSILON) / 8.0;
    assert_eq!(ulp_error_f32(1.0, &below), 0.25);
    assert_eq!(ulp_error_f32(-1.0, &float(1.0)), 2f64.powi(24));
    assert_eq!(ulp_error_f64(1.5, &(float(1.5) + (float(1.0) >> 60))), 2f64.powi(-8));
    assert_eq!(ulp_error_f16(1.0, &float(1.0 + 2f64.powi(-11))), 0.5);
    assert_eq!(ulp_error_bf16(1.0, &float(1.0 + 2f64.powi(-8))), 0.5);
    // Subnormals and zero.
    assert_eq!(ulp_error_f32(0.0, &(float(1.0) >> 151)), 0.25);
    assert_eq!(ulp_error_f32(1e-45, &float(0.0)), 1.0);
    assert_eq!(ulp_error_f32(-0.0, &float(0.0)), 0.0);
    assert_eq!(ulp_error_f64(5e-324, &(float(1.0) >> 5000)), 1.0);
    assert_eq!(ulp_error_f64(5e-324, &(float(1.5) >> 1075)), 0.25);
    assert_eq!(ulp_error_f16(0.0, &float(2f64.powi(-25))), 0.5);
    assert_eq!(ulp_error_bf16(0.0, &float(2f64.powi(-134))), 0.5);
}

#[test]
fn overflow_and_special_values() {
    let huge = float(1.0) << 2000;
    for right in [f32::MAX, f32::INFINITY] {
        assert_eq!(ulp_error_f32(right, &huge), 0.0);
        assert_eq!(ulp_error_f32(right, &special(Special::Infinity)), 0.0);
        assert_eq!(ulp_error_f32(-right, &huge), f64::INFINITY);
        // Just beyond the largest number.
        assert_eq!(ulp_error_f32(right, &(float(f64::from(f32::MAX)) + 1u32)), 0.0);
    }
    assert_eq!(ulp_error_f64(f64::MAX, &huge), 0.0);
    assert_eq!(ulp_error_f32(2f32.powi(127), &huge), 2f64.powi(23) - 1.0);
    assert_eq!(ulp_error_f32(1.0, &special(Special::Infinity)), f64::INFINITY);
    assert_eq!(ulp_error_f32(f32::INFINITY, &float(f64::from(f32::MAX))), 1.0);
    assert_eq!(ulp_error_f64(f64::INFINITY, &float(f64::MAX)), 1.0);
    assert_eq!(ulp_error_f64(f64::NEG_INFINITY, &float(f64::MAX)), f64::INFINITY);
    assert_eq!(ulp_error_f16(70000.0, &float(1e6)), 0.0);
    assert_eq!(ulp_error_f32(f32::NAN, &float(1.0)), f64::INFINITY);
    assert_eq!(ulp_error_f32(1.0, &special(Special::Nan)), f64::INFINITY);
    assert_eq!(ulp_error_f32(f32::NAN, &special(Special::Nan)), 0.0);
}

#[test]
fn compact_truth_keeps_106_bits_at_any_exponent() {
    let third = Float::with_val(300, 1) / 3u32;
    for shift in [0, 5, -5, 1000, -1074, -1500, 30_000] {
        let number = Float::with_val(300, &third << shift);
        let error = Float::with_val(300, Compact::new(&number).to_float() - &number).abs();
        assert!(error <= Float::with_val(300, &number >> 105), "2^{shift}/3");
    }
    // A fraction that rounds up to 1 keeps the exponent of the number.
    let below = float(1.0) - (float(1.0) >> 80);
    let compact = Compact::new(&below);
    assert_eq!((compact.hi(), compact.lo(), compact.exponent()), (1.0, -(2f64.powi(-80)), 0));
    assert_eq!(compact.ulp_error(1.0, Format::F64), 2f64.powi(-27));
    assert_eq!(compact.round(Format::F64), 1.0);
    for x in [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, 5e-324, f64::MAX] {
        assert_eq!(Compact::new(&float(x)).to_f64().to_bits(), x.to_bits());
        assert_eq!(Compact::new(&float(x)).to_float(), x);
    }
    assert!(Compact::new(&special(Special::Nan)).is_nan());
}

#[test]
fn batches_equal_single_evaluations() {
    let xs: Vec<f64> = grid_f32(1, &[0.5]).into_iter().map(f64::from).collect();
    let reference = Reference::get("tanhsoft2").unwrap();
    let parameters = [0.7, 1.3];
    let all = reference.evaluate_many(&xs, &parameters, Want::ALL);
    assert_eq!(all.len(), xs.len());
    for (&x, compact) in xs.iter().zip(&all) {
        let single = reference.evaluate(x, &parameters);
        assert!(compact.settled);
        assert_eq!(compact.value, Compact::new(&single.value), "{x:e}");
        assert_eq!(compact.d1, Compact::new(&single.d1), "{x:e}");
        assert_eq!(compact.d2, Compact::new(&single.d2), "{x:e}");
        let dp: Vec<Compact> = single.dp.iter().map(Compact::new).collect();
        assert_eq!(*compact.dp, dp[..], "{x:e}");
    }
    // A floor for the format changes nothing that the format can show.
    let quick = reference.evaluate_many(&xs, &parameters, Want::FIRST.for_format(Format::F32));
    for (quick, full) in quick.iter().zip(&all) {
        assert!(quick.d2.is_nan() && quick.dp.is_empty());
        assert_eq!(quick.value.round(Format::F32), full.value.round(Format::F32));
        assert_eq!(quick.d1.round(Format::F32), full.d1.round(Format::F32));
        let computed = full.value.to_f64() as f32;
        let difference = quick.value.ulp_error(f64::from(computed), Format::F32)
            - full.value.ulp_error(f64::from(computed), Format::F32);
        assert!(difference.abs() < 1e-15);
    }
}

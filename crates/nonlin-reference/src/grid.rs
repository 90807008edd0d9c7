//! Sample points: where floating-point functions go wrong.

/// How far a grid goes to either side of a threshold, in bit steps.
const NEIGHBOURS: i64 = 64;

/// Finite `f32`s in ascending order, without repetition but with both zeros:
/// `per_binade` evenly spaced numbers and the last one of every binade of
/// either sign, subnormal binades included; ±`f32::MAX`; and every threshold
/// with its 64 neighbours on either side.
///
/// With `n` per binade about `554 (n + 1)` numbers.
pub fn grid_f32(per_binade: usize, thresholds: &[f32]) -> Vec<f32> {
    let positive = positive_bits(23, u64::from(f32::MAX.to_bits()), per_binade);
    let near = thresholds.iter().filter(|t| t.is_finite()).flat_map(|threshold| {
        let place = ordinal(u64::from(threshold.to_bits()), 31);
        (place - NEIGHBOURS..=place + NEIGHBOURS)
            .map(|place| f32::from_bits(bits(place, 31) as u32))
    });
    let mut grid: Vec<f32> = positive
        .iter()
        .map(|&bits| f32::from_bits(bits as u32))
        .flat_map(|x| [x, -x])
        .chain(near)
        .filter(|x| x.is_finite())
        .collect();
    grid.sort_by(f32::total_cmp);
    grid.dedup_by_key(|x| x.to_bits());
    grid
}

/// [`grid_f32`] for `f64`; with `n` per binade about `4200 (n + 1)` numbers.
pub fn grid_f64(per_binade: usize, thresholds: &[f64]) -> Vec<f64> {
    let positive = positive_bits(52, f64::MAX.to_bits(), per_binade);
    let near = thresholds.iter().filter(|t| t.is_finite()).flat_map(|threshold| {
        let place = ordinal(threshold.to_bits(), 63);
        (place - NEIGHBOURS..=place + NEIGHBOURS).map(|place| f64::from_bits(bits(place, 63)))
    });
    let mut grid: Vec<f64> = positive
        .iter()
        .map(|&bits| f64::from_bits(bits))
        .flat_map(|x| [x, -x])
        .chain(near)
        .filter(|x| x.is_finite())
        .collect();
    grid.sort_by(f64::total_cmp);
    grid.dedup_by_key(|x| x.to_bits());
    grid
}

/// Bit patterns of non-negative numbers up to `max`, `per_binade` and the last
/// in each binade of a format with `fraction` stored bits.
fn positive_bits(fraction: u32, max: u64, per_binade: usize) -> Vec<u64> {
    let mut patterns = vec![0];
    // Subnormal binades: the leading bit is one of the fraction's.
    let subnormal = (0..fraction).map(|leading| (1u64 << leading, 1u64 << leading));
    let normal = (1..=max >> fraction).map(|exponent| (exponent << fraction, 1u64 << fraction));
    for (start, count) in subnormal.chain(normal) {
        let taken = count.min(per_binade as u64);
        // u128: the product may need 52 bits and those of `per_binade`.
        let offset = |i: u64| (u128::from(count) * u128::from(i) / u128::from(taken)) as u64;
        patterns.extend((0..taken).map(|i| start + offset(i)));
        patterns.push(start + count - 1);
    }
    patterns
}

/// The place of a number in ascending order, 0 being +0 and -1 being -0.
fn ordinal(bits: u64, sign_bit: u32) -> i64 {
    let magnitude = (bits & !(1 << sign_bit)) as i64;
    if bits >> sign_bit == 0 { magnitude } else { -1 - magnitude }
}

/// The bit pattern at a place of the ascending order.
fn bits(place: i64, sign_bit: u32) -> u64 {
    if place >= 0 { place as u64 } else { 1 << sign_bit | (-1 - place) as u64 }
}

/// Every `stride`-th of all 2^32 `f32` bit patterns, infinities and NaNs
/// included. A stride of 0 counts as 1. An odd stride meets all exponents and
/// low bits alike.
pub fn bit_patterns_f32(stride: u32) -> impl Iterator<Item = f32> {
    (0..=u32::MAX).step_by(stride.max(1) as usize).map(f32::from_bits)
}

/// Every `stride`-th of all 2^64 `f64` bit patterns, as [`bit_patterns_f32`];
/// a million of them need a stride of about `2^44`.
pub fn bit_patterns_f64(stride: u64) -> impl Iterator<Item = f64> {
    let stride = stride.max(1);
    std::iter::successors(Some(0u64), move |bits| bits.checked_add(stride)).map(f64::from_bits)
}

/// All 65 536 binary16 numbers as `f32`, in the order of their bits: the n-th
/// is the one with the bits `n`. Infinities and NaNs are among them.
pub fn all_f16() -> impl ExactSizeIterator<Item = f32> {
    (0..65_536).map(|bits: u32| {
        let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
        let fraction = (bits & 0x3ff) as f32;
        match bits >> 10 & 0x1f {
            0 => sign * fraction * 2f32.powi(-24),
            0x1f if fraction == 0.0 => sign * f32::INFINITY,
            0x1f => f32::NAN,
            exponent => sign * (1024.0 + fraction) * 2f32.powi(exponent as i32 - 25),
        }
    })
}

/// All 65 536 bfloat16 numbers as `f32`, in the order of their bits: the n-th
/// is the one with the bits `n`. Infinities and NaNs are among them.
pub fn all_bf16() -> impl ExactSizeIterator<Item = f32> {
    (0..65_536).map(|bits: u32| f32::from_bits(bits << 16))
}

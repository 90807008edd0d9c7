//! Sines and arc tangents.

use cubecl::prelude::*;

use super::{kept, lit, polynomial, within};

/// `(sin r - r) / r^3` in `r^2` for `|r| <= pi / 4`.
const SIN: &[f32] = &[-0.166_666_64, 0.008_332_745, -0.000_195_872_49];
/// `(cos r - 1 + r^2 / 2) / r^4` in `r^2`, likewise.
const COS: &[f32] = &[0.041_666_664, -0.001_388_83, 2.454_729_8e-5];
/// `(atan z - z) / z^3` in `z^2` for `0 <= z <= 1`.
const ATAN: &[f32] = &[
    -0.333_333_31,
    0.199_997_4,
    -0.142_785_68,
    0.110_337_645,
    -0.086_568_8,
    0.062_501_69,
    -0.035_871_54,
    0.013_507_771,
    -0.002_386_997_2,
];

/// The sine a number of quarter turns further: 2^-22 up to `|u| = 10^4`, beyond that as far
/// as half a unit in the last place of `u` moves it.
#[cube]
pub(super) fn circular<N: Size>(u: Vector<f32, N>, #[comptime] quarters: i32) -> Vector<f32, N> {
    let turns = (u * lit::<N>(std::f32::consts::FRAC_2_PI) + lit::<N>(0.5)).floor();
    let n = within::<N>(turns, -1.0e9, 1.0e9);
    // Half of pi in three pieces, of which the first two have few bits.
    let r = kept::<N>(u - n * lit::<N>(1.570_312_5));
    let r = kept::<N>(r - n * lit::<N>(4.837_513e-4)) - n * lit::<N>(7.549_79e-8);
    let r = within::<N>(r, -0.786, 0.786);
    let s = r * r;
    let sine = r * s * polynomial::<N>(s, SIN) + r;
    let cosine = (s * s * polynomial::<N>(s, COS) - lit::<N>(0.5) * s) + lit::<N>(1.0);
    let quadrant = Vector::<i32, N>::cast_from(n) + Vector::new(quarters);
    let odd = (quadrant & Vector::new(1)).equal(&Vector::new(1));
    let value = select_many(odd, cosine, sine);
    let negative = (quadrant & Vector::new(2)).equal(&Vector::new(2));
    select_many(negative, -value, value)
}

/// `atan(u)`: 3 units.
#[cube]
pub(super) fn atan<N: Size>(u: Vector<f32, N>) -> Vector<f32, N> {
    let size = u.abs();
    let far = size.greater_than(&lit::<N>(1.0));
    let z = select_many(far, lit::<N>(1.0) / max(size, lit::<N>(1.0)), size);
    let s = z * z;
    let near = z * s * polynomial::<N>(s, ATAN) + z;
    let value = select_many(far, lit::<N>(std::f32::consts::FRAC_PI_2) - near, near);
    select_many(u.less_than(&lit::<N>(0.0)), -value, value)
}

//! Zero, infinity and NaN, where shading languages promise nothing about them.

use cubecl::prelude::*;

use crate::math::{lit, within};

/// `a b`, where a factor of zero makes 0 whatever the other is.
#[cube]
pub(super) fn absorb<N: Size>(a: Vector<f32, N>, b: Vector<f32, N>) -> Vector<f32, N> {
    let zero = lit::<N>(0.0);
    let none = a.equal(&zero).or(b.equal(&zero));
    select_many(none, zero, a * b)
}

/// The bits without the sign.
#[cube]
pub(super) fn size_bits<N: Size>(x: Vector<f32, N>) -> Vector<u32, N> {
    Vector::<u32, N>::reinterpret(x) & Vector::new(0x7fff_ffffu32)
}

/// Whether it is NaN, by its bits: comparisons of NaN may be taken for granted.
#[cube]
pub(super) fn is_nan<N: Size>(x: Vector<f32, N>) -> Vector<bool, N> {
    size_bits::<N>(x).greater_than(&Vector::new(0x7f80_0000u32))
}

/// NaN, made of a number.
#[cube]
pub(super) fn nan_of<N: Size>(v: Vector<f32, N>) -> Vector<f32, N> {
    Vector::reinterpret(Vector::<u32, N>::reinterpret(v) | Vector::new(0x7fc0_0000u32))
}

/// NaN where it holds.
#[cube]
pub(super) fn nan_where<N: Size>(mask: Vector<bool, N>, v: Vector<f32, N>) -> Vector<f32, N> {
    select_many(mask, nan_of::<N>(v), v)
}

/// At most the largest number of the element type; NaN stays.
#[cube]
pub(super) fn bounded<N: Size>(v: Vector<f32, N>, #[comptime] largest: f32) -> Vector<f32, N> {
    select_many(is_nan::<N>(v), v, within::<N>(v, -largest, largest))
}

//! Elements of any type to blocks of f64 and back.

use half::{bf16, f16};

use super::machine::BLOCK;
use super::number::Number;
use crate::kernels::convert::Half;
use crate::kernels::loops::{load, store, sweep};
use crate::kernels::table::at_level;
use crate::level::Level;
use crate::numbers::{Lanes, Memory, Pack, Quick, V64};

/// An element type by blocks. Each function says whether all that it saw was finite;
/// `limit` is the largest number of the type.
pub trait Blocks: Memory {
    /// The elements in f64.
    fn widen_block(level: Level, from: &[Self], to: &mut [f64]) -> bool;
    /// The nearest elements, in the range of the type.
    fn narrow_block(level: Level, limit: f64, values: &[f64], to: &mut [Self]) -> bool;
    /// Gradients times slopes, of which each is in the range of the type.
    fn gradient_block(
        level: Level,
        limit: f64,
        slopes: &[f64],
        gy: &[Self],
        to: &mut [Self],
    ) -> bool;
    /// The sum of the same products.
    fn sum_block(level: Level, limit: f64, slopes: &[f64], gy: &[Self]) -> (f64, bool);
}

/// Whether all numbers that were added were finite: 0 times others is NaN, which stays.
#[inline(always)]
fn stayed_zero<V: Lanes<T>, T: Memory>(token: V::Token, sum: V) -> bool {
    V::sum(sum.added(V::none(token))) == 0.0
}

#[inline(always)]
fn widen<V, T: Memory>(token: <V as Lanes<T>>::Token, from: &[T], to: &mut [f64]) -> bool
where
    V: Lanes<T> + Number<Token = <V as Lanes<T>>::Token>,
{
    let zero = <V as Lanes<T>>::constant(token, 0.0);
    let mut sum = zero;
    sweep::<V, T>(
        from.len(),
        #[inline(always)]
        |i, full| {
            let v = load::<V, T>(token, from, i, full);
            sum = v.mul_add(zero, sum);
            v.to_block(&mut to[i..i + <V as Number>::LEN]);
        },
    );
    stayed_zero::<V, T>(token, sum)
}

#[inline(always)]
fn narrow<V, T: Memory>(
    token: <V as Lanes<T>>::Token,
    limit: f64,
    values: &[f64],
    to: &mut [T],
) -> bool
where
    V: Lanes<T> + Number<Token = <V as Lanes<T>>::Token>,
{
    let zero = <V as Lanes<T>>::constant(token, 0.0);
    let mut sum = zero;
    sweep::<V, T>(
        to.len(),
        #[inline(always)]
        |i, full| {
            let v = V::from_block(token, &values[i..i + <V as Number>::LEN]);
            sum = v.mul_add(zero, sum);
            store(v.clamp(v.lit(-limit), v.lit(limit)), to, i, full);
        },
    );
    stayed_zero::<V, T>(token, sum)
}

/// The products of gradients and slopes, given to `body`; whether all is finite.
#[inline(always)]
fn products<V, T: Memory>(
    token: <V as Lanes<T>>::Token,
    limit: f64,
    slopes: &[f64],
    gy: &[T],
    mut body: impl FnMut(V, usize, bool),
) -> bool
where
    V: Lanes<T> + Number<Token = <V as Lanes<T>>::Token>,
{
    let zero = <V as Lanes<T>>::constant(token, 0.0);
    let mut sum = zero;
    sweep::<V, T>(
        gy.len(),
        #[inline(always)]
        |i, full| {
            let v = V::from_block(token, &slopes[i..i + <V as Number>::LEN]);
            let g = load::<V, T>(token, gy, i, full);
            sum = g.mul_add(zero, v.mul_add(zero, sum));
            body(g * v.clamp(v.lit(-limit), v.lit(limit)), i, full);
        },
    );
    stayed_zero::<V, T>(token, sum)
}

/// f32 in f64.
type Wide<S> = Quick<Pack<V64<S>, 2>>;

macro_rules! blocks {
    ($($t:ident, $vector:ident, $scalar:ty;)+) => {
        $(impl Blocks for $t {
            fn widen_block(level: Level, from: &[Self], to: &mut [f64]) -> bool {
                let mut finite = true;
                at_level!(level, true, $vector, $scalar, |V, token| {
                    finite = widen::<V, $t>(token, from, to)
                });
                finite
            }
            fn narrow_block(level: Level, limit: f64, values: &[f64], to: &mut [Self]) -> bool {
                let mut finite = true;
                at_level!(level, true, $vector, $scalar, |V, token| {
                    finite = narrow::<V, $t>(token, limit, values, to)
                });
                finite
            }
            fn gradient_block(
                level: Level,
                limit: f64,
                slopes: &[f64],
                gy: &[Self],
                to: &mut [Self],
            ) -> bool {
                let mut finite = true;
                at_level!(level, true, $vector, $scalar, |V, token| {
                    finite = products::<V, $t>(
                        token,
                        limit,
                        slopes,
                        gy,
                        #[inline(always)]
                        |product, i, full| store(product, to, i, full),
                    )
                });
                finite
            }
            fn sum_block(level: Level, limit: f64, slopes: &[f64], gy: &[Self]) -> (f64, bool) {
                let mut result = (0.0, true);
                at_level!(level, true, $vector, $scalar, |V, token| {
                    let mut total = <V as Lanes<$t>>::none(token);
                    let finite = products::<V, $t>(
                        token,
                        limit,
                        slopes,
                        gy,
                        #[inline(always)]
                        |product, _, _| total = product.added(total),
                    );
                    result = (<V as Lanes<$t>>::sum(total), finite);
                });
                result
            }
        })+
    };
}
blocks! {
    f32, Wide, Quick<f64>;
    f64, V64, f64;
}

macro_rules! half_blocks {
    ($($t:ident)+) => {
        $(impl Blocks for $t {
            fn widen_block(level: Level, from: &[Self], to: &mut [f64]) -> bool {
                let mut buffer = [0.0; BLOCK];
                let buffer = &mut buffer[..from.len()];
                Half::widen(level, from, buffer);
                f32::widen_block(level, buffer, to)
            }
            fn narrow_block(level: Level, limit: f64, values: &[f64], to: &mut [Self]) -> bool {
                let mut buffer = [0.0; BLOCK];
                let buffer = &mut buffer[..to.len()];
                let finite = f32::narrow_block(level, limit, values, buffer);
                Half::narrow(level, buffer, to);
                finite
            }
            fn gradient_block(
                level: Level,
                limit: f64,
                slopes: &[f64],
                gy: &[Self],
                to: &mut [Self],
            ) -> bool {
                let (mut gs, mut buffer) = ([0.0; BLOCK], [0.0; BLOCK]);
                let (gs, buffer) = (&mut gs[..gy.len()], &mut buffer[..gy.len()]);
                Half::widen(level, gy, gs);
                let finite = f32::gradient_block(level, limit, slopes, gs, buffer);
                Half::narrow(level, buffer, to);
                finite
            }
            fn sum_block(level: Level, limit: f64, slopes: &[f64], gy: &[Self]) -> (f64, bool) {
                let mut gs = [0.0; BLOCK];
                let gs = &mut gs[..gy.len()];
                Half::widen(level, gy, gs);
                f32::sum_block(level, limit, slopes, gs)
            }
        })+
    };
}
half_blocks! { f16 bf16 }

//! Numbers that blocks are loaded into.

use fearless_simd::prelude::*;

use super::registers::STEP;
use crate::float::Float;
use crate::numbers::{Isa, Lanes, Pack, Quick, V32, V64};
use crate::real::Real;

/// A number that is loaded from blocks and stored to them.
pub(super) trait Number: Real {
    type Token: Copy;
    /// What blocks hold.
    type Block: Copy + Default + 'static;
    const LEN: usize;
    fn from_block(token: Self::Token, from: &[Self::Block]) -> Self;
    /// The same number in all lanes; `from` has it as often as the machine's vector has
    /// lanes.
    fn from_uniform(token: Self::Token, from: &[Self::Block]) -> Self;
    fn from_single(token: Self::Token, from: &[f32]) -> Self;
    fn to_block(self, to: &mut [Self::Block]);
    fn to_single(self, to: &mut [f32]);
    /// The nearest number in `[-limit, limit]`, of what is finite.
    fn bounded(self, limit: Self) -> Self;
    /// Whether all lanes are 0.
    fn is_zero(self) -> bool;
}

/// 0 in every lane.
#[inline(always)]
pub(super) fn zero<V: Number>(token: V::Token) -> V {
    V::from_block(token, &[V::Block::default(); STEP])
}

/// What follows from the arithmetic.
macro_rules! of_float {
    () => {
        #[inline(always)]
        fn bounded(self, limit: Self) -> Self {
            limit.min_num((-limit).max_num(self))
        }
        #[inline(always)]
        fn is_zero(self) -> bool {
            !<Self as Float>::any(!Float::equal(self, self.splat(0.0)))
        }
    };
}

macro_rules! scalar {
    ($($t:ident)+) => {
        $(impl Number for $t {
            type Token = ();
            type Block = $t;
            const LEN: usize = 1;
            #[inline(always)]
            fn from_block((): (), from: &[$t]) -> Self {
                from[0]
            }
            #[inline(always)]
            fn from_uniform((): (), from: &[$t]) -> Self {
                from[0]
            }
            #[inline(always)]
            fn from_single((): (), from: &[f32]) -> Self {
                from[0].into()
            }
            #[inline(always)]
            fn to_block(self, to: &mut [$t]) {
                to[0] = self;
            }
            #[inline(always)]
            fn to_single(self, to: &mut [f32]) {
                to[0] = self as f32;
            }
            of_float!();
        })+
    };
}
scalar!(f32 f64);

macro_rules! pack {
    ($v:ident, $t:ident, $vectors:ident, $from_single:expr, $to_single:expr) => {
        impl<S: Isa, const K: usize> Number for Pack<$v<S>, K> {
            type Token = S;
            type Block = $t;
            const LEN: usize = K * S::$vectors::LEN;
            #[inline(always)]
            fn from_block(token: S, from: &[$t]) -> Self {
                let mut pack = [<$v<S> as Lanes<$t>>::constant(token, 0.0); K];
                for (v, from) in pack.iter_mut().zip(from.chunks_exact(S::$vectors::LEN)) {
                    *v = $v::load(token, from);
                }
                Pack(pack)
            }
            #[inline(always)]
            fn from_uniform(token: S, from: &[$t]) -> Self {
                Pack([$v::load(token, from); K])
            }
            #[inline(always)]
            fn from_single(token: S, from: &[f32]) -> Self {
                $from_single(token, from)
            }
            #[inline(always)]
            fn to_block(self, to: &mut [$t]) {
                for (v, to) in self.0.into_iter().zip(to.chunks_exact_mut(S::$vectors::LEN)) {
                    v.store(to);
                }
            }
            #[inline(always)]
            fn to_single(self, to: &mut [f32]) {
                $to_single(self, to);
            }
            of_float!();
        }
    };
}
pack!(
    V64,
    f64,
    f64s,
    |token, from| <Quick<Self> as Lanes<f32>>::load(token, from).0,
    |pack, to| Lanes::<f32>::store(Quick(pack), to)
);
pack!(V32, f32, f32s, Self::from_block, Self::to_block);

impl<F: Float + Number> Number for Quick<F> {
    type Token = F::Token;
    type Block = F::Block;
    const LEN: usize = F::LEN;
    #[inline(always)]
    fn from_block(token: F::Token, from: &[F::Block]) -> Self {
        Quick(F::from_block(token, from))
    }
    #[inline(always)]
    fn from_uniform(token: F::Token, from: &[F::Block]) -> Self {
        Quick(F::from_uniform(token, from))
    }
    #[inline(always)]
    fn from_single(token: F::Token, from: &[f32]) -> Self {
        Quick(F::from_single(token, from))
    }
    #[inline(always)]
    fn to_block(self, to: &mut [F::Block]) {
        self.0.to_block(to);
    }
    #[inline(always)]
    fn to_single(self, to: &mut [f32]) {
        self.0.to_single(to);
    }
    #[inline(always)]
    fn bounded(self, limit: Self) -> Self {
        Quick(self.0.bounded(limit.0))
    }
    #[inline(always)]
    fn is_zero(self) -> bool {
        self.0.is_zero()
    }
}

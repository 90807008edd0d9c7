//! Numbers that blocks are loaded into.

use fearless_simd::prelude::*;

use crate::numbers::{Isa, Lanes, Pack, Quick, V64};
use crate::real::Real;

/// A number that is loaded from blocks and stored to them.
pub(super) trait Number: Real {
    type Token: Copy;
    const LEN: usize;
    fn from_block(token: Self::Token, from: &[f64]) -> Self;
    fn to_block(self, to: &mut [f64]);
}

macro_rules! scalar {
    ($t:ty, $wrap:expr, $unwrap:expr) => {
        impl Number for $t {
            type Token = ();
            const LEN: usize = 1;
            #[inline(always)]
            fn from_block((): (), from: &[f64]) -> Self {
                $wrap(from[0])
            }
            #[inline(always)]
            fn to_block(self, to: &mut [f64]) {
                to[0] = $unwrap(self);
            }
        }
    };
}
scalar!(f64, |v| v, |v| v);
scalar!(Quick<f64>, Quick, |v: Quick<f64>| v.0);

impl<S: Isa> Number for V64<S> {
    type Token = S;
    const LEN: usize = S::f64s::LEN;
    #[inline(always)]
    fn from_block(token: S, from: &[f64]) -> Self {
        Lanes::load(token, from)
    }
    #[inline(always)]
    fn to_block(self, to: &mut [f64]) {
        Lanes::store(self, to);
    }
}

impl<S: Isa, const K: usize> Number for Pack<V64<S>, K> {
    type Token = S;
    const LEN: usize = K * S::f64s::LEN;
    #[inline(always)]
    fn from_block(token: S, from: &[f64]) -> Self {
        let mut pack = [<V64<S> as Lanes<f64>>::constant(token, 0.0); K];
        for (v, from) in pack.iter_mut().zip(from.chunks_exact(S::f64s::LEN)) {
            *v = V64::load(token, from);
        }
        Pack(pack)
    }
    #[inline(always)]
    fn to_block(self, to: &mut [f64]) {
        for (v, to) in self.0.into_iter().zip(to.chunks_exact_mut(S::f64s::LEN)) {
            v.store(to);
        }
    }
}

impl<S: Isa, const K: usize> Number for Quick<Pack<V64<S>, K>> {
    type Token = S;
    const LEN: usize = <Pack<V64<S>, K> as Number>::LEN;
    #[inline(always)]
    fn from_block(token: S, from: &[f64]) -> Self {
        Quick(Number::from_block(token, from))
    }
    #[inline(always)]
    fn to_block(self, to: &mut [f64]) {
        self.0.to_block(to);
    }
}

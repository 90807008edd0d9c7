//! What each instruction does.

use std::marker::PhantomData;

use super::number::Number;
use crate::atoms::Atom;
use crate::real::Real;

/// The product, in which a zero absorbs an infinity on either side, but no NaN on the left.
#[inline(always)]
pub(super) fn product<R: Real>(a: R, b: R) -> R {
    if R::ROOMY {
        return a * b;
    }
    let zero = a.lit(0.0);
    let size = a.abs();
    // Where a is not 0, only b can absorb. The last is for 0 and NaN.
    R::select(zero.lt(size), a.absorb(b), R::select(b.abs().lt(a.lit(f64::INFINITY)), a * b, size))
}

/// What an instruction does to one number; `get` fetches its operands.
pub(super) trait Each {
    fn each<V: Number>(get: impl Fn(usize) -> V) -> V;
}

macro_rules! each {
    ($($name:ident |$($operand:ident $k:literal),+| $result:expr;)+) => {
        $(pub(super) struct $name;
        impl Each for $name {
            #[inline(always)]
            fn each<V: Number>(get: impl Fn(usize) -> V) -> V {
                $(let $operand = get($k);)+
                $result
            }
        })+
    };
}
each! {
    Neg |a 0| -a;
    Add |a 0, b 1| a + b;
    Sub |a 0, b 1| a - b;
    Mul |a 0, b 1| product(a, b);
    Div |a 0, b 1| a / b;
    Abs |a 0| a.abs();
    Sqrt |a 0| a.sqrt();
    Floor |a 0| a.floor();
    Power |a 0, b 1| a.powr(b);
    MulAdd |a 0, b 1, c 2| if V::ROOMY { a.mul_add(b, c) } else { product(a, b) + c };
    MulSub |a 0, b 1, c 2| if V::ROOMY { (-a).mul_add(b, c) } else { c - product(a, b) };
    Less |a 0, b 1| V::select(a.lt(b), a.lit(1.0), a.lit(0.0));
    LessEqual |a 0, b 1| V::select(a.le(b), a.lit(1.0), a.lit(0.0));
    Or |a 0, b 1| V::select(a.lit(0.0).lt(a), a, b);
    Select |a 0, b 1, c 2| V::select(a.lit(0.0).lt(a), b, c);
    SelectLess |a 0, b 1, c 2, d 3| V::select(a.lt(b), c, d);
    SelectLessEqual |a 0, b 1, c 2, d 3| V::select(a.le(b), c, d);
}

/// The atom of one operand.
pub(super) struct OfAtom<A>(PhantomData<A>);

impl<A: Atom> Each for OfAtom<A> {
    #[inline(always)]
    fn each<V: Number>(get: impl Fn(usize) -> V) -> V {
        V::atom::<A>(get(0).into()).collapse()
    }
}

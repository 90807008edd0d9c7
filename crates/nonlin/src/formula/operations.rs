//! What each instruction does.

use std::marker::PhantomData;

use super::number::Number;
use crate::atoms::Atom;
use crate::real::Real;

/// The product, in which a zero absorbs an infinity on either side, but no NaN on the left.
#[inline(always)]
pub(super) fn product<R: Real>(a: R, b: R) -> R {
    let plain = a * b;
    if R::ROOMY {
        return plain;
    }
    let size = a.abs();
    // Where it is NaN: is a 0, is b, or is either NaN itself?
    let absorbed = R::select(a.lit(0.0).lt(size), a.absorb(b), size);
    R::select(plain.le(plain), plain, absorbed)
}

/// What an instruction does to one number; `get` fetches its operands.
pub(super) trait Each {
    /// Whether one loop serves, wherever its result goes: it takes long, or is rare.
    const IS_LONG: bool;
    fn each<V: Number>(get: impl Fn(usize) -> V) -> V;
}

macro_rules! each {
    ($is_long:literal $($name:ident |$($operand:ident $k:literal),+| $result:expr;)+) => {
        $(pub(super) struct $name;
        impl Each for $name {
            const IS_LONG: bool = $is_long;
            #[inline(always)]
            fn each<V: Number>(get: impl Fn(usize) -> V) -> V {
                $(let $operand = get($k);)+
                $result
            }
        })+
    };
}
each! { false
    Move |a 0| a;
    Neg |a 0| -a;
    Add |a 0, b 1| a + b;
    Sub |a 0, b 1| a - b;
    Mul |a 0, b 1| product(a, b);
    MulAdd |a 0, b 1, c 2| affine(a, b, c);
    MulSub |a 0, b 1, c 2| if V::ROOMY { (-a).mul_add(b, c) } else { c - product(a, b) };
    SelectLess |a 0, b 1, c 2, d 3| V::select(a.lt(b), c, d);
    SelectLessEqual |a 0, b 1, c 2, d 3| V::select(a.le(b), c, d);
    AtLeast |a 0, b 1| V::select(a.le(b), b, a);
    AtMost |a 0, b 1| V::select(b.le(a), b, a);
    Product |a 0, b 1, c 2| product(a, product(b, c));
    Scaled |a 0, b 1, c 2, d 3| product(d, affine(a, b, c));
    Clamp |a 0, b 1, low 2, high 3| {
        let sum = a + b;
        let least = V::select(sum.le(low), low, sum);
        V::select(high.le(least), high, least)
    };
}
each! { true
    Div |a 0, b 1| a / b;
    Abs |a 0| a.abs();
    Sqrt |a 0| a.sqrt();
    Floor |a 0| a.floor();
    Power |a 0, b 1| a.powr(b);
    Less |a 0, b 1| V::select(a.lt(b), a.lit(1.0), a.lit(0.0));
    LessEqual |a 0, b 1| V::select(a.le(b), a.lit(1.0), a.lit(0.0));
    Or |a 0, b 1| V::select(a.lit(0.0).lt(a), a, b);
    Select |a 0, b 1, c 2| V::select(a.lit(0.0).lt(a), b, c);
}

/// `a b + c`, as the argument of an atom.
#[inline(always)]
pub(super) fn affine<V: Number>(a: V, b: V, c: V) -> V {
    if V::ROOMY { a.mul_add(b, c) } else { product(a, b) + c }
}

/// The atom of [`affine`], times the fourth operand.
pub(super) struct OfAtom<A>(PhantomData<A>);

impl<A: Atom> Each for OfAtom<A> {
    const IS_LONG: bool = true;
    #[inline(always)]
    fn each<V: Number>(get: impl Fn(usize) -> V) -> V {
        let u = affine(get(0), get(1), get(2));
        product(get(3), V::atom::<A>(u.into()).collapse())
    }
}

/// `A + p (q D)` of [`affine`], the slope of a product with an atom `A` of which `D` is the
/// derivative.
pub(super) struct OfSlope<A, D>(PhantomData<(A, D)>);

impl<A: Atom, D: Atom> Each for OfSlope<A, D> {
    const IS_LONG: bool = true;
    #[inline(always)]
    fn each<V: Number>(get: impl Fn(usize) -> V) -> V {
        let u = affine(get(0), get(1), get(2));
        let value = V::atom::<A>(u.into()).collapse();
        let slope = product(get(4), V::atom::<D>(u.into()).collapse());
        affine(get(3), slope, value)
    }
}

//! Truncated Taylor series: derivatives of any order up to [`Taylor::MAX_ORDER`].

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::atoms::{Atom, Atoms};
use crate::real::Real;
use crate::wide::{Scaled, Wide};

/// The highest order that is kept.
const MAX_ORDER: usize = 4;

/// `c[0] + c[1] t + ... + c[order] t^order`.
///
/// The order is chosen at run time, so that an atom can be expanded through its
/// derivative rule, which is needed to one order less.
#[derive(Clone, Copy, Debug)]
pub struct Taylor<R> {
    c: [R; MAX_ORDER + 1],
    order: usize,
}

impl<R> Taylor<R> {
    /// The highest order that is kept.
    pub const MAX_ORDER: usize = MAX_ORDER;
}

impl<R: Real> Taylor<R> {
    /// The variable `x + t`, to the given order (at most [`Self::MAX_ORDER`]).
    pub fn variable(x: R, order: usize) -> Self {
        let order = order.min(Self::MAX_ORDER);
        let mut c = [x.lit(0.0); MAX_ORDER + 1];
        c[0] = x;
        if order > 0 {
            c[1] = x.lit(1.0);
        }
        Taylor { c, order }
    }

    /// A number that does not depend on the variable, to the order of `like`.
    pub fn constant(v: R, order: usize) -> Self {
        let mut c = [v.lit(0.0); MAX_ORDER + 1];
        c[0] = v;
        Taylor { c, order: order.min(Self::MAX_ORDER) }
    }

    /// The line `v + slope t`.
    pub fn line(v: R, slope: R) -> Self {
        let mut line = Self::constant(v, 1);
        line.c[1] = slope;
        line
    }

    /// The coefficient of `t`.
    pub fn slope(&self) -> R {
        self.c[1]
    }

    /// The order.
    pub fn order(&self) -> usize {
        self.order
    }

    /// The derivatives of order 0, 1, ... up to the order.
    pub fn derivatives(&self) -> Vec<R> {
        let mut factorial = 1.0;
        (0..=self.order)
            .map(|k| {
                factorial *= k.max(1) as f64;
                self.c[k].times(factorial)
            })
            .collect()
    }

    fn truncated(self, order: usize) -> Self {
        Taylor { c: self.c, order: order.min(self.order) }
    }

    fn from_fn(like: &Self, f: impl Fn(usize) -> R) -> Self {
        let mut c = [like.c[0].lit(0.0); MAX_ORDER + 1];
        for (k, c) in c.iter_mut().enumerate().take(like.order + 1) {
            *c = f(k);
        }
        Taylor { c, order: like.order }
    }

    fn join(self, other: Self, f: impl Fn(R, R) -> R) -> Self {
        let shorter = if self.order <= other.order { self } else { other };
        Self::from_fn(&shorter, |k| f(self.c[k], other.c[k]))
    }

    /// The series with value `v` whose derivative is `slope` times that of `self`:
    /// k y_k = sum of j u_j w_(k-j).
    fn integrate(self, v: R, slope: impl FnOnce(Self) -> Self) -> Self {
        let mut y = Self::constant(v, self.order);
        if self.order == 0 {
            return y;
        }
        let w = slope(self.truncated(self.order - 1));
        for k in 1..=self.order {
            let mut sum = v.lit(0.0);
            for j in 1..=k {
                sum = sum + self.c[j].times(j as f64).absorb(w.c[k - j]);
            }
            y.c[k] = sum.times(1.0 / k as f64);
        }
        y
    }
}

impl<R: Real> Add for Taylor<R> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.join(other, |a, b| a + b)
    }
}

impl<R: Real> Sub for Taylor<R> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.join(other, |a, b| a - b)
    }
}

// The product of series is a sum.
#[allow(clippy::suspicious_arithmetic_impl)]
impl<R: Real> Mul for Taylor<R> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let shorter = if self.order <= other.order { self } else { other };
        Self::from_fn(&shorter, |k| {
            if k == 0 {
                return self.c[0] * other.c[0];
            }
            (0..=k).fold(self.c[0].lit(0.0), |sum, j| {
                // Coefficients beyond the first are tangents: either being 0 wins.
                let (a, b) = (self.c[j], other.c[k - j]);
                let term = if j == 0 { a.absorb(b) } else { b.absorb(a) };
                sum + term
            })
        })
    }
}

impl<R: Real> Div for Taylor<R> {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let shorter = if self.order <= other.order { self } else { other };
        let mut y = Self::constant(self.c[0] / other.c[0], shorter.order);
        for k in 1..=shorter.order {
            let mut sum = self.c[k];
            for j in 1..=k {
                sum = sum - other.c[j].absorb(y.c[k - j]);
            }
            y.c[k] = sum / other.c[0];
        }
        y
    }
}

impl<R: Real> Neg for Taylor<R> {
    type Output = Self;
    fn neg(self) -> Self {
        Self::from_fn(&self, |k| -self.c[k])
    }
}

impl<R: Real> Real for Taylor<R> {
    type Mask = R::Mask;

    fn lit(self, c: f64) -> Self {
        Self::constant(self.c[0].lit(c), self.order)
    }
    fn lt(self, other: Self) -> R::Mask {
        self.c[0].lt(other.c[0])
    }
    fn le(self, other: Self) -> R::Mask {
        self.c[0].le(other.c[0])
    }
    fn select(mask: R::Mask, yes: Self, no: Self) -> Self {
        yes.join(no, |a, b| R::select(mask, a, b))
    }
    fn abs(self) -> Self {
        let zero = self.c[0].lit(0.0);
        Self::from_fn(&self, |k| {
            if k == 0 {
                return self.c[0].abs();
            }
            let right = R::select(zero.lt(self.c[0]), self.c[k], zero);
            R::select(self.c[0].lt(zero), -self.c[k], right)
        })
    }
    fn sqrt(self) -> Self {
        self.integrate(self.c[0].sqrt(), |u| u.sqrt().times(2.0).recip())
    }
    fn floor(self) -> Self {
        Self::constant(self.c[0].floor(), self.order)
    }
    fn powr(self, exponent: Self) -> Self {
        // d(u^a) = u^a (a u' / u + a' ln u), the second term by its own series.
        let v = self.c[0].powr(exponent.c[0]);
        // The slope of u^0 is 0 where u is 0, too.
        let by_base = self.integrate(v, |u| u.powr(exponent.plus(-1.0)).absorb(exponent));
        if exponent.order == 0 || self.order == 0 {
            return by_base;
        }
        let by_exponent = exponent.integrate(v.lit(0.0), |a| {
            let u = self.truncated(a.order);
            u.ln().absorb(u.powr(a))
        });
        by_base + by_exponent
    }
    fn mul_wide(self, other: Self) -> Wide<Self> {
        let mut hi = self * other;
        let product = self.c[0].mul_wide(other.c[0]);
        hi.c[0] = product.hi;
        Wide { hi, lo: product.lo.map(|lo| Self::constant(lo, hi.order)) }
    }
    fn add_wide(self, other: Self) -> Wide<Self> {
        let mut hi = self + other;
        let sum = self.c[0].add_wide(other.c[0]);
        hi.c[0] = sum.hi;
        Wide { hi, lo: sum.lo.map(|lo| Self::constant(lo, hi.order)) }
    }
    fn absorb(self, other: Self) -> Self {
        let mut y = self * other;
        y.c[0] = self.c[0].absorb(other.c[0]);
        y
    }
    fn lit_error(self, c: f64, rest: f64) -> Option<Self> {
        self.c[0].lit_error(c, rest).map(|error| Self::constant(error, self.order))
    }
    fn atom<A: Atom>(u: Wide<Self>) -> Scaled<Self> {
        let inner = Wide { hi: u.hi.c[0], lo: u.lo.map(|lo| lo.c[0]) };
        let result = R::atom::<A>(inner);
        let scaled = result.scale.is_some();
        let order = u.hi.order;
        let value = u.hi.integrate(result.value, |hi| {
            let lo = u.lo.map(|lo| lo.truncated(hi.order));
            let slope = A::rule::<Self>(Wide { hi, lo });
            // As in a dual number: a scale is shared, or there is none.
            if scaled { slope.value } else { slope.collapse() }
        });
        Scaled { value, scale: result.scale.map(|k| Self::constant(k, order)) }
    }
}

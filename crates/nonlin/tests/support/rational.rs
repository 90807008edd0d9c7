//! Rational units in arbitrary precision, straight from their definition.

use nonlin::rational::{Denominator, Form};
use rug::Float;

/// Bits enough for sums of x^20 from the smallest to the largest x.
const PRECISION: u32 = 3000;

pub fn float(x: f64) -> Float {
    Float::with_val(PRECISION, x)
}

fn times(a: &Float, b: &Float) -> Float {
    Float::with_val(PRECISION, a * b)
}

/// A number with the size of the terms that it is the sum of.
#[derive(Clone)]
pub struct Sized {
    pub value: Float,
    pub size: Float,
}

impl Sized {
    fn zero() -> Self {
        Sized { value: float(0.0), size: float(0.0) }
    }
    fn add(&mut self, other: &Sized, factor: f64) {
        self.value += times(&other.value, &float(factor));
        self.size += times(&other.size, &float(factor.abs()));
    }
    /// The quotient, with the size that errors of both make of it.
    fn over(&self, other: &Sized) -> Sized {
        let magnitude = other.value.clone().abs();
        let value = Float::with_val(PRECISION, &self.value / &other.value);
        let condition = Float::with_val(PRECISION, &other.size / &magnitude) + 1u32;
        Sized { value, size: Float::with_val(PRECISION, &self.size / &magnitude) * condition }
    }
    fn times(&self, other: &Sized) -> Sized {
        Sized { value: times(&self.value, &other.value), size: times(&self.size, &other.size) }
    }
    fn minus(&self, other: &Sized) -> Sized {
        Sized {
            value: Float::with_val(PRECISION, &self.value - &other.value),
            size: Float::with_val(PRECISION, &self.size + &other.size),
        }
    }
    fn scaled(&self, factor: f64) -> Sized {
        let mut scaled = Sized::zero();
        scaled.add(self, factor);
        scaled
    }

    /// Whether `found` is this number to so many units of its size, or the largest
    /// number of the format where this is beyond it.
    pub fn is(&self, found: f64, tolerance: f64, largest: f64) -> bool {
        let (low, high) = (float(-largest), float(largest));
        let bound = times(&self.size, &float(tolerance)) + f64::MIN_POSITIVE;
        let error = (float(found) - self.value.clone().clamp(&low, &high)).abs();
        error <= bound
    }
}

/// What a unit is at one argument.
pub struct Exact {
    pub value: Sized,
    pub slope: Sized,
    pub curvature: Sized,
    pub gradient: Vec<Sized>,
}

fn sign(v: &Float) -> f64 {
    if v.is_zero() {
        0.0
    } else if v.is_sign_negative() {
        -1.0
    } else {
        1.0
    }
}

/// `f_n(x)` with two derivatives, by the integer coefficients.
fn polynomial(form: &Form, n: usize, x: &Float) -> [Sized; 3] {
    let mut sums = [Sized::zero(), Sized::zero(), Sized::zero()];
    let magnitude = x.clone().abs();
    for c in form.basis.integer_coefficients(n).unwrap().into_iter().rev() {
        let [value, slope, curvature] = &mut sums;
        curvature.value = times(&curvature.value, x) + slope.value.clone() * 2u32;
        curvature.size = times(&curvature.size, &magnitude) + slope.size.clone() * 2u32;
        slope.value = times(&slope.value, x) + &value.value;
        slope.size = times(&slope.size, &magnitude) + &value.size;
        let c = Float::with_val(PRECISION, c);
        value.size = times(&value.size, &magnitude) + c.clone().abs();
        value.value = times(&value.value, x) + c;
    }
    sums.map(|s| s.scaled(1.0 / form.basis.divisor(n)))
}

/// The unit at `x`; divisors of the basis must be powers of two or small enough that
/// their inverse does not matter at 1e-14.
pub fn exact(form: &Form, coefficients: &[f64], x: f64) -> Exact {
    let at = float(x);
    let degree = form.numerator.max(form.denominator);
    let f: Vec<_> = (0..=degree).map(|n| polynomial(form, n, &at)).collect();
    let (a, b) = coefficients.split_at(form.numerators());
    let first = form.version.first();
    let terms = form.version == Denominator::AbsoluteTerms;
    let zero = || [Sized::zero(), Sized::zero(), Sized::zero()];
    let (mut p, mut s) = (zero(), zero());
    for (f, &a) in f.iter().zip(a) {
        p.iter_mut().zip(f).for_each(|(p, f)| p.add(f, a));
    }
    for (f, &b) in f[first..].iter().zip(b) {
        let factor = if terms { b.abs() * sign(&f[0].value) } else { b };
        // A size is no less where the sign makes nothing of the value.
        s.iter_mut().zip(f).for_each(|(s, f)| {
            s.value += times(&f.value, &float(factor));
            s.size += times(&f.size, &float(b.abs()));
        });
    }
    let outer = match form.version {
        Denominator::Raw | Denominator::AbsoluteTerms => 1.0,
        _ => sign(&s[0].value),
    };
    let mut q = s;
    for q in &mut q {
        q.value *= outer;
    }
    q[0].value += form.version.offset();
    q[0].size += form.version.offset();
    let y = p[0].over(&q[0]);
    let slope = p[1].minus(&y.times(&q[1])).over(&q[0]);
    let curvature = p[2].minus(&y.times(&q[2])).minus(&slope.times(&q[1]).scaled(2.0)).over(&q[0]);
    let mut gradient: Vec<_> = f[..a.len()].iter().map(|f| f[0].over(&q[0])).collect();
    let by_q = y.over(&q[0]).scaled(-1.0);
    for (f, &b) in f[first..].iter().zip(b) {
        let factor =
            if terms { sign(&f[0].value) * if b == 0.0 { 0.0 } else { b.signum() } } else { outer };
        gradient.push(f[0].times(&by_q).scaled(factor));
    }
    Exact { value: y, slope, curvature, gradient }
}

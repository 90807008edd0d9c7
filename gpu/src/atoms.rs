//! Nonlin's atoms in terms of the operations that kernels have.

use nonlin::atoms::AtomId;
use nonlin::program::{Id, Node};

use crate::builder::Builder;
use crate::code::Op;

/// `exp(-|u|)`, and whether `u < 0`.
struct Decay {
    q: Id,
    left: Id,
}

impl Builder {
    /// The factors of a product whose rounding the exponential would magnify.
    fn factors(&self, u: Id) -> Option<(Id, Id)> {
        let exact = |id: Id| self.value(id).is_some_and(|c| c.to_bits() & 0x007f_ffff == 0);
        match self.op(u) {
            Op::Product(a, b) | Op::Node(Node::Mul(a, b)) if !exact(a) && !exact(b) => Some((a, b)),
            _ => None,
        }
    }

    pub(crate) fn exp(&mut self, u: Id) -> Id {
        match self.factors(u) {
            Some((a, b)) => self.add(Op::ExpProduct(a, b)),
            None => self.math(AtomId::Exp, u),
        }
    }

    /// `exp(-c |u|)` for `c` a power of two.
    fn faded(&mut self, c: f64, u: Id) -> Id {
        if let Some((a, b)) = self.factors(u) {
            let (a, b) = (self.abs(a), self.abs(b));
            let a = self.scaled(-c, a);
            return self.add(Op::ExpProduct(a, b));
        }
        let size = self.abs(u);
        let u = if c == 1.0 { self.neg(size) } else { self.scaled(-c, size) };
        self.math(AtomId::Exp, u)
    }

    fn decay(&mut self, u: Id) -> Decay {
        Decay { q: self.faded(1.0, u), left: self.negative(u) }
    }

    /// `u^2`, and `exp(c u^2)`.
    fn gaussian(&mut self, c: f64, u: Id) -> Id {
        let a = self.scaled(c, u);
        self.add(Op::ExpProduct(a, u))
    }

    /// The sigmoid of `u`, or of `-u`.
    fn sigmoid(&mut self, u: Id, mirrored: bool) -> Id {
        let Decay { q, left } = self.decay(u);
        let one = self.constant(1.0);
        let top = if mirrored { self.select(left, one, q) } else { self.select(left, q, one) };
        let bottom = self.plus(q, 1.0);
        self.over(top, bottom)
    }

    fn density(&mut self, u: Id) -> Id {
        let q = self.faded(1.0, u);
        let s = self.plus(q, 1.0);
        let s = self.times(s, s);
        self.over(q, s)
    }

    fn softplus(&mut self, u: Id) -> Id {
        let Decay { q, left } = self.decay(u);
        let zero = self.constant(0.0);
        let line = self.select(left, zero, u);
        let rest = self.math(AtomId::Log1p, q);
        self.sum(line, rest)
    }

    fn tanh(&mut self, u: Id) -> Id {
        let size = self.abs(u);
        let twice = self.scaled(-2.0, size);
        let e = self.math(AtomId::Expm1, twice);
        let bottom = self.plus(e, 2.0);
        let value = self.over(e, bottom);
        let mirrored = self.neg(value);
        let left = self.negative(u);
        self.select(left, value, mirrored)
    }

    fn sech2(&mut self, u: Id) -> Id {
        let q = self.faded(2.0, u);
        let s = self.plus(q, 1.0);
        let s = self.times(s, s);
        let q = self.scaled(4.0, q);
        self.over(q, s)
    }

    fn asinh(&mut self, u: Id) -> Id {
        // ln(a + sqrt(1 + a^2)) = log1p(a + a^2 / (1 + sqrt(1 + a^2))); far out ln(2a).
        let size = self.abs(u);
        let bound = self.constant(1e9);
        let far = self.less(bound, size);
        let a = self.select(far, bound, size);
        let square = self.times(a, a);
        let root = self.plus(square, 1.0);
        let root = self.add(Node::Sqrt(root));
        let bottom = self.plus(root, 1.0);
        let rest = self.over(square, bottom);
        let sum = self.sum(a, rest);
        let near = self.math(AtomId::Log1p, sum);
        let logarithm = self.math(AtomId::Ln, size);
        let line = self.plus(logarithm, std::f64::consts::LN_2);
        let value = self.select(far, line, near);
        let mirrored = self.neg(value);
        let left = self.negative(u);
        self.select(left, mirrored, value)
    }

    fn asinh_slope(&mut self, u: Id) -> Id {
        let size = self.abs(u);
        let bound = self.constant(1e9);
        let far = self.less(bound, size);
        let a = self.select(far, bound, size);
        let square = self.times(a, a);
        let root = self.plus(square, 1.0);
        let root = self.add(Node::Sqrt(root));
        let bottom = self.select(far, size, root);
        let one = self.constant(1.0);
        self.over(one, bottom)
    }

    /// `a q + b q^2` and the like: a polynomial by its coefficients, constant term first.
    fn polynomial(&mut self, q: Id, coefficients: &[f64]) -> Id {
        let mut terms = coefficients.iter().rev();
        let first = terms.next().copied().unwrap_or(0.0);
        let mut value = self.constant(first);
        for &c in terms {
            value = match self.value(value) {
                Some(1.0) => q,
                _ => self.times(value, q),
            };
            if c != 0.0 {
                value = self.plus(value, c);
            }
        }
        value
    }

    /// One polynomial where `u < 0`, another elsewhere.
    fn sides(&mut self, decay: &Decay, left: &[f64], right: &[f64]) -> Id {
        let (yes, no) = (self.polynomial(decay.q, left), self.polynomial(decay.q, right));
        self.select(decay.left, yes, no)
    }

    fn tanh_softplus(&mut self, u: Id) -> Id {
        let d = self.decay(u);
        let top = self.sides(&d, &[0.0, 2.0, 1.0], &[1.0, 2.0]);
        let rest = self.sides(&d, &[2.0], &[0.0, 0.0, 2.0]);
        let bottom = self.sum(top, rest);
        self.over(top, bottom)
    }

    fn tanh_softplus_slope(&mut self, u: Id) -> Id {
        let d = self.decay(u);
        let root = self.sides(&d, &[2.0, 2.0, 1.0], &[1.0, 2.0, 2.0]);
        let top = self.sides(&d, &[0.0, 4.0, 4.0], &[0.0, 0.0, 4.0, 4.0]);
        let bottom = self.times(root, root);
        self.over(top, bottom)
    }

    fn log1p_sigmoid_slope(&mut self, u: Id) -> Id {
        let d = self.decay(u);
        let bottom = self.sides(&d, &[1.0, 3.0, 2.0], &[2.0, 3.0, 1.0]);
        self.over(d.q, bottom)
    }

    fn tanh_log1p_sigmoid(&mut self, u: Id, slope: bool) -> Id {
        let d = self.decay(u);
        let root = self.sides(&d, &[2.0, 6.0, 5.0], &[5.0, 6.0, 2.0]);
        if slope {
            let top = self.sides(&d, &[0.0, 4.0, 12.0, 8.0], &[0.0, 8.0, 12.0, 4.0]);
            let bottom = self.times(root, root);
            self.over(top, bottom)
        } else {
            let top = self.sides(&d, &[0.0, 2.0, 3.0], &[3.0, 2.0]);
            self.over(top, root)
        }
    }

    /// The atom of an operand.
    pub(crate) fn atom(&mut self, atom: AtomId, u: Id) -> Id {
        match atom {
            AtomId::Exp => self.exp(u),
            AtomId::Expm1 => self.math(AtomId::Expm1, u),
            AtomId::Ln => self.math(AtomId::Ln, u),
            AtomId::Log1p => self.math(AtomId::Log1p, u),
            AtomId::Sigmoid => self.sigmoid(u, false),
            AtomId::LogisticDensity => self.density(u),
            AtomId::Softplus => self.softplus(u),
            AtomId::SiluSlope => {
                let (s, mirrored) = (self.sigmoid(u, false), self.sigmoid(u, true));
                let product = self.times(u, mirrored);
                let sum = self.plus(product, 1.0);
                self.times(s, sum)
            }
            AtomId::SiluCurvature => {
                let half = self.scaled(0.5, u);
                let t = self.tanh(half);
                let product = self.times(u, t);
                let two = self.constant(2.0);
                let factor = self.minus(two, product);
                let density = self.density(u);
                self.times(density, factor)
            }
            AtomId::Tanh => self.tanh(u),
            AtomId::Sech2 => self.sech2(u),
            AtomId::TanhExp => {
                let e = self.exp(u);
                self.tanh(e)
            }
            AtomId::TanhExpSlope => {
                let e = self.exp(u);
                let s = self.sech2(e);
                self.times(e, s)
            }
            AtomId::Asinh => self.asinh(u),
            AtomId::AsinhSlope => self.asinh_slope(u),
            AtomId::TanhSoftplus => self.tanh_softplus(u),
            AtomId::TanhSoftplusSlope => self.tanh_softplus_slope(u),
            AtomId::Log1pSigmoid => {
                let s = self.sigmoid(u, false);
                self.math(AtomId::Log1p, s)
            }
            AtomId::Log1pSigmoidSlope => self.log1p_sigmoid_slope(u),
            AtomId::TanhLog1pSigmoid => self.tanh_log1p_sigmoid(u, false),
            AtomId::TanhLog1pSigmoidSlope => self.tanh_log1p_sigmoid(u, true),
            AtomId::ErfSoftplus => {
                let s = self.softplus(u);
                self.math(AtomId::Erf, s)
            }
            AtomId::ErfSoftplusSlope => {
                let s = self.softplus(u);
                let bell = self.gaussian(-1.0, s);
                let sigmoid = self.sigmoid(u, false);
                let product = self.times(bell, sigmoid);
                self.scaled(std::f64::consts::FRAC_2_SQRT_PI, product)
            }
            AtomId::Erf => self.math(AtomId::Erf, u),
            AtomId::Erfc => self.math(AtomId::Erfc, u),
            AtomId::Gaussian => self.gaussian(-1.0, u),
            AtomId::NormalCdf => self.math(AtomId::NormalCdf, u),
            AtomId::NormalPdf => {
                let bell = self.gaussian(-0.5, u);
                self.scaled((0.5 * std::f64::consts::FRAC_1_PI).sqrt(), bell)
            }
            AtomId::GeluSlope => {
                let cdf = self.math(AtomId::NormalCdf, u);
                let pdf = self.atom(AtomId::NormalPdf, u);
                let product = self.times(u, pdf);
                self.sum(cdf, product)
            }
            AtomId::GeluCurvature => {
                // Beyond, the density is 0.
                let bound = self.constant(64.0);
                let size = self.abs(u);
                let far = self.less(bound, size);
                let near = self.select(far, bound, u);
                let square = self.times(near, near);
                let two = self.constant(2.0);
                let factor = self.minus(two, square);
                let pdf = self.atom(AtomId::NormalPdf, u);
                self.times(factor, pdf)
            }
            AtomId::Sin => self.math(AtomId::Sin, u),
            AtomId::Cos => self.math(AtomId::Cos, u),
            AtomId::Atan => self.math(AtomId::Atan, u),
            AtomId::Lorentzian => {
                let square = self.times(u, u);
                let bottom = self.plus(square, 1.0);
                let one = self.constant(1.0);
                self.over(one, bottom)
            }
            AtomId::Softsign => {
                let size = self.abs(u);
                let bottom = self.plus(size, 1.0);
                self.over(u, bottom)
            }
            AtomId::SoftsignSlope => {
                let size = self.abs(u);
                let bottom = self.plus(size, 1.0);
                let one = self.constant(1.0);
                let first = self.over(one, bottom);
                self.times(first, first)
            }
        }
    }
}

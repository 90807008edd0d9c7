//! The atoms: the transcendental functions that formulas are made of.
//!
//! An atom knows three things: how to evaluate itself accurately over the whole
//! range in any machine number ([`Atom::eval`]), its derivative in terms of other
//! atoms ([`Atom::rule`]), and its name. Everything else follows: a gradient, a
//! Taylor series and a symbolic derivative all use the same rule. Rules are
//! stable: they neither cancel nor overflow where the true derivative does not.
//!
//! | file | atoms |
//! |---|---|
//! | `exponential.rs` | exp, expm1 |
//! | `logarithm.rs` | ln, log1p, and powers |
//! | `logistic.rs` | sigmoid and its density, softplus, the slope of SiLU |
//! | `hyperbolic.rs` | tanh, sech², tanh∘exp, asinh |
//! | `gates.rs` | tanh∘softplus, ln(1+sigmoid), its tanh, erf∘softplus |
//! | `gaussian.rs` | erf, erfc, normal distribution, Gaussian, the slope of GELU |
//! | `circular.rs` | sin, cos, atan |
//! | `algebraic.rs` | softsign |
//! | `beyond.rs` | all of them, beyond the range of f64 |
//!
//! The worst error of each, with the argument where it occurs, is stated with it
//! and in `docs/accuracy.md`; `tests/atoms.rs` asserts the bounds.

use crate::float::Float;
use crate::numbers::Quick;
use crate::real::Real;
use crate::wide::{Scaled, Wide};

mod algebraic;
pub(crate) mod beyond;
mod circular;
mod coefficients;
mod exponential;
mod gates;
mod gaussian;
mod hyperbolic;
mod logarithm;
mod logistic;
mod quick;

pub use algebraic::{Softsign, SoftsignSlope};
pub use circular::{Atan, Cos, Lorentzian, Sin};
pub use exponential::{Exp, Expm1};
pub use gates::{
    ErfSoftplus, ErfSoftplusSlope, Log1pSigmoid, Log1pSigmoidSlope, TanhLog1pSigmoid,
    TanhLog1pSigmoidSlope, TanhSoftplus, TanhSoftplusSlope,
};
pub use gaussian::{Erf, Erfc, Gaussian, GeluCurvature, GeluSlope, NormalCdf, NormalPdf};
pub use hyperbolic::{Asinh, AsinhSlope, Sech2, Tanh, TanhExp, TanhExpSlope};
pub(crate) use logarithm::power;
pub use logarithm::{Ln, Log1p};
pub use logistic::{LogisticDensity, Sigmoid, SiluCurvature, SiluSlope, Softplus};

/// A function of one argument with an accurate evaluation and a stable derivative.
pub trait Atom: Copy + 'static {
    /// Which atom this is, for programs.
    const ID: AtomId;

    /// The value at `u.hi + u.lo`.
    ///
    /// The scale, where there is one, is 1 except where the atom itself is on its
    /// way to underflow.
    fn eval<F: Float>(u: Wide<F>) -> Scaled<F>;

    /// The value at `u` where the number has digits and range to spare: see
    /// [`Quick`]. Not for infinite arguments or NaN.
    fn quick<F: Float>(u: F) -> F;

    /// [`quick`](Atom::quick) and the derivative, where both are wanted.
    #[inline(always)]
    fn quick_both<F: Float>(u: F) -> (F, F) {
        (Self::quick(u), Self::rule(Wide::from(Quick(u))).collapse().0)
    }

    /// The derivative at `u`, in atoms. Where `eval` returns a scale, the rule
    /// returns the same one.
    fn rule<R: Real>(u: Wide<R>) -> Scaled<R>;
}

/// What is done with an atom that is known as a type.
pub(crate) trait Visitor {
    fn visit<A: Atom>(self);
}

macro_rules! atoms {
    ($($atom:ident $method:ident $text:literal $latex:literal $doc:literal;)+) => {
        /// The names of the atoms.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum AtomId {
            $(#[doc = $doc] $atom,)+
        }

        impl AtomId {
            /// Every atom.
            pub const ALL: &'static [AtomId] = &[$(AtomId::$atom,)+];

            /// The name, as in `exp`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(AtomId::$atom => stringify!($method),)+ }
            }

            /// How it is printed: `#` stands for the argument, `@` for the argument in
            /// brackets if it needs them.
            pub(crate) const fn text(self) -> &'static str {
                match self { $(AtomId::$atom => $text,)+ }
            }

            /// How it is typeset, likewise.
            pub(crate) const fn latex(self) -> &'static str {
                match self { $(AtomId::$atom => $latex,)+ }
            }

            /// Its value at an argument of any machine number type.
            #[inline]
            pub fn eval<R: Real>(self, u: R) -> R {
                match self { $(AtomId::$atom => R::atom::<$atom>(u.into()).collapse(),)+ }
            }

            /// Does something with the atom as a type.
            pub(crate) fn visit(self, visitor: impl Visitor) {
                match self { $(AtomId::$atom => visitor.visit::<$atom>(),)+ }
            }

            /// Its derivative by the rule, at an argument of any number type.
            #[inline]
            pub fn derivative<R: Real>(self, u: R) -> R {
                match self { $(AtomId::$atom => $atom::rule::<R>(u.into()).collapse(),)+ }
            }
        }

        /// The atoms as methods of every number.
        pub trait Atoms: Real {
            $(
                #[doc = $doc]
                #[inline(always)]
                fn $method(self) -> Self {
                    Self::atom::<$atom>(self.into()).collapse()
                }
            )+
        }
        impl<R: Real> Atoms for R {}

        /// The atoms as methods of two-part arguments, with the scale kept.
        impl<R: Real> Wide<R> {
            $(
                #[doc = $doc]
                #[inline(always)]
                pub fn $method(self) -> Scaled<R> {
                    R::atom::<$atom>(self)
                }
            )+
        }
    };
}

atoms! {
    Exp exp "exp(#)" "e^{#}" "The exponential.";
    Expm1 expm1 "expm1(#)" "e^{#}-1" "`exp(u) - 1`.";
    Ln ln "ln(#)" "\\ln\\left(#\\right)" "The natural logarithm.";
    Log1p log1p "log1p(#)" "\\ln\\left(1+#\\right)" "`ln(1 + u)`.";
    Sigmoid sigmoid "sigmoid(#)" "\\sigma\\left(#\\right)" "The logistic function `1 / (1 + exp(-u))`.";
    LogisticDensity logistic_density "sigmoid(#)*sigmoid(-@)" "\\sigma\\left(#\\right)\\sigma\\left(-@\\right)" "The derivative of the sigmoid, `sigmoid(u) sigmoid(-u)`.";
    Softplus softplus "softplus(#)" "\\operatorname{softplus}\\left(#\\right)" "`ln(1 + exp(u))`.";
    SiluSlope silu_slope "sigmoid(#)*(1 + @*sigmoid(-@))" "\\sigma\\left(#\\right)\\left(1+@\\,\\sigma\\left(-@\\right)\\right)" "The derivative of `u sigmoid(u)`: `sigmoid(u) (1 + u sigmoid(-u))`.";
    SiluCurvature silu_curvature "sigmoid(#)*sigmoid(-@)*(2 - @*tanh(@/2))" "\\sigma\\left(#\\right)\\sigma\\left(-@\\right)\\left(2-@\\tanh\\left(\\tfrac{1}{2}@\\right)\\right)" "The second derivative of `u sigmoid(u)`.";
    Tanh tanh "tanh(#)" "\\tanh\\left(#\\right)" "The hyperbolic tangent.";
    Sech2 sech2 "sech(#)^2" "\\operatorname{sech}^2\\left(#\\right)" "`1 - tanh(u)^2` without its cancellation.";
    TanhExp tanh_exp "tanh(exp(#))" "\\tanh\\left(e^{#}\\right)" "`tanh(exp(u))`.";
    TanhExpSlope tanh_exp_slope "exp(#)*sech(exp(#))^2" "e^{#}\\operatorname{sech}^2\\left(e^{#}\\right)" "The derivative of `tanh(exp(u))`.";
    Asinh asinh "asinh(#)" "\\operatorname{arsinh}\\left(#\\right)" "The inverse hyperbolic sine.";
    AsinhSlope asinh_slope "1/sqrt(1 + @^2)" "\\frac{1}{\\sqrt{1+@^2}}" "`1 / sqrt(1 + u^2)`.";
    TanhSoftplus tanh_softplus "tanh(softplus(#))" "\\tanh\\left(\\operatorname{softplus}\\left(#\\right)\\right)" "`tanh(ln(1 + exp(u)))`.";
    TanhSoftplusSlope tanh_softplus_slope "sech(softplus(#))^2*sigmoid(#)" "\\operatorname{sech}^2\\left(\\operatorname{softplus}\\left(#\\right)\\right)\\sigma\\left(#\\right)" "The derivative of `tanh(softplus(u))`.";
    Log1pSigmoid log1p_sigmoid "ln(1 + sigmoid(#))" "\\ln\\left(1+\\sigma\\left(#\\right)\\right)" "`ln(1 + sigmoid(u))`.";
    Log1pSigmoidSlope log1p_sigmoid_slope "sigmoid(#)*sigmoid(-@)/(1 + sigmoid(#))" "\\frac{\\sigma\\left(#\\right)\\sigma\\left(-@\\right)}{1+\\sigma\\left(#\\right)}" "The derivative of `ln(1 + sigmoid(u))`.";
    TanhLog1pSigmoid tanh_log1p_sigmoid "tanh(ln(1 + sigmoid(#)))" "\\tanh\\left(\\ln\\left(1+\\sigma\\left(#\\right)\\right)\\right)" "`tanh(ln(1 + sigmoid(u)))`.";
    TanhLog1pSigmoidSlope tanh_log1p_sigmoid_slope "sech(ln(1 + sigmoid(#)))^2*sigmoid(#)*sigmoid(-@)/(1 + sigmoid(#))" "\\operatorname{sech}^2\\left(\\ln\\left(1+\\sigma\\left(#\\right)\\right)\\right)\\frac{\\sigma\\left(#\\right)\\sigma\\left(-@\\right)}{1+\\sigma\\left(#\\right)}" "The derivative of `tanh(ln(1 + sigmoid(u)))`.";
    ErfSoftplus erf_softplus "erf(softplus(#))" "\\operatorname{erf}\\left(\\operatorname{softplus}\\left(#\\right)\\right)" "`erf(softplus(u))`.";
    ErfSoftplusSlope erf_softplus_slope "2/sqrt(pi)*exp(-softplus(#)^2)*sigmoid(#)" "\\frac{2}{\\sqrt{\\pi}}e^{-\\operatorname{softplus}^2\\left(#\\right)}\\sigma\\left(#\\right)" "The derivative of `erf(softplus(u))`.";
    Erf erf "erf(#)" "\\operatorname{erf}\\left(#\\right)" "The error function.";
    Erfc erfc "erfc(#)" "\\operatorname{erfc}\\left(#\\right)" "`1 - erf(u)` without its cancellation.";
    Gaussian gaussian "exp(-@^2)" "e^{-@^2}" "`exp(-u^2)`.";
    NormalCdf normal_cdf "Phi(#)" "\\Phi\\left(#\\right)" "The cumulative distribution of the standard normal.";
    NormalPdf normal_pdf "phi(#)" "\\varphi\\left(#\\right)" "The density of the standard normal.";
    GeluSlope gelu_slope "Phi(#) + @*phi(#)" "\\Phi\\left(#\\right)+@\\,\\varphi\\left(#\\right)" "The derivative of `u Phi(u)`: `Phi(u) + u phi(u)`.";
    GeluCurvature gelu_curvature "(2 - @^2)*phi(#)" "\\left(2-@^2\\right)\\varphi\\left(#\\right)" "The second derivative of `u Phi(u)`: `(2 - u^2) phi(u)`.";
    Sin sin "sin(#)" "\\sin\\left(#\\right)" "The sine.";
    Cos cos "cos(#)" "\\cos\\left(#\\right)" "The cosine.";
    Atan atan "atan(#)" "\\arctan\\left(#\\right)" "The arctangent.";
    Lorentzian lorentzian "1/(1 + @^2)" "\\frac{1}{1+@^2}" "`1 / (1 + u^2)` without its overflow.";
    Softsign softsign "@/(1 + abs(#))" "\\frac{#}{1+\\left|#\\right|}" "`u / (1 + |u|)`.";
    SoftsignSlope softsign_slope "1/(1 + abs(#))^2" "\\frac{1}{\\left(1+\\left|#\\right|\\right)^2}" "`1 / (1 + |u|)^2`.";
}

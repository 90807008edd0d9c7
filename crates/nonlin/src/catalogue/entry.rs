//! What a catalogue entry is, and the macro that makes one.
//!
//! ```text
//! functions_of_family! { SelfGated;
//!     /// What it is, in a line.
//!     Telu = "telu" {
//!         name: "TeLU",
//!         aliases: ["tanhexp"],
//!         reference: ("Fernandez, Mali", "The title", 2024, "arXiv:2412.20269"),
//!         notes: "What must be said about it.",
//!         parameters: [],
//!         formula: |x| x.gated::<TanhExp>(x),
//!     }
//! }
//! ```
//!
//! A parameter is `beta = 1.0, Range::REAL, trained, "what it does"` (or `fixed`)
//! and appears by its name in the formula.

use std::fmt;

use half::{bf16, f16};

use super::{Family, Parameter, Range};
use crate::error::{Error, Result};
use crate::formula;
use crate::kernels::{Halves, Kernels, Short, Spline};
use crate::numbers::{Dual, Taylor};
use crate::program::{Expression, Symbol};
use crate::rational::Form;
use crate::real::Real;

/// No function has more parameters.
pub(crate) const MAX_PARAMETERS: usize = 5;

/// A formula: the one definition of a function.
pub(crate) trait Formula: 'static {
    /// How many of the parameters it uses.
    const PARAMETERS: usize;
    /// Whether a finite argument can have a value or slope beyond the range of
    /// the element type.
    const GROWS: bool;
    /// Whether f32 kernels compute in f64: for formulas of many steps, whose
    /// roundings would add up.
    const IN_F64: bool;
    /// Whether it is made of straight lines: so little is rounded that f32 serves
    /// at every level.
    const PIECEWISE_LINEAR: bool;
    /// Whether the first half of the parameters counts where `x < 0` and the second,
    /// in the same order, elsewhere.
    const TWO_SIDED: bool;
    /// Whether the first parameter is a factor of `x`, and neither is anywhere else.
    const SCALES_X: bool;
    /// The function.
    fn eval<R: Real>(x: R, p: &[R; MAX_PARAMETERS]) -> R;
}

/// Where a function was first published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The authors' family names.
    pub authors: &'static str,
    /// The title.
    pub title: &'static str,
    /// The year.
    pub year: Option<u16>,
    /// An arXiv number, DOI or venue.
    pub identifier: Option<&'static str>,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.authors)?;
        if let Some(year) = self.year {
            write!(f, " ({year})")?;
        }
        if !self.title.is_empty() {
            write!(f, ". {}", self.title)?;
        }
        if let Some(identifier) = self.identifier {
            write!(f, ". {identifier}")?;
        }
        f.write_str(".")
    }
}

/// How a stochastic function draws in training: its first two parameters bound a
/// uniform distribution of the only parameter of another function.
#[derive(Clone, Copy)]
pub(crate) struct Sampling {
    /// The function that is evaluated with the drawn parameter.
    pub(crate) table: &'static Table,
}

/// What a symbolic evaluation is to give.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    /// The formula.
    Value,
    /// The derivative by `x`.
    Slope,
    /// The derivative by a parameter.
    ByParameter(usize),
}

/// Everything that is compiled from a formula. Opaque outside this crate.
pub struct Table {
    pub(crate) value: fn(f64, &[f64]) -> f64,
    pub(crate) derivatives: fn(f64, &[f64], usize) -> Vec<f64>,
    pub(crate) by_parameter: fn(f64, &[f64], usize) -> f64,
    pub(crate) along: fn(f64, &[f64], &[f64], &mut [f64]),
    pub(crate) trace: fn(Wanted, &'static [Parameter]) -> Expression,
    pub(crate) f32: Kernels<f32>,
    pub(crate) f64: Kernels<f64>,
    pub(crate) f16: Halves<f16>,
    pub(crate) bf16: Halves<bf16>,
    pub(crate) short: Option<Short>,
    pub(crate) spline: Option<&'static Spline>,
}

impl Table {
    pub(crate) const fn of<F: Formula>() -> Table {
        Table {
            value: |x, p| F::eval(x, &pad(p)),
            derivatives: |x, p, order| {
                // To first order as the kernels do it.
                if order <= 1 {
                    let result = F::eval(Dual::variable(x), &pad(p).map(Dual::constant));
                    return [result.v, result.derivative()][..=order].to_vec();
                }
                let p = pad(p).map(|p| Taylor::constant(p, order));
                F::eval(Taylor::variable(x, order), &p).derivatives()
            },
            by_parameter: |x, p, k| {
                let p = pad(p);
                let mut duals = p.map(Dual::constant);
                duals[k] = Dual::variable(p[k]);
                F::eval(Dual::constant(x), &duals).derivative()
            },
            // The derivative along a direction in x and the parameters, and its own
            // derivatives by each of them.
            along: |x, p, direction, out| {
                let p = pad(p);
                let Some((first, rest)) = out.split_first_mut() else { return };
                for (k, out) in rest.iter_mut().enumerate() {
                    let number = |i: usize, v: f64| {
                        let v = Taylor::line(v, direction.get(i).copied().unwrap_or(0.0));
                        if i == k { Dual::variable(v) } else { Dual::constant(v) }
                    };
                    let p: [_; MAX_PARAMETERS] = std::array::from_fn(|i| number(i + 1, p[i]));
                    let result = F::eval(number(0, x), &p);
                    *first = result.v.slope();
                    *out = result.derivative().slope();
                }
            },
            trace: |wanted, parameters| {
                traced(
                    wanted,
                    parameters,
                    &|x, p: &[Symbol]| F::eval(x, &padded(p, x.lit(0.0))),
                    &|x, p: &[Dual<Symbol>]| F::eval(x, &padded(p, x.lit(0.0))),
                )
            },
            f32: crate::kernels::of_f32::<F>(),
            f64: crate::kernels::of_f64::<F>(),
            f16: crate::kernels::of_f16::<F>(),
            bf16: crate::kernels::of_bf16::<F>(),
            short: crate::kernels::short::<F>(),
            spline: None,
        }
    }

    pub(crate) const fn with_spline(mut self, spline: &'static Spline) -> Table {
        self.spline = Some(spline);
        self
    }
}

fn pad(p: &[f64]) -> [f64; MAX_PARAMETERS] {
    padded(p, 0.0)
}

fn padded<R: Copy>(p: &[R], rest: R) -> [R; MAX_PARAMETERS] {
    std::array::from_fn(|k| p.get(k).copied().unwrap_or(rest))
}

/// A formula in one kind of number.
type Recorded<'a, R> = &'a dyn Fn(R, &[R]) -> R;

/// What a formula, given for values and for derivatives, does with its arguments.
fn traced(
    wanted: Wanted,
    parameters: &'static [Parameter],
    value: Recorded<'_, Symbol>,
    dual: Recorded<'_, Dual<Symbol>>,
) -> Expression {
    Expression::trace(parameters, |x: Symbol, p: &[Symbol]| {
        let mut duals: Vec<_> = p.iter().copied().map(Dual::constant).collect();
        match wanted {
            Wanted::Value => value(x, p),
            Wanted::Slope => dual(Dual::variable(x), &duals).derivative(),
            Wanted::ByParameter(k) => {
                duals[k] = Dual::variable(p[k]);
                dual(Dual::constant(x), &duals).derivative()
            }
        }
    })
}

/// What must hold between parameter values that are allowed one by one.
pub(crate) enum JointCheck {
    /// Says what is wrong.
    Code(fn(&[f64]) -> Option<String>),
    /// A comparison of the parameters, and a formula that is 1 where it holds.
    Stated(&'static str, formula::Deferred),
}

impl JointCheck {
    /// What is wrong with the values, if anything.
    fn conflict(&self, values: &[f64]) -> Option<String> {
        match self {
            JointCheck::Code(code) => code(values),
            JointCheck::Stated(text, formula) => {
                (formula.value_with(0.0, values) != 1.0).then(|| format!("{text} must hold"))
            }
        }
    }
}

/// An activation function of the catalogue.
pub struct Function {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) aliases: &'static [&'static str],
    pub(crate) family: Family,
    pub(crate) summary: &'static str,
    pub(crate) parameters: &'static [Parameter],
    pub(crate) reference: Reference,
    pub(crate) notes: &'static str,
    pub(crate) check: Option<JointCheck>,
    pub(crate) sampling: Option<Sampling>,
    pub(crate) data: Option<Data>,
    pub(crate) body: Body,
}

/// What the data file of a family says beyond what every function has.
pub(crate) struct Data {
    pub(crate) domain: Range,
    pub(crate) published: Option<&'static str>,
    pub(crate) properties: &'static [&'static str],
}

/// What a function computes.
pub(crate) enum Body {
    /// A formula of the catalogue, compiled.
    Compiled(Table),
    /// A rational unit, whose parameters are its coefficients.
    Rational(Form),
    /// A formula that was typed, or stands in a data file.
    Formula(formula::Deferred),
}

impl Function {
    /// The identifier, as in `telu`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }
    /// The published name, as in `TeLU`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }
    /// Other names that find it.
    #[must_use]
    pub fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }
    /// The family.
    #[must_use]
    pub fn family(&self) -> Family {
        self.family
    }
    /// What it is, in a line.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        self.summary
    }
    /// The parameters, in the order in which values are given.
    #[must_use]
    pub fn parameters(&self) -> &'static [Parameter] {
        self.parameters
    }
    /// Where it was first published.
    #[must_use]
    pub fn reference(&self) -> &Reference {
        &self.reference
    }
    /// Conventions, readings and name clashes; may be empty.
    #[must_use]
    pub fn notes(&self) -> &'static str {
        self.notes
    }
    /// Whether it draws random numbers in training.
    #[must_use]
    pub fn is_stochastic(&self) -> bool {
        match &self.body {
            Body::Compiled(_) => self.sampling.is_some(),
            Body::Rational(form) => form.noise().is_some(),
            Body::Formula(_) => false,
        }
    }
    /// The form, if the function is a rational unit.
    #[must_use]
    pub fn form(&self) -> Option<Form> {
        match self.body {
            Body::Rational(form) => Some(form),
            _ => None,
        }
    }
    /// The formula as it was typed, if it was.
    #[must_use]
    pub fn typed(&self) -> Option<&formula::Formula> {
        self.own_formula().filter(|_| self.data.is_none())
    }
    /// The formula that it runs by, typed or of the catalogue's data.
    pub(crate) fn own_formula(&self) -> Option<&formula::Formula> {
        match &self.body {
            Body::Formula(formula) => Some(formula),
            _ => None,
        }
    }
    /// Whether it has kernels of its own. The others are evaluated by the machine that
    /// runs typed formulas.
    #[must_use]
    pub fn is_tuned(&self) -> bool {
        matches!(self.body, Body::Compiled(_))
    }
    /// The arguments for which it is defined; for almost all functions every number.
    #[must_use]
    pub fn domain(&self) -> Range {
        self.data.as_ref().map_or(Range::REAL, |data| data.domain)
    }
    /// The formula as its authors write it, where [`Self::formula`] is another form of the
    /// same function.
    #[must_use]
    pub fn published_formula(&self) -> Option<&'static str> {
        self.data.as_ref().and_then(|data| data.published)
    }
    /// The properties that the catalogue lists for a function that is not tuned, with its
    /// defaults, as in `odd`, `bounded below`; `nonlin`'s tests prove them.
    /// [`Activation::properties`](crate::Activation::properties) computes more, for every
    /// function.
    #[must_use]
    pub fn listed_properties(&self) -> &'static [&'static str] {
        self.data.as_ref().map_or(&[], |data| data.properties)
    }
    /// Whether the values are as many as there are parameters, each in its range,
    /// and allowed together.
    ///
    /// # Errors
    ///
    /// Which value is wrong, and what would be right.
    pub fn check(&self, values: &[f64]) -> Result<()> {
        if values.len() != self.parameters.len() {
            return Err(Error::ParameterCount {
                function: self.id,
                expected: self.parameters.len(),
                found: values.len(),
                channels: None,
            });
        }
        for (parameter, &value) in self.parameters.iter().zip(values) {
            if !parameter.range.contains(value) {
                return Err(Error::ParameterOutOfRange {
                    function: self.id,
                    parameter: parameter.name,
                    value,
                    range: parameter.range.to_string(),
                });
            }
        }
        match self.check.as_ref().and_then(|check| check.conflict(values)) {
            Some(reason) => Err(Error::ParametersConflict { function: self.id, reason }),
            None => Ok(()),
        }
    }
    /// The nearest allowed values: what training may have carried out of a range
    /// comes back to its edge, a little inside where the edge itself is excluded;
    /// values that are only allowed together move towards the defaults until they
    /// are. What is not a number becomes the default.
    ///
    /// # Errors
    ///
    /// If there are too many or too few values.
    pub fn project(&self, values: &[f64]) -> Result<Vec<f64>> {
        if values.len() != self.parameters.len() {
            return self.check(values).map(|()| Vec::new());
        }
        let parameters = self.parameters.iter();
        let nearest: Vec<f64> =
            parameters.zip(values).map(|(p, &v)| p.range.nearest(v).unwrap_or(p.default)).collect();
        let Some(check) = &self.check else { return Ok(nearest) };
        let towards = |t: f64| -> Vec<f64> {
            let pairs = self.parameters.iter().zip(&nearest);
            pairs.map(|(p, &v)| p.default + t * (v - p.default)).collect()
        };
        if check.conflict(&nearest).is_none() {
            return Ok(nearest);
        }
        // The defaults are allowed: the share of the way that is, to 30 bits.
        let (mut allowed, mut refused) = (0.0, 1.0);
        for _ in 0..30 {
            let t = f64::midpoint(allowed, refused);
            if check.conflict(&towards(t)).is_none() {
                allowed = t;
            } else {
                refused = t;
            }
        }
        Ok(towards(allowed))
    }
    /// The formula, as an expression in `x` and the parameters.
    #[must_use]
    pub fn expression(&self) -> Expression {
        self.traced(Wanted::Value)
    }
    /// The derivative by `x`, from the same formula.
    #[must_use]
    pub fn derivative(&self) -> Expression {
        self.traced(Wanted::Slope)
    }
    /// The derivative by `x` of an order up to 4, from the same formula.
    ///
    /// # Errors
    ///
    /// If the order is higher.
    pub fn nth_derivative(&self, order: usize) -> Result<Expression> {
        match order {
            0 => Ok(self.expression()),
            1 => Ok(self.derivative()),
            _ if order <= Taylor::<f64>::MAX_ORDER => Ok(self.expression().nth_derivative(order)),
            _ => Err(Error::Order { order, max: Taylor::<f64>::MAX_ORDER }),
        }
    }
    /// The derivatives by each parameter, from the same formula.
    #[must_use]
    pub fn parameter_derivatives(&self) -> Vec<Expression> {
        (0..self.parameters.len()).map(|k| self.traced(Wanted::ByParameter(k))).collect()
    }

    /// The formula as text: for a rational unit with its polynomials by name, for one
    /// that was typed as it was.
    #[must_use]
    pub fn formula(&self) -> String {
        match &self.body {
            Body::Compiled(_) => self.expression().to_string(),
            Body::Rational(form) => form.text(),
            Body::Formula(formula) => formula.written(),
        }
    }
    /// The same as LaTeX.
    #[must_use]
    pub fn formula_latex(&self) -> String {
        match &self.body {
            Body::Compiled(_) => self.expression().latex(),
            Body::Rational(form) => form.latex(),
            Body::Formula(formula) => formula.latex(),
        }
    }
    /// The derivative as text; for a rational unit `P / Q` in terms of its parts.
    #[must_use]
    pub fn derivative_formula(&self) -> String {
        match self.body {
            Body::Rational(_) => "(P'(x) - f(x)*Q'(x)) / Q(x) for f(x) = P(x) / Q(x)".to_owned(),
            _ => self.derivative().to_string(),
        }
    }
    /// The same as LaTeX.
    #[must_use]
    pub fn derivative_latex(&self) -> String {
        match self.body {
            Body::Rational(_) => r"\frac{P'(x) - f(x)\,Q'(x)}{Q(x)}".to_owned(),
            _ => self.derivative().latex(),
        }
    }

    fn traced(&self, wanted: Wanted) -> Expression {
        match &self.body {
            Body::Compiled(table) => (table.trace)(wanted, self.parameters),
            Body::Rational(form) => {
                traced(wanted, self.parameters, &|x, p| form.formula(x, p), &|x, p| {
                    form.formula(x, p)
                })
            }
            Body::Formula(formula) => match wanted {
                Wanted::Value => formula.expression(),
                Wanted::Slope => formula.derivative(),
                Wanted::ByParameter(k) => formula.program().expression(2 + k).unwrap_or_default(),
            },
        }
    }

    /// The value at `x`.
    pub(crate) fn value(&self, x: f64, values: &[f64]) -> f64 {
        match &self.body {
            Body::Compiled(table) => (table.value)(x, values),
            Body::Rational(form) => form.derivatives_at(values, x, 0)[0],
            Body::Formula(formula) => formula.value_with(x, values),
        }
    }

    /// The value and the derivatives up to that order.
    pub(crate) fn derivatives_at(&self, x: f64, values: &[f64], order: usize) -> Vec<f64> {
        match &self.body {
            Body::Compiled(table) => (table.derivatives)(x, values, order),
            Body::Rational(form) => form.derivatives_at(values, x, order),
            Body::Formula(formula) => formula.derivatives_with(x, values, order),
        }
    }

    /// The derivatives of the value at `x` by each parameter.
    pub(crate) fn parameter_gradient(&self, x: f64, values: &[f64]) -> Vec<f64> {
        match &self.body {
            Body::Compiled(table) => {
                (0..values.len()).map(|k| (table.by_parameter)(x, values, k)).collect()
            }
            Body::Rational(form) => form.coefficient_gradient(values, x),
            Body::Formula(formula) => formula.results(x, values)[2..].to_vec(),
        }
    }

    /// The arguments at which the function may have a kink or a jump.
    pub(crate) fn thresholds(&self, values: &[f64]) -> Vec<f64> {
        match &self.body {
            Body::Rational(form) => form.kinks(values),
            _ => self.expression().thresholds(values),
        }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Function").field(&self.id).finish()
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Function {}

/// `trained` or `fixed`, as a truth value.
macro_rules! trainable {
    (trained) => {
        true
    };
    (fixed) => {
        false
    };
}

/// `Some` of an expression that may be missing.
macro_rules! optional {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

/// Declares the functions of a family; see the documentation of this module.
macro_rules! functions_of_family {
    ($family:ident; $(
        $(#[doc = $summary:literal])+
        $type:ident = $id:literal {
            name: $name:literal,
            aliases: [$($alias:literal),* $(,)?],
            reference: ($authors:expr, $title:expr, $year:expr, $identifier:expr),
            notes: $notes:expr,
            parameters: [$($p:ident = $default:expr, $range:expr, $trainable:ident, $meaning:literal);* $(;)?],
            $(check: $check:expr,)?
            $(sampling: $sampling:expr,)?            $(grows: $grows:literal,)?
            $(in_f64: $in_f64:literal,)?
            $(piecewise_linear: $piecewise_linear:literal,)?
            $(two_sided: $two_sided:literal,)?
            $(scales_x: $scales_x:literal,)?
            $(spline: $spline:expr,)?
            formula: |$x:ident| $body:expr $(,)?
        }
    )+) => {
        $(
            struct $type;

            impl $crate::catalogue::Formula for $type {
                const PARAMETERS: usize = {
                    let names: &[&str] = &[$(stringify!($p)),*];
                    names.len()
                };
                // Parameters can scale; of the rest, what says so.
                const GROWS: bool = Self::PARAMETERS > 0 $(|| $grows)?;
                const IN_F64: bool = false $(|| $in_f64)?;
                const PIECEWISE_LINEAR: bool = false $(|| $piecewise_linear)?;
                const TWO_SIDED: bool = false $(|| $two_sided)?;
                const SCALES_X: bool = false $(|| $scales_x)?;
                #[inline(always)]
                fn eval<R: $crate::real::Real>(
                    $x: R,
                    p: &[R; $crate::catalogue::MAX_PARAMETERS],
                ) -> R {
                    let [$($p,)* ..] = *p;
                    $body
                }
            }
        )+

        /// The functions of this family.
        pub(in crate::catalogue) static FUNCTIONS: &[$crate::catalogue::Function] = &[
            $($crate::catalogue::Function {
                id: $id,
                name: $name,
                aliases: &[$($alias),*],
                family: $crate::catalogue::Family::$family,
                summary: concat!($($summary),+).trim_ascii(),
                parameters: &[$($crate::catalogue::Parameter {
                    name: stringify!($p),
                    default: $default,
                    range: $range,
                    trainable: $crate::catalogue::trainable!($trainable),
                    meaning: $meaning,
                }),*],
                reference: $crate::catalogue::Reference {
                    authors: $authors,
                    title: $title,
                    year: $year,
                    identifier: $identifier,
                },
                notes: $notes,
                check: $crate::catalogue::optional!($($crate::catalogue::JointCheck::Code($check))?),
                sampling: $crate::catalogue::optional!($($sampling)?),
                data: None,
                body: $crate::catalogue::Body::Compiled({
                    static SPLINE: $crate::kernels::Spline = $crate::kernels::Spline::of(
                        $crate::catalogue::optional!($($spline)?),
                        &[$($default),*],
                    );
                    $crate::catalogue::Table::of::<$type>().with_spline(&SPLINE)
                }),
            }),+
        ];
    };
}

pub(crate) use {functions_of_family, optional, trainable};

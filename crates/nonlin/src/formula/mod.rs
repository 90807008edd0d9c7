//! Formulas that are typed at run time.
//!
//! ```text
//! x*tanh(exp(x))
//! swish(beta=1) = x*sigmoid(beta*x)
//! elu(alpha=1) = if(x > 0, x, alpha*(exp(x) - 1))
//! ```
//!
//! # The language
//!
//! Numbers, `x`, `pi` and `e`; parameters, declared in front with their defaults;
//! `+ - * / ^`, of which `^` groups to the right and binds more tightly than the sign;
//! comparisons `< <= > >= == !=` with `and`, `or`, `not`, in `if(condition, a, b)` or
//! `where(condition, a, b)`; `min`, `max`, `clamp(u, low, high)`, `abs`, `sign`, `floor`,
//! `ceil`, `sqrt`, `relu`, `pow`, `square`, `exp2`, `log2`, `log10`, the circular and
//! hyperbolic functions with their inverses, and every [atom](crate::atoms) by its name:
//! `exp`, `expm1`, `log` or `ln`, `log1p`, `sigmoid`, `softplus`, `erf`, `erfc`, `Phi`
//! (`normal_cdf`), `gaussian`, `sech2`, ...
//!
//! At a tie, `min` and `max` are their constant operand, if there is one, and otherwise
//! their first: `max(x, 0)` has the slope 0 at 0, as ReLU in PyTorch. `abs` and `sign`
//! have the slope 0 at 0. Powers with an integral exponent take any base; with others,
//! a negative base has no result (NaN). What leaves the range of f64 on the way does no harm:
//! `softplus(x)^2/softplus(-x)` has a value and a slope at 750. Where `x = 0` makes 0 by 0
//! the value is the limit, as of `sin(x)/x`; elsewhere a slope that is 0 by 0, as that of
//! `sqrt(max(x, 0))`, is 0.
//!
//! A formula has at most 10,000 terms, nested at most 200 deep, and 32 parameters.
//!
//! | file | what |
//! |---|---|
//! | `lexer.rs`, `parser.rs`, `definition.rs` | text to tree, errors with columns |
//! | `tree.rs`, `print.rs` | the formula as written, its limits, text and LaTeX |
//! | `functions.rs` | the functions of the language, in atoms |
//! | `merge.rs` | branches of which only one counts share their operations |
//! | `deferred.rs` | a formula that is read when it is first used |
//! | `plain.rs`, `parts.rs`, `build.rs`, `code.rs` | a program as register code |
//! | `arena.rs`, `registers.rs`, `machine.rs`, `pairs.rs` | its registers, its loops over blocks |
//! | `number.rs`, `operations.rs`, `ends.rs` | what the loops compute in, what they do, where they read and write |
//! | `blocks.rs`, `run.rs`, `apart.rs`, `kernel.rs` | element types, blocks, elements apart, calls and threads |
//! | `rescue.rs` | what leaves the range of f64 |
//! | `polynomials.rs`, `resolved.rs` | piecewise polynomials that stand for a formula, and whether they can |
//! | `trust.rs`, `single.rs` | whether the digits of f32 are enough, and whether f32 is |
//! | `recognise.rs` | formulas that the catalogue has a compiled kernel of |
//! | `rules.rs`, `stabilise.rs`, `normal.rs` | fragile forms replaced by stable ones, by rules that are data |

mod apart;
mod arena;
pub(crate) mod blocks;
mod build;
mod code;
mod deferred;
mod definition;
mod ends;
mod function;
mod functions;
mod kernel;
mod lexer;
mod machine;
mod merge;
mod normal;
mod number;
mod operations;
mod pairs;
mod parser;
mod parts;
mod plain;
mod polynomials;
mod print;
mod recognise;
mod registers;
mod rescue;
mod resolved;
mod rules;
mod run;
mod single;
mod stabilise;
mod tree;
mod trust;

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use code::Code;
pub(crate) use deferred::Deferred;
use definition::Definition;
pub(crate) use kernel::Pieces;
pub use recognise::SPELLINGS;
pub(crate) use recognise::Twin;
use registers::Digits;
use rescue::Rescue;
pub use rules::RULES;
use stabilise::stabilised;

use crate::catalogue::Function;
use crate::error::{Error, Result};
use crate::kernels::Fitted;
use crate::numbers::Taylor;
use crate::program::{Expression, Program};

/// The most nodes of a formula together with its derivatives.
const MOST_NODES: usize = 100_000;

/// A function given by a formula, with values for its parameters.
///
/// ```
/// let swish: nonlin::Formula = "swish(beta=1) = x*sigmoid(beta*x)".parse()?;
/// assert_eq!(swish.to_string(), "swish(beta=1) = x*sigmoid(beta*x)");
///
/// // What cancels or overflows as typed is computed in stable forms.
/// let naive = nonlin::Formula::parse("0.5*x*(1 + erf(x/sqrt(2)))")?;
/// assert_eq!(naive.expression().to_string(), "x*Phi(x)");
/// assert!((naive.value(-20.0) / -5.507248237212467e-88 - 1.0).abs() < 1e-13);
/// # Ok::<(), nonlin::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Formula {
    shared: Arc<Compiled>,
    values: Vec<f64>,
}

/// What does not depend on the values of the parameters.
#[derive(Debug)]
struct Compiled {
    definition: Definition,
    typed: Program,
    /// The value, the derivative by `x`, the derivatives by the parameters.
    all: Program,
    forward: Code,
    backward: Code,
    both: Code,
    /// The slope, and the derivatives by the parameters.
    parameters: Code,
    /// What elements of f32 and half precision are computed with.
    digits: Digits,
    /// The same function in the catalogue, looked up when first asked for.
    twin: OnceLock<Option<Twin>>,
    /// The polynomials that stand for it with its defaults, likewise.
    fitted: OnceLock<Option<Box<Fitted>>>,
}

/// Formulas that were read before, by their text.
static KNOWN: LazyLock<Mutex<HashMap<String, Arc<Compiled>>>> = LazyLock::new(Mutex::default);

/// The most formulas that are kept.
const MOST_KNOWN: usize = 1024;

impl Compiled {
    fn new(text: &str) -> Result<Self> {
        let definition = definition::parse(text)?;
        let typed = definition.program();
        let all = stabilised(&typed).with_derivatives(MOST_NODES).ok_or_else(|| {
            let reason = format!(
                "the formula and its derivatives take more than {MOST_NODES} operations; write a shorter one"
            );
            Error::FormulaUse { reason }
        })?;
        let all = stabilised(&all);
        let by_parameters: Vec<usize> = (1..all.outputs().len()).collect();
        let values: Vec<f64> = definition.parameters.iter().map(|p| p.1).collect();
        let merged = merge::merged(&all);
        Ok(Compiled {
            forward: Code::of(&merged, &[0]),
            backward: Code::of(&merged, &[1]),
            both: Code::of(&merged, &[0, 1]),
            parameters: Code::of(&merged, &by_parameters),
            digits: trust::digits(&merged, &values),
            twin: OnceLock::new(),
            fitted: OnceLock::new(),
            definition,
            typed,
            all,
        })
    }
}

impl Formula {
    /// Reads a formula: `x*tanh(exp(x))`, or with a name and parameters,
    /// `swish(beta=1) = x*sigmoid(beta*x)`.
    ///
    /// # Errors
    ///
    /// [`Error::Formula`], with the column, what is wrong there and what would be right.
    pub fn parse(text: &str) -> Result<Self> {
        let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known().get(text).cloned();
        let shared = match found {
            Some(shared) => shared,
            None => {
                let shared = Arc::new(Compiled::new(text)?);
                let mut known = known();
                if known.len() >= MOST_KNOWN {
                    known.clear();
                }
                known.insert(text.to_owned(), Arc::clone(&shared));
                shared
            }
        };
        let values = shared.definition.parameters.iter().map(|p| p.1).collect();
        Ok(Formula { shared, values })
    }

    /// The name, if the formula gives itself one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.shared.definition.name.as_deref()
    }

    /// The parameters with their defaults, in the order in which values are given.
    #[must_use]
    pub fn parameters(&self) -> &[(String, f64)] {
        &self.shared.definition.parameters
    }

    /// The values of the parameters.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The same formula with another value of a parameter.
    ///
    /// # Errors
    ///
    /// If the formula has no such parameter, or the value is not a finite number.
    pub fn with(mut self, parameter: &str, value: f64) -> Result<Self> {
        let parameters = self.parameters();
        let Some(index) = parameters.iter().position(|(name, _)| name == parameter) else {
            let names: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
            let has = match names.len() {
                0 => "it has none".to_owned(),
                _ => format!("its parameters are {}", names.join(", ")),
            };
            let reason = format!("{} has no parameter '{parameter}'; {has}", self.title());
            return Err(Error::FormulaUse { reason });
        };
        self.values[index] = value;
        self.check(&self.values)?;
        Ok(self)
    }

    /// The same formula with other values of all parameters.
    ///
    /// # Errors
    ///
    /// If there are too many or too few, or one is not a finite number.
    pub fn with_values(mut self, values: &[f64]) -> Result<Self> {
        self.check(values)?;
        self.values.clear();
        self.values.extend_from_slice(values);
        Ok(self)
    }

    /// The same formula with the defaults of its parameters.
    fn with_defaults(&self) -> Self {
        let values = self.parameters().iter().map(|p| p.1).collect();
        Formula { shared: Arc::clone(&self.shared), values }
    }

    /// Whether there are so many values, all of them finite.
    fn check(&self, values: &[f64]) -> Result<()> {
        let parameters = self.parameters();
        if values.len() != parameters.len() {
            let reason = format!(
                "{} takes {} parameter value(s), but {} were given",
                self.title(),
                parameters.len(),
                values.len()
            );
            return Err(Error::FormulaUse { reason });
        }
        let wrong = parameters.iter().zip(values).find(|(_, value)| !value.is_finite());
        wrong.map_or(Ok(()), |((name, _), value)| {
            let reason = format!(
                "{}: {name} = {value} is not allowed; it must be a finite number",
                self.title()
            );
            Err(Error::FormulaUse { reason })
        })
    }

    /// What errors call it.
    fn title(&self) -> &str {
        self.name().unwrap_or("the formula")
    }

    /// The right side of the formula, as it was written.
    #[must_use]
    pub fn body(&self) -> String {
        print::text(&self.shared.definition.tree, self.parameters())
    }

    /// The right side as LaTeX, for a mathematical environment.
    #[must_use]
    pub fn latex(&self) -> String {
        print::latex(&self.shared.definition.tree, self.parameters())
    }

    /// The formula as a graph, as it was written.
    #[must_use]
    pub fn typed(&self) -> &Program {
        &self.shared.typed
    }

    /// The formula in stable forms, as one graph of several results: the value, the
    /// derivative by `x`, and the derivative by each parameter.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.shared.all
    }

    /// The value in stable forms.
    #[must_use]
    pub fn expression(&self) -> Expression {
        self.program().expression(0).unwrap_or_default()
    }

    /// The derivative by `x` in stable forms.
    #[must_use]
    pub fn derivative(&self) -> Expression {
        self.program().expression(1).unwrap_or_default()
    }

    /// The derivatives by each parameter in stable forms.
    #[must_use]
    pub fn parameter_derivatives(&self) -> Vec<Expression> {
        (2..self.program().outputs().len()).filter_map(|k| self.program().expression(k)).collect()
    }

    /// The value at `x`, in f64.
    #[must_use]
    pub fn value(&self, x: f64) -> f64 {
        self.value_with(x, &self.values)
    }

    pub(crate) fn value_with(&self, x: f64, values: &[f64]) -> f64 {
        self.results(x, values)[0]
    }

    /// All results of the program.
    pub(crate) fn results(&self, x: f64, values: &[f64]) -> Vec<f64> {
        let mut results = self.program().evaluate(x, values);
        let all: Vec<usize> = (0..results.len()).collect();
        Rescue::default().results(self.program(), &all, x, values, &mut results);
        results
    }

    /// The value and the derivatives up to `order`: `[f(x), f'(x), ...]`.
    ///
    /// # Errors
    ///
    /// If the order is beyond [`Activation::MAX_ORDER`](crate::Activation::MAX_ORDER).
    pub fn derivatives(&self, x: f64, order: usize) -> Result<Vec<f64>> {
        let max = Taylor::<f64>::MAX_ORDER;
        if order > max {
            return Err(Error::Order { order, max });
        }
        Ok(self.derivatives_with(x, &self.values, order))
    }

    pub(crate) fn derivatives_with(&self, x: f64, values: &[f64], order: usize) -> Vec<f64> {
        let first = &self.results(x, values)[..=order.min(1)];
        if order <= 1 {
            return first.to_vec();
        }
        let expression = self.expression();
        let mut all = rescue::series(&expression, x, values, order, |number| number);
        rescue::derivatives(&expression, x, values, &mut all);
        all[..first.len()].copy_from_slice(first);
        all
    }

    /// The function of the catalogue that it is, if any: kernels of the formula run the
    /// compiled kernel of that function then, wherever it allows the values of the
    /// parameters.
    ///
    /// ```
    /// let formula: nonlin::Formula = "x/(1 + exp(-x))".parse()?;
    /// assert_eq!(formula.recognised().map(|function| function.id()), Some("silu"));
    /// # Ok::<(), nonlin::Error>(())
    /// ```
    #[must_use]
    pub fn recognised(&self) -> Option<&'static Function> {
        self.twin().filter(|twin| twin.allows(&self.values)).map(|twin| twin.function)
    }

    pub(crate) fn twin(&self) -> Option<Twin> {
        *self.shared.twin.get_or_init(|| recognise::twin(&self.shared.all))
    }

    /// The derivatives of the value at `x` by each parameter.
    #[must_use]
    pub fn parameter_gradient(&self, x: f64) -> Vec<f64> {
        self.results(x, &self.values)[2..].to_vec()
    }
}

impl PartialEq for Formula {
    /// Whether they are written alike and have the same values.
    fn eq(&self, other: &Self) -> bool {
        self.shared.definition == other.shared.definition && self.values == other.values
    }
}

impl fmt::Display for Formula {
    /// The whole definition, which reads back as the same formula.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(name) = self.name() else {
            return f.pad(&self.body());
        };
        let mut head = name.to_owned();
        if !self.values.is_empty() {
            let pairs = self.parameters().iter().zip(&self.values);
            let list: Vec<String> = pairs
                .map(|((name, _), value)| format!("{name}={}", print::number(*value)))
                .collect();
            head = format!("{head}({})", list.join(", "));
        }
        f.pad(&format!("{head} = {}", self.body()))
    }
}

impl FromStr for Formula {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self> {
        Formula::parse(text)
    }
}

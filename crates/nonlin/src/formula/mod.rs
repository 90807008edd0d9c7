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
//! a negative base has no result (NaN).
//!
//! A formula has at most 10,000 terms, nested at most 200 deep, and 32 parameters.
//!
//! | file | what |
//! |---|---|
//! | `lexer.rs`, `parser.rs` | text to tree, errors with columns |
//! | `tree.rs`, `print.rs` | the formula as written, its limits, text and LaTeX |
//! | `functions.rs` | the functions of the language, in atoms |

mod functions;
mod lexer;
mod parser;
mod print;
mod tree;

use std::fmt;
use std::str::FromStr;

use parser::Definition;

use crate::error::Result;
use crate::program::{Expression, Program};

/// A function given by a formula, with values for its parameters.
///
/// ```
/// let swish: nonlin::Formula = "swish(beta=1) = x*sigmoid(beta*x)".parse()?;
/// assert_eq!(swish.to_string(), "swish(beta=1) = x*sigmoid(beta*x)");
/// # Ok::<(), nonlin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    definition: Definition,
    program: Program,
}

impl Formula {
    /// Reads a formula: `x*tanh(exp(x))`, or with a name and parameters,
    /// `swish(beta=1) = x*sigmoid(beta*x)`.
    ///
    /// # Errors
    ///
    /// [`Error::Formula`](crate::Error::Formula), with the column, what is wrong there
    /// and what would be right.
    pub fn parse(text: &str) -> Result<Self> {
        let definition = parser::parse(text)?;
        let names: Vec<String> = definition.parameters.iter().map(|p| p.0.clone()).collect();
        let program = Program::trace(&names, |x, p| vec![definition.tree.lower(x, p)]);
        Ok(Formula { definition, program })
    }

    /// The name, if the formula gives itself one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.definition.name.as_deref()
    }

    /// The right side of the formula, as it was written.
    #[must_use]
    pub fn body(&self) -> String {
        print::text(&self.definition.tree, &self.definition.parameters)
    }

    /// The right side as LaTeX, for a mathematical environment.
    #[must_use]
    pub fn latex(&self) -> String {
        print::latex(&self.definition.tree, &self.definition.parameters)
    }

    /// The formula as a graph of atoms.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }
}

impl fmt::Display for Formula {
    /// The whole definition, which reads back as the same formula.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Definition { name, parameters, .. } = &self.definition;
        let Some(name) = name else {
            return f.pad(&self.body());
        };
        let mut head = name.clone();
        if !parameters.is_empty() {
            let list: Vec<String> = parameters
                .iter()
                .map(|(name, value)| format!("{name}={}", print::number(*value)))
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

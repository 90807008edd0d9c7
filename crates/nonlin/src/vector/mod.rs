//! Operations over the last axis: softmax and its relatives, gated linear units, maxout,
//! concatenated ReLU.
//!
//! An array is rows of `width` elements, one after the other; every row is an operation of
//! its own. All types are computed in f64 with the rounding errors of differences and sums
//! carried along, and rounded once.
//!
//! | name | row `x` of width `n` gives | width of the result |
//! |---|---|---|
//! | `softmax` | `exp(x_i) / sum_j exp(x_j)` | `n` |
//! | `softmin` | `exp(-x_i) / sum_j exp(-x_j)` | `n` |
//! | `log_softmax` | `x_i - log sum_j exp(x_j)` | `n` |
//! | `quiet_softmax` | `exp(x_i) / (1 + sum_j exp(x_j))` | `n` |
//! | `sparsemax` | the point of the simplex nearest to `x` | `n` |
//! | `glu`, `reglu`, `geglu`, `swiglu(beta=1)`, `bilinear_glu`, `gtu` | the first half times a function of the second | `n / 2` |
//! | `maxout(k=2)` | the largest of each `k` neighbours | `n / k` |
//! | `crelu` | `max(0, x)`, then `max(0, -x)` | `2 n` |
//!
//! ```
//! let swiglu: nonlin::vector::Operation = "swiglu".parse()?;
//! let x = [3.0f32, -1.0, 0.5, 2.0]; // two values, two gates
//! let mut y = [0.0; 2];
//! swiglu.forward(&x, 4, &mut y)?;
//! assert_eq!(y, [3.0 * 0.31122968, -1.0 * 1.7615942]);
//! # Ok::<(), nonlin::Error>(())
//! ```
//!
//! # Conventions
//!
//! * A row with NaN gives NaN throughout; any other row gives numbers. Infinities are
//!   limits: elements that are equal to an infinite largest one share alike, so a row of
//!   `-inf` alone, as masks make them, has a uniform softmax.
//! * The halves of gated units are value, then gate, as in PyTorch's `glu`; for rows that
//!   hold the gate first, [`Operation::gate_first`] swaps them.
//! * Among equal elements maxout takes the first, and its gradient goes there.
//! * Results and gradients beyond the range of the element type saturate at its largest
//!   number.
//!
//! # Sources
//!
//! Softmax: Bridle (1990), NIPS 2. Quiet softmax: Miller (2023), "Attention is off by
//! one". Sparsemax: Martins, Astudillo (2016), arXiv:1602.02068. GLU: Dauphin, Fan, Auli,
//! Grangier (2017), arXiv:1612.08083. ReGLU, GEGLU, SwiGLU, bilinear: Shazeer (2020),
//! arXiv:2002.05202. GTU: van den Oord et al. (2016), arXiv:1606.05328. Maxout: Goodfellow,
//! Warde-Farley, Mirza, Courville, Bengio (2013), arXiv:1302.4389. CReLU: Shang, Sohn,
//! Almeida, Lee (2016), arXiv:1603.05201.

mod gated;
mod name;
mod pieces;
mod rows;
mod softmax;
mod sparsemax;
mod sum;

use crate::error::{Error, Result};
use crate::kernels::Element;
use gated::Gated;
use softmax::Kind;

/// An operation over the last axis; see the [module](self).
///
/// Made by its name: `"softmax".parse()`, `"swiglu(beta=1.5)".parse()`.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation(Rule);

/// What is done to a row.
#[derive(Clone, Debug, PartialEq)]
enum Rule {
    Softmax(Kind),
    Sparsemax,
    Gated(Gated),
    Maxout { k: usize },
    Crelu,
}

impl Operation {
    /// The names, in the order of the table above.
    pub const NAMES: &'static [&'static str] = name::NAMES;

    /// The same gated unit for rows that hold the gate in their first half.
    ///
    /// # Errors
    ///
    /// If the operation is no gated unit.
    pub fn gate_first(self) -> Result<Self> {
        match self.0 {
            Rule::Gated(gated) => Ok(Operation(Rule::Gated(gated.gate_first()))),
            _ => Err(fault(format!("{self} has no gate; glu and its relatives have"))),
        }
    }

    /// The width of the result's rows.
    ///
    /// # Errors
    ///
    /// If rows of that width cannot be: empty ones, odd ones of gated units, or for maxout
    /// those that `k` does not divide.
    pub fn width(&self, width: usize) -> Result<usize> {
        let parts = |parts: usize, what: &str| {
            if width.is_multiple_of(parts) {
                return Ok(width / parts);
            }
            Err(fault(format!("{self} takes rows of {what}, but their width is {width}")))
        };
        if width == 0 {
            return Err(fault(format!("{self} takes rows of at least one element, not of none")));
        }
        match &self.0 {
            Rule::Softmax(_) | Rule::Sparsemax => Ok(width),
            Rule::Gated(_) => parts(2, "two halves, value and gate"),
            Rule::Maxout { k } => parts(*k, &format!("whole groups of {k}")),
            Rule::Crelu => Ok(2 * width),
        }
    }

    /// The operation on every row of `x`.
    ///
    /// # Errors
    ///
    /// If `width` cannot be (see [`Self::width`]) or does not divide the length of `x`, or
    /// `y` has another length than the results.
    pub fn forward<T: Element>(&self, x: &[T], width: usize, y: &mut [T]) -> Result<()> {
        let own = self.checked(width, x.len(), &[("y", y.len())])?;
        rows::forward(x, width, y, own, |x, y| match &self.0 {
            Rule::Softmax(kind) => softmax::forward(*kind, x, y),
            Rule::Sparsemax => sparsemax::forward(x, y),
            Rule::Gated(gated) => gated.forward(x, y),
            Rule::Maxout { k } => pieces::maxout(*k, x, y),
            Rule::Crelu => pieces::crelu(x, y),
        });
        Ok(())
    }

    /// The gradient by `x`, from that by the result. Needs the input only.
    ///
    /// # Errors
    ///
    /// As for [`Self::forward`]; `gy` has the shape of the result, `gx` that of `x`.
    pub fn backward<T: Element>(
        &self,
        x: &[T],
        width: usize,
        gy: &[T],
        gx: &mut [T],
    ) -> Result<()> {
        let own = self.checked(width, x.len(), &[("gy", gy.len())])?;
        if gx.len() != x.len() {
            return Err(Error::Length { name: "gx", found: gx.len(), expected: x.len() });
        }
        rows::backward(x, width, gy, own, gx, |x, gy, gx| match &self.0 {
            Rule::Softmax(kind) => softmax::backward(*kind, x, gy, gx),
            Rule::Sparsemax => sparsemax::backward(x, gy, gx),
            Rule::Gated(gated) => gated.backward(x, gy, gx),
            Rule::Maxout { k } => pieces::maxout_backward(*k, x, gy, gx),
            Rule::Crelu => pieces::crelu_backward(x, gy, gx),
        });
        Ok(())
    }

    /// The width of the results, if the lengths fit.
    fn checked(&self, width: usize, x: usize, others: &[(&str, usize)]) -> Result<usize> {
        let own = self.width(width)?;
        if !x.is_multiple_of(width) {
            return Err(fault(format!("x has {x} elements, which is not whole rows of {width}")));
        }
        let expected = x / width * own;
        match others.iter().find(|(_, found)| *found != expected) {
            None => Ok(own),
            Some((name, found)) => Err(fault(format!(
                "{name} has {found} elements, but the result of {self} has {expected}: \
                 {} rows of {own}",
                x / width
            ))),
        }
    }
}

fn fault(reason: String) -> Error {
    Error::Vector { reason }
}

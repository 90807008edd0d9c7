//! Formulas as functions like those of the catalogue.

use super::{Deferred, Formula};
use crate::activation::Activation;
use crate::catalogue::{Body, Family, Function, Parameter, Range, Reference, interned, leaked};
use crate::kernels::Kernel;

impl Formula {
    /// The formula as a function, with the defaults of its parameters: whatever takes a
    /// function takes it. Equal definitions are one function, which stays in memory.
    #[must_use]
    pub fn function(&self) -> &'static Function {
        let defaults = self.with_defaults();
        interned(defaults.to_string(), |id| made(defaults, id))
    }

    /// The kernels over slices, with these parameter values.
    ///
    /// All types are computed in f64. Finite arguments have finite results wherever the
    /// formula has a value.
    ///
    /// ```
    /// let formula = nonlin::Formula::parse("x*tanh(log(1 + exp(x)))")?;
    /// let x = [-1.0f32, 0.0, 2.0];
    /// let (mut y, mut gx) = ([0.0; 3], [0.0; 3]);
    /// formula.kernel().forward_backward(&x, &[1.0; 3], &mut y, &mut gx)?;
    /// assert_eq!((y[1], gx[1]), (0.0, 0.6));
    /// # Ok::<(), nonlin::Error>(())
    /// ```
    #[must_use]
    pub fn kernel(&self) -> Kernel<'_> {
        Kernel::unchecked(self.function(), self.values(), None)
    }
}

fn made(formula: Formula, id: &str) -> Function {
    let parameter = |(name, default): &(String, f64)| Parameter {
        name: leaked(name),
        default: *default,
        range: Range::REAL,
        trainable: true,
        meaning: "a parameter of the formula",
    };
    let parameters: Vec<Parameter> = formula.parameters().iter().map(parameter).collect();
    Function {
        id: leaked(id),
        name: formula.name().map_or("Formula", |name| leaked(name)),
        aliases: &[],
        family: Family::Formula,
        summary: "A formula as it was typed.",
        parameters: Box::leak(parameters.into_boxed_slice()),
        reference: Reference { authors: "", title: "", year: None, identifier: None },
        notes: "",
        check: None,
        sampling: None,
        data: None,
        body: Body::Formula(Deferred::from(formula)),
    }
}

impl From<Formula> for Activation {
    fn from(formula: Formula) -> Self {
        Activation::of(formula.function(), formula.values().to_vec())
    }
}

//! A function with parameter values, and what is known about it.

use nonlin::program::Step;
use nonlin::{Expression, Function};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::doc;
use crate::error::{exception, refused};

/// A function of the catalogue with values for its parameters.
#[pyclass(frozen, module = "nonlin._nonlin")]
pub(crate) struct Activation(pub(crate) nonlin::Activation);

/// The ends of a range, and whether each is excluded.
type Ends = (f64, f64, bool, bool);

/// A program: operations, the steps that they take, and constants.
type Steps = Vec<(&'static str, Vec<usize>, Option<f64>)>;

impl Activation {
    fn function(&self) -> &'static Function {
        self.0.function()
    }

    fn derived(&self, order: usize) -> PyResult<Expression> {
        self.function().nth_derivative(order).map_err(exception)
    }
}

#[pymethods]
impl Activation {
    #[new]
    fn new(text: &str) -> PyResult<Self> {
        text.parse().map(Activation).map_err(exception)
    }

    /// The same function with other values, in the order of its parameters.
    fn with_values(&self, values: Vec<f64>) -> PyResult<Self> {
        self.0.clone().with_values(&values).map(Activation).map_err(exception)
    }

    /// The same function with other values of the named parameters.
    fn with_named(&self, values: Vec<(String, f64)>) -> PyResult<Self> {
        let parameters = self.function().parameters();
        let mut all = self.0.values().to_vec();
        for (name, value) in values {
            match parameters.iter().position(|p| p.name == name) {
                Some(k) => all[k] = value,
                // Says which parameters there are.
                None => self.0.clone().with(&name, value).map(drop).map_err(exception)?,
            }
        }
        // All at once: some values are only allowed together.
        self.with_values(all)
    }

    /// The nearest allowed values.
    fn project(&self, values: Vec<f64>) -> PyResult<Vec<f64>> {
        self.function().project(&values).map_err(exception)
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    #[getter]
    fn id(&self) -> &'static str {
        self.function().id()
    }

    #[getter]
    fn name(&self) -> &'static str {
        self.function().name()
    }

    #[getter]
    fn aliases(&self) -> Vec<&'static str> {
        self.function().aliases().to_vec()
    }

    #[getter]
    fn family(&self) -> &'static str {
        self.function().family().name()
    }

    #[getter]
    fn summary(&self) -> &'static str {
        self.function().summary()
    }

    #[getter]
    fn notes(&self) -> &'static str {
        self.function().notes()
    }

    #[getter]
    fn stochastic(&self) -> bool {
        self.function().is_stochastic()
    }

    /// Whether it has kernels of its own.
    #[getter]
    fn tuned(&self) -> bool {
        self.function().is_tuned()
    }

    #[getter]
    fn values(&self) -> Vec<f64> {
        self.0.values().to_vec()
    }

    /// Name, default, ends of the range, whether authors train it, and what it does.
    fn parameters(&self) -> Vec<(&'static str, f64, Ends, bool, &'static str)> {
        let ends = |r: nonlin::Range| (r.low, r.high, r.low_open, r.high_open);
        let parameters = self.function().parameters().iter();
        parameters.map(|p| (p.name, p.default, ends(p.range), p.trainable, p.meaning)).collect()
    }

    /// Authors, title, year, identifier.
    fn reference(&self) -> (&'static str, &'static str, Option<u16>, Option<&'static str>) {
        let r = self.function().reference();
        (r.authors, r.title, r.year, r.identifier)
    }

    /// The formula of the function or of a derivative.
    #[pyo3(signature = (order=0))]
    fn formula(&self, order: usize) -> PyResult<String> {
        Ok(match order {
            0 => self.function().formula(),
            1 => self.function().derivative_formula(),
            _ => self.derived(order)?.to_string(),
        })
    }

    /// The same as LaTeX.
    #[pyo3(signature = (order=0))]
    fn latex(&self, order: usize) -> PyResult<String> {
        Ok(match order {
            0 => self.function().formula_latex(),
            1 => self.function().derivative_latex(),
            _ => self.derived(order)?.latex(),
        })
    }

    /// The program of the function or of a derivative.
    #[pyo3(signature = (order=0))]
    fn program(&self, order: usize) -> PyResult<Steps> {
        Ok(listed(&self.derived(order)?))
    }

    /// The program of the derivative by a parameter.
    fn parameter_program(&self, parameter: usize) -> PyResult<Steps> {
        let by = self.function().parameter_derivatives();
        let error = || PyIndexError::new_err(format!("there is no parameter {parameter}"));
        by.get(parameter).map(listed).ok_or_else(error)
    }

    /// The value and the derivatives at a number, to an order.
    fn derivatives(&self, x: f64, order: usize) -> PyResult<Vec<f64>> {
        self.0.derivatives(x, order).map_err(exception)
    }

    /// Range, limits, kinks and so on, by name.
    fn properties<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let p = py.detach(|| self.0.properties());
        let kinks: Vec<(f64, u32, f64)> =
            p.kinks.iter().map(|kink| (kink.at, kink.order, kink.slope)).collect();
        let dict = PyDict::new(py);
        dict.set_item("infimum", p.infimum)?;
        dict.set_item("infimum_at", p.infimum_at)?;
        dict.set_item("supremum", p.supremum)?;
        dict.set_item("supremum_at", p.supremum_at)?;
        dict.set_item("limit_left", p.limit_left)?;
        dict.set_item("limit_right", p.limit_right)?;
        dict.set_item("slope_left", p.slope_left)?;
        dict.set_item("slope_right", p.slope_right)?;
        dict.set_item("lipschitz", p.lipschitz)?;
        dict.set_item("monotone", p.monotone)?;
        dict.set_item("smoothness", p.smoothness.to_string())?;
        dict.set_item("kinks", kinks)?;
        dict.set_item("zero_centred", p.zero_centred)?;
        dict.set_item("normal_mean", p.normal_mean)?;
        dict.set_item("saturates_left", p.saturates_left)?;
        dict.set_item("saturates_right", p.saturates_right)?;
        Ok(dict)
    }

    /// A picture of function and derivative.
    fn svg(&self, low: f64, high: f64) -> String {
        nonlin_cli::svg_with_derivative(&self.0, (low, high))
    }

    /// An ONNX model of one node.
    #[pyo3(signature = (opset=None, rank=None))]
    fn onnx<'py>(
        &self,
        py: Python<'py>,
        opset: Option<u32>,
        rank: Option<usize>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let options = nonlin_export::Options { opset, rank, ..nonlin_export::Options::default() };
        let model = nonlin_export::onnx(&self.0, &options);
        model.map(|bytes| PyBytes::new(py, &bytes)).map_err(refused)
    }

    /// The docstring of the function.
    fn doc(&self) -> String {
        doc::docstring(&self.0)
    }
}

fn listed(expression: &Expression) -> Steps {
    let steps = expression.steps().into_iter();
    steps.map(|Step { operation, operands, detail }| (operation, operands, detail)).collect()
}

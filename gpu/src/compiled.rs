//! Functions prepared for kernels, once each.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use nonlin::program::Id;
use nonlin::{Activation, Function};

use crate::builder::Builder;
use crate::code::{Bounds, Code, Reach};
use crate::model;

/// The code of all that is asked of a function.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// The value; and, where it goes on as a straight line, the slope.
    pub(crate) forward: Arc<Code>,
    /// The slope.
    pub(crate) backward: Arc<Code>,
    /// The slope, and the derivatives by the parameters.
    pub(crate) parameters: Arc<Code>,
    /// Whether values that are allowed one by one may not be allowed together.
    pub(crate) joint: bool,
}

/// By the function's address, and the values of its parameters where they are constants.
type Key = (usize, Option<Vec<u64>>);

static KNOWN: LazyLock<Mutex<HashMap<Key, Arc<Compiled>>>> = LazyLock::new(Mutex::default);

/// The most functions that are kept.
const MOST_KNOWN: usize = 4096;

impl Compiled {
    /// With the parameters as constants, or in a buffer.
    pub(crate) fn of(activation: &Activation, constants: bool) -> Arc<Compiled> {
        let function = activation.function();
        let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect();
        let constants = constants || function.parameters().is_empty();
        // Functions are never freed: an address is one function's for good.
        let address = std::ptr::from_ref(function).addr();
        let key = (address, constants.then(|| bits(activation.values())));
        let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&key) {
            return Arc::clone(found);
        }
        let compiled = Arc::new(Compiled::new(activation, constants));
        let mut known = known();
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(key, Arc::clone(&compiled));
        compiled
    }

    fn new(activation: &Activation, constants: bool) -> Self {
        let function = activation.function();
        let values = constants.then(|| activation.values());
        let mut builder = Builder::default();
        let mut end = f32::MAX;
        let mut outputs: Vec<Id> = match function.form() {
            Some(form) => {
                // Coefficients may become 0 in training, and the powers of 1 / x that the
                // others are multiplied with must not.
                if !constants {
                    let degree = form.numerator.max(form.denominator).max(1);
                    end = 2f32.powi(120 / degree as i32).max(16.0);
                }
                builder.rational(&form, values)
            }
            None => {
                let mut all = vec![function.expression(), function.derivative()];
                all.extend(function.parameter_derivatives());
                all.iter().map(|expression| builder.expression(expression, values)).collect()
            }
        };
        if constants {
            outputs.truncate(2);
        }
        let (value, slopes, degrees) = model::reach(&builder.ops, &outputs, activation, end);
        let bounds = |k: usize| {
            let parameter = &function.parameters()[k];
            // The nearest allowed values to both ends, finite ones.
            let nearest = |v: f64| {
                let v = parameter.range.nearest(v).unwrap_or(parameter.default);
                v.clamp(-f64::from(f32::MAX), f64::from(f32::MAX)) as f32
            };
            let (low, high) = (nearest(f64::MIN), nearest(f64::MAX));
            Bounds { low: low.to_bits(), high: high.to_bits() }
        };
        let parameters: Vec<Bounds> = match constants {
            true => Vec::new(),
            false => (0..function.parameters().len()).map(bounds).collect(),
        };
        let code = |wanted: &[usize], reach: Reach| {
            let ids: Vec<Id> = wanted.iter().map(|&k| outputs[k]).collect();
            let (ops, outputs) = builder.finish(&ids);
            let degrees = wanted.iter().map(|&k| degrees[k]).collect();
            Arc::new(Code { ops, outputs, parameters: parameters.clone(), reach, degrees })
        };
        let by_parameters: Vec<usize> = (1..outputs.len()).collect();
        Compiled {
            forward: code(if value.straight { &[0, 1] } else { &[0] }, value),
            backward: code(&[1], slopes),
            parameters: code(&by_parameters, slopes),
            joint: has_joint_check(function),
        }
    }
}

/// Whether values that are allowed one by one can be refused together, found out by trying
/// pairs far apart.
fn has_joint_check(function: &Function) -> bool {
    let parameters = function.parameters();
    if !(2..=5).contains(&parameters.len()) {
        return false;
    }
    let choices = |k: usize| {
        let p = &parameters[k];
        [-1e3, -1.0, 0.0, 0.1, 1.0, 1e3].map(|v| p.range.nearest(v).unwrap_or(p.default))
    };
    (0..6usize.pow(parameters.len() as u32)).any(|mut combination| {
        let mut values = Vec::with_capacity(parameters.len());
        for k in 0..parameters.len() {
            values.push(choices(k)[combination % 6]);
            combination /= 6;
        }
        function.check(&values).is_err()
    })
}

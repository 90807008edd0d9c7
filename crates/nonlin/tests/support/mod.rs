//! Measuring the library against arbitrary precision; shared by the tests and by
//! the program that writes `docs/accuracy.md`.

#![allow(dead_code, unreachable_pub)]

pub mod atoms;
pub mod conditioned;
pub mod every_input;
pub mod judge;
pub mod page;
pub mod random;
pub mod tail;
pub mod terms;

use nonlin::{Activation, Element, Function, Kernel, Level};
use nonlin_reference::{Compact, CompactEvaluation, Format, Reference, Want};

use judge::{Judge, error_of, relative_to};
use terms::Terms;

/// A format of the library together with its name among the references.
pub trait Measured: Element {
    const FORMAT: Format;
}
impl Measured for f32 {
    const FORMAT: Format = Format::F32;
}
impl Measured for f64 {
    const FORMAT: Format = Format::F64;
}
impl Measured for nonlin::f16 {
    const FORMAT: Format = Format::F16;
}
impl Measured for nonlin::bf16 {
    const FORMAT: Format = Format::BF16;
}

/// The worst error found, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Worst {
    pub ulp: f64,
    pub at: f64,
}

impl Worst {
    pub fn note(&mut self, ulp: f64, at: f64) {
        if ulp > self.ulp || ulp.is_nan() {
            *self = Worst { ulp, at };
        }
    }
}

/// The errors of one function in one format at one level.
#[derive(Clone, Debug, Default)]
pub struct Errors {
    /// Of values, in units in the last place (see [`error`]).
    pub value: Worst,
    /// Of first derivatives.
    pub slope: Worst,
    /// Of derivatives by parameters, all of them.
    pub parameters: Worst,
    /// How many values, and how many slopes, are not the correctly rounded ones.
    pub misrounded: [usize; 2],
    /// Finite inputs whose value, slope or parameter gradient is not finite.
    pub not_finite: Vec<f64>,
}

/// A function with parameters, and the truth about it on a grid.
pub struct Truth {
    pub activation: Activation,
    pub points: Vec<f64>,
    pub evaluations: Vec<CompactEvaluation>,
}

impl Truth {
    /// The truth in a format: parameters are what its kernels round them to.
    pub fn new(activation: &Activation, points: Vec<f64>, format: Format) -> Truth {
        let activation = rounded(activation, format);
        let id = activation.function().id();
        let reference = reference(id);
        let want = Want::FIRST.with_parameters().for_format(format);
        let evaluations = reference.evaluate_many(&points, activation.values(), want);
        for (x, e) in points.iter().zip(&evaluations) {
            assert!(e.settled, "{activation}: the reference is not settled at {x:e}");
        }
        Truth { activation, points, evaluations }
    }

    /// Measures the kernels of a level.
    pub fn measure<T: Measured>(&self, level: Level) -> Errors {
        let function = self.activation.function();
        let kernel = self.activation.kernel().level(level).unwrap();
        let x: Vec<T> = self.points.iter().map(|&x| T::from_f64(x)).collect();
        let one = vec![T::from_f64(1.0); x.len()];
        let (mut y, mut gx) = (x.clone(), x.clone());
        kernel.forward(&x, &mut y).unwrap();
        kernel.backward(&x, &one, &mut gx).unwrap();
        let by_parameter = parameter_gradients::<T>(function, &self.activation, level, &x);
        let judge = Judge::new(&self.activation, T::FORMAT);
        let by_parameter_expressions = function.parameter_derivatives();
        let mut errors = Errors::default();
        for (i, (&point, truth)) in self.points.iter().zip(&self.evaluations).enumerate() {
            let (y, gx) = (y[i].to_f64(), gx[i].to_f64());
            if !(y.is_finite() && gx.is_finite()) {
                errors.not_finite.push(point);
            }
            let check = |worst: &mut Worst, computed: f64, truth: Compact, derivative: bool| {
                worst.note(error_of(&judge, derivative, point, computed, truth), point);
            };
            for (k, (computed, truth)) in [(y, truth.value), (gx, truth.d1)].iter().enumerate() {
                // A tie is half a unit off either way.
                let off = truth.ulp_error(*computed, T::FORMAT) > 0.5 + 1e-9;
                errors.misrounded[k] += usize::from(off);
            }
            check(&mut errors.value, y, truth.value, false);
            check(&mut errors.slope, gx, truth.d1, true);
            for (k, truth) in truth.dp.iter().enumerate().take(by_parameter.len()) {
                let computed = by_parameter[k][i];
                if !computed.is_finite() {
                    errors.not_finite.push(point);
                }
                let p: Vec<Terms> =
                    self.activation.values().iter().map(|&v| Terms::exact(v)).collect();
                let largest = by_parameter_expressions[k].evaluate(Terms::exact(point), &p).largest;
                let ulp = truth.ulp_error(computed, T::FORMAT);
                // Far below the rounding of 1, a parameter gradient contributes
                // nothing to any sum.
                let floor = if T::FORMAT == Format::F64 { 1e-16 } else { 1e-30 };
                let largest = largest.max(floor);
                let ulp = relative_to(ulp, truth.to_f64(), largest, T::FORMAT);
                errors.parameters.note(ulp, point);
            }
        }
        errors
    }
}

/// The derivatives by each parameter at each point, through kernels on single
/// elements: a sum over many would hide the errors of each.
fn parameter_gradients<T: Measured>(
    function: &'static Function,
    activation: &Activation,
    level: Level,
    x: &[T],
) -> Vec<Vec<f64>> {
    let count = function.parameters().len();
    let mut gradients = vec![Vec::with_capacity(x.len()); count];
    if count == 0 {
        return gradients;
    }
    let kernel = Kernel::new(function, activation.values()).unwrap().level(level).unwrap();
    let (mut gx, mut gp) = ([x[0]], vec![0.0; count]);
    for &x in x {
        kernel.backward_parameters(&[x], &[T::from_f64(1.0)], &mut gx, &mut gp).unwrap();
        for (all, &g) in gradients.iter_mut().zip(&gp) {
            all.push(g);
        }
    }
    gradients
}

/// Parameter values as kernels of the format round them.
fn rounded(activation: &Activation, format: Format) -> Activation {
    if format == Format::F64 {
        return activation.clone();
    }
    let values: Vec<f64> = activation.values().iter().map(|&v| f64::from(v as f32)).collect();
    activation.clone().with_values(&values).unwrap()
}

/// The definition of a function.
fn reference(id: &str) -> &'static Reference {
    Reference::get(id).unwrap_or_else(|| panic!("no reference for {id}"))
}

/// Points for f32: all binades, the neighbourhood of thresholds, and the range
/// where functions bend, densely.
pub fn points_f32(activation: &Activation, per_binade: usize, dense: usize) -> Vec<f64> {
    let kinks: Vec<f32> = activation.properties().kinks.iter().map(|k| k.at as f32).collect();
    let mut thresholds =
        vec![-103.97, -88.72, -87.34, 88.72, -14.42, -1.278_464_5, -0.751_791_5, 1.0, -1.0];
    thresholds.extend(kinks);
    let mut points: Vec<f64> =
        nonlin_reference::grid_f32(per_binade, &thresholds).into_iter().map(f64::from).collect();
    points.extend(spread(dense).map(|t| f64::from((t * 112.0) as f32)));
    points.extend(spread(dense).map(|t| f64::from((t * 6.0) as f32)));
    points
}

/// Points for f64, likewise.
pub fn points_f64(activation: &Activation, per_binade: usize, dense: usize) -> Vec<f64> {
    let thresholds: Vec<f64> = activation.properties().kinks.iter().map(|k| k.at).collect();
    let mut points = nonlin_reference::grid_f64(per_binade, &thresholds);
    points.extend(spread(dense).map(|t| t * 760.0));
    points.extend(spread(dense).map(|t| t * 40.0));
    points.extend(spread(dense).map(|t| t * 6.0));
    points
}

/// Numbers spread over (-1, 1): a golden-ratio sequence, which hits no pattern.
fn spread(n: usize) -> impl Iterator<Item = f64> {
    (0..n).map(|i| ((i as f64 + 0.5) * 0.618_033_988_749_894_8).fract() * 2.0 - 1.0)
}

/// Every function with its defaults, and with other parameters that a user may
/// choose.
pub fn activations() -> Vec<Activation> {
    let others = [
        "leaky_relu(alpha=0.2)",
        "prelu(a=-0.5)",
        "threshold(a=0.5,v=-1)",
        "hardtanh(a=-2,b=0.5)",
        "elu(alpha=0.5)",
        "celu(alpha=0.3)",
        "softplus(beta=3)",
        "softplus(beta=0.1)",
        "swish(beta=1.7)",
        "swish(beta=-0.3)",
        "logish(beta=10)",
        "smish(alpha=2,beta=0.7)",
        "tanhsoft(alpha=0.1,beta=1,gamma=0.6,delta=0.01)",
        "tanhsoft(alpha=0.87,beta=0,delta=1)",
        "tanhsoft1(alpha=1.3)",
        "tanhsoft2(beta=2,gamma=0.5)",
        "tanhsoft3(delta=0.4)",
        "eis(alpha=0.5,beta=2,gamma=0.3,delta=0.05,theta=0.7)",
        "eis1(delta=0.9,theta=1.3)",
        "eis2(beta=0.1,gamma=3)",
        "eis3(delta=2,theta=0.9)",
        "zorro_symmetric(a=4,b=2)",
        "zorro_symmetric(a=1,b=-0.5)",
        "zorro_asymmetric(a_min=3,b_min=0.2,a_max=0.7,b_max=1.5)",
        "zorro_sigmoid(m=0.685,a=2.8,b=3)",
        "zorro_tanh(m=0.7,a=2,b=0.5)",
        "zorro_sloped(m=0.8,a=4,b=2)",
    ];
    let defaults = nonlin::tuned_functions().iter().map(|f| Activation::from(*f));
    defaults.chain(others.iter().map(|text| text.parse().unwrap())).collect()
}

//! What exported functions are compared with, and how.

#![allow(dead_code, unreachable_pub)]

pub mod compile;
#[path = "../../../nonlin/tests/support/terms.rs"]
mod terms;

use nonlin::{Activation, Expression, Function, functions, tuned_functions};
use terms::Terms;

/// A function that is exported, under a name that every language allows.
pub struct Case {
    pub name: String,
    pub activation: Activation,
}

impl Case {
    fn of(function: &'static Function) -> Case {
        Case { name: format!("{}_fn", function.id()), activation: Activation::from(function) }
    }
}

/// Rational units and formulas beside the catalogue.
const OTHERS: &[(&str, &str)] = &[
    ("pau_gelu", "pau(init=gelu)"),
    ("safe_pau_silu", "safe_pau(init=silu)"),
    ("safe_pau_b", "safe_pau(version=B,init=tanh)"),
    ("safe_pau_c", "safe_pau(version=C)"),
    ("unit_identity", "safe_pau(a_0=0,a_1=1,a_2=0,a_3=0,a_4=0,a_5=0,b_1=0,b_2=0,b_3=0,b_4=0)"),
    ("unit_odd", "safe_pau(version=B,m=3,n=3,init=relu)"),
    ("hp1_gelu", "hp1(init=gelu)"),
    ("hp2_silu", "hp2(init=silu)"),
    ("opau_legendre", "safe_opau(basis=legendre,init=mish)"),
    ("typed_softplus", "typed_softplus = x*log(1 + exp(x))"),
    ("typed_smish", "typed_smish = x*tanh(log(1 + 1/(1 + exp(-x))))"),
    ("typed_snake", "typed_snake(a=0.5) = x + sin(a*x)^2/a"),
    ("typed_power", "typed_power(p=1.5) = softplus(x)^p*exp(-abs(x))"),
    ("typed_floor", "typed_floor = min(max(floor(4*x)/4, -1), 1)"),
    ("typed_asinh", "typed_asinh(k=0.5) = asinh(k*x)*erf(x)"),
    ("typed_erfc", "typed_erfc = x*erfc(-x) + atan(x)"),
    ("typed_logs", "typed_logs = ln(1 + abs(x)) + log1p(3 + abs(x)/2)"),
    ("typed_gradient", "typed_gradient = if(x > 0 and x < 2 or x < -3, gaussian(x), softsign(x))"),
];

/// One function of so many of the long tail is in a sample.
pub const SAMPLE: usize = 8;

/// What is exported beside [`cases`]: every so-manieth function of the long tail.
pub fn tail(every: usize) -> Vec<Case> {
    functions()[tuned_functions().len()..].iter().step_by(every).copied().map(Case::of).collect()
}

/// The compiled functions with their default parameters, and others of each kind.
pub fn cases() -> Vec<Case> {
    let named = tuned_functions().iter().copied().map(Case::of);
    let others = OTHERS.iter().map(|(name, text)| Case {
        name: (*name).to_owned(),
        activation: text.parse().unwrap_or_else(|error| panic!("{text}: {error}")),
    });
    named.chain(others).collect()
}

/// Arguments that f32 has: special ones, every scale, and random ones where functions bend.
pub fn inputs() -> Vec<f64> {
    let mut list = vec![0.0, -0.0, f32::MAX, -f32::MAX, 1e-45, -1e-45, f32::MIN_POSITIVE];
    list.extend([f32::INFINITY, f32::NEG_INFINITY, f32::NAN, 1.0, -1.0, 0.5, -0.5, 88.72283]);
    // Thresholds, with what is next to them.
    for threshold in [0.0f32, 0.34, 0.5, 1.0, 2.0, 2.5, 3.0, 6.0, 20.0, 40.0, 88.0, 103.9, 1e9] {
        for x in [threshold, -threshold] {
            list.extend([x.next_up(), x, x.next_down()]);
        }
    }
    for exponent in -149..128 {
        for x in [1.0, 1.37] {
            let x = (f64::from(exponent).exp2() * x) as f32;
            list.extend([x, -x]);
        }
    }
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    for width in [1.0, 4.0, 16.0, 110.0] {
        for _ in 0..400 {
            list.push(((random() * 2.0 - 1.0) * width) as f32);
        }
    }
    list.into_iter().map(f64::from).collect()
}

/// The type that a target computes in, as far as errors are concerned.
#[derive(Clone, Copy, PartialEq)]
pub enum Type {
    F32,
    F64,
}

impl Type {
    fn ulp(self, size: f64) -> f64 {
        let (digits, least) = match self {
            Type::F32 => (23, -126),
            Type::F64 => (52, -1022),
        };
        let exponent = if size == 0.0 { least } else { (size.log2().floor() as i32).max(least) };
        f64::from(exponent - digits).exp2()
    }

    /// The smallest normal number.
    pub fn least(self) -> f64 {
        match self {
            Type::F32 => f32::MIN_POSITIVE.into(),
            Type::F64 => f64::MIN_POSITIVE,
        }
    }

    pub fn max(self) -> f64 {
        match self {
            Type::F32 => f32::MAX.into(),
            Type::F64 => f64::MAX,
        }
    }
}

/// The worst error of a result, and where.
#[derive(Clone, Copy, Default)]
pub struct Worst {
    pub error: f64,
    pub at: f64,
}

/// What the judge found of a function.
pub struct Verdict {
    /// The value, the slope, the worst of the derivatives by parameters.
    pub worst: [Worst; 3],
    /// Results that must not be: infinite or NaN where they are not, other limits.
    pub wrong: Vec<String>,
}

/// How far rational units are measured.
const UNITS: f64 = 1e4;

/// What a device has of the numbers of its type; results are not compared where it has not.
#[derive(Clone, Copy, PartialEq)]
pub struct Numbers {
    pub infinities: bool,
    /// Otherwise subnormal numbers may be taken for 0.
    pub subnormals: bool,
}

impl Numbers {
    pub const ALL: Numbers = Numbers { infinities: true, subnormals: true };
}

/// Compares results, `x` by `x` for each in turn, with the library.
///
/// The unit is that of the last place of the largest of: the result, what a relative change
/// of `x` makes of it, for derivatives what they are sums of, and in the long tail any term.
pub fn judge(case: &Case, results: &[f64], kind: Type, numbers: Numbers) -> Verdict {
    let xs = inputs();
    let count = case.activation.values().len() + 2;
    assert_eq!(results.len(), count * xs.len(), "{}: results", case.name);
    let is_unit = case.activation.unit().is_some();
    let function = case.activation.function();
    let domain = function.domain();
    // The long tail is written as published, sums that cancel included.
    let sums: Vec<Expression> = match !function.is_tuned() && function.typed().is_none() && !is_unit
    {
        true => [function.expression(), function.derivative()]
            .into_iter()
            .chain(function.parameter_derivatives())
            .collect(),
        false => Vec::new(),
    };
    let parameters: Vec<Terms> =
        case.activation.values().iter().map(|&v| Terms::exact(v)).collect();
    let mut verdict = Verdict { worst: [Worst::default(); 3], wrong: Vec::new() };
    for (i, &x) in xs.iter().enumerate() {
        let subnormal = x != 0.0 && x.abs() < kind.least();
        if x.is_infinite() && !numbers.infinities || subnormal && !numbers.subnormals {
            continue;
        }
        if x < domain.low || x > domain.high {
            continue;
        }
        let [f, slope, curvature] = case.activation.derivatives(x, 2).unwrap()[..] else {
            unreachable!()
        };
        let times = |d: f64| if d == 0.0 || x.is_infinite() { 0.0 } else { (x * d).abs() };
        let gradient = case.activation.parameter_gradient(x);
        let pairs = gradient.iter().zip(case.activation.values());
        let by_parameters: f64 =
            pairs.map(|(d, p)| if *p == 0.0 { 0.0 } else { (d * p).abs() }).sum();
        // A gate may be subnormal where its product with x is not.
        let least = if x.is_finite() { x.abs() * kind.least() } else { 0.0 };
        let size = times(slope).max(by_parameters).max(least);
        // The slope of a unit is a sum of terms of this size.
        let quotient = if is_unit { (f / x).abs() } else { 0.0 };
        let mut truth = vec![(f, size), (slope, times(curvature).max(least).max(quotient))];
        // Derivatives by parameters are as sensitive as the value is, and gates by x once more.
        let sensitive = (1.0 + times(slope) / f.abs()).min(1000.0);
        let size = |d: f64| size.max(f.abs()).max(d.abs() * sensitive).max(least * x.abs());
        truth.extend(gradient.into_iter().map(|d| (d, size(d))));
        for (k, (truth, size)) in truth.into_iter().enumerate() {
            let got = results[k * xs.len() + i];
            let mut wrong = |why: &str| {
                if verdict.wrong.len() < 20 {
                    verdict.wrong.push(format!(
                        "{}: result {k} at {x:e} is {got:e}, not {truth:e}: {why}",
                        case.name
                    ));
                }
            };
            if x.is_nan() {
                // The slope of a straight piece has its value for NaN, too.
                if k == 0 && truth.is_nan() && !got.is_nan() {
                    wrong("NaN is lost");
                }
                continue;
            }
            if truth.is_nan() {
                continue;
            }
            if x.is_infinite() {
                if k > usize::from(!is_unit) {
                    continue;
                }
                let near = (got - truth).abs() <= 1e-5 * truth.abs();
                if got != truth && !near {
                    wrong("another limit");
                }
                continue;
            }
            if !got.is_finite() {
                wrong("not finite");
                continue;
            }
            // Where sines are made of arithmetic.
            if !numbers.infinities && case.name == "typed_snake" && x.abs() > 8192.0 {
                continue;
            }
            // Beyond, units of which coefficients are 0 lose their accuracy in f32.
            if is_unit && x.abs() > UNITS {
                continue;
            }
            let terms = sums.get(k).map(|sum| sum.evaluate(Terms::exact(x), &parameters).largest);
            let size = size.max(terms.filter(|terms| terms.is_finite()).unwrap_or(0.0));
            let truth = truth.clamp(-kind.max(), kind.max());
            let unit = kind.ulp(truth.abs().max(size.min(kind.max())));
            let flushed = !numbers.subnormals
                && (got - truth).abs() <= 4.0 * kind.least() * (1.0 + (x * x).min(4e4));
            let error = if flushed { 0.0 } else { (got - truth).abs() / unit };
            let worst = &mut verdict.worst[k.min(2)];
            if error > worst.error {
                *worst = Worst { error, at: x };
            }
        }
    }
    verdict
}

/// The largest errors that are allowed: values, slopes, derivatives by parameters. Rational
/// units and formulas are sums of terms that cancel.
const BOUNDS: [[f64; 3]; 2] = [[32.0, 64.0, 64.0], [64.0, 256.0, 512.0]];

/// Judges the results of all cases, one after the other, as bytes of f64.
pub fn judge_all(bytes: &[u8], kind: Type) {
    let mut results = bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b));
    let count = inputs().len();
    let mut problems = Vec::new();
    for case in cases() {
        let length = (case.activation.values().len() + 2) * count;
        let of_case: Vec<f64> = results.by_ref().take(length).collect();
        let verdict = judge(&case, &of_case, kind, Numbers::ALL);
        let bounds = BOUNDS[usize::from(!case.name.ends_with("_fn"))];
        problems.extend(verdict.wrong);
        for ((worst, bound), what) in
            verdict.worst.iter().zip(bounds).zip(["value", "slope", "parameters"])
        {
            println!("{:24} {what:10} {:10.2} at {:e}", case.name, worst.error, worst.at);
            if worst.error > bound {
                problems.push(format!(
                    "{}: the {what} is off by {:.1} units at {:e}",
                    case.name, worst.error, worst.at
                ));
            }
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

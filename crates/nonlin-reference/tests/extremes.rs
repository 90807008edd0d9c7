//! Finite inputs of any size never give NaN; infinite ones give the limits.

use nonlin_reference::{Evaluation, Reference, grid_f64};

/// Parameters other than the defaults that the literature allows.
const OTHERS: [(&str, &[f64]); 22] = [
    ("hardtanh", &[-2.5, 0.125]),
    ("leaky_relu", &[0.3]),
    ("prelu", &[-0.5]),
    ("rrelu", &[0.1, 0.9]),
    ("threshold", &[-1.5, 20.0]),
    ("elu", &[0.01]),
    ("celu", &[0.1]),
    ("softplus", &[40.0]),
    ("swish", &[-3.0]),
    ("swish", &[1e-3]),
    ("logish", &[1.0, 10.0]),
    ("smish", &[2.0, 5.0]),
    ("tanhsoft", &[-0.5, 0.0, 2.0, 1.0]),
    ("tanhsoft", &[1.0, 3.0, 0.1, 0.5]),
    ("tanhsoft2", &[0.0, 3.0]),
    ("tanhsoft3", &[0.01]),
    ("eis", &[0.5, 2.0, 0.1, 0.0, 3.0]),
    ("eis", &[1.5, 1.0, 1.0, 10.0, 0.3]),
    ("eis3", &[20.0, 0.05]),
    ("zorro_symmetric", &[4.0, 200.0]),
    ("zorro_asymmetric", &[1.0, 0.0, 30.0, -2.0]),
    ("zorro_sloped", &[1e-3, 100.0, 10.0]),
];

fn cases() -> Vec<(&'static Reference, Vec<f64>)> {
    let defaults = Reference::all().iter().map(|reference| (reference, reference.defaults()));
    let others = OTHERS.iter().map(|(id, parameters)| {
        let reference = Reference::get(id).unwrap_or_else(|| panic!("no {id}"));
        (reference, parameters.to_vec())
    });
    defaults.chain(others).collect()
}

fn faults(evaluation: &Evaluation) -> Option<String> {
    let numbers = [&evaluation.value, &evaluation.d1, &evaluation.d2];
    let nan = numbers.into_iter().chain(&evaluation.dp).any(|number| number.is_nan());
    (nan || !evaluation.settled).then(|| {
        let show = |number: &nonlin_reference::rug::Float| number.to_f64();
        let dp: Vec<f64> = evaluation.dp.iter().map(show).collect();
        let [value, d1, d2] = numbers.map(show);
        format!("value {value:e}, d1 {d1:e}, d2 {d2:e}, dp {dp:?}, settled {}", evaluation.settled)
    })
}

#[test]
fn no_finite_input_gives_nan() {
    let mut xs: Vec<f64> = grid_f64(1, &[]).into_iter().step_by(7).collect();
    let ends = [0.0, 5e-324, 1e-310, 1e-45, 1.2e-38, 65504.0, 5.96e-8, 3.39e38];
    let halves = [0.5, 1.0, 2.5, 3.0, 6.0, 63.9, 64.1, 88.7, 709.8, 745.1, 7.4e8, 7.5e8, 1e30];
    for x in ends.into_iter().chain(halves).chain([f64::from(f32::MAX), f64::MAX]) {
        xs.extend([x, -x]);
    }
    let mut found = Vec::new();
    for (reference, parameters) in cases() {
        for &x in &xs {
            if let Some(fault) = faults(&reference.evaluate(x, &parameters)) {
                found.push(format!("{}{parameters:?} at {x:e}: {fault}", reference.id()));
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} faults\n{}",
        found.len(),
        found[..found.len().min(60)].join("\n")
    );
}

/// Ids with the limits of the value at -∞ and ∞ and of the slope likewise, at
/// the default parameters.
const LIMITS: &str = "
    binary_step 0 1 0 0
    sigmoid dsilu dgelu zorro_symmetric zorro_asymmetric zorro_sigmoid zorro_sloped 0 1 0 0
    hard_sigmoid_pt hard_sigmoid_02 0 1 0 0
    tanh hardtanh softsign zorro_tanh -1 1 0 0
    arctan -1.5707963267948966 1.5707963267948966 0 0
    log_sigmoid -inf 0 1 0
    relu threshold hard_swish softplus tanhsoft1 tanhsoft2 tanhsoft3 0 inf 0 1
    silu swish gelu gelu_tanh quick_gelu mish telu serf eis eis1 eis2 eis3 0 inf 0 1
    relu6 0 6 0 0
    squared_relu 0 inf 0 inf
    leaky_relu -inf inf 0.01 1
    prelu -inf inf 0.25 1
    rrelu -inf inf 0.22916666666666666 1
    elu celu -1 inf 0 1
    selu -1.7580993408473766 inf 0 1.0507009873554805
    logish 0 inf 0 0.6931471805599453
    smish 0 inf 0 0.6
    tanhsoft 2.3025850929940455 inf 0 1
";

#[test]
fn infinite_inputs_give_limits() {
    let mut checked = 0;
    for line in LIMITS.trim().lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (ids, limits) = words.split_at(words.len() - 4);
        for id in ids {
            let reference = Reference::get(id).unwrap_or_else(|| panic!("no {id}"));
            let at = |x| reference.evaluate(x, &reference.defaults());
            let (low, high) = (at(f64::NEG_INFINITY), at(f64::INFINITY));
            let found = [&low.value, &high.value, &low.d1, &high.d1].map(|found| found.to_f64());
            let wanted: Vec<f64> = limits.iter().map(|limit| limit.parse().unwrap()).collect();
            assert_eq!(found[..], wanted, "{id}");
            checked += 1;
        }
    }
    assert_eq!(checked, Reference::all().len());
    let mut found = Vec::new();
    for (reference, parameters) in cases() {
        for x in [f64::INFINITY, f64::NEG_INFINITY] {
            if let Some(fault) = faults(&reference.evaluate(x, &parameters)) {
                found.push(format!("{}{parameters:?} at {x:e}: {fault}", reference.id()));
            }
        }
    }
    assert!(found.is_empty(), "{} faults\n{}", found.len(), found.join("\n"));
}

/// Far out, where `exp` has left MPFR's range, the asymptote is the result.
#[test]
fn far_values_are_the_asymptotes() {
    let linear = "log_sigmoid relu hard_swish softplus silu gelu gelu_tanh quick_gelu mish telu \
        serf tanhsoft tanhsoft1 tanhsoft2 tanhsoft3 eis eis1 eis2 eis3";
    for id in linear.split_whitespace() {
        let reference = Reference::get(id).unwrap();
        for x in [7.3e8, 7.6e8, 1e30, f64::from(f32::MAX), f64::MAX] {
            let sign = if id == "log_sigmoid" { -1.0 } else { 1.0 };
            let truth = reference.evaluate(sign * x, &reference.defaults());
            let relative = (truth.value / (sign * x) - 1u32).to_f64().abs();
            assert!(relative < 2e-9, "{id} at {x:e}: {relative:e} off");
            assert!((truth.d1.to_f64() - 1.0).abs() < 2e-9, "{id} at {x:e}");
            assert!(truth.d2.to_f64().abs() < 1e-17, "{id} at {x:e}");
        }
    }
}

#[test]
fn nan_gives_nan_and_signs_of_zero_survive() {
    let truth = Reference::get("telu").unwrap().evaluate(f64::NAN, &[]);
    assert!(truth.value.is_nan() && truth.d1.is_nan() && truth.d2.is_nan());
    let truth = Reference::get("swish").unwrap().evaluate(1.0, &[f64::NAN]);
    assert!(truth.value.is_nan() && truth.dp[0].is_nan());
    for id in ["telu", "gelu", "silu", "mish", "softsign", "tanh"] {
        let reference = Reference::get(id).unwrap();
        let value = |x: f64| reference.evaluate(x, &[]).value;
        assert!(value(-0.0).is_zero() && value(-0.0).is_sign_negative(), "{id}");
        assert!(value(0.0).is_zero() && value(0.0).is_sign_positive(), "{id}");
    }
}

#[test]
fn formulas_without_a_limit_say_so() {
    let sine = Reference::parse("sin(x)", &[]).unwrap().evaluate(f64::INFINITY, &[]);
    assert!(sine.value.is_nan() && !sine.settled);
    // Cancels to an exact zero that no precision can prove to be one.
    let zero = Reference::parse("sqrt(2)*sqrt(2) - 2 + 0*x", &[]).unwrap().evaluate(1.0, &[]);
    assert!(zero.settled && zero.value.to_f64().abs() < 1e-300);
    let slow = Reference::parse("ln(1 + x^2)", &[]).unwrap().evaluate(f64::INFINITY, &[]);
    assert!(slow.value.is_infinite() && slow.d1.is_zero());
}

//! Burn's gradients through the operation, against the library's f64 derivatives
//! and against differences.

use burn::tensor::{Device, Tensor, TensorData};
use nonlin_burn::{Activation, ActivationConfig, Sharing, Trainable, apply};

const POINTS: [f64; 12] = [-20.0, -5.5, -3.2, -1.7, -0.6, -0.01, 0.02, 0.4, 1.3, 2.2, 4.7, 30.0];

fn device() -> Device {
    Device::flex().autodiff()
}

fn tensor<const D: usize>(values: &[f64], shape: [usize; D], device: &Device) -> Tensor<D> {
    let values: Vec<f32> = values.iter().map(|&v| v as f32).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter::<f64>().collect()
}

fn close(found: f64, expected: f64, what: &str) {
    let tolerance = 2e-5 * (1.0 + expected.abs());
    assert!((found - expected).abs() <= tolerance, "{what}: {found}, but expected {expected}");
}

#[test]
fn input_gradients_are_the_derivative() {
    let device = device();
    for function in nonlin::tuned_functions() {
        let activation = nonlin::Activation::from(*function);
        let x = tensor(&POINTS, [3, 4], &device).require_grad();
        // An upstream gradient that differs from element to element.
        let weights: Vec<f64> = (0..12).map(|i| 0.5 + f64::from(i)).collect();
        let y = apply(x.clone(), &activation);
        for (y, &x) in values(y.clone()).iter().zip(&POINTS) {
            close(*y, activation.value(x), &format!("{activation}({x})"));
        }
        let gradients = (y * tensor(&weights, [3, 4], &device)).sum().backward();
        let gx = values(x.grad(&gradients).unwrap());
        for ((gx, &x), w) in gx.iter().zip(&POINTS).zip(&weights) {
            let slope = activation.derivatives(x, 1).unwrap()[1];
            close(*gx, w * slope, &format!("gradient of {activation} at {x}"));
        }
    }
}

#[test]
fn shared_parameter_gradients_are_sums() {
    let device = device();
    for function in nonlin::tuned_functions().iter().filter(|f| !f.parameters().is_empty()) {
        let activation = nonlin::Activation::from(*function);
        // rrelu would draw in training; its parameters are tested in the library.
        if function.is_stochastic() {
            continue;
        }
        let module = ActivationConfig::from(&activation)
            .with_trainable(Trainable::All)
            .init(&device)
            .unwrap();
        let x = tensor(&POINTS, [12], &device);
        let gradients = module.forward(x).sum().backward();
        let found = values(module.parameters().unwrap().grad(&gradients).unwrap());
        for (k, found) in found.iter().enumerate() {
            let terms = POINTS.map(|x| activation.parameter_gradient(x)[k]);
            let size: f64 = terms.iter().map(|t| t.abs()).sum();
            let expected: f64 = terms.iter().sum();
            let tolerance = 1e-5 * (1.0 + size);
            assert!(
                (found - expected).abs() <= tolerance,
                "{activation}, parameter {k}: {found}, but expected {expected}"
            );
        }
    }
}

#[test]
fn channels_have_parameters_of_their_own() {
    let device = device();
    // 2 samples, 3 channels, 4 positions; and channels last.
    for (shape, axis) in [([2, 3, 4], 1), ([2, 4, 3], 2)] {
        let module = ActivationConfig::named("swish(beta=1.5)")
            .with_sharing(Sharing::Channels { count: 3, axis })
            .init(&device)
            .unwrap();
        let points: Vec<f64> = (0..24).map(|i| f64::from(i) / 4.0 - 3.0).collect();
        let gradients = module.forward(tensor(&points, shape, &device)).sum().backward();
        let found = values(module.parameters().unwrap().grad(&gradients).unwrap());
        assert_eq!(found.len(), 3);
        let swish: nonlin::Activation = "swish(beta=1.5)".parse().unwrap();
        let inner: usize = shape[axis + 1..].iter().product();
        for (channel, found) in found.iter().enumerate() {
            let own = points.iter().enumerate().filter(|(i, _)| (i / inner) % 3 == channel);
            let expected: f64 = own.map(|(_, &x)| swish.parameter_gradient(x)[0]).sum();
            close(*found, expected, &format!("channel {channel}"));
        }
    }
}

#[test]
fn differences_agree_through_a_network() {
    // The loss of a two-layer network, by one entry of the first layer's input.
    let device = device();
    let module = ActivationConfig::named("zorro_tanh").init(&device).unwrap();
    let loss = |x: Tensor<2>, module: &Activation| {
        let w = tensor(&[0.3, -0.7, 1.1, 0.4, -0.2, 0.9], [2, 3], &device);
        module.forward(module.forward(x.matmul(w)) * 1.5).powi_scalar(2).sum()
    };
    let at = |v: f64| tensor(&[v, 0.8], [1, 2], &device);
    let x = at(0.35).require_grad();
    let gradients = loss(x.clone(), &module).backward();
    let found = values(x.grad(&gradients).unwrap())[0];
    let h = 1e-2;
    let value = |v: f64| values(loss(at(v), &module))[0];
    let difference = (value(0.35 + h) - value(0.35 - h)) / (2.0 * h);
    assert!((found - difference).abs() < 2e-3 * (1.0 + difference.abs()), "{found} {difference}");
}

#[test]
fn views_are_taken_in_their_own_order() {
    let device = device();
    let x = tensor(&POINTS, [3, 4], &device);
    let mish: nonlin::Activation = "mish".parse().unwrap();
    let transposed = values(apply(x.clone().transpose(), &mish).transpose());
    assert_eq!(transposed, values(apply(x.clone(), &mish)));
    let part = values(apply(x.clone().slice([1..3, 1..3]), &mish));
    assert_eq!(part, values(apply(x, &mish).slice([1..3, 1..3])));
}

#[test]
fn a_tensor_that_others_hold_is_not_overwritten() {
    let device = Device::flex();
    let x = tensor(&POINTS, [12], &device);
    let before = values(x.clone());
    let _ = apply(x.clone(), &"relu".parse().unwrap());
    assert_eq!(values(x), before);
}

#[test]
fn gradients_stay_finite_where_burns_own_do_not() {
    let device = device();
    for name in ["elu", "celu", "selu", "mish", "telu", "softplus"] {
        let x = tensor(&[100.0, 1e30, -1e30], [3], &device).require_grad();
        let y = apply(x.clone(), &name.parse().unwrap());
        let gradients = y.sum().backward();
        let gx = values(x.grad(&gradients).unwrap());
        assert!(gx.iter().all(|g| g.is_finite()), "{name}: {gx:?}");
    }
}

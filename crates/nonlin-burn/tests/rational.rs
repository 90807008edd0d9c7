//! Rational units as modules: the three kinds of sharing, against the library at single
//! arguments, and training.

use burn::module::Module;
use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::{Device, Tensor, TensorData};
use nonlin::rational::Unit;
use nonlin_burn::{Activation, ActivationConfig, Sharing};

fn input(shape: [usize; 3]) -> (Vec<f64>, Tensor<3>) {
    let values: Vec<f32> =
        (0..shape.iter().product()).map(|i| (i as f32 * 0.37).sin() * 3.0).collect();
    let wide = values.iter().map(|&v| f64::from(v)).collect();
    let device = Device::flex().autodiff();
    (wide, Tensor::from_data(TensorData::new(values, shape), &device).require_grad())
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter::<f64>().collect()
}

fn close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let right = (found - expected).abs() <= 2e-5 * (1.0 + expected.abs());
        assert!(right, "{what}, {i}: {found}, but expected {expected}");
    }
}

#[test]
fn each_kind_of_sharing_has_its_gradients() {
    let shape = [2, 6, 5];
    let (count, axis) = (shape[1], 1);
    for (text, sharing, sets) in [
        ("hp1(init=gelu)", Sharing::Layer, 1),
        ("hp2", Sharing::Channels { count, axis }, 6),
        ("safe_pau(init=silu)", Sharing::Groups { groups: 3, count, axis }, 3),
        ("safe_opau(basis=laguerre,version=B)", Sharing::Groups { groups: 2, count, axis }, 2),
    ] {
        let device = Device::flex().autodiff();
        let module = ActivationConfig::named(text).with_sharing(sharing).init(&device).unwrap();
        let current = module.current().unwrap();
        assert_eq!(current.len(), sets, "{text}");
        let unit: Unit = current[0].unit().unwrap();
        let per = unit.coefficients().len();
        // As in f32, which the module keeps.
        let single: Vec<f64> = unit.coefficients().iter().map(|&c| f64::from(c as f32)).collect();
        let unit = Unit::new(*unit.form(), single).unwrap();
        let (x, tensor) = input(shape);
        let y = module.forward(tensor.clone());
        let gradients = (y.clone() * y.clone()).sum().backward();
        let expected: Vec<f64> = x.iter().map(|&x| unit.value(x)).collect();
        close(&values(y), &expected, text);
        let by_input: Vec<f64> =
            x.iter().map(|&x| 2.0 * unit.value(x) * unit.derivative(x)).collect();
        close(&values(tensor.grad(&gradients).unwrap()), &by_input, text);
        let mut by_coefficients = vec![0.0; sets * per];
        for (i, &x) in x.iter().enumerate() {
            let set = i / shape[2] % count / (count / sets);
            let own = &mut by_coefficients[set * per..(set + 1) * per];
            for (sum, d) in own.iter_mut().zip(unit.coefficient_gradient(x)) {
                *sum += 2.0 * unit.value(x) * d;
            }
        }
        let found = values(module.parameters().unwrap().grad(&gradients).unwrap());
        let scale = by_coefficients.iter().fold(1.0f64, |s, d| s.max(d.abs()));
        let scaled = |list: &[f64]| list.iter().map(|d| d / scale).collect::<Vec<_>>();
        close(&scaled(&found), &scaled(&by_coefficients), text);
    }
}

#[test]
fn training_moves_a_unit_towards_its_target() {
    let device = Device::flex().autodiff();
    let mut module: Activation = ActivationConfig::named("hp1").init(&device).unwrap();
    let mut optimizer = SgdConfig::new().init();
    let x = Tensor::<1>::from_floats(
        (0..200).map(|i| i as f32 * 0.03 - 3.0).collect::<Vec<_>>().as_slice(),
        &device,
    );
    let target = nonlin_burn::apply(x.clone(), &"tanh".parse().unwrap());
    let mut losses = Vec::new();
    for _ in 0..200 {
        let difference = module.forward(x.clone()) - target.clone();
        let loss = (difference.clone() * difference).mean();
        losses.push(values(loss.clone())[0]);
        let gradients = GradientsParams::from_grads(loss.backward(), &module);
        module = optimizer.step(0.01, module, gradients);
    }
    assert!(losses[199] < 0.5 * losses[0], "{} to {}", losses[0], losses[199]);
    let learned = module.current().unwrap().remove(0);
    assert!(learned.to_string().starts_with("hp1(a_0="), "{learned}");
    // What it prints is what it is.
    let read: nonlin::Activation = learned.to_string().parse().unwrap();
    assert_eq!(read, learned);
}

#[test]
fn noise_is_drawn_in_training_only() {
    let device = Device::flex();
    let config = ActivationConfig::named("safe_pau(version=D)");
    let x = Tensor::<1>::from_floats([-2.0, -0.5, 0.7, 3.0], &device);
    let module = config.init(&device).unwrap();
    assert_eq!(values(module.forward(x.clone())), values(module.forward(x)));
    let device = device.autodiff();
    let module = config.init(&device).unwrap();
    let x = Tensor::<1>::from_floats([-2.0, -0.5, 0.7, 3.0], &device);
    assert_ne!(values(module.forward(x.clone())), values(module.forward(x)));
}

#[test]
fn groups_that_do_not_divide_the_channels_are_refused() {
    let config = |groups| {
        let sharing = Sharing::Groups { groups, count: 6, axis: 1 };
        ActivationConfig::named("hp1").with_sharing(sharing).init(&Device::flex())
    };
    assert_eq!(config(3).unwrap().num_params(), 30);
    for groups in [0, 4, 7] {
        let error = config(groups).unwrap_err().to_string();
        assert!(error.contains(&format!("6 channels do not make {groups} groups")), "{error}");
    }
    let three = config(3).unwrap();
    let error = three.try_forward(Tensor::<2>::zeros([2, 4], &Device::flex())).unwrap_err();
    assert!(error.to_string().contains("dimension 1 must have 6 channels"), "{error}");
}

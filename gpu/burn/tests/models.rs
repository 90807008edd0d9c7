//! Burn's modules on a GPU backend, with fusion and autodiff, against the CPU backend.

use burn::module::{Module, Param};
use burn::nn::{Linear, LinearConfig};
use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::{Device, Tensor, TensorData};
use nonlin_burn::{Activation, ActivationConfig, Sharing, Trainable};

fn gpu() -> Device {
    Device::wgpu(burn::tensor::DeviceKind::DefaultDevice)
}

/// What a module makes of numbers, and the gradients by them and by its parameters.
struct Results {
    y: Vec<f32>,
    gx: Vec<f32>,
    gp: Vec<f32>,
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

fn run(device: &Device, config: &ActivationConfig, shape: [usize; 3]) -> Results {
    let device = device.clone().autodiff();
    let len = shape.iter().product::<usize>();
    let numbers: Vec<f32> = (0..len).map(|i| ((i * 37) % 101) as f32 / 12.0 - 4.0).collect();
    let x = Tensor::<3>::from_data(TensorData::new(numbers, shape), &device).require_grad();
    let module = config.init(&device).unwrap();
    let y = module.forward(x.clone());
    let weighted = y.clone() * x.clone().detach();
    let gradients = weighted.backward();
    let gx = values(x.grad(&gradients).unwrap());
    let gp = module.parameters().and_then(|p| p.grad(&gradients)).map(values);
    Results { y: values(y), gx, gp: gp.unwrap_or_default() }
}

fn assert_near(what: &str, found: &[f32], wanted: &[f32], scale: f32) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    for (i, (&f, &w)) in found.iter().zip(wanted).enumerate() {
        assert!((f - w).abs() <= scale * (1.0 + w.abs()), "{what}[{i}] = {f}, not {w}");
    }
}

#[test]
fn modules_do_on_the_gpu_what_they_do_on_the_cpu() {
    let per_channel = Sharing::Channels { count: 6, axis: 1 };
    let groups = Sharing::Groups { groups: 3, count: 6, axis: 1 };
    let named = ActivationConfig::named;
    let configs = [
        named("telu"),
        named("gelu"),
        named("swish(beta=2)").with_trainable(Trainable::None),
        named("swish"),
        named("prelu").with_sharing(per_channel),
        named("safe_pau(init=gelu)").with_sharing(groups),
        named("hp1(init=silu)"),
        named("mine(a=1.5) = x*atan(a*x)").with_sharing(per_channel),
        // Bounded to each other: brought back into their ranges on the host.
        named("zorro_symmetric(a=4,b=2)").with_trainable(Trainable::All),
    ];
    for config in configs {
        for shape in [[4, 6, 50], [5, 6, 1], [1, 6, 7]] {
            let (gpu, cpu) = (run(&gpu(), &config, shape), run(&Device::flex(), &config, shape));
            let name = &config.function;
            assert_near(&format!("{name}: y"), &gpu.y, &cpu.y, 4e-6);
            assert_near(&format!("{name}: gx"), &gpu.gx, &cpu.gx, 2e-5);
            assert_near(&format!("{name}: gp"), &gpu.gp, &cpu.gp, 1e-3);
        }
    }
}

#[test]
fn draws_are_those_of_the_cpu() {
    let config = ActivationConfig::named("rrelu").with_seed(7);
    let (gpu, cpu) = (run(&gpu(), &config, [3, 6, 8]), run(&Device::flex(), &config, [3, 6, 8]));
    assert_eq!(gpu.y, cpu.y);
    assert_eq!(gpu.gx, cpu.gx);
}

#[derive(Module, Debug)]
struct Network {
    first: Linear,
    activation: Activation,
    second: Linear,
}

/// The parameter of the activation after some steps of a small network.
fn trained(device: &Device) -> Vec<f32> {
    let device = device.clone().autodiff();
    let weights = |rows: usize, columns: usize| {
        let numbers: Vec<f32> =
            (0..rows * columns).map(|i| ((i * 29) % 17) as f32 / 17.0 - 0.5).collect();
        Param::from_tensor(Tensor::<2>::from_data(
            TensorData::new(numbers, [rows, columns]),
            &device,
        ))
    };
    let layer = |rows: usize, columns: usize| {
        let mut layer = LinearConfig::new(rows, columns).with_bias(false).init(&device);
        layer.weight = weights(rows, columns);
        layer
    };
    let sharing = Sharing::Channels { count: 16, axis: 1 };
    let activation = ActivationConfig::named("swish").with_sharing(sharing).init(&device).unwrap();
    let mut network = Network { first: layer(8, 16), activation, second: layer(16, 4) };
    let numbers: Vec<f32> = (0..32 * 8).map(|i| ((i * 13) % 23) as f32 / 11.0 - 1.0).collect();
    let x = Tensor::<2>::from_data(TensorData::new(numbers, [32, 8]), &device);
    let mut optimizer = SgdConfig::new().init();
    for _ in 0..10 {
        let hidden = network.activation.forward(network.first.forward(x.clone()));
        let y = network.second.forward(hidden);
        // Backpropagates ones, as of a sum: the software device fails at whole sums.
        let gradients = (y.clone() * y).backward();
        let gradients = GradientsParams::from_grads(gradients, &network);
        network = optimizer.step(1e-3, network, gradients);
    }
    values(network.activation.parameters().unwrap())
}

#[test]
fn a_network_trains_on_the_gpu_as_on_the_cpu() {
    let (gpu, cpu) = (trained(&gpu()), trained(&Device::flex()));
    assert!(cpu.iter().any(|&beta| (beta - 1.0).abs() > 1e-3), "nothing was trained: {cpu:?}");
    assert_near("beta", &gpu, &cpu, 1e-4);
}

//! Sizes, shapes, noise, taps.

mod pytorch;

use burn::module::{Module, ParamId};
use burn::tensor::{Device, Int, Tensor, TensorData};
use nonlin_burn::{ActivationConfig, Sharing};

use super::*;
use pytorch::mixed;

fn device() -> Device {
    Device::flex()
}

fn function(name: &str) -> ActivationConfig {
    ActivationConfig::named(name)
}

fn image(name: &str, input: [usize; 3], classes: usize) -> ImageNetworkConfig {
    ImageNetworkConfig::new(name.parse().unwrap(), input, classes)
}

fn trained(parameters: &[Parameter]) -> usize {
    parameters.iter().filter(|p| p.role.is_trained()).map(Parameter::count).sum()
}

#[test]
fn parameter_counts_are_the_published_ones() {
    // torchvision's, each for 1000 classes.
    for (name, count) in [
        ("resnet-18", 11_689_512),
        ("resnet-34", 21_797_672),
        ("resnet-50", 25_557_032),
        ("mobilenet-v2", 3_504_872),
        ("efficientnet-b0", 5_288_548),
        ("densenet-121", 7_978_856),
        ("squeezenet-1.1", 1_235_496),
        ("vgg-16-bn", 138_365_992),
    ] {
        let network = image(name, [3, 224, 224], 1000);
        let network = network.build(&function("relu"), 0, &device()).unwrap();
        assert_eq!(trained(&network.parameters()), count, "{name}");
    }
}

#[test]
fn activations_bring_their_parameters() {
    let count = |config: &ActivationConfig| {
        let network = image("resnet-18", [3, 32, 32], 10);
        trained(&network.build(config, 0, &device()).unwrap().parameters())
    };
    let plain = count(&function("relu"));
    assert_eq!(count(&function("prelu")), plain + 17);
    // One for each channel of the 17 places.
    let channels = function("prelu").with_sharing(Sharing::Channels { count: 1, axis: 1 });
    assert_eq!(count(&channels), plain + 64 + 4 * (64 + 128 + 256 + 512));
}

#[test]
fn every_architecture_takes_small_images_and_gives_gradients_to_all() {
    let autodiff = device().autodiff();
    for architecture in ImageArchitecture::ALL {
        // DenseNet and ResNet-50 have the blocks of the others and take long.
        let size = if *architecture == ImageArchitecture::LeNet5 { 28 } else { 16 };
        let config = ImageNetworkConfig::new(*architecture, [1, size, size], 3);
        let network = config.init(&function("swish"), 1, &autodiff).unwrap();
        let x = TensorData::new(mixed(7, 2 * size * size, 1.0, 0.0), [2, 1, size, size]);
        let y = network.forward(Tensor::from_data(x, &autodiff));
        assert_eq!(y.dims(), [2, 3], "{architecture}");
        let mut gradients = y.powi_scalar(2).sum().backward();
        let found = burn::optim::GradientsParams::from_module(&mut gradients, &network);
        let expected = network.parameters().iter().filter(|p| p.role.is_trained()).count();
        assert_eq!(found.len(), expected, "{architecture}");
    }
}

#[test]
fn the_seed_decides_the_weights_and_the_bias_is_as_asked() {
    let mut config = MlpConfig::new(6, &[5, 4], 3);
    config.initial.bias = -0.5;
    let run = |seed| {
        let network = config.init(&function("softplus"), seed, &device()).unwrap();
        let y = network.forward(Tensor::zeros([1, 6, 1, 1], &device()));
        y.into_data().iter::<f64>().collect::<Vec<_>>()
    };
    assert_eq!(run(3), run(3));
    assert_ne!(run(3), run(4));
    config.initial.bias = 0.0;
    let network = config.init(&function("relu"), 0, &device()).unwrap();
    let y = network.forward(Tensor::zeros([1, 6, 1, 1], &device()));
    assert!(y.into_data().iter::<f64>().all(|y| y == 0.0));
}

#[test]
fn mistakes_are_named() {
    let fails = |config: ImageNetworkConfig, name: &str| {
        config.init(&function(name), 0, &device()).unwrap_err().to_string()
    };
    assert!(fails(image("resnet-18", [3, 8, 8], 10), "relu").contains("16×16"));
    assert!(fails(image("lenet-5", [1, 28, 28], 10), "gelo").contains("gelu"));
    assert!(fails(image("lenet-5", [1, 28, 32], 10), "relu").contains("square"));
    let mut config = image("lenet-5", [1, 28, 28], 10);
    config.initial.gain = Some(-1.0);
    assert!(fails(config, "relu").contains("gain"));
    let unknown = "resnet-19".parse::<ImageArchitecture>().unwrap_err().to_string();
    assert!(unknown.contains("resnet-18"), "{unknown}");
    let heads = TransformerConfig { heads: 5, ..TransformerConfig::new(10) };
    let heads = heads.init(&function("gelu"), 0, &device()).unwrap_err().to_string();
    assert!(heads.contains("5 heads"), "{heads}");
}

#[test]
fn noise_acts_in_training_alone_and_follows_the_seed() {
    let config = TransformerConfig {
        dropout: 0.5,
        width: 8,
        heads: 2,
        layers: 1,
        ..TransformerConfig::new(5)
    };
    let autodiff = device().autodiff();
    let run = |device: &Device| -> Vec<f32> {
        let model = config.init(&function("gelu"), 3, device).unwrap();
        let words = Tensor::<2, Int>::from_data(TensorData::new(vec![1i64, 2, 3], [1, 3]), device);
        model.forward(words).into_data().iter::<f32>().collect()
    };
    assert_eq!(run(&autodiff), run(&autodiff));
    assert_ne!(run(&autodiff), run(&device()));
}

#[test]
fn taps_see_what_goes_through() {
    let config = MlpConfig::new(4, &[3], 2);
    for device in [device(), device().autodiff()] {
        let network = config.init(&function("relu"), 0, &device).unwrap();
        assert_eq!(network.taps().names(), ["1"]);
        let x = Tensor::<2>::from_floats([[1.0, 2.0, 3.0, 4.0], [-1.0, 0.0, 1.0, 0.5]], &device);
        let run = || network.forward(x.clone().reshape([2, 4, 1, 1]));
        let _ = run();
        assert!(network.taps().take().is_empty(), "closed taps see nothing");
        network.taps().open();
        let _ = (run(), run());
        network.taps().close();
        let seen = network.taps().take();
        let [layer] = seen.as_slice() else { panic!("{seen:?}") };
        // The same from the weights, by hand.
        let list = network.parameters();
        let weight = read(&network, list[0].id);
        let inputs = [[1.0, 2.0, 3.0, 4.0], [-1.0, 0.0, 1.0, 0.5]];
        let mut z = Vec::new();
        for row in inputs {
            for unit in 0..3 {
                z.push((0..4).map(|i| row[i] * f64::from(weight[3 * i + unit])).sum::<f64>());
            }
        }
        let mean = z.iter().sum::<f64>() / 6.0;
        let off = z.iter().filter(|z| **z <= 0.0).count() as f64;
        let units = |all: bool| {
            (0..3).filter(|u| (0..2).all(|s| (z[3 * s + u] > 0.0) == all)).count() as f64 / 3.0
        };
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-5 * b.abs().max(0.1), "{a} {b}");
        close(layer.mean_before, mean);
        close(layer.variance_before, z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / 6.0);
        close(layer.mean_after, z.iter().map(|z| z.max(0.0)).sum::<f64>() / 6.0);
        close(layer.saturated_share, off / 6.0);
        close(layer.effective_slope, 1.0 - off / 6.0);
        close(layer.dead_share, units(false));
        close(layer.always_on_share, units(true));
    }
}

/// The values of one parameter.
fn read<M: Module>(module: &M, id: ParamId) -> Vec<f32> {
    struct Read(ParamId, Vec<f32>);
    impl burn::module::ModuleVisitor for Read {
        fn visit_float<const D: usize>(&mut self, param: &burn::module::Param<Tensor<D>>) {
            if param.id == self.0 {
                self.1 = param.val().into_data().iter::<f32>().collect();
            }
        }
    }
    let mut read = Read(id, Vec::new());
    module.visit(&mut read);
    read.1
}

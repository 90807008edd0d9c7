//! The module: configuration, display, records, parameter lists, mistakes.

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use nonlin_burn::{Activation, ActivationConfig, Error, Sharing, Trainable};

fn device() -> Device {
    Device::flex()
}

#[test]
fn display_names_the_function_and_what_is_trained() {
    let text = |config: ActivationConfig| config.init(&device()).unwrap().to_string();
    assert_eq!(text(ActivationConfig::named("telu")), "Activation {function: telu}");
    assert_eq!(
        text(ActivationConfig::named("swish(beta=2)")),
        "Activation {function: swish(beta=2), trained: shared, params: 1}"
    );
    let channels = Sharing::Channels { count: 8, axis: 1 };
    assert_eq!(
        text(ActivationConfig::named("prelu").with_sharing(channels)),
        "Activation {function: prelu, trained: per channel, channel_axis: 1, params: 8}"
    );
}

#[test]
fn parameters_are_trained_as_published_unless_told_otherwise() {
    let ids = |config: ActivationConfig| config.init(&device()).unwrap().parameter_ids().len();
    assert_eq!(ids(ActivationConfig::named("prelu")), 1);
    assert_eq!(ids(ActivationConfig::named("leaky_relu")), 0);
    assert_eq!(ids(ActivationConfig::named("leaky_relu").with_trainable(Trainable::All)), 1);
    assert_eq!(ids(ActivationConfig::named("prelu").with_trainable(Trainable::None)), 0);
    assert_eq!(ids(ActivationConfig::named("relu")), 0);
}

#[test]
fn mistakes_are_errors_that_name_them() {
    let fails = |config: ActivationConfig| config.init(&device()).unwrap_err().to_string();
    assert!(fails(ActivationConfig::named("gelo")).contains("gelu"));
    assert!(fails(ActivationConfig::named("swish(gamma=1)")).contains("beta"));
    assert!(fails(ActivationConfig::named("elu(alpha=-1)")).contains("alpha = -1"));
    let all = ActivationConfig::named("relu").with_trainable(Trainable::All);
    assert_eq!(fails(all), "relu has no parameters to train");
    let none = Sharing::Channels { count: 0, axis: 1 };
    assert!(fails(ActivationConfig::named("prelu").with_sharing(none)).contains("at least one"));

    let sharing = Sharing::Channels { count: 3, axis: 1 };
    let prelu = ActivationConfig::named("prelu").with_sharing(sharing).init(&device()).unwrap();
    let error = prelu.try_forward(Tensor::<2>::zeros([2, 4], &device())).unwrap_err();
    assert_eq!(error, Error::Channels { shape: vec![2, 4], axis: 1, channels: 3 });
    let error = prelu.try_forward(Tensor::<1>::zeros([3], &device())).unwrap_err();
    assert!(error.to_string().contains("dimension 1 must have 3 channels"));
}

#[test]
fn parameters_outside_their_range_act_as_the_nearest_allowed() {
    let elu =
        ActivationConfig::named("elu").with_trainable(Trainable::All).init(&device()).unwrap();
    let drifted = set(elu, -0.5);
    let y = drifted.forward(Tensor::<1>::from_floats([-50.0, 2.0], &device()));
    let y: Vec<f64> = y.into_data().iter::<f64>().collect();
    assert!(y[0] <= 0.0 && y[0] > -1e-5, "{y:?}");
    assert_eq!(y[1], 2.0);
    let current = drifted.current().unwrap();
    assert!(current[0].values()[0] > 0.0);

    let lost = set(ActivationConfig::named("prelu").init(&device()).unwrap(), f32::NAN);
    let y = lost.forward(Tensor::<1>::from_floats([-1.0], &device()));
    assert!(y.into_data().iter::<f64>().all(f64::is_nan));
    assert!(lost.current().is_err());
}

/// The module with another value of its only parameter.
fn set(module: Activation, value: f32) -> Activation {
    struct Set(f32);
    impl burn::module::ModuleMapper for Set {
        fn map_float<const D: usize>(
            &mut self,
            param: burn::module::Param<Tensor<D>>,
        ) -> burn::module::Param<Tensor<D>> {
            param.map(|tensor| tensor.zeros_like() + self.0)
        }
    }
    module.map(&mut Set(value))
}

#[test]
fn stochastic_functions_draw_in_training_and_are_fixed_otherwise() {
    let fixed = ActivationConfig::named("rrelu").init(&device()).unwrap();
    let x = [-1.0; 64];
    let run = |module: &Activation, device: &Device| -> Vec<f64> {
        let y = module.forward(Tensor::<1>::from_floats(x, device));
        y.into_data().iter::<f64>().collect()
    };
    let evaluation = run(&fixed, &device());
    assert!(evaluation.iter().all(|y| *y == evaluation[0]));

    let autodiff = device().autodiff();
    let make = || ActivationConfig::named("rrelu").with_seed(7).init(&autodiff).unwrap();
    let module = make();
    let (first, second) = (run(&module, &autodiff), run(&module, &autodiff));
    assert!(first.iter().all(|y| (-1.0 / 3.0 - 1e-6..=-0.125).contains(y)), "{first:?}");
    assert!(first.iter().any(|y| *y != first[0]));
    assert_ne!(first, second, "each call draws anew");
    assert_eq!(run(&make(), &autodiff), first, "and the seed decides what");

    // The backward pass draws the same slopes as the forward pass.
    let x = Tensor::<1>::from_floats(x, &autodiff).require_grad();
    let y = module.forward(x.clone());
    let gradients = y.clone().sum().backward();
    let slopes: Vec<f64> = x.grad(&gradients).unwrap().into_data().iter::<f64>().collect();
    let values: Vec<f64> = y.into_data().iter::<f64>().map(|y| -y).collect();
    assert_eq!(slopes, values);
}

#[test]
fn records_keep_trained_parameters() {
    let make = || ActivationConfig::named("prelu").init(&device()).unwrap();
    let trained = set(make(), 0.7);
    let loaded = make().load_record(trained.clone().into_record());
    let values = |module: &Activation| -> Vec<f32> {
        module.parameters().unwrap().into_data().iter::<f32>().collect()
    };
    assert_eq!(values(&loaded), values(&trained));
    assert_eq!(loaded.current().unwrap(), trained.current().unwrap());
}

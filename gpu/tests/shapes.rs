//! Lengths, channels, blocks and mistakes.

mod support;

use nonlin::{Activation, Channels};
use nonlin_gpu::cubecl::client::Client;
use nonlin_gpu::{Array, Element, Error, Kernel};
use support::{client, noise};

fn activation(name: &str) -> Activation {
    name.parse().unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn array(client: &Client, values: &[f32]) -> Array {
    Array::from_f32(client, values, Element::F32)
}

/// Value, gradient and gradients by parameters against the CPU, with parameters that differ
/// from channel to channel.
fn check(client: &Client, name: &str, len: usize, channels: Option<Channels>) {
    let activation = activation(name);
    let x: Vec<f32> = noise(len).iter().map(|v| 3.0 * v).collect();
    let g: Vec<f32> = noise(len + 5)[5..].to_vec();
    let sets = channels.map_or(1, |channels| channels.count);
    let factor = |k: usize| 1.0 + 0.01 * (k % 7) as f32;
    let values: Vec<f32> = (0..sets)
        .flat_map(|set| activation.values().iter().map(move |&v| v as f32 * factor(set)))
        .collect();
    let kernel = Kernel::trained(&activation, channels);
    let (input, gradient, p) = (array(client, &x), array(client, &g), array(client, &values));
    let y = kernel.forward(client, &input, Some(&p)).unwrap().to_f32(client);
    let alone = kernel.backward(client, &input, &gradient, Some(&p)).unwrap().to_f32(client);
    let (gx, gp) = kernel.backward_parameters(client, &input, &gradient, &p).unwrap();
    let (gx, gp) = (gx.to_f32(client), gp.to_f32(client));

    let wide: Vec<f64> = values.iter().map(|&v| v.into()).collect();
    let cpu = match channels {
        Some(channels) => nonlin::Kernel::per_channel(activation.function(), &wide, channels),
        None => nonlin::Kernel::new(activation.function(), &wide),
    };
    let cpu = cpu.unwrap();
    let (mut cpu_y, mut cpu_gx) = (vec![0.0f32; len], vec![0.0f32; len]);
    let mut cpu_gp = vec![0.0; values.len()];
    cpu.forward(&x, &mut cpu_y).unwrap();
    cpu.backward_parameters(&x, &g, &mut cpu_gx, &mut cpu_gp).unwrap();
    let what = format!("{name}, {len} elements, {channels:?}");
    for i in 0..len {
        assert!((y[i] - cpu_y[i]).abs() <= 4e-6, "{what}: y[{i}] = {}, not {}", y[i], cpu_y[i]);
        let close = |v: f32| (v - cpu_gx[i]).abs() <= 4e-6;
        assert!(close(gx[i]), "{what}: gx[{i}] = {}, not {}", gx[i], cpu_gx[i]);
        assert_eq!(alone[i].to_bits(), gx[i].to_bits(), "{what}: both gradients at {i}");
    }
    let terms = (len / sets).max(1) as f64;
    for (k, (&found, &wanted)) in gp.iter().zip(&cpu_gp).enumerate() {
        let error = (f64::from(found) - wanted).abs();
        assert!(error <= 3e-6 * terms, "{what}: gp[{k}] = {found}, not {wanted}");
    }
}

#[test]
fn lengths_of_all_kinds() {
    let client = client();
    for len in [1, 2, 3, 4, 7, 255, 256, 1021, 1024, 4096, 70_001, 1 << 18] {
        check(&client, "swish", len, None);
    }
    check(&client, "safe_pau(init=gelu)", 10_007, None);
}

#[test]
fn channels_of_all_kinds() {
    let client = client();
    // Images, wide vectors, odd sizes, one channel, one element a channel.
    let layouts = [(3, 64), (8, 49), (5, 7), (64, 1), (17, 1), (300, 1), (1, 10), (2, 4), (1, 1)];
    for (count, inner) in layouts {
        for rows in [1, 2, 33] {
            check(&client, "swish", rows * count * inner, Some(Channels { count, inner }));
        }
    }
    check(&client, "prelu", 6 * 2048 * 4, Some(Channels { count: 6, inner: 2048 }));
    check(&client, "safe_pau(init=gelu)", 12 * 16 * 9, Some(Channels { count: 16, inner: 9 }));
    check(&client, "safe_pau(init=gelu)", 12 * 4 * 64, Some(Channels { count: 4, inner: 64 }));
}

#[test]
fn results_are_the_same_every_time() {
    let client = client();
    let activation = activation("swish");
    let kernel = Kernel::trained(&activation, None);
    let x = array(&client, &noise(300_000));
    let p = array(&client, &[1.3]);
    let run = || kernel.backward_parameters(&client, &x, &x, &p).unwrap().1.to_f32(&client)[0];
    let first = run();
    assert!(first != 0.0 && (0..4).all(|_| run().to_bits() == first.to_bits()));
}

#[test]
fn nothing_is_done_for_no_elements() {
    let client = client();
    let kernel = Kernel::trained(&activation("swish"), None);
    let (x, p) = (array(&client, &[]), array(&client, &[1.0]));
    assert!(kernel.forward(&client, &x, Some(&p)).unwrap().is_empty());
    let (gx, gp) = kernel.backward_parameters(&client, &x, &x, &p).unwrap();
    assert!(gx.is_empty());
    assert_eq!(gp.to_f32(&client), [0.0]);
}

#[test]
fn parameters_come_back_into_their_ranges_and_nan_shows() {
    let client = client();
    let softplus = activation("softplus");
    // A parameter that must be positive, with a value that is not.
    let function = softplus.function();
    assert_eq!(function.parameters().len(), 1);
    let kernel = Kernel::trained(&softplus, None);
    let x = array(&client, &[-1.0, 0.5]);
    let wanted = function.project(&[-3.0]).unwrap();
    let p = array(&client, &[-3.0]);
    let found = kernel.forward(&client, &x, Some(&p)).unwrap().to_f32(&client);
    let p = array(&client, &[wanted[0] as f32]);
    assert_eq!(found, kernel.forward(&client, &x, Some(&p)).unwrap().to_f32(&client));
    let p = array(&client, &[f32::NAN]);
    let (gx, gp) = kernel.backward_parameters(&client, &x, &x, &p).unwrap();
    assert!(gx.to_f32(&client).iter().chain(&gp.to_f32(&client)).all(|v| v.is_nan()));
}

#[test]
fn a_slope_of_zero_lets_nothing_pass() {
    let client = client();
    let x = array(&client, &[-1.0, 1.0]);
    let g = array(&client, &[f32::INFINITY, f32::INFINITY]);
    let gx = Kernel::new(&activation("relu")).backward(&client, &x, &g, None).unwrap();
    assert_eq!(gx.to_f32(&client), [0.0, f32::INFINITY]);
}

#[test]
fn mistakes_are_named() {
    let client = client();
    let (swish, six) = (activation("swish"), array(&client, &[0.0; 6]));
    let p = array(&client, &[1.0]);
    let trained = Kernel::trained(&swish, None);
    let message = |error: Error| error.to_string();
    let error = trained.forward(&client, &six, None).unwrap_err();
    assert_eq!(message(error), "the parameters are missing; swish takes 1 f32 numbers here");
    let half = Array::from_f32(&client, &[1.0], Element::F16);
    let error = trained.forward(&client, &six, Some(&half)).unwrap_err();
    assert!(matches!(error, Error::Parameters { expected: 1, .. }), "{error}");
    let error = trained.backward(&client, &six, &p, Some(&p)).unwrap_err();
    assert_eq!(message(error), "the gradient has 1 elements of f32, but x has 6 elements of f32");
    let error = Kernel::new(&swish).backward_parameters(&client, &six, &six, &p).unwrap_err();
    assert_eq!(error, Error::NotTrained { function: "swish" });
    let channels = Some(Channels { count: 4, inner: 1 });
    let error = Kernel::trained(&swish, channels).forward(&client, &six, Some(&p)).unwrap_err();
    assert_eq!(error, Error::Channels { len: 6, count: 4, inner: 1 });
}

//! Half precision, where the device has it, for the whole catalogue.

mod support;

use half::{bf16, f16};
use nonlin::Activation;
use nonlin_gpu::cubecl::client::Client;
use nonlin_gpu::{Array, Element, Kernel};
use support::rounding::rounding_of;
use support::{BOUND, EPSILON, activations, client, known, terms};

/// How far apart in steps of the element type two numbers are, as they are counted from 0.
fn steps(a: u16, b: u16) -> i32 {
    let place = |bits: u16| {
        let size = i32::from(bits & 0x7fff);
        if bits & 0x8000 == 0 { size } else { -size }
    };
    (place(a) - place(b)).abs()
}

/// Every 37th number of the type, of the whole range, and the ends.
fn numbers(largest: u16) -> Vec<u16> {
    let mut bits: Vec<u16> = (0..=largest).step_by(37).flat_map(|b| [b, b | 0x8000]).collect();
    bits.extend([largest, largest | 0x8000]);
    bits.resize(bits.len().next_multiple_of(8), 0);
    bits
}

fn check(client: &Client, activation: &Activation, element: Element, failures: &mut Vec<String>) {
    let name = activation.to_string();
    #[allow(clippy::type_complexity, reason = "named nowhere else")]
    let (largest, to_f32, of_f32): (u16, fn(u16) -> f32, fn(f32) -> u16) = match element {
        Element::F16 => (0x7bff, |b| f16::from_bits(b).to_f32(), |v| f16::from_f32(v).to_bits()),
        _ => (0x7f7f, |b| bf16::from_bits(b).to_f32(), |v| bf16::from_f32(v).to_bits()),
    };
    let bits = numbers(largest);
    let x: Vec<f32> = bits.iter().map(|&b| to_f32(b)).collect();
    let ones = vec![1.0; x.len()];
    let input = Array::from_f32(client, &x, element);
    let gradient = Array::from_f32(client, &ones, element);
    let kernel = Kernel::new(activation);
    let y = kernel.forward(client, &input, None).unwrap().to_f32(client);
    let gx = kernel.backward(client, &input, &gradient, None).unwrap().to_f32(client);
    let wide: Vec<f64> = x.iter().map(|&x| x.into()).collect();
    let (mut cpu_y, mut cpu_gx) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    let wide_ones = vec![1.0; x.len()];
    activation.kernel().forward_backward(&wide, &wide_ones, &mut cpu_y, &mut cpu_gx).unwrap();
    for i in 0..x.len() {
        let number = |v: f64| if v.is_nan() { 0.0 } else { v };
        let second = number(activation.derivatives(wide[i], 2).unwrap()[2]);
        let (more, steeper) = terms(activation, wide[i]);
        let results = [(y[i], cpu_y[i], cpu_gx[i], more), (gx[i], cpu_gx[i], second, steeper)];
        for (order, (found, wanted, next, terms)) in results.into_iter().enumerate() {
            let end = f64::from(to_f32(largest));
            let wanted = wanted.clamp(-end, end);
            // A step, and what the rounding of single precision in the argument does; some
            // devices flush subnormal numbers of half precision.
            let off = steps(of_f32(found), of_f32(wanted as f32));
            let moved = known(BOUND * EPSILON * ((f64::from(x[i]) * next).abs() + terms));
            let slack = moved.max(f64::from(to_f32(0x0400).min(1e-4))).max(1e-6);
            let error = (f64::from(found) - wanted).abs();
            let near = off <= 1
                || error <= slack
                || error <= slack + 4.0 * rounding_of(activation, order, wide[i]);
            let same = found.is_nan() && wanted.is_nan();
            if !(same || found.is_finite() && near) {
                let (at, element) = (x[i], element.name());
                failures.push(format!("{name} of {element} at {at}: {found}, not {wanted}"));
            }
        }
    }
}

#[test]
fn half_precision_is_rounded_once() {
    let client = client();
    let mut failures = Vec::new();
    for element in [Element::F16, Element::BF16] {
        if !element.is_supported(&client) {
            println!("the device has no {}: not tested", element.name());
            let x = Array::from_f32(&client, &[1.0], element);
            let error = Kernel::new(&"relu".parse().unwrap()).forward(&client, &x, None);
            assert!(error.unwrap_err().to_string().starts_with("the device has no"));
            continue;
        }
        for activation in activations() {
            check(&client, &activation, element, &mut failures);
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

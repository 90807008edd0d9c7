//! The kernels of the whole catalogue, of rational units and of formulas against those of
//! the CPU: value, gradient, gradients by parameters.

mod support;

use nonlin::Activation;
use nonlin_gpu::cubecl::client::Client;
use nonlin_gpu::{Array, Element, Kernel};
use support::rounding::{rounding, rounding_of};
use support::{BOUND, EPSILON, activations, arguments, client, far, known, noise, terms};

/// The largest error in units, and where.
#[derive(Default)]
struct Worst {
    units: f64,
    at: f32,
    found: f32,
    wanted: f64,
}

impl Worst {
    /// `explained` is what else may be, asked where it matters.
    fn see(
        &mut self,
        at: f32,
        found: f32,
        wanted: f64,
        scale: f64,
        explained: impl FnOnce() -> f64,
    ) {
        // Out of a function's domain.
        if wanted.is_nan() && found.is_nan() {
            return;
        }
        // Devices may flush subnormal numbers, and what is made of them.
        let error = far(found, wanted) - 4.0 * f64::from(f32::MIN_POSITIVE);
        let unit = EPSILON * known(scale).max(f64::from(f32::MIN_POSITIVE));
        let mut units = error / unit;
        if !(units <= BOUND) {
            units = (error - known(explained())) / unit;
        }
        // What is no number is worse than anything.
        let units = if units.is_nan() { f64::INFINITY } else { units };
        if units > self.units {
            *self = Worst { units, at, found, wanted };
        }
    }

    fn check(&self, what: &str, name: &str, failures: &mut Vec<String>) {
        let Worst { units, at, found, wanted } = self;
        let line = format!("{name:28} {what:9} {units:8.2} at {at:e}: {found:e}, not {wanted:e}");
        println!("{line}");
        if *units > BOUND {
            failures.push(line);
        }
    }
}

/// Functions without a limit, for which the CPU has a number.
const OSCILLATES: &[&str] = &["finer", "one_minus_cosine"];

/// Functions whose derivatives by trained parameters cancel so early that slopes are carried on
/// from there, and how far off these are.
const CARRIED: &[(&str, f64)] = &[("swishplus", 1e-4)];

/// The furthest that slopes are computed at; beyond, those of no whole power stay.
const SETTLED: f64 = 7.9e28;

/// What a value or a slope may be off for reasons that `docs/gpu.md` gives.
fn explained(activation: &Activation, order: usize, at: f64, found: f32, wanted: f64) -> f64 {
    let largest = f64::from(f32::MAX);
    // Steps overflow before the result does: it is large all the same, or half as large.
    let bounded = wanted.clamp(-largest, largest);
    let large = f64::from(found) * bounded.signum() >= 1e37;
    let overflow = match bounded.abs() > 1e37 {
        true if large => (f64::from(found) - bounded).abs(),
        true => 0.5 * bounded.abs(),
        false => 0.0,
    };
    let stays = if order == 1 && at.abs() > SETTLED { bounded.abs().max(2e-14) } else { 0.0 };
    // Squares of arguments overflow, and what decays is nothing.
    let lost = if at.abs() > 1e19 { 1e-20 } else { 0.0 };
    let carried = CARRIED.iter().find(|(id, _)| *id == activation.function().id());
    let carried = carried.map_or(0.0, |&(_, error)| error);
    // Operations are a few units off each.
    4.0 * rounding_of(activation, order, at) + overflow + stays + lost + carried
}

fn check(client: &Client, activation: &Activation, failures: &mut Vec<String>) {
    let name = activation.to_string();
    let x = arguments();
    let input = Array::from_f32(client, &x, Element::F32);
    let ones = Array::from_f32(client, &vec![1.0; x.len()], Element::F32);
    let kernel = Kernel::new(activation);
    let y = kernel.forward(client, &input, None).unwrap().to_f32(client);
    let gx = kernel.backward(client, &input, &ones, None).unwrap().to_f32(client);

    let (mut cpu_y, mut cpu_gx) = (vec![0.0f32; x.len()], vec![0.0f32; x.len()]);
    let cpu = activation.kernel();
    cpu.forward_backward(&x, &vec![1.0; x.len()], &mut cpu_y, &mut cpu_gx).unwrap();
    let (mut value, mut slope) = (Worst::default(), Worst::default());
    for i in 0..x.len() {
        let at = f64::from(x[i]);
        let series = activation.derivatives(at, 2).unwrap();
        let size = |v: f64| known(v.abs());
        let (f, d, dd) = (size(cpu_y[i].into()), size(cpu_gx[i].into()), size(at * series[2]));
        let (more, steeper) = terms(activation, at);
        let why = || explained(activation, 0, at, y[i], cpu_y[i].into());
        value.see(x[i], y[i], cpu_y[i].into(), f + at.abs() * d + more, why);
        let scale = d + dd + (f / at).abs().min(1.0) + steeper;
        let why = || explained(activation, 1, at, gx[i], cpu_gx[i].into());
        slope.see(x[i], gx[i], cpu_gx[i].into(), scale, why);
    }
    value.check("value", &name, failures);
    slope.check("slope", &name, failures);

    // Special arguments.
    let special = [f32::INFINITY, f32::NEG_INFINITY, f32::NAN, 0.0];
    let mut wanted = [0.0f32; 4];
    cpu.forward(&special, &mut wanted).unwrap();
    let input = Array::from_f32(client, &special, Element::F32);
    let found = kernel.forward(client, &input, None).unwrap().to_f32(client);
    for i in 0..4 {
        let near = far(found[i], wanted[i].into()) <= 1e-5 * f64::from(wanted[i].abs()) + 1e-6;
        // Where there is no limit, anything will do.
        let (at, domain) = (f64::from(special[i]), activation.function().domain());
        let nowhere = at < domain.low || at > domain.high;
        let none = (wanted[i].is_nan() || OSCILLATES.contains(&activation.function().id()))
            && (found[i].is_nan() || special[i].is_infinite());
        let same = found[i] == wanted[i] || none || nowhere;
        if !(same || (near && wanted[i].is_finite())) {
            failures.push(format!("{name}: {} at {}, not {}", found[i], special[i], wanted[i]));
        }
    }
    if !activation.function().parameters().is_empty() {
        check_parameters(client, activation, failures);
    }
}

fn check_parameters(client: &Client, activation: &Activation, failures: &mut Vec<String>) {
    let name = activation.to_string();
    let domain = activation.function().domain();
    let mut x: Vec<f32> = noise(5000).iter().map(|v| 8.0 * v).collect();
    // What is out of it would be all that a sum shows.
    x.retain(|&x| domain.contains(x.into()));
    let g: Vec<f32> = noise(x.len() + 3)[3..].to_vec();
    let values: Vec<f32> = activation.values().iter().map(|&v| v as f32).collect();
    let arrays = [&x, &g, &values].map(|v| Array::from_f32(client, v, Element::F32));
    let [input, gradient, parameters] = &arrays;
    let kernel = Kernel::trained(activation, None);
    let (gx, gp) = kernel.backward_parameters(client, input, gradient, parameters).unwrap();
    let (gx, gp) = (gx.to_f32(client), gp.to_f32(client));
    let y = kernel.forward(client, input, Some(parameters)).unwrap().to_f32(client);
    let same_gx = kernel.backward(client, input, gradient, Some(parameters)).unwrap();
    let same_gx = same_gx.to_f32(client);

    let wide: Vec<f64> = values.iter().map(|&v| v.into()).collect();
    let rounded = activation.clone().with_values(&wide).unwrap();
    let cpu = rounded.kernel();
    let (mut cpu_y, mut cpu_gx) = (vec![0.0f32; x.len()], vec![0.0f32; x.len()]);
    let mut cpu_gp = vec![0.0; values.len()];
    cpu.forward(&x, &mut cpu_y).unwrap();
    cpu.backward_parameters(&x, &g, &mut cpu_gx, &mut cpu_gp).unwrap();

    let (mut value, mut slope) = (Worst::default(), Worst::default());
    let mut sums = vec![0.0; values.len()];
    for i in 0..x.len() {
        let at = f64::from(x[i]);
        let series = rounded.derivatives(at, 2).unwrap();
        let size = |v: f64| known(v.abs());
        let (signed, g) = (g[i], f64::from(g[i].abs()));
        let (more, steeper) = terms(&rounded, at);
        let scale = size(series[0]) + size(at * series[1]) + more;
        let why = || explained(&rounded, 0, at, y[i], cpu_y[i].into());
        value.see(x[i], y[i], cpu_y[i].into(), scale, why);
        let scale = size(series[1]) + size(at * series[2]) + (series[0] / at).abs().min(1.0);
        for found in [gx[i], same_gx[i]] {
            let why = || g * explained(&rounded, 1, at, found / signed, series[1]);
            slope.see(x[i], found, cpu_gx[i].into(), g * (scale + steeper), why);
        }
        for (sum, d) in sums.iter_mut().zip(rounded.parameter_gradient(at)) {
            *sum += (g * d).abs() * (1.0 + more);
        }
    }
    value.check("value(p)", &name, failures);
    slope.check("slope(p)", &name, failures);
    for (k, parameter) in activation.function().parameters().iter().enumerate() {
        let mut sum = Worst::default();
        sum.see(0.0, gp[k], cpu_gp[k], sums[k], || {
            let expression = &activation.function().parameter_derivatives()[k];
            let off = |x: f32| rounding(expression, rounded.values(), x.into());
            x.iter().zip(&g).map(|(&x, g)| 4.0 * f64::from(g.abs()) * off(x)).sum()
        });
        sum.check(parameter.name, &name, failures);
    }
}

#[test]
fn the_catalogue_is_that_of_the_cpu() {
    let client = client();
    let mut failures = Vec::new();
    for activation in activations() {
        check(&client, &activation, &mut failures);
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

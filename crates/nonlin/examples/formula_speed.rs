//! Typed formulas against the compiled kernels of the same functions: nanoseconds per
//! element, and how many times as long the formula takes, as it runs (which is the compiled
//! kernel, where the formula is recognised) and as register code.
//!
//! `cargo run --release -p nonlin --example formula_speed [ROUNDS]`

use std::hint::black_box;
use std::time::Instant;

use nonlin::{Activation, Formula, Result};

/// The functions that are optimised for speed, as they are typed.
const PAIRS: &[(&str, &str)] = &[
    ("relu", "max(0, x)"),
    ("leaky_relu", "f(alpha=0.01) = if(x > 0, x, alpha*x)"),
    ("hard_swish", "x*min(max(x + 3, 0), 6)/6"),
    ("sigmoid", "1/(1 + exp(-x))"),
    ("tanh", "tanh(x)"),
    ("elu", "f(alpha=1) = if(x > 0, x, alpha*(exp(x) - 1))"),
    ("softplus", "f(beta=1) = log(1 + exp(beta*x))/beta"),
    ("silu", "x/(1 + exp(-x))"),
    ("swish", "f(beta=1) = x*sigmoid(beta*x)"),
    ("gelu", "0.5*x*(1 + erf(x/sqrt(2)))"),
    ("gelu_tanh", "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))"),
    ("mish", "x*tanh(log(1 + exp(x)))"),
    ("logish", "f(alpha=1, beta=1) = alpha*x*log(1 + sigmoid(beta*x))"),
    ("smish", "f(alpha=1, beta=1) = alpha*x*tanh(log(1 + sigmoid(beta*x)))"),
    ("telu", "x*tanh(exp(x))"),
    ("serf", "x*erf(log(1 + exp(x)))"),
    (
        "zorro_symmetric",
        "f(a=1.2, b=1) = if(x < 0, (1 + exp(a*b))*x/(1 + exp(-a*(x - b))), if(x <= 1, x, \
         1 - (1 + exp(a*b))*(1 - x)/(1 + exp(-a*(1 - x - b)))))",
    ),
];

/// Seconds of one call, and of a call of the other, in turns; the medians.
fn medians(rounds: usize, repeats: usize, subjects: &mut [&mut dyn FnMut()]) -> Vec<f64> {
    let mut times = vec![Vec::new(); subjects.len()];
    for round in 0..=rounds {
        for (subject, times) in subjects.iter_mut().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..repeats {
                subject();
            }
            // The first round warms up.
            if round > 0 {
                times.push(start.elapsed().as_secs_f64() / repeats as f64);
            }
        }
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    times.into_iter().map(median).collect()
}

fn table(title: &str, size: usize, rounds: usize) -> Result<()> {
    println!("{title}: {size} elements of f32; ns per element of the compiled kernel, then how");
    println!("many times that the formula takes, as it runs and as register code");
    println!("{:16} {:>26} {:>26}", "", "forward", "backward");
    let numbers = |seed: f64| -> Vec<f32> {
        (0..size).map(|i| ((i as f64 * seed).fract() * 8.0 - 4.0) as f32).collect()
    };
    let (x, gy) = (numbers(0.618_033_988_7), numbers(0.754_877_666_2));
    let repeats = (1 << 20) / size.min(1 << 20);
    for (id, text) in PAIRS {
        let (activation, formula): (Activation, Formula) = (id.parse()?, text.parse()?);
        let kernels = [activation.kernel(), formula.kernel(), formula.kernel().as_register_code()];
        print!("{id:16}");
        for backward in [false, true] {
            let mut calls = kernels.each_ref().map(|kernel| {
                let (x, gy) = (&x, &gy);
                let mut to = x.clone();
                move || {
                    let done = match backward {
                        false => kernel.forward(x, &mut to),
                        true => kernel.backward(x, gy, &mut to),
                    };
                    drop(black_box(done));
                }
            });
            let [a, b, c] = &mut calls;
            let times = medians(rounds, repeats, &mut [a, b, c]);
            let ns = times[0] * 1e9 / size as f64;
            print!(" {ns:8.3} {:8.2} {:8.2}", times[1] / times[0], times[2] / times[0]);
        }
        println!();
    }
    Ok(())
}

fn main() -> Result<()> {
    let rounds = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(9);
    table("In cache", 32 << 10, rounds)?;
    table("From memory", 16 << 20, rounds)
}

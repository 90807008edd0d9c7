//! `nonlin bench`

use std::time::Instant;

use nonlin::{Activation, Element, Kernel, Level, bf16, f16};
use serde::Serialize;

use super::activation;
use super::eval::unknown_dtype;
use crate::args;
use crate::output::{Outcome, fail, print, print_json, table};

/// What is measured when no function is named.
const USUAL: [&str; 12] = [
    "relu",
    "leaky_relu",
    "sigmoid",
    "tanh",
    "elu",
    "softplus",
    "silu",
    "gelu",
    "gelu_tanh",
    "mish",
    "telu",
    "zorro_symmetric",
];

/// Memory that the arrays of a measurement may take.
const MEMORY: usize = 8 << 30;

/// A run of `nonlin bench --json`.
#[derive(Serialize)]
struct Run {
    dtype: String,
    size: usize,
    threads: usize,
    cores: usize,
    level: String,
    rounds: usize,
    /// Nanoseconds per element of copying the array.
    copy: f64,
    functions: Vec<Measured>,
}

/// One function: nanoseconds per element, and ratios within the run.
#[derive(Serialize)]
struct Measured {
    name: String,
    forward: f64,
    forward_to_copy: f64,
    forward_to_relu: f64,
    backward: f64,
    backward_to_relu: f64,
    both: f64,
    both_to_relu: f64,
}

pub(crate) fn run(args: &args::Bench) -> Outcome {
    let named = args.name.iter().map(String::as_str);
    let names: Vec<&str> = if args.name.is_empty() { USUAL.to_vec() } else { named.collect() };
    let activations: Vec<Activation> =
        names.iter().map(|name| activation(name, &[])).collect::<Outcome<_>>()?;
    let level = match &args.level {
        Some(name) => name.parse()?,
        None => Level::detect(),
    };
    if args.size == 0 || args.rounds == 0 {
        return fail("--size and --rounds must be at least 1");
    }
    let run = match args.dtype.as_str() {
        "f32" => measure::<f32>(args, &activations, level)?,
        "f64" => measure::<f64>(args, &activations, level)?,
        "f16" => measure::<f16>(args, &activations, level)?,
        "bf16" => measure::<bf16>(args, &activations, level)?,
        other => return fail(unknown_dtype(other)),
    };
    if args.json { print_json(&run) } else { print(&text(&run)) }
}

fn text(run: &Run) -> String {
    let rows: Vec<Vec<String>> = run
        .functions
        .iter()
        .map(|m| {
            let mut row = vec![m.name.clone()];
            row.extend([m.forward, m.backward, m.both].map(|v| format!("{v:.3}")));
            row.push(format!("{:.2}", m.forward_to_copy));
            let ratios = [m.forward_to_relu, m.backward_to_relu, m.both_to_relu];
            row.extend(ratios.map(|v| format!("{v:.2}")));
            row
        })
        .collect();
    let head = [
        "function",
        "forward",
        "backward",
        "both",
        "forward/copy",
        "forward/relu",
        "backward/relu",
        "both/relu",
    ];
    let threads = if run.threads == 1 { "thread" } else { "threads" };
    format!(
        "{} elements of {}, {} {threads} on {} cores, {}; median of {} rounds\n\
         ns per element; a plain copy takes {:.3}\n\n{}",
        run.size,
        run.dtype,
        run.threads,
        run.cores,
        run.level,
        run.rounds,
        run.copy,
        table(&head, &rows)
    )
}

/// The three things that are timed.
#[derive(Clone, Copy)]
enum Pass {
    Forward,
    Backward,
    Both,
}

fn measure<T: Element>(args: &args::Bench, chosen: &[Activation], level: Level) -> Outcome<Run> {
    let size = args.size;
    if size.saturating_mul(4 * size_of::<T>()) > MEMORY {
        return fail(format!(
            "--size {size} needs four arrays of {} GiB; at most {} GiB are used in all",
            size.saturating_mul(size_of::<T>()) >> 30,
            MEMORY >> 30
        ));
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = args.threads.map_or(cores, usize::from);
    let relu = Activation::new("relu")?;
    // Numbers as a normalised layer has them, the same in every run; all arrays
    // are written once before anything is timed.
    let x: Vec<T> = (0..size).map(|i| T::from_f64(normal(i))).collect();
    let gy: Vec<T> = (0..size).map(|i| T::from_f64(normal(i + size))).collect();
    let (mut y, mut gx) = (x.clone(), gy.clone());
    // Small arrays are gone through several times, or the clock would be measured.
    let repeats = (1 << 16) / size.min(1 << 16);

    let mut subjects = vec![&relu];
    subjects.extend(chosen);
    let kernels: Vec<Kernel<'_>> = subjects
        .iter()
        .map(|a| Ok(a.kernel().threads(threads).level(level)?))
        .collect::<Outcome<_>>()?;
    let mut copies = Vec::new();
    let mut times = vec![[const { Vec::new() }; 3]; kernels.len()];
    // The first round warms up and does not count.
    for round in 0..=args.rounds {
        let copy = clock(repeats, || {
            copy_with(threads, &x, &mut y);
            Ok(())
        })?;
        if round > 0 {
            copies.push(copy);
        }
        for (kernel, times) in kernels.iter().zip(&mut times) {
            for (pass, times) in [Pass::Forward, Pass::Backward, Pass::Both].iter().zip(times) {
                let seconds = clock(repeats, || match pass {
                    Pass::Forward => kernel.forward(&x, &mut y),
                    Pass::Backward => kernel.backward(&x, &gy, &mut gx),
                    Pass::Both => kernel.forward_backward(&x, &gy, &mut y, &mut gx),
                })?;
                if round > 0 {
                    times.push(seconds);
                }
            }
        }
    }
    let scale = 1e9 / size as f64;
    let copy = median(&mut copies) * scale;
    let medians: Vec<[f64; 3]> =
        times.iter_mut().map(|t| t.each_mut().map(|t| median(t) * scale)).collect();
    let base = medians[0];
    let functions = subjects[1..]
        .iter()
        .zip(&medians[1..])
        .map(|(activation, &[forward, backward, both])| Measured {
            name: activation.to_string(),
            forward,
            forward_to_copy: forward / copy,
            forward_to_relu: forward / base[0],
            backward,
            backward_to_relu: backward / base[1],
            both,
            both_to_relu: both / base[2],
        })
        .collect();
    Ok(Run {
        dtype: T::NAME.to_owned(),
        size,
        threads,
        cores,
        level: level.to_string(),
        rounds: args.rounds,
        copy,
        functions,
    })
}

/// The seconds that one of `repeats` takes.
fn clock(repeats: usize, mut body: impl FnMut() -> nonlin::Result<()>) -> Outcome<f64> {
    let start = Instant::now();
    for _ in 0..repeats {
        body()?;
    }
    Ok(start.elapsed().as_secs_f64() / repeats as f64)
}

/// A plain copy by so many threads.
fn copy_with<T: Element>(threads: usize, from: &[T], to: &mut [T]) {
    let part = from.len().div_ceil(threads.max(1)).max(1);
    if threads == 1 || from.len() < 1 << 16 {
        to.copy_from_slice(from);
        return;
    }
    std::thread::scope(|scope| {
        for (from, to) in from.chunks(part).zip(to.chunks_mut(part)) {
            scope.spawn(|| to.copy_from_slice(from));
        }
    });
}

/// The i-th of a fixed sequence of roughly normal numbers.
fn normal(i: usize) -> f64 {
    let uniform = |salt: u64| {
        let mut z = (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(salt);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    };
    // The sum of four uniform numbers, with variance 1.
    ((1..=4).map(uniform).sum::<f64>() - 2.0) * 3.0f64.sqrt()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

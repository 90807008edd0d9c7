//! `nonlin bench`

mod formulas;
mod instructions;
mod measure;
mod suite;
mod units;

use nonlin::{Activation, Element, Level, bf16, f16};
use serde::Serialize;

use self::measure::{Pass, Setting, Subject, measure};
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
    if args.suite {
        return print(&suite::page(args.rounds)?);
    }
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
    match args.dtype.as_str() {
        "f32" => run_as::<f32>(args, &names, &activations, level),
        "f64" => run_as::<f64>(args, &names, &activations, level),
        "f16" => run_as::<f16>(args, &names, &activations, level),
        "bf16" => run_as::<bf16>(args, &names, &activations, level),
        other => fail(unknown_dtype(other)),
    }
}

fn run_as<T: Element>(
    args: &args::Bench,
    names: &[&str],
    activations: &[Activation],
    level: Level,
) -> Outcome {
    if let Some(pass) = &args.traced {
        return match activations {
            [activation] => instructions::pass::<T>(activation, level, pass),
            _ => fail("--traced takes one function"),
        };
    }
    if args.instructions {
        let counted = counted::<T>(names, activations, level)?;
        return if args.json { print_json(&counted) } else { print(&counted_text(&counted)) };
    }
    let run = measured::<T>(args, activations, level)?;
    if args.json { print_json(&run) } else { print(&text(&run)) }
}

/// A run of `nonlin bench --instructions --json`.
#[derive(Serialize)]
struct CountedRun {
    dtype: String,
    level: String,
    functions: Vec<Counted>,
}

/// Instructions per element of one function.
#[derive(Serialize)]
struct Counted {
    name: String,
    forward: instructions::Counts,
    backward: instructions::Counts,
}

fn counted<T: Element>(
    names: &[&str],
    activations: &[Activation],
    level: Level,
) -> Outcome<CountedRun> {
    let functions = names
        .iter()
        .zip(activations)
        .map(|(name, activation)| {
            let count = |pass| instructions::count::<T>(name, level, pass);
            let (forward, backward) = (count(Pass::Forward)?, count(Pass::Backward)?);
            Ok(Counted { name: activation.to_string(), forward, backward })
        })
        .collect::<Outcome<_>>()?;
    Ok(CountedRun { dtype: T::NAME.to_owned(), level: level.to_string(), functions })
}

fn counted_text(run: &CountedRun) -> String {
    let rows: Vec<Vec<String>> = run
        .functions
        .iter()
        .map(|c| {
            let counts = [c.forward.vector, c.forward.all, c.backward.vector, c.backward.all];
            let cells = counts.map(|n| format!("{n:.2}"));
            [c.name.clone()].into_iter().chain(cells).collect()
        })
        .collect();
    let head = ["function", "forward: vector", "all", "backward: vector", "all"];
    format!(
        "{}, {}: machine instructions per element, those with vector registers and all\n\n{}",
        run.dtype,
        run.level,
        table(&head, &rows)
    )
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

fn measured<T: Element>(args: &args::Bench, chosen: &[Activation], level: Level) -> Outcome<Run> {
    let cores = cores();
    let threads = args.threads.map_or(cores, usize::from);
    let relu = Activation::new("relu")?;
    let mut activations = vec![relu];
    activations.extend_from_slice(chosen);
    let passes = [Pass::Forward, Pass::Backward, Pass::Both];
    let subjects: Vec<Subject> = activations
        .iter()
        .flat_map(|a| passes.iter().map(move |&pass| Subject::new(a, pass, level)))
        .collect();
    let setting = Setting { size: args.size, threads, rounds: args.rounds, spread: 1.0 };
    let times = measure::<T>(&setting, &subjects)?;
    let (base, rest) = times.subjects.split_at(passes.len());
    let functions = chosen
        .iter()
        .zip(rest.chunks_exact(passes.len()))
        .map(|(activation, times)| Measured {
            name: activation.to_string(),
            forward: times[0],
            backward: times[1],
            both: times[2],
            forward_to_relu: times[0] / base[0],
            backward_to_relu: times[1] / base[1],
            both_to_relu: times[2] / base[2],
            forward_to_copy: 0.0,
        })
        .map(|m| Measured { forward_to_copy: m.forward / times.copy, ..m })
        .collect();
    Ok(Run {
        dtype: T::NAME.to_owned(),
        size: args.size,
        threads,
        cores,
        level: level.to_string(),
        rounds: args.rounds,
        copy: times.copy,
        functions,
    })
}

/// Cores of this machine that may be used.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

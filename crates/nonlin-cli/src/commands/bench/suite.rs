//! `nonlin bench --suite`: the page of measurements, in Markdown.

use std::fmt::Write;

use nonlin::{Activation, Element, Level, bf16, f16};

use super::instructions::count;
use super::measure::{Pass, Setting, Subject, measure, median};
use super::{cores, formulas, units};
use crate::output::{Failure, Outcome};

/// The functions that are optimised for speed.
const HOT: [&str; 25] = [
    "sigmoid",
    "tanh",
    "elu",
    "celu",
    "selu",
    "softplus",
    "silu",
    "swish",
    "gelu",
    "gelu_tanh",
    "mish",
    "logish",
    "smish",
    "telu",
    "serf",
    "dsilu",
    "dgelu",
    "hard_swish",
    "leaky_relu",
    "prelu",
    "zorro_symmetric",
    "zorro_asymmetric",
    "zorro_sigmoid",
    "zorro_tanh",
    "zorro_sloped",
];

/// Elements that no cache holds.
pub(super) const LARGE: usize = 16 << 20;
/// Elements that the second-level cache holds.
pub(super) const CACHED: usize = 32 << 10;
/// Elements of a small tensor.
const SMALL: usize = 64;

/// The page.
pub(super) fn page(rounds: usize) -> Outcome<String> {
    let relu = Activation::new("relu")?;
    let hot: Vec<Activation> =
        HOT.iter().map(|id| Activation::new(id)).collect::<Result<_, _>>()?;
    let level = Level::detect();
    let mut page = format!(
        "# Performance\n\nWritten by `nonlin bench --suite` (`benchmarks/performance.sh`); do not \
         edit by hand.\n\nTimes are nanoseconds per element, medians of {rounds} rounds in which all \
         functions take turns, and ratios are within a run. The machine: {}, {} cores, {level}.\n\n",
        processor(),
        cores()
    );
    let memory = memory(&mut page, rounds, &relu, &hot, level)?;
    half(&mut page, rounds, &hot, level, &memory)?;
    cache(&mut page, rounds, &relu, &hot, level)?;
    instructions(&mut page, &relu, &hot, level)?;
    elsewhere(&mut page, rounds, &hot, level)?;
    small(&mut page, rounds, &relu, &hot, level)?;
    parameters(&mut page, rounds, &hot, level)?;
    units::section(&mut page, rounds, &relu, level)?;
    formulas::section(&mut page, rounds, level)?;
    Ok(page)
}

/// The processor's name, where the system tells it.
fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let named = info.lines().find_map(|line| line.strip_prefix("model name"));
    named.map_or_else(
        || std::env::consts::ARCH.to_owned(),
        |line| line.trim_start_matches([' ', '\t', ':']).to_owned(),
    )
}

/// The median and the worst of some ratios.
fn summary(ratios: &[f64]) -> String {
    let worst = ratios.iter().copied().fold(0.0, f64::max);
    format!("median {:.2}, worst {worst:.2}", median(&mut ratios.to_vec()))
}

/// Forward and backward of each function, one after the other, in a row.
fn passes(activations: &[&Activation], level: Level) -> Vec<Subject> {
    let both = [Pass::Forward, Pass::Backward];
    activations
        .iter()
        .flat_map(|a| both.iter().map(move |&pass| Subject::new(a, pass, level)))
        .collect()
}

fn memory(
    page: &mut String,
    rounds: usize,
    relu: &Activation,
    hot: &[Activation],
    level: Level,
) -> Outcome<Vec<f64>> {
    let all: Vec<&Activation> = std::iter::once(relu).chain(hot).collect();
    let setting = Setting { size: LARGE, threads: cores(), rounds, spread: 1.0 };
    let times = measure::<f32>(&setting, &passes(&all, level))?;
    let sums: Vec<f64> = times.subjects.chunks_exact(2).map(|t| t[0] + t[1]).collect();
    let to_relu: Vec<f64> = sums[1..].iter().map(|sum| sum / sums[0]).collect();
    let to_copy: Vec<f64> =
        times.subjects.chunks_exact(2).skip(1).map(|t| t[0] / times.copy).collect();
    let _ = writeln!(
        page,
        "## From memory, all cores\n\n{LARGE} elements of f32, {} threads. A plain copy by as many \
         threads takes {:.3}.\n\n* Forward and backward, to ReLU's: {}.\n* Forward, to the copy: \
         {}.\n\n| function | forward | backward | sum | sum/relu | forward/copy |\n\
         |---|---:|---:|---:|---:|---:|",
        cores(),
        times.copy,
        summary(&to_relu),
        summary(&to_copy)
    );
    for (a, t) in all.iter().zip(times.subjects.chunks_exact(2)) {
        let sum = t[0] + t[1];
        let _ = writeln!(
            page,
            "| {a} | {:.3} | {:.3} | {sum:.3} | {:.2} | {:.2} |",
            t[0],
            t[1],
            sum / sums[0],
            t[0] / times.copy
        );
    }
    page.push('\n');
    Ok(sums[1..].to_vec())
}

fn half(
    page: &mut String,
    rounds: usize,
    hot: &[Activation],
    level: Level,
    single: &[f64],
) -> Outcome<()> {
    let all: Vec<&Activation> = hot.iter().collect();
    let setting = Setting { size: LARGE, threads: cores(), rounds, spread: 1.0 };
    fn sums<T: Element>(setting: &Setting, subjects: &[Subject]) -> Outcome<Vec<f64>> {
        let times = measure::<T>(setting, subjects)?;
        Ok(times.subjects.chunks_exact(2).map(|t| t[0] + t[1]).collect())
    }
    let f16s = sums::<f16>(&setting, &passes(&all, level))?;
    let bf16s = sums::<bf16>(&setting, &passes(&all, level))?;
    let _ = writeln!(
        page,
        "## Half precision from memory, all cores\n\nForward and backward of {LARGE} elements, and \
         how many times as fast f16 and bf16 are as f32.\n\n\
         | function | f32 | f16 | bf16 | f32/f16 | f32/bf16 |\n|---|---:|---:|---:|---:|---:|"
    );
    for (i, a) in all.iter().enumerate() {
        let (s, h, b) = (single[i], f16s[i], bf16s[i]);
        let _ = writeln!(page, "| {a} | {s:.3} | {h:.3} | {b:.3} | {:.2} | {:.2} |", s / h, s / b);
    }
    page.push('\n');
    Ok(())
}

fn cache(
    page: &mut String,
    rounds: usize,
    relu: &Activation,
    hot: &[Activation],
    level: Level,
) -> Outcome<()> {
    let all: Vec<&Activation> = std::iter::once(relu).chain(hot).collect();
    let levels = vector_levels(level);
    let setting = Setting { size: CACHED, threads: 1, rounds, spread: 1.0 };
    let times = levels
        .iter()
        .map(|&level| Ok(measure::<f32>(&setting, &passes(&all, level))?.subjects))
        .collect::<Outcome<Vec<_>>>()?;
    let _ = write!(page, "## In cache, one thread\n\n{CACHED} elements of f32.\n\n| function |");
    for level in &levels {
        let _ = write!(page, " {level} forward | backward |");
    }
    for level in &levels[1..] {
        let _ = write!(page, " {level}/{} |", levels[0]);
    }
    let _ = writeln!(page, "\n|---|{}", "---:|".repeat(3 * levels.len() - 1));
    for (i, a) in all.iter().enumerate() {
        let _ = write!(page, "| {a} |");
        for times in &times {
            let _ = write!(page, " {:.3} | {:.3} |", times[2 * i], times[2 * i + 1]);
        }
        for other in &times[1..] {
            let _ = write!(page, " {:.2} |", other[2 * i] / times[0][2 * i]);
        }
        page.push('\n');
    }
    page.push('\n');
    Ok(())
}

/// The levels of vectors that the machine has, the best first; that one, if there are none.
fn vector_levels(level: Level) -> Vec<Level> {
    let mut levels = Level::available();
    levels.retain(|&l| l != Level::Scalar);
    levels.reverse();
    if levels.is_empty() {
        levels.push(level);
    }
    levels
}

/// What a pass in cache consists of, which carries over to other machines.
fn instructions(
    page: &mut String,
    relu: &Activation,
    hot: &[Activation],
    level: Level,
) -> Outcome<()> {
    let names: Vec<&str> = std::iter::once(relu).chain(hot).map(|a| a.function().id()).collect();
    let mut levels = vector_levels(level);
    levels.truncate(COUNTED_LEVELS);
    page.push_str("## Instructions\n\n");
    let rows: Outcome<Vec<String>> =
        names.iter().map(|name| instructions_of(name, &levels)).collect();
    let rows = match rows {
        Ok(rows) => rows,
        Err(Failure::Message(reason)) => {
            let _ = writeln!(page, "Not counted: {reason}.\n");
            return Ok(());
        }
        Err(failure) => return Err(failure),
    };
    page.push_str(
        "Machine instructions with a vector or mask register among their operands that a pass over \
         f32 runs for an element, and in brackets all of them, loads, stores and loops included.\n\n\
         | function |",
    );
    for level in &levels {
        let _ = write!(page, " {level} forward | backward |");
    }
    let _ = writeln!(page, "\n|---|{}", "---:|".repeat(2 * levels.len()));
    for row in rows {
        let _ = writeln!(page, "{row}");
    }
    page.push('\n');
    Ok(())
}

/// How many of the best levels are counted: each next one takes twice as long or longer.
const COUNTED_LEVELS: usize = 2;

fn instructions_of(name: &str, levels: &[Level]) -> Outcome<String> {
    let mut row = format!("| {name} |");
    for &level in levels {
        for pass in [Pass::Forward, Pass::Backward] {
            let counts = count::<f32>(name, level, pass)?;
            let _ = write!(row, " {:.2} ({:.2}) |", counts.vector, counts.all);
        }
    }
    Ok(row)
}

/// The same functions where what is fitted in advance serves less, or not at all.
fn elsewhere(page: &mut String, rounds: usize, hot: &[Activation], level: Level) -> Outcome<()> {
    let usual: Vec<&Activation> = hot.iter().collect();
    let moved = hot.iter().map(moved).collect::<Outcome<Vec<_>>>()?;
    let setting = |spread| Setting { size: CACHED, threads: 1, rounds, spread };
    let time = |setting: &Setting, all: &[&Activation]| {
        Ok::<_, Failure>(measure::<f32>(setting, &passes(all, level))?.subjects)
    };
    let narrow = time(&setting(1.0), &usual)?;
    let wide = time(&setting(WIDE), &usual)?;
    let moved = time(&setting(1.0), &moved.iter().collect::<Vec<_>>())?;
    let _ = writeln!(
        page,
        "## Wide inputs and other parameters, in cache\n\nAs above: with inputs of standard \
         deviation 1; of standard deviation {WIDE}; and with parameters a hundredth above their \
         defaults.\n\n| function | forward | backward | wide: forward | backward | other \
         parameters: forward | backward |\n|---|---:|---:|---:|---:|---:|---:|"
    );
    for (i, a) in hot.iter().enumerate() {
        let _ = write!(page, "| {a} |");
        for times in [&narrow, &wide] {
            let _ = write!(page, " {:.3} | {:.3} |", times[2 * i], times[2 * i + 1]);
        }
        if a.values().is_empty() {
            let _ = writeln!(page, " | |");
        } else {
            let _ = writeln!(page, " {:.3} | {:.3} |", moved[2 * i], moved[2 * i + 1]);
        }
    }
    page.push('\n');
    Ok(())
}

/// The standard deviation of wide inputs.
const WIDE: f64 = 4.0;

/// The function with parameters a little off their defaults, as training leaves them.
fn moved(a: &Activation) -> Outcome<Activation> {
    let values: Vec<f64> = a.values().iter().map(|v| v * 1.01 + f64::EPSILON).collect();
    Ok(a.clone().with_values(&values)?)
}

fn small(
    page: &mut String,
    rounds: usize,
    relu: &Activation,
    hot: &[Activation],
    level: Level,
) -> Outcome<()> {
    let all: Vec<&Activation> = std::iter::once(relu).chain(hot).collect();
    let setting = Setting { size: SMALL, threads: cores(), rounds, spread: 1.0 };
    let times = measure::<f32>(&setting, &passes(&all, level))?;
    let _ = writeln!(
        page,
        "## Small tensors\n\nNanoseconds of a whole call on {SMALL} elements of f32, dispatch \
         included.\n\n| function | forward | backward |\n|---|---:|---:|"
    );
    for (a, t) in all.iter().zip(times.subjects.chunks_exact(2)) {
        let call = SMALL as f64;
        let _ = writeln!(page, "| {a} | {:.0} | {:.0} |", t[0] * call, t[1] * call);
    }
    page.push('\n');
    Ok(())
}

/// Channels of the measurements with parameters per channel.
const CHANNELS: usize = 64;

fn parameters(page: &mut String, rounds: usize, hot: &[Activation], level: Level) -> Outcome<()> {
    let trained = hot
        .iter()
        .filter(|a| a.function().parameters().iter().any(|p| p.trainable))
        .map(moved)
        .collect::<Outcome<Vec<_>>>()?;
    let subjects: Vec<Subject> = trained
        .iter()
        .flat_map(|a| {
            let with = |pass, channels| Subject { channels, ..Subject::new(a, pass, level) };
            [
                with(Pass::Backward, None),
                with(Pass::Parameters, None),
                with(Pass::Backward, Some(CHANNELS)),
                with(Pass::Parameters, Some(CHANNELS)),
            ]
        })
        .collect();
    let setting = Setting { size: LARGE, threads: cores(), rounds, spread: 1.0 };
    let times = measure::<f32>(&setting, &subjects)?;
    let _ = writeln!(
        page,
        "## Parameter gradients\n\nThe backward pass of {LARGE} elements of f32 from memory on all \
         cores, without and with the gradients of the parameters: one set for all elements, and one \
         for each of {CHANNELS} channels of 3136 neighbouring elements. Parameters are a hundredth above \
         their defaults, as training moves them.\n\n\
         | function | shared, without | with | ratio | per channel, without | with | ratio |\n\
         |---|---:|---:|---:|---:|---:|---:|"
    );
    for (a, t) in trained.iter().zip(times.subjects.chunks_exact(4)) {
        let _ = writeln!(
            page,
            "| {} | {:.3} | {:.3} | {:.2} | {:.3} | {:.3} | {:.2} |",
            a.function().id(),
            t[0],
            t[1],
            t[1] / t[0],
            t[2],
            t[3],
            t[3] / t[2]
        );
    }
    Ok(())
}

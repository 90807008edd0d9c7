//! Every function in every target, and how far results are off: what `check.sh` runs.
//!
//! `exports write FOLDER` writes the sources, arguments and a list of the functions;
//! `exports judge FOLDER PAGE` compares what was computed with them, and writes the page.

#[path = "../tests/support/mod.rs"]
mod support;

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use nonlin_export::{Options, Part, Precision, Target, onnx};
use support::compile::{c, rust, text};
use support::{Case, Numbers, SAMPLE, Type, Verdict, cases, inputs, judge, tail};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", folder] => write(Path::new(folder)),
        ["judge", folder, page] => fs::write(page, judged(Path::new(folder))).unwrap(),
        _ => panic!("write FOLDER, or judge FOLDER PAGE"),
    }
}

/// How much of the long tail is run: all of it, or a sample where that takes hours.
#[derive(Clone, Copy, PartialEq)]
enum Tail {
    Whole,
    Sample,
}

/// The compiled functions, rational units and formulas; then the long tail, each with
/// whether it is in the sample.
fn all() -> Vec<(Case, bool)> {
    let tail = tail(1).into_iter().enumerate().map(|(k, case)| (case, k % SAMPLE == 0));
    cases().into_iter().map(|case| (case, true)).chain(tail).collect()
}

fn sample() -> Vec<Case> {
    all().into_iter().filter_map(|(case, sampled)| sampled.then_some(case)).collect()
}

const PRINTED: [Target; 6] =
    [Target::Javascript, Target::Wgsl, Target::Cuda, Target::Triton, Target::Torch, Target::Jax];

fn write(folder: &Path) {
    let bytes: Vec<u8> = inputs().iter().flat_map(|x| x.to_le_bytes()).collect();
    fs::create_dir_all(folder.join("out")).unwrap();
    fs::write(folder.join("x"), bytes).unwrap();
    let mut list = String::new();
    for target in PRINTED.into_iter().chain([Target::Onnx]) {
        fs::create_dir_all(folder.join(target.name())).unwrap();
    }
    for (case, sampled) in all() {
        let values: Vec<String> =
            case.activation.values().iter().map(|v| format!("{v:?}")).collect();
        let domain = case.activation.function().domain();
        let everywhere = domain.low == f64::NEG_INFINITY && domain.high == f64::INFINITY;
        let _ = writeln!(
            list,
            "{}\t{}\t{}\t{}",
            case.name,
            values.join(","),
            u8::from(sampled),
            u8::from(everywhere)
        );
        for target in PRINTED {
            let path = format!("{target}/{}.{}", case.name, target.extension());
            fs::write(folder.join(path), text(&case, target, None)).unwrap();
        }
        for (part, what) in [(Part::Value, "value"), (Part::Gradients, "gradients")] {
            let options = Options { part, ..Options::default() };
            let path = format!("onnx/{}.{what}.onnx", case.name);
            fs::write(folder.join(path), onnx(&case.activation, &options).unwrap()).unwrap();
        }
    }
    fs::write(folder.join("functions.tsv"), list).unwrap();
}

/// What is compared: how it is called, its results, and what they are results of.
struct Column {
    name: &'static str,
    bytes: Vec<u8>,
    kind: Type,
    numbers: Numbers,
    tail: Tail,
}

fn columns(folder: &Path) -> Vec<Column> {
    use Tail::{Sample, Whole};
    // XLA and Vulkan devices take subnormal numbers for 0; WGSL has no infinities.
    const FLUSHED: Numbers = Numbers { infinities: true, subnormals: false };
    const SHADER: Numbers = Numbers { infinities: false, subnormals: false };
    const ALL: Numbers = Numbers::ALL;
    let (sample, every) = (sample(), all().into_iter().map(|(case, _)| case).collect::<Vec<_>>());
    let column = |name, bytes, kind, tail| Column { name, bytes, kind, numbers: ALL, tail };
    let mut columns = vec![
        column("C, f32", c(&every, Target::C, Precision::F32), Type::F32, Whole),
        column("C, f64", c(&sample, Target::C, Precision::F64), Type::F64, Sample),
        column("Rust, f32", rust(&sample, Precision::F32), Type::F32, Sample),
        column(
            "CUDA, f32, on the host",
            c(&sample, Target::Cuda, Precision::F32),
            Type::F32,
            Sample,
        ),
    ];
    let ran: [(&str, &str, Type, Numbers, Tail); 8] = [
        ("JavaScript, f64", "javascript", Type::F64, ALL, Whole),
        ("PyTorch, f32", "torch", Type::F32, ALL, Whole),
        ("PyTorch, f64", "torch64", Type::F64, ALL, Whole),
        ("JAX, f32", "jax", Type::F32, FLUSHED, Sample),
        ("Triton, interpreted", "triton", Type::F32, ALL, Sample),
        ("WGSL, on a Vulkan device", "wgsl", Type::F32, SHADER, Whole),
        ("ONNX Runtime, functions", "onnx", Type::F32, ALL, Whole),
        ("ONNX Runtime, operators", "onnx_native", Type::F32, ALL, Whole),
    ];
    for (name, file, kind, numbers, tail) in ran {
        match fs::read(folder.join("out").join(file)) {
            Ok(bytes) => columns.push(Column { name, bytes, kind, numbers, tail }),
            Err(_) => eprintln!("{name}: no results"),
        }
    }
    columns
}

/// The verdicts of a column, function by function; none where it did not run.
fn verdicts(column: &Column, cases: &[(Case, bool)]) -> Vec<Option<Verdict>> {
    let mut numbers = column.bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b));
    let of_case = |(case, sampled): &(Case, bool)| {
        let ran = *sampled || column.tail == Tail::Whole;
        ran.then(|| {
            let count = (case.activation.values().len() + 2) * inputs().len();
            let results: Vec<f64> = numbers.by_ref().take(count).collect();
            judge(case, &results, column.kind, column.numbers)
        })
    };
    cases.iter().map(of_case).collect()
}

fn judged(folder: &Path) -> String {
    let (columns, cases) = (columns(folder), all());
    let named = |k: usize| cases[k].0.name.trim_end_matches("_fn");
    let all: Vec<_> = columns.iter().map(|column| verdicts(column, &cases)).collect();
    let mut page = HEAD.replace("SAMPLE", &SAMPLE.to_string());
    for (Column { name, .. }, verdicts) in columns.iter().zip(&all) {
        let ran = || verdicts.iter().enumerate().filter_map(|(k, v)| Some((k, v.as_ref()?)));
        let wrong: usize = ran().map(|(_, v)| v.wrong.len()).sum();
        let _ = write!(page, "| {name} | {} |", ran().count());
        for k in 0..3 {
            let error = |v: &Verdict| v.worst[k].error;
            let worst = ran().max_by(|a, b| error(a.1).total_cmp(&error(b.1)));
            let Some((at, worst)) = worst else { continue };
            let (error, x) = (shown(worst.worst[k].error), worst.worst[k].at);
            let _ = write!(page, " {error} ({} at {x:.4e}) |", named(at));
        }
        let _ = writeln!(page, " {wrong} |");
        for (k, verdict) in ran() {
            for worst in verdict.worst.iter().filter(|worst| worst.error > 30.0) {
                eprintln!("{name}: {} is off by {:.1} at {:e}", named(k), worst.error, worst.at);
            }
            verdict.wrong.iter().for_each(|line| eprintln!("{name}: {line}"));
        }
    }
    page += "\n## Every function\n\nValue / slope; a dash where it did not run.\n\n| function |";
    columns.iter().for_each(|column| page += &format!(" {} |", column.name));
    page += "\n|---|";
    columns.iter().for_each(|_| page += "---:|");
    for k in 0..cases.len() {
        let _ = write!(page, "\n| {} |", named(k));
        for verdicts in &all {
            let _ = match &verdicts[k] {
                Some(Verdict { worst: [value, slope, _], .. }) => {
                    write!(page, " {} / {} |", shown(value.error), shown(slope.error))
                }
                None => write!(page, " – |"),
            };
        }
    }
    page + "\n"
}

fn shown(error: f64) -> String {
    match error {
        e if e < 100.0 => format!("{e:.1}"),
        e if e < 1e4 => format!("{e:.0}"),
        e => format!("{e:.0e}"),
    }
}

const HEAD: &str = "# Exports\n\nWritten by `crates/nonlin-export/check.sh`; do not edit by hand.

What `nonlin export` prints, run where its runtime installs, against the library in f64: the whole catalogue with its default
parameters, rational units, and typed formulas (of the long tail, one function in SAMPLE where a target takes long: the
column \"functions\" counts those that ran), over special arguments (zeros, subnormal and largest numbers, thresholds,
infinities, NaN), all binades and random arguments. Errors are in units in the last place, where the unit is that of the
largest of: the result; what a relative change of `x` makes of it; for derivatives by parameters, the value; and for the long
tail, which is written as published, the largest term of its sums. The long tail and typed formulas are computed in f64
by C, Rust, CUDA and PyTorch (except on Apple's GPUs), as by the library's own kernels, and rounded once. JAX does so where
`jax_enable_x64` is set, which it was not here. WGSL has no f64; Triton and ONNX compute in f32 as well, since f64 costs a GPU
32 to 64 times as much and many runtimes of ONNX lack it: there a formula of the long tail loses its digits where it squares an argument
beyond 1.8e19, or a power of it overflows. \"wrong\" counts
results that are not finite for a finite argument, other limits at the infinities, and NaN that got lost.

ONNX models are run twice: with functions of standard operators throughout, and with the operators of the standard where
there are any (values only), whose accuracy is the runtime's. CUDA C++ is compiled by NVRTC for two architectures, and its device
functions are run by a C++ compiler. The accuracy of rational units is compared up to 10,000, of sines in WGSL up to 8192. WGSL is run on whatever device Vulkan offers, Mesa's software device if there is no other; it has no infinities.

| target | functions | value | slope | by parameters | wrong |
|---|---:|---:|---:|---:|---:|
";

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
use support::{Numbers, Type, Verdict, cases, inputs, judge};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", folder] => write(Path::new(folder)),
        ["judge", folder, page] => fs::write(page, judged(Path::new(folder))).unwrap(),
        _ => panic!("write FOLDER, or judge FOLDER PAGE"),
    }
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
    for case in cases() {
        let values: Vec<String> =
            case.activation.values().iter().map(|v| format!("{v:?}")).collect();
        let _ = writeln!(list, "{}\t{}", case.name, values.join(","));
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

/// What is compared: how it is called, its results, their type.
fn columns(folder: &Path) -> Vec<(&'static str, Vec<u8>, Type, Numbers)> {
    // XLA and Vulkan devices take subnormal numbers for 0; WGSL has no numbers_of.
    const FLUSHED: Numbers = Numbers { infinities: true, subnormals: false };
    const SHADER: Numbers = Numbers { infinities: false, subnormals: false };
    let mut columns = vec![
        ("C, f32", c(Target::C, Precision::F32), Type::F32, Numbers::ALL),
        ("C, f64", c(Target::C, Precision::F64), Type::F64, Numbers::ALL),
        ("Rust, f32", rust(Precision::F32), Type::F32, Numbers::ALL),
        ("CUDA, f32, on the host", c(Target::Cuda, Precision::F32), Type::F32, Numbers::ALL),
    ];
    let ran: [(&str, &str, Type, Numbers); 8] = [
        ("JavaScript, f64", "javascript", Type::F64, Numbers::ALL),
        ("PyTorch, f32", "torch", Type::F32, Numbers::ALL),
        ("PyTorch, f64", "torch64", Type::F64, Numbers::ALL),
        ("JAX, f32", "jax", Type::F32, FLUSHED),
        ("Triton, interpreted", "triton", Type::F32, Numbers::ALL),
        ("WGSL, on a Vulkan device", "wgsl", Type::F32, SHADER),
        ("ONNX Runtime, functions", "onnx", Type::F32, Numbers::ALL),
        ("ONNX Runtime, operators", "onnx_native", Type::F32, Numbers::ALL),
    ];
    for (name, file, kind, numbers_of) in ran {
        match fs::read(folder.join("out").join(file)) {
            Ok(bytes) => columns.push((name, bytes, kind, numbers_of)),
            Err(_) => eprintln!("{name}: no results"),
        }
    }
    columns
}

fn judged(folder: &Path) -> String {
    let columns = columns(folder);
    let mut verdicts: Vec<Vec<Verdict>> = Vec::new();
    for (_, bytes, kind, numbers_of) in &columns {
        let mut numbers = bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b));
        let of_case = |case: &support::Case| {
            let count = (case.activation.values().len() + 2) * inputs().len();
            let results: Vec<f64> = numbers.by_ref().take(count).collect();
            judge(case, &results, *kind, *numbers_of)
        };
        verdicts.push(cases().iter().map(of_case).collect());
    }
    let mut page = HEAD.to_owned();
    let cases = cases();
    for ((name, ..), verdicts) in columns.iter().zip(&verdicts) {
        let wrong: usize = verdicts.iter().map(|v| v.wrong.len()).sum();
        let _ = write!(page, "| {name} |");
        for k in 0..3 {
            let error = |v: &Verdict| v.worst[k].error;
            let worst =
                verdicts.iter().enumerate().max_by(|a, b| error(a.1).total_cmp(&error(b.1)));
            let Some((at, worst)) = worst else { continue };
            let id = cases[at].name.trim_end_matches("_fn");
            let _ = write!(
                page,
                " {} ({id} at {:.4e}) |",
                shown(worst.worst[k].error),
                worst.worst[k].at
            );
        }
        let _ = writeln!(page, " {wrong} |");
        for (verdict, case) in verdicts.iter().zip(&cases) {
            for worst in verdict.worst.iter().filter(|worst| worst.error > 30.0) {
                eprintln!("{name}: {} is off by {:.1} at {:e}", case.name, worst.error, worst.at);
            }
        }
        for line in verdicts.iter().flat_map(|v| &v.wrong) {
            eprintln!("{name}: {line}");
        }
    }
    page += "\n## Every function\n\nValue / slope.\n\n| function |";
    columns.iter().for_each(|(name, ..)| page += &format!(" {name} |"));
    page += "\n|---|";
    columns.iter().for_each(|_| page += "---:|");
    for (k, case) in cases.iter().enumerate() {
        let _ = write!(page, "\n| {} |", case.name.trim_end_matches("_fn"));
        for verdicts in &verdicts {
            let [value, slope, _] = verdicts[k].worst;
            let _ = write!(page, " {} / {} |", shown(value.error), shown(slope.error));
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

What `nonlin export` prints, run where its runtime installs, against the library in f64: the catalogue with its default
parameters, rational units, and typed formulas, over special arguments (zeros, subnormal and largest numbers, thresholds,
infinities, NaN), all binades and random arguments. Errors are in units in the last place, where the unit is that of the
largest of: the result; what a relative change of `x` makes of it; and for derivatives by parameters, the value. \"wrong\" counts
results that are not finite for a finite argument, other limits at the infinities, and NaN that got lost.

ONNX models are run twice: with functions of standard operators throughout, and with the operators of the standard where
there are any (values only), whose accuracy is the runtime's. CUDA C++ is compiled by NVRTC for two architectures, and its device
functions are run by a C++ compiler. The accuracy of rational units is compared up to 10,000, of sines in WGSL up to 8192. WGSL is run on whatever device Vulkan offers, Mesa's software device if there is no other; it has no infinities.

| target | value | slope | by parameters | wrong |
|---|---:|---:|---:|---:|
";

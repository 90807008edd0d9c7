//! The sources of all cases compiled by the system's compilers, and run.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use nonlin_export::{Options, Part, Precision, Target, source};

use super::{Case, inputs};

/// The source of a case in a language, with all derivatives.
pub fn text(case: &Case, target: Target, precision: Option<Precision>) -> String {
    let (part, name) = (Part::Gradients, Some(case.name.clone()));
    let options = Options { part, precision, name, ..Options::default() };
    source(&case.activation, target, &options).unwrap_or_else(|e| panic!("{}: {e}", case.name))
}

/// What stands for the device when CUDA C++ is compiled for the host.
const DEVICE: &str = "#include <cmath>\n#include <cstddef>\n#define __device__\n#define __global__\n\
    #define __shared__ static\n#define __forceinline__ inline\n#define __syncthreads()\n\
    struct Three { unsigned x; };\nstatic Three blockIdx, threadIdx, blockDim, gridDim;\n\
    template <class T> static T __shfl_down_sync(unsigned, T v, int) { return v; }\n";

/// C, or the device functions of CUDA compiled for the host, in this precision.
pub fn c(cases: &[Case], target: Target, precision: Precision) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let cuda = target == Target::Cuda;
    let real = if precision == Precision::F32 { "float" } else { "double" };
    let mut driver = "#include <stdio.h>\n#include <stdlib.h>\n".to_owned();
    let mut calls = String::new();
    let mut compiler = Command::new(if cuda { "c++" } else { "cc" });
    let extension = if cuda { "cpp" } else { "c" };
    compiler.args(["-O1", "-Wall", "-Wextra", "-Werror", "-o"]);
    compiler.arg(folder.path().join("run"));
    if cuda {
        compiler.args(["-Wno-unused-function", "-Wno-unused-parameter"]);
    } else {
        compiler.arg("-std=c99");
    }
    let count = inputs().len();
    for case in cases {
        let name = &case.name;
        let path = folder.path().join(format!("{name}.{extension}"));
        let source = text(case, target, Some(precision));
        let values = case.activation.values();
        let given: String = values.iter().map(|v| format!(", {v:?}")).collect();
        let pointers: String = (0..values.len()).map(|k| format!(", &d[{k}]")).collect();
        let list = |what: &str| vec![what; values.len()].concat();
        let (more, to) = (list(&format!(", {real}")), list(&format!(", {real} *")));
        if cuda {
            driver += &source.replace("nonlin_", &format!("{name}_nonlin_"));
        } else {
            fs::write(&path, source).unwrap();
            compiler.arg(path);
            let _ = writeln!(driver, "{real} {name}({real}{more});");
            let _ =
                writeln!(driver, "void {name}_gradients({real}{more}, {real} *, {real} *{to});");
        }
        let _ = writeln!(
            calls,
            "    for (size_t i = 0; i < n; ++i) {{ {real} v, s, d[32]; (void)d; \
             {name}_gradients(x[i]{given}, &v, &s{pointers}); {real} w = {name}(x[i]{given}); \
             if (v != w && (v == v || w == w)) return 3; y[i] = v; y[n + i] = s; \
             for (int k = 0; k < {parameters}; ++k) y[(k + 2) * n + i] = d[k]; }} \
             fwrite(y, sizeof *y, n * ({parameters} + 2), out);",
            parameters = values.len()
        );
    }
    let _ = writeln!(
        driver,
        "int main(int count, char **paths) {{\n    if (count < 3) return 1;\n    \
         const size_t n = {count};\n    static double x[{count}], y[{count} * 34];\n    \
         FILE *in = fopen(paths[1], \"rb\"), *out = fopen(paths[2], \"wb\");\n    \
         if (!in || !out || fread(x, sizeof *x, n, in) != n) return 2;\n{calls}    \
         return fclose(out);\n}}"
    );
    if cuda {
        driver = DEVICE.to_owned() + &driver;
    }
    let path = folder.path().join(format!("driver.{extension}"));
    fs::write(&path, driver).unwrap();
    run(compiler.arg(path).arg("-lm"), folder.path())
}

/// Rust, in this precision.
pub fn rust(cases: &[Case], precision: Precision) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (mut modules, mut calls) = (String::new(), String::new());
    for case in cases {
        let name = &case.name;
        let path = folder.path().join(format!("{name}.rs"));
        fs::write(&path, text(case, Target::Rust, Some(precision))).unwrap();
        let _ = writeln!(modules, "mod {name}_file;");
        fs::rename(&path, folder.path().join(format!("{name}_file.rs"))).unwrap();
        let values = case.activation.values();
        let given: String = values.iter().map(|v| format!(", {v:?}")).collect();
        let fields: String = (0..values.len() + 2).map(|k| format!("r.{k} as f64, ")).collect();
        let _ = writeln!(
            calls,
            "    all(&x, &mut y, &|x| {{ let r = {name}_file::{name}_gradients(x as {precision}{given}); \
             let v = {name}_file::{name}(x as {precision}{given}); \
             assert!(v == r.0 || v.is_nan() && r.0.is_nan()); vec![{fields}] }});"
        );
    }
    let main = format!(
        "#![deny(warnings)]\n{modules}\nfn all(x: &[f64], y: &mut Vec<u8>, f: &dyn Fn(f64) -> Vec<f64>) {{\n    \
         let rows: Vec<Vec<f64>> = x.iter().map(|&x| f(x)).collect();\n    \
         for k in 0..rows[0].len() {{\n        \
         for row in &rows {{ y.extend(row[k].to_le_bytes()); }}\n    }}\n}}\n\
         fn main() {{\n    let mut paths = std::env::args().skip(1);\n    \
         let x = std::fs::read(paths.next().unwrap()).unwrap();\n    \
         let x: Vec<f64> = x.chunks(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect();\n    \
         let mut y = Vec::new();\n{calls}    std::fs::write(paths.next().unwrap(), y).unwrap();\n}}\n"
    );
    let path = folder.path().join("main.rs");
    fs::write(&path, main).unwrap();
    let mut compiler = Command::new("rustc");
    compiler.args(["--edition", "2024", "-C", "opt-level=1", "-o"]);
    run(compiler.arg(folder.path().join("run")).arg(path), folder.path())
}

/// Compiles and runs; what the program wrote.
fn run(compiler: &mut Command, folder: &Path) -> Vec<u8> {
    let bytes: Vec<u8> = inputs().iter().flat_map(|x| x.to_le_bytes()).collect();
    fs::write(folder.join("x"), bytes).unwrap();
    let compiled = compiler.output().unwrap_or_else(|e| panic!("{compiler:?}: {e}"));
    let errors = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "{}", errors.chars().take(5000).collect::<String>());
    let status = Command::new(folder.join("run"))
        .args([folder.join("x"), folder.join("y")])
        .status()
        .unwrap();
    assert!(status.success(), "{status}");
    fs::read(folder.join("y")).unwrap()
}

//! The C, Rust and CUDA sources of every function, compiled, run and compared.

mod support;

use nonlin_export::{Precision, Target};
use support::compile::{c, rust};
use support::{Type, cases, judge_all};

#[test]
fn c_in_single_precision() {
    let results = c(&cases(), Target::C, Precision::F32);
    judge_all(&results, Type::F32);
}

#[test]
fn c_in_double_precision() {
    let results = c(&cases(), Target::C, Precision::F64);
    judge_all(&results, Type::F64);
}

#[test]
fn rust_in_both_precisions() {
    judge_all(&rust(&cases(), Precision::F32), Type::F32);
    judge_all(&rust(&cases(), Precision::F64), Type::F64);
}

/// The device functions, with the host's mathematical library.
#[test]
fn cuda_on_the_host() {
    let results = c(&cases(), Target::Cuda, Precision::F32);
    judge_all(&results, Type::F32);
}

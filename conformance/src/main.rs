//! Conformance: one set of edge cases and accuracy sweeps over implementations of
//! activation functions, judged by arbitrary precision.
//!
//! `run.sh` calls the steps in order:
//!
//! ```text
//! nonlin-conformance inputs WORK           writes the inputs of every type
//! python -m peers WORK                     runs the Python implementations
//! nonlin-conformance peers WORK            runs the Rust implementations
//! nonlin-conformance report WORK PAGE      judges all results and writes the page
//! ```

mod dtype;
mod exchange;
mod findings;
mod inputs;
mod judge;
mod page;
mod peers;
mod report;
mod truth;

use dtype::Dtype;
use exchange::Work;
use std::path::Path;
use std::process::ExitCode;

/// Why a step could not be done.
#[derive(Clone, Debug)]
pub(crate) struct Failure(pub(crate) String);

const USAGE: &str = "usage: nonlin-conformance inputs WORK | peers WORK | report WORK PAGE";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["inputs", work] => write_inputs(&Work(work.into())),
        ["peers", work] => peers::run(&Work(work.into())),
        ["report", work, page] => report::write(&Work(work.into()), Path::new(page)),
        _ => Err(Failure(USAGE.to_owned())),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(message)) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn write_inputs(work: &Work) -> Result<(), Failure> {
    for dtype in Dtype::ALL {
        let inputs = inputs::inputs(dtype);
        println!("{}: {} inputs", dtype.name(), inputs.len());
        work.write_inputs(dtype, &inputs)?;
    }
    Ok(())
}

//! The `nonlin` command, for programs that bring it along.
//!
//! | file | what |
//! |---|---|
//! | `args.rs` | the command line |
//! | `commands/` | a file for each subcommand |
//! | `plot/` | curves in the terminal, as SVG and as PNG |
//! | `output.rs` | numbers, JSON and errors as they are printed |

mod args;
mod commands;
mod output;
mod plot;

use std::ffi::OsString;

use clap::Parser;
use nonlin::Activation;

use args::{Args, Command};
use output::Failure;

/// Runs the command on its arguments, the name of the program first; returns what the
/// process should exit with.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        // Help and version are such errors, too.
        Err(error) => {
            return match error.print() {
                Ok(()) => u8::try_from(error.exit_code()).unwrap_or(1),
                Err(_) => 1,
            };
        }
    };
    let done = match args.command {
        Command::List(args) => commands::list::run(&args),
        Command::Show(args) => commands::show::run(&args),
        Command::Eval(args) => commands::eval::run(&args),
        Command::Plot(args) => commands::plot::run(&args),
        Command::Bench(args) => commands::bench::run(&args),
        Command::Fit(args) => commands::fit::run(&args),
        Command::Export(args) => commands::export::export(&args),
        Command::Import(args) => commands::export::import(&args),
        Command::Compare(args) => commands::compare::run(&args),
        #[cfg(feature = "compare")]
        Command::Reproduce(args) => commands::reproduce::run(&args),
        #[cfg(feature = "compare")]
        Command::Sweep(args) => commands::sweep::run(&args),
        #[cfg(feature = "compare")]
        Command::Data(args) => commands::data::run(&args),
        Command::Completions(args) => commands::completions(&args),
    };
    match done {
        Ok(()) => 0,
        // Whoever reads has seen enough, as in `nonlin list | head`.
        Err(Failure::Closed) => 0,
        Err(Failure::Message(message)) => {
            eprintln!("nonlin: {message}");
            1
        }
    }
}

/// A function and its derivative over a range of `x` as an SVG picture.
///
/// ```
/// let svg = nonlin_cli::svg_with_derivative(&"telu".parse()?, (-5.0, 5.0));
/// assert!(svg.starts_with("<svg"));
/// # Ok::<(), nonlin::Error>(())
/// ```
#[must_use]
pub fn svg_with_derivative(activation: &Activation, range: (f64, f64)) -> String {
    let curves = commands::show::curves(activation);
    plot::picture::svg(&curves, range, activation.function().name())
}

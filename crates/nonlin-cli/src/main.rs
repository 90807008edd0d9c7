//! The `nonlin` command.
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

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use output::Failure;

fn main() -> ExitCode {
    let args = Args::parse();
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
        Command::Completions(args) => commands::completions(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough, as in `nonlin list | head`.
        Err(Failure::Closed) => ExitCode::SUCCESS,
        Err(Failure::Message(message)) => {
            eprintln!("nonlin: {message}");
            ExitCode::FAILURE
        }
    }
}

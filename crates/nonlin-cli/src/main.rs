//! The `nonlin` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    nonlin_cli::run(std::env::args_os()).into()
}

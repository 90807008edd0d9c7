//! The subcommands.

pub(crate) mod bench;
#[cfg(feature = "compare")]
pub(crate) mod compare;
#[cfg(feature = "compare")]
pub(crate) mod data;
pub(crate) mod eval;
pub(crate) mod export;
pub(crate) mod fit;
pub(crate) mod list;
pub(crate) mod plot;
#[cfg(feature = "compare")]
pub(crate) mod reproduce;
pub(crate) mod show;
#[cfg(feature = "compare")]
pub(crate) mod sweep;

use clap::CommandFactory;
use nonlin::Activation;

use crate::args;
use crate::output::{Failure, Outcome, print};

/// A function by name, with the values of `-p k=v` options.
fn activation(name: &str, parameters: &[String]) -> Outcome<Activation> {
    let activation: Activation = name.parse()?;
    let mut values = activation.values().to_vec();
    for text in parameters {
        let (index, value) = parameter(&activation, text)?;
        values[index] = value;
    }
    // All at once: some values are only allowed together.
    Ok(activation.with_values(&values)?)
}

/// Which parameter `k=v` means, and its value.
fn parameter(activation: &Activation, text: &str) -> Outcome<(usize, f64)> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let Some((name, Some(value))) = text.split_once('=').map(|(k, v)| (k.trim(), number(v))) else {
        let message = format!("'{text}' is no parameter value; write for example -p beta=2");
        return Err(Failure::Message(message));
    };
    // Says which parameters there are if this is none of them.
    activation.clone().with(name, value).or_else(|error| match error {
        nonlin::Error::UnknownParameter { .. } => Err(error),
        _ => Ok(activation.clone()),
    })?;
    let parameters = activation.function().parameters();
    Ok((parameters.iter().position(|p| p.name == name).unwrap_or(0), value))
}

/// Says where `nonlin compare` can be had.
#[cfg(not(feature = "compare"))]
pub(crate) mod compare {
    use crate::args;
    use crate::output::{Outcome, fail};

    pub(crate) fn run(_: &args::Compare) -> Outcome {
        fail(
            "this build cannot compare, as it cannot train; `cargo install nonlin-cli` makes one that can",
        )
    }
}

/// Prints completions.
pub(crate) fn completions(args: &args::Completions) -> Outcome {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut args::Args::command(), "nonlin", &mut text);
    print(&String::from_utf8_lossy(&text))
}

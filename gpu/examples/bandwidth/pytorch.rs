//! Times of PyTorch, measured by `tools/pytorch.py`.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use nonlin::Activation;
use nonlin_export::{Options, Target, source};
use nonlin_gpu::Element;

use crate::Result;

/// Seconds of forward and backward, eager and compiled; none where PyTorch fails.
pub(crate) type Times = [Option<f64>; 4];

pub(crate) struct Measured {
    /// PyTorch's version and device.
    pub(crate) device: String,
    pub(crate) functions: HashMap<String, Times>,
}

/// What the script reads of a function.
fn lines(activation: &Activation) -> Result<String> {
    let called = Some("function".to_owned());
    let options = Options { name: called, fixed: true, ..Options::default() };
    let source = source(activation, Target::Torch, &options)?;
    let lines: Vec<&str> = source.lines().collect();
    Ok(format!("{}\t{}\n{}\n", name(activation), lines.len(), lines.join("\n")))
}

/// The identifier while parameters have their defaults, so that PyTorch's own function is
/// taken only where it is the same.
pub(crate) fn name(activation: &Activation) -> String {
    let function = activation.function();
    let defaults = function.parameters().iter().map(|p| p.default);
    match defaults.eq(activation.values().iter().copied()) {
        true => function.id().to_owned(),
        false => activation.to_string(),
    }
}

/// The functions on so many elements.
pub(crate) fn all(
    python: &str,
    functions: &[Activation],
    len: usize,
    element: Element,
) -> Result<Measured> {
    let text = functions.iter().map(lines).collect::<Result<String>>()?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/pytorch.py");
    let mut child = Command::new(python)
        .args([script, "--elements", &len.to_string(), "--dtype", element.name()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{python} cannot be run: {error}"))?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("the script has no input or output".into());
    };
    // The script reads as it goes on: a writer of its own waits for it.
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let mut lines = BufReader::new(output).lines();
    let device = lines.next().transpose()?.unwrap_or_default();
    let mut times = HashMap::new();
    for (i, line) in lines.enumerate() {
        let line = line?;
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, rest @ ..] = &cells[..] else { continue };
        let numbers: Vec<Option<f64>> = rest.iter().map(|cell| cell.parse().ok()).collect();
        let numbers = Times::try_from(numbers)
            .map_err(|_| format!("{script} wrote {line:?}, which has not four times"))?;
        eprint!("\rPyTorch {} {}/{} {name:30.30}", element.name(), i + 1, functions.len());
        times.insert((*name).to_owned(), numbers);
    }
    eprintln!();
    let status = child.wait()?;
    let written = writer.join().is_ok_and(|written| written.is_ok());
    if !status.success() || !written {
        return Err(format!("{python} {script} failed: {status}").into());
    }
    Ok(Measured { device, functions: times })
}

//! What is printed, and how it fails.

use std::io::{self, Write};
use std::path::Path;

use atomic_write_file::AtomicWriteFile;
use serde::{Serialize, Serializer};

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A message for the user.
    Message(String),
    /// The reader of the output is gone.
    Closed,
}

/// The outcome of a command.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl From<nonlin::Error> for Failure {
    fn from(error: nonlin::Error) -> Self {
        Failure::Message(error.to_string())
    }
}

#[cfg(feature = "compare")]
impl From<nonlin_lab::Error> for Failure {
    fn from(error: nonlin_lab::Error) -> Self {
        Failure::Message(error.to_string())
    }
}

impl From<nonlin_export::Error> for Failure {
    fn from(error: nonlin_export::Error) -> Self {
        Failure::Message(error.to_string())
    }
}

impl From<nonlin_fit::Error> for Failure {
    fn from(error: nonlin_fit::Error) -> Self {
        Failure::Message(error.to_string())
    }
}

/// A failure with that message.
pub(crate) fn fail<T>(message: impl Into<String>) -> Outcome<T> {
    Err(Failure::Message(message.into()))
}

/// Prints to standard output.
pub(crate) fn print(text: &str) -> Outcome {
    print_bytes(text.as_bytes())
}

/// Prints what may be no text to standard output.
pub(crate) fn print_bytes(bytes: &[u8]) -> Outcome {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Closed),
        Err(error) => fail(format!("cannot write to standard output: {error}")),
    }
}

/// A value as JSON.
pub(crate) fn json(value: &impl Serialize) -> Outcome<String> {
    match serde_json::to_string_pretty(value) {
        Ok(text) => Ok(text + "\n"),
        Err(error) => fail(format!("cannot write JSON: {error}")),
    }
}

/// Prints a value as JSON.
pub(crate) fn print_json(value: &impl Serialize) -> Outcome {
    print(&json(value)?)
}

/// Writes a whole file, in a folder that is there.
pub(crate) fn write(path: &Path, content: Vec<u8>) -> Outcome {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return fail(format!("{}: there is no such folder", folder.display()));
    }
    let written = AtomicWriteFile::open(path).and_then(|mut file| {
        file.write_all(&content)?;
        file.commit()
    });
    written.or_else(|error| fail(format!("{}: cannot write: {error}", path.display())))
}

/// A number that is written as such if it is finite, and else as the string
/// `inf`, `-inf` or `nan`, which JSON has no numbers for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number(pub(crate) f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() {
            serializer.serialize_f64(self.0)
        } else {
            serializer.serialize_str(&plain(self.0))
        }
    }
}

/// A number in full, so that reading it gives the same bits.
pub(crate) fn plain(value: f64) -> String {
    if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "inf" } else { "-inf" }.to_owned()
    } else if value == 0.0 || (1e-5..1e16).contains(&value.abs()) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

/// A number for people, with up to seven digits.
pub(crate) fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() {
        return plain(value);
    }
    let digits = (6 - value.abs().log10().floor() as i32).clamp(0, 12);
    if (1e-5..1e7).contains(&value.abs()) {
        let text = format!("{value:.*}", digits as usize);
        let text = if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            &text
        };
        text.to_owned()
    } else {
        format!("{value:.6e}").replace(".000000e", "e")
    }
}

/// Columns side by side, each as wide as its widest cell.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([head[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).map(|(cell, &w)| format!("{cell:<w$}"));
        format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
    };
    let head: Vec<String> = head.iter().map(|h| (*h).to_owned()).collect();
    std::iter::once(&head).chain(rows).map(|row| line(row)).collect()
}

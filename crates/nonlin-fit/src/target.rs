//! What is fitted.

use std::fmt;
use std::path::Path;

use nonlin::Activation;

use crate::error::{Error, Result};

/// A point to be fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The argument.
    pub x: f64,
    /// The value.
    pub y: f64,
    /// What its error counts, 1 by default.
    pub weight: f64,
}

/// What is fitted.
pub enum Target {
    /// A function of the catalogue.
    Activation(Activation),
    /// Any function.
    Function(Box<dyn Fn(f64) -> f64 + Send + Sync>),
    /// Points.
    Points(Vec<Point>),
}

impl From<Activation> for Target {
    fn from(activation: Activation) -> Self {
        Target::Activation(activation)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Activation(activation) => write!(f, "{activation}"),
            Target::Function(_) => f.write_str("a function"),
            Target::Points(points) => write!(f, "{} points", points.len()),
        }
    }
}

impl Target {
    /// The value at `x`; between points, none.
    pub(crate) fn value(&self, x: f64) -> Option<f64> {
        match self {
            Target::Activation(activation) => Some(activation.value(x)),
            Target::Function(function) => Some(function(x)),
            Target::Points(_) => None,
        }
    }
}

/// Points from text with a point a line: `x, y` or `x, y, weight`, separated by commas,
/// semicolons or white space. Empty lines, lines that begin with `#`, and a first line of
/// names are skipped.
///
/// # Errors
///
/// If the file cannot be read, or a line is no point: the error names the line.
pub fn points_from_csv(path: &Path) -> Result<Vec<Point>> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|source| Error::Read { path: name.clone(), source })?;
    let mut points = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |reason: String| Error::Points { path: name.clone(), line: i + 1, reason };
        let fields: Vec<_> =
            line.split([',', ';', '\t', ' ']).filter(|field| !field.is_empty()).collect();
        let numbers: Vec<Option<f64>> = fields.iter().map(|f| f.parse().ok()).collect();
        if points.is_empty() && i == 0 && numbers.iter().all(Option::is_none) {
            continue;
        }
        let mut values = [0.0, 0.0, 1.0];
        if !(2..=3).contains(&fields.len()) {
            return Err(wrong(format!(
                "x, y and perhaps a weight are expected, not {} fields",
                fields.len()
            )));
        }
        for ((value, number), field) in values.iter_mut().zip(numbers).zip(&fields) {
            *value = number
                .filter(|n| n.is_finite())
                .ok_or_else(|| wrong(format!("'{field}' is not a finite number")))?;
        }
        let [x, y, weight] = values;
        if weight < 0.0 {
            return Err(wrong(format!(
                "a weight of {weight} is not allowed; it must be at least 0"
            )));
        }
        points.push(Point { x, y, weight });
    }
    Ok(points)
}

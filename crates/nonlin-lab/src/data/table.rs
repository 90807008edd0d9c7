//! Reads CSV files.

use std::path::Path;

use super::packed::{bad, read_text};
use crate::error::{Error, Result};

/// How a CSV file is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvOptions {
    /// Whether the first line names the columns; where it is not said, it does if none of its
    /// fields is a number.
    pub header: Option<bool>,
    /// The column to be predicted: its name, or its number from 1; negative numbers count
    /// from the last.
    pub target: String,
    /// Whether the target is a number; else it is a class.
    pub regression: bool,
    /// Columns that are left out, as [`Self::target`].
    pub skip: Vec<String>,
}

impl Default for CsvOptions {
    /// A class in the last column.
    fn default() -> Self {
        Self { header: None, target: "-1".into(), regression: false, skip: Vec::new() }
    }
}

/// A table of numbers with a column to be predicted.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The names of the columns, or their numbers from 1.
    pub columns: Vec<String>,
    /// The numbers row by row, without the target.
    pub features: Vec<f32>,
    /// What is to be predicted, row by row.
    pub target: Target,
}

/// What is to be predicted.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A class.
    Classes {
        /// The names of the classes in the order of their first rows.
        names: Vec<String>,
        /// The class of each row.
        labels: Vec<u16>,
    },
    /// A number a row.
    Numbers(Vec<f32>),
}

impl Table {
    /// Reads a file, packed or plain, whose fields are separated by commas; by semicolons or
    /// tabs if there are more of them in the first line. Empty lines are passed over.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, a column is not there, rows differ in length, or a
    /// field is not a number where one is needed.
    pub fn read(path: &Path, options: &CsvOptions) -> Result<Self> {
        let text = read_text(path)?;
        // Spreadsheets put a mark in front.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let separator = separator(text);
        let header = options.header.unwrap_or_else(|| !has_number(text, separator));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(header)
            .delimiter(separator)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let wrong = |error: csv::Error| bad(path, unequal(&error));
        let mut columns: Vec<String> = Vec::new();
        if header {
            columns = reader.headers().map_err(wrong)?.iter().map(str::to_owned).collect();
        }
        let mut chosen: Option<Chosen> = None;
        let mut features = Vec::new();
        let (mut names, mut labels, mut numbers) = (Vec::<String>::new(), Vec::new(), Vec::new());
        for record in reader.records() {
            let record = record.map_err(wrong)?;
            let line = record.position().map_or(0, csv::Position::line);
            if columns.is_empty() {
                columns = (1..=record.len()).map(|number| number.to_string()).collect();
            }
            let chosen = match &chosen {
                Some(chosen) => chosen,
                None => chosen.insert(Chosen::new(path, &columns, options)?),
            };
            for (index, field) in record.iter().enumerate() {
                let number = || {
                    number(field).ok_or_else(|| not_a_number(path, line, &columns[index], field))
                };
                if index == chosen.target && options.regression {
                    numbers.push(number()?);
                } else if index == chosen.target {
                    if field.is_empty() {
                        let column = &columns[index];
                        let problem = format!("line {line}, column {column}: the class is missing");
                        return Err(bad(path, problem));
                    }
                    labels.push(class(&mut names, field).ok_or_else(|| {
                        bad(path, format!("line {line}: there are more than 65535 classes"))
                    })?);
                } else if !chosen.skip.contains(&index) {
                    features.push(number()?);
                }
            }
        }
        let Some(chosen) = chosen else {
            return Err(bad(path, "it has no rows"));
        };
        let kept = |index: &usize| *index != chosen.target && !chosen.skip.contains(index);
        let columns: Vec<String> =
            (0..columns.len()).filter(kept).map(|index| columns[index].clone()).collect();
        if columns.is_empty() {
            return Err(bad(path, "beside the target it has no column to predict it from"));
        }
        let target = if options.regression {
            Target::Numbers(numbers)
        } else {
            Target::Classes { names, labels }
        };
        Ok(Self { columns, features, target })
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        match &self.target {
            Target::Classes { labels, .. } => labels.len(),
            Target::Numbers(numbers) => numbers.len(),
        }
    }
}

/// What separates the fields of a text, by its first line.
fn separator(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: u8| line.bytes().filter(|byte| *byte == separator).count();
    // The last of equals is what `max_by_key` gives.
    [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

/// Whether a field of the first line is a number.
fn has_number(text: &str, separator: u8) -> bool {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    line.split(char::from(separator)).any(|field| field.trim().parse::<f64>().is_ok())
}

/// What is wrong with a row, as a person counts.
fn unequal(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!("line {line} has {len} fields, the lines before it {expected_len}")
        }
        _ => error.to_string(),
    }
}

/// Places of columns.
struct Chosen {
    target: usize,
    skip: Vec<usize>,
}

impl Chosen {
    fn new(path: &Path, columns: &[String], options: &CsvOptions) -> Result<Self> {
        let target = place(path, columns, &options.target)?;
        let skip = options.skip.iter().map(|name| place(path, columns, name));
        let skip = skip.collect::<Result<Vec<_>>>()?;
        if skip.contains(&target) {
            return Err(Error::option("target", "the column to be predicted cannot be left out"));
        }
        Ok(Self { target, skip })
    }
}

/// The place of a column by name or number.
fn place(path: &Path, columns: &[String], column: &str) -> Result<usize> {
    if let Some(index) = columns.iter().position(|name| name == column) {
        return Ok(index);
    }
    let count = columns.len() as i64;
    let number = match column.trim().parse::<i64>() {
        Ok(number) if number < 0 => Some(count + number),
        Ok(number) => Some(number - 1),
        Err(_) => None,
    };
    match number {
        Some(number) if (0..count).contains(&number) => Ok(number as usize),
        _ => Err(bad(
            path,
            format!("there is no column {column}; its {count} columns are {}", columns.join(", ")),
        )),
    }
}

fn number(field: &str) -> Option<f32> {
    field.parse::<f32>().ok().filter(|number| number.is_finite())
}

fn not_a_number(path: &Path, line: u64, column: &str, field: &str) -> Error {
    let shown: String = field.chars().take(40).collect();
    bad(
        path,
        format!(
            "line {line}, column {column}: \"{}\" is not a finite number; leave the column out, or correct it",
            shown.escape_debug()
        ),
    )
}

/// The number of a class, a new one where it is not known yet.
fn class(names: &mut Vec<String>, field: &str) -> Option<u16> {
    let index = names.iter().position(|name| name == field).unwrap_or_else(|| {
        names.push(field.to_owned());
        names.len() - 1
    });
    u16::try_from(index).ok()
}

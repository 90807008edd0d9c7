//! Rows of numbers with a class.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::packed::bad;
use super::table::{CsvOptions, Table, Target};
use super::{DataName, ImageSet, checksum, optdigits};
use crate::error::{Error, Result};
use crate::random::Random;

/// Of a file without a split of its own, one row in so many is for testing.
const TEST_EVERY: usize = 5;

/// A data set by name, or a CSV file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataSource {
    /// A data set by name.
    Named(DataName),
    /// A CSV file with a class in each row.
    Csv(PathBuf),
}

impl DataSource {
    /// Whether a text is the path of a file: it has a dot or a slash, which no name has.
    pub(crate) fn is_file(text: &str) -> bool {
        text.contains(['.', '/', '\\'])
    }
}

impl FromStr for DataSource {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if Self::is_file(text) {
            return Ok(Self::Csv(PathBuf::from(text)));
        }
        text.parse().map(Self::Named).map_err(|error| match error {
            Error::Option { option, problem } => Error::Option {
                option,
                problem: format!("{problem}, or give a CSV file, as in measurements.csv"),
            },
            other => other,
        })
    }
}

impl fmt::Display for DataSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => name.fmt(f),
            Self::Csv(path) => path.display().fmt(f),
        }
    }
}

impl From<DataName> for DataSource {
    fn from(name: DataName) -> Self {
        Self::Named(name)
    }
}

impl Serialize for DataSource {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DataSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A classification data set, normalised and ready for training.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// What it is called: its name, or its file.
    pub name: String,
    /// Numbers a sample.
    pub features: usize,
    /// Number of classes; labels are below it.
    pub classes: usize,
    /// The samples to train on.
    pub train: Split,
    /// The samples to test on.
    pub test: Split,
    /// What was done to the raw numbers, in words.
    pub normalisation: String,
    /// Where the data come from and under which terms, in one line.
    pub attribution: String,
    /// SHA-256 of the raw samples and labels, in hexadecimal.
    pub checksum: String,
}

/// One part of a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The samples one after another, each [`Dataset::features`] numbers.
    pub inputs: Vec<f32>,
    /// The class of each sample.
    pub labels: Vec<u16>,
}

impl Split {
    /// Number of samples.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }
}

impl Dataset {
    /// Loads a data set. Embedded ones ignore `data_dir`; the files of the
    /// others are looked for in it and in its subfolder of the data set's name.
    ///
    /// # Errors
    ///
    /// If there is no folder where one is needed, or a file is missing or damaged.
    pub fn load(name: DataName, data_dir: Option<&Path>) -> Result<Self> {
        match name {
            DataName::Optdigits => optdigits::load(),
            _ => Ok(ImageSet::load(name, data_dir)?.into_dataset(name)),
        }
    }

    /// Loads a data set by name or from a file, whose classes are in the column `label`.
    ///
    /// # Errors
    ///
    /// As [`Self::load`] and [`Self::from_csv`], and if a column is named for a data set that
    /// is no file.
    pub fn open(source: &DataSource, label: Option<&str>, data_dir: Option<&Path>) -> Result<Self> {
        match (source, label) {
            (DataSource::Csv(path), label) => Self::from_csv(path, label),
            (DataSource::Named(name), None) => Self::load(*name, data_dir),
            (DataSource::Named(name), Some(label)) => Err(Error::option(
                "label",
                format!("{name} is no CSV file and has no column \"{label}\"; leave it out"),
            )),
        }
    }

    /// Reads a CSV file with a class in the column `label`, a name or a number from 1, or in
    /// the last column; all other columns are numbers to tell it by.
    ///
    /// The columns are named by the first line if none of its fields is a number. Every fifth
    /// row of a class is for testing, in an order that is always the same. From each column its mean
    /// over the training rows is taken out, and it is divided by its standard deviation.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, has no such column or no rows, rows differ in length, a
    /// field is not a number, or there are not at least two classes of at least two rows.
    pub fn from_csv(path: &Path, label: Option<&str>) -> Result<Self> {
        let usual = CsvOptions::default();
        let options = CsvOptions { target: label.map_or(usual.target, str::to_owned), ..usual };
        let table = Table::read(path, &options)?;
        let (rows, features) = (table.rows(), table.columns.len());
        let Target::Classes { names, labels } = table.target else {
            return Err(bad(path, "its target is no class"));
        };
        let wrong = |problem: String| {
            bad(
                path,
                format!(
                    "{problem}; name the column that holds the class, on the command line by --label"
                ),
            )
        };
        if let [only] = names.as_slice() {
            return Err(wrong(format!("every row is of the class \"{only}\"")));
        }
        // Numbers that are measured hardly ever come twice, classes do.
        if 2 * names.len() > rows {
            return Err(wrong(format!("its {rows} rows are of {} classes", names.len())));
        }
        let [train, test] = parts(&labels, names.len());
        let moments: Vec<[f64; 2]> = (0..features)
            .map(|column| moments(&table.features, features, column, &train))
            .collect();
        let split = |rows: &[usize]| Split {
            inputs: rows
                .iter()
                .flat_map(|row| &table.features[row * features..][..features])
                .zip(moments.iter().cycle())
                .map(|(value, [mean, deviation])| ((f64::from(*value) - mean) / deviation) as f32)
                .collect(),
            labels: rows.iter().map(|row| labels[*row]).collect(),
        };
        let bits: Vec<u8> = table.features.iter().flat_map(|value| value.to_le_bytes()).collect();
        let classes: Vec<u8> = labels.iter().flat_map(|label| label.to_le_bytes()).collect();
        let columns = [table.columns.join("\n"), names.join("\n")];
        Ok(Self {
            name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            features,
            classes: names.len(),
            train: split(&train),
            test: split(&test),
            normalisation: "the mean of each column over the training rows taken out, then divided by its standard deviation".into(),
            attribution: format!("the file {}", path.display()),
            checksum: checksum(&[&bits, &classes, columns[0].as_bytes(), columns[1].as_bytes()]),
        })
    }
}

/// Rows to train on and rows to test on, of each class in the same proportion.
fn parts(labels: &[u16], classes: usize) -> [Vec<usize>; 2] {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    // Files are often sorted.
    Random::new(0).shuffle(&mut order);
    let mut seen = vec![0usize; classes];
    let (test, train) = order.into_iter().partition(|row| {
        let seen = &mut seen[usize::from(labels[*row])];
        *seen += 1;
        // The first row of a class is to learn from.
        *seen % TEST_EVERY == 2
    });
    [train, test]
}

/// Mean and standard deviation of a column over some rows.
fn moments(numbers: &[f32], width: usize, column: usize, rows: &[usize]) -> [f64; 2] {
    let values = || rows.iter().map(|row| f64::from(numbers[row * width + column]));
    let count = rows.len().max(1) as f64;
    let mean = values().sum::<f64>() / count;
    let deviation = (values().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
    // A column that is the same everywhere says nothing.
    [mean, if deviation > 0.0 { deviation } else { 1.0 }]
}

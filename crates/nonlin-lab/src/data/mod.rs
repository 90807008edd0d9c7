//! The data sets: handwritten digits that are embedded in the program, and
//! readers for MNIST and Fashion-MNIST.

mod idx;
mod optdigits;

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::run::names;

names! {
    /// A data set by name.
    DataName, "data":
    /// 8×8 digits, 3,823 for training and 1,797 for testing; embedded.
    Optdigits = "optdigits",
    /// 28×28 digits, 60,000 and 10,000; from idx files.
    Mnist = "mnist",
    /// 28×28 pieces of clothing, 60,000 and 10,000; from idx files.
    FashionMnist = "fashion-mnist",
}

impl DataName {
    /// Where the data come from and under which terms, in one line.
    pub fn attribution(self) -> &'static str {
        match self {
            Self::Optdigits => {
                "Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI Machine Learning \
                 Repository, 1998, https://doi.org/10.24432/C50P49, CC BY 4.0"
            }
            Self::Mnist => {
                "The MNIST database of handwritten digits, Y. LeCun, C. Cortes and C. J. C. Burges, \
                 http://yann.lecun.com/exdb/mnist/; Y. LeCun et al., Proceedings of the IEEE 86(11), 1998"
            }
            Self::FashionMnist => {
                "Fashion-MNIST, H. Xiao, K. Rasul and R. Vollgraf, 2017, arXiv:1708.07747, \
                 Copyright (c) 2017 Zalando SE, MIT licence"
            }
        }
    }
}

/// A classification data set, normalised and ready for training.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Which one it is.
    pub name: DataName,
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
    /// SHA-256 of the raw samples and labels, in hexadecimal.
    pub checksum: String,
}

/// One part of a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The samples one after another, each [`Dataset::features`] numbers.
    pub inputs: Vec<f32>,
    /// The class of each sample.
    pub labels: Vec<u8>,
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
    /// Loads a data set. Embedded ones ignore `data_dir`; the idx files of the
    /// others are looked for in it and in its subfolder of the data set's name.
    pub fn load(name: DataName, data_dir: Option<&Path>) -> Result<Self> {
        match (name, data_dir) {
            (DataName::Optdigits, _) => optdigits::load(),
            (_, Some(folder)) => idx::load(name, folder),
            (_, None) => Err(Error::option(
                "data-dir",
                format!(
                    "{name} is not embedded; give the folder that holds its four idx files with --data-dir FOLDER"
                ),
            )),
        }
    }
}

/// SHA-256 over byte strings, each preceded by its length, in hexadecimal.
pub(crate) fn checksum(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

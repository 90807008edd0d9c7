//! Data sets and their readers.
//!
//! | what | reads |
//! |---|---|
//! | [`Dataset`] | rows of numbers with a class, normalised: what `compare` trains on; CSV files |
//! | [`ImageSet`] | images with a class: embedded digits, idx, CIFAR-10 and -100, folders of images |
//! | [`Augmentation`] | crops and flips, by the seed |
//! | [`Text`] | words or characters: the Penn Treebank, any plain text |
//! | [`Table`] | CSV files |
//! | [`PUBLISHED`] | downloads of published sets, checked |
//!
//! Files may be plain or packed with gzip or xz, whatever their names say. A file that is
//! missing, cut off, damaged or not what it should be gives an error that names it and says
//! what is wrong.

mod augment;
mod cifar;
mod dataset;
mod download;
mod folder;
mod idx;
mod images;
mod optdigits;
mod packed;
mod table;
#[cfg(test)]
pub(crate) mod tests;
mod text;

use sha2::{Digest, Sha256};

pub use augment::Augmentation;
pub use dataset::{DataSource, Dataset, Split};
pub(crate) use download::folder_of;
pub use download::{PUBLISHED, Published, cache_folder, published};
pub use images::{ImageSet, Images};
pub use table::{CsvOptions, Table, Target};
pub use text::{Level, Text, TextSplit, TextStreams};

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
    /// 32×32 colour images in 10 classes, 50,000 and 10,000; from the binary version.
    Cifar10 = "cifar-10",
    /// 32×32 colour images in 100 classes, 50,000 and 10,000; from the binary version.
    Cifar100 = "cifar-100",
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
            Self::Cifar10 | Self::Cifar100 => {
                "A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, technical report, \
                 University of Toronto, 2009, https://www.cs.toronto.edu/~kriz/cifar.html"
            }
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

/// SHA-256 of some bytes, in hexadecimal.
fn checksum_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

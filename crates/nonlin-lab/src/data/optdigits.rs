//! The embedded digits. `data/README.md` of this crate has source and licence.

use std::io::Read;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

use super::images::{ImageSet, Images};
use super::{DataName, Dataset, Split, checksum, hex};
use crate::error::{Error, Result};

/// Numbers a sample: 8×8 counts of set pixels.
const FEATURES: usize = 64;
/// The largest count: a block has 4×4 pixels.
const FULL: u8 = 16;
const CLASSES: u8 = 10;

/// One file of the data set as it is embedded.
struct Embedded {
    name: &'static str,
    packed: &'static [u8],
    rows: usize,
    /// SHA-256 of the unpacked file as published by the UCI repository.
    sha256: &'static str,
}

const TRAIN: Embedded = Embedded {
    name: "optdigits.tra.gz",
    packed: include_bytes!("../../data/optdigits.tra.gz"),
    rows: 3823,
    sha256: "e1b683cc211604fe8fd8c4417e6a69f31380e0c61d4af22e93cc21e9257ffedd",
};

const TEST: Embedded = Embedded {
    name: "optdigits.tes.gz",
    packed: include_bytes!("../../data/optdigits.tes.gz"),
    rows: 1797,
    sha256: "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8",
};

pub(super) fn load() -> Result<Dataset> {
    let (train_pixels, train_labels) = TRAIN.read()?;
    let (test_pixels, test_labels) = TEST.read()?;
    let checksum = checksum(&[&train_pixels, &train_labels, &test_pixels, &test_labels]);
    let split = |pixels: Vec<u8>, labels: Vec<u8>| Split {
        inputs: pixels.into_iter().map(|pixel| f32::from(pixel) / f32::from(FULL)).collect(),
        labels: labels.into_iter().map(u16::from).collect(),
    };
    Ok(Dataset {
        name: DataName::Optdigits.to_string(),
        features: FEATURES,
        classes: CLASSES.into(),
        train: split(train_pixels, train_labels),
        test: split(test_pixels, test_labels),
        normalisation: "divided by 16, so from 0 to 1".into(),
        attribution: DataName::Optdigits.attribution().into(),
        checksum,
    })
}

/// The digits as images.
pub(super) fn images() -> Result<ImageSet> {
    let (train_pixels, train_labels) = TRAIN.read()?;
    let (test_pixels, test_labels) = TEST.read()?;
    let checksum = checksum(&[&train_pixels, &train_labels, &test_pixels, &test_labels]);
    ImageSet::new(
        DataName::Optdigits.name(),
        [1, 8, 8],
        (0..CLASSES).map(|class| class.to_string()).collect(),
        Images::new(bright(train_pixels), train_labels),
        Images::new(bright(test_pixels), test_labels),
        checksum,
    )
    .map_err(|problem| TRAIN.damaged(problem))
}

/// Counts as brightness: 16 is white.
fn bright(counts: Vec<u8>) -> Vec<u8> {
    let scaled = |count: u8| (u16::from(count) * 255 / u16::from(FULL)) as u8;
    counts.into_iter().map(scaled).collect()
}

impl Embedded {
    /// Pixels and labels of every row.
    fn read(&self) -> Result<(Vec<u8>, Vec<u8>)> {
        let mut text = String::new();
        GzDecoder::new(self.packed)
            .read_to_string(&mut text)
            .map_err(|error| self.damaged(format!("cannot be unpacked: {error}")))?;
        let found = hex(&Sha256::digest(text.as_bytes()));
        if found != self.sha256 {
            return Err(self.damaged(format!("its SHA-256 is {found}, not {}", self.sha256)));
        }
        self.parse(&text)
    }

    fn parse(&self, text: &str) -> Result<(Vec<u8>, Vec<u8>)> {
        let mut pixels = Vec::with_capacity(self.rows * FEATURES);
        let mut labels = Vec::with_capacity(self.rows);
        for (index, line) in text.lines().enumerate() {
            let bad = |problem: &str| self.damaged(format!("row {}: {problem}", index + 1));
            let row = line
                .split(',')
                .map(|field| field.trim().parse::<u8>())
                .collect::<std::result::Result<Vec<u8>, _>>()
                .map_err(|_| bad("a field is not an integer from 0 to 255"))?;
            match row.split_last() {
                Some((label, row)) if row.len() == FEATURES => {
                    if *label >= CLASSES || row.iter().any(|pixel| *pixel > FULL) {
                        return Err(bad("a pixel is above 16 or the class above 9"));
                    }
                    pixels.extend_from_slice(row);
                    labels.push(*label);
                }
                _ => return Err(bad("it has not 64 pixels and a class")),
            }
        }
        if labels.len() != self.rows {
            return Err(self.damaged(format!("it has {} rows, not {}", labels.len(), self.rows)));
        }
        Ok((pixels, labels))
    }

    fn damaged(&self, problem: String) -> Error {
        Error::Data { path: PathBuf::from(format!("embedded {}", self.name)), problem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_published_number_of_samples_of_each_class() {
        let data = load().unwrap();
        assert_eq!((data.features, data.classes), (64, 10));
        // From section 9 of data/optdigits.names.
        let published = [
            (&data.train, [376, 389, 380, 389, 387, 376, 377, 387, 380, 382]),
            (&data.test, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
        ];
        for (split, counts) in published {
            assert_eq!(split.inputs.len(), split.len() * 64);
            let mut found = [0; 10];
            split.labels.iter().for_each(|label| found[usize::from(*label)] += 1);
            assert_eq!(found, counts);
        }
    }

    #[test]
    fn is_scaled_to_the_unit_interval() {
        let data = load().unwrap();
        let all = || data.train.inputs.iter().chain(&data.test.inputs);
        assert!(all().all(|value| (0.0..=1.0).contains(value)));
        assert!(all().any(|value| *value == 1.0));
        // First row of optdigits.tra: 0,1,6,15,12,1,0,0,...
        assert_eq!(data.train.inputs[..5], [0.0, 0.0625, 0.375, 0.9375, 0.75]);
    }

    #[test]
    fn damage_is_named() {
        let cut = Embedded { packed: &TRAIN.packed[..1000], ..TRAIN };
        assert!(
            cut.read().unwrap_err().to_string().contains("optdigits.tra.gz: cannot be unpacked")
        );
        let swapped = Embedded { packed: TEST.packed, ..TRAIN };
        assert!(swapped.read().unwrap_err().to_string().contains("SHA-256"));
        for (text, problem) in [
            ("1,2,3\n", "row 1: it has not 64 pixels"),
            ("x\n", "row 1: a field is not an integer"),
            ("", "it has 0 rows, not 3823"),
        ] {
            assert!(TRAIN.parse(text).unwrap_err().to_string().contains(problem));
        }
        let bright = format!("{}0\n", "17,".repeat(64));
        assert!(TRAIN.parse(&bright).unwrap_err().to_string().contains("above 16"));
    }
}

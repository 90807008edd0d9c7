//! Reads the binary version of CIFAR-10 and CIFAR-100.
//!
//! Records of a label (CIFAR-100: a coarse and a fine one), then 1024 bytes red, green
//! and blue each, row by row. No header.

use std::path::{Path, PathBuf};

use super::images::{ImageSet, Images};
use super::packed::{bad, find_packed, read, read_text};
use super::{DataName, checksum};
use crate::error::Result;

const SIDE: usize = 32;
const PIXELS: usize = 3 * SIDE * SIDE;

/// What differs between the two.
struct Form {
    name: DataName,
    /// The folder in the published archive.
    folder: &'static str,
    train: &'static [&'static str],
    test: &'static str,
    class_names: &'static str,
    /// Bytes before the pixels; the last is the label.
    labels: usize,
    classes: usize,
}

const TEN: Form = Form {
    name: DataName::Cifar10,
    folder: "cifar-10-batches-bin",
    train: &[
        "data_batch_1.bin",
        "data_batch_2.bin",
        "data_batch_3.bin",
        "data_batch_4.bin",
        "data_batch_5.bin",
    ],
    test: "test_batch.bin",
    class_names: "batches.meta.txt",
    labels: 1,
    classes: 10,
};

const HUNDRED: Form = Form {
    name: DataName::Cifar100,
    folder: "cifar-100-binary",
    train: &["train.bin"],
    test: "test.bin",
    class_names: "fine_label_names.txt",
    labels: 2,
    classes: 100,
};

pub(super) fn load(name: DataName, folder: &Path) -> Result<ImageSet> {
    let form = if name == DataName::Cifar100 { HUNDRED } else { TEN };
    if !folder.is_dir() {
        return Err(bad(
            folder,
            format!(
                "there is no such folder; --data-dir takes the folder that holds the binary version of {name}"
            ),
        ));
    }
    let places = [folder.join(name.name()), folder.join(form.folder), folder.to_path_buf()];
    let mut train = Images::default();
    for file in form.train {
        form.read(&places, file, &mut train)?;
    }
    let mut test = Images::default();
    form.read(&places, form.test, &mut test)?;
    let bytes = |part: &Images| part.labels.iter().map(|label| *label as u8).collect::<Vec<_>>();
    let checksum = checksum(&[&train.pixels, &bytes(&train), &test.pixels, &bytes(&test)]);
    let shape = [3, SIDE, SIDE];
    let classes = form.class_names(&places)?;
    ImageSet::new(name.name(), shape, classes, train, test, checksum)
        .map_err(|problem| bad(folder, problem))
}

impl Form {
    /// Adds the records of one file.
    fn read(&self, places: &[PathBuf], file: &str, images: &mut Images) -> Result<()> {
        let Self { name, labels, classes, .. } = self;
        let path = find_packed(places, &[file]).ok_or_else(|| {
            bad(
                &places[places.len() - 1].join(file),
                format!(
                    "not found, neither packed nor plain, neither there nor in the subfolders {name} and {}; {name} needs this file",
                    self.folder
                ),
            )
        })?;
        let bytes = read(&path)?;
        let size = labels + PIXELS;
        if bytes.is_empty() || !bytes.len().is_multiple_of(size) {
            return Err(bad(
                &path,
                format!(
                    "it has {} bytes, not a whole number of records of {size}; the file is incomplete, damaged, or not of {name}",
                    bytes.len()
                ),
            ));
        }
        for (index, record) in bytes.chunks_exact(size).enumerate() {
            let label = record[labels - 1];
            if usize::from(label) >= *classes {
                return Err(bad(
                    &path,
                    format!(
                        "record {} has the label {label}; labels of {name} are from 0 to {}",
                        index + 1,
                        classes - 1
                    ),
                ));
            }
            images.labels.push(label.into());
            images.pixels.extend_from_slice(&record[*labels..]);
        }
        Ok(())
    }

    /// The names of the classes, or their numbers where the file is not there.
    fn class_names(&self, places: &[PathBuf]) -> Result<Vec<String>> {
        let Some(path) = find_packed(places, &[self.class_names]) else {
            return Ok((0..self.classes).map(|class| class.to_string()).collect());
        };
        let text = read_text(&path)?;
        let names = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let names: Vec<String> = names.map(str::to_owned).collect();
        if names.len() != self.classes {
            return Err(bad(
                &path,
                format!("it names {} classes; {} has {}", names.len(), self.name, self.classes),
            ));
        }
        Ok(names)
    }
}

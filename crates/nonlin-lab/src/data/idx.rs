//! Reads the idx files of MNIST and Fashion-MNIST, packed or plain.
//!
//! Big-endian. Images: magic 2051, count, rows, columns, then a byte a pixel.
//! Labels: magic 2049, count, then a byte a label.

use std::path::{Path, PathBuf};

use super::images::{ImageSet, Images};
use super::packed::{bad, find_packed, read};
use super::{DataName, checksum};
use crate::error::Result;

const IMAGES_MAGIC: u32 = 2051;
const LABELS_MAGIC: u32 = 2049;
const CLASSES: u8 = 10;

/// The images of one file.
struct Pixels {
    path: PathBuf,
    pixels: Vec<u8>,
    count: usize,
    rows: usize,
    columns: usize,
}

pub(super) fn load(name: DataName, folder: &Path) -> Result<ImageSet> {
    let train_images = images(find(name, folder, "train", "images", 3)?)?;
    let train_labels = labels(find(name, folder, "train", "labels", 1)?, &train_images)?;
    let test_images = images(find(name, folder, "t10k", "images", 3)?)?;
    let test_labels = labels(find(name, folder, "t10k", "labels", 1)?, &test_images)?;
    if (train_images.rows, train_images.columns) != (test_images.rows, test_images.columns) {
        return Err(bad(
            &test_images.path,
            format!(
                "its images are {}×{}, those of {} {}×{}; both must have the same size",
                test_images.rows,
                test_images.columns,
                train_images.path.display(),
                train_images.rows,
                train_images.columns
            ),
        ));
    }
    let checksum =
        checksum(&[&train_images.pixels, &train_labels, &test_images.pixels, &test_labels]);
    if let Some(other) = published(&checksum).filter(|other| *other != name) {
        return Err(bad(folder, format!("these are the files of {other}, not of {name}")));
    }
    let path = train_images.path;
    let split = |pixels, labels: Vec<u8>| Images::new(pixels, labels);
    ImageSet::new(
        name.name(),
        [1, train_images.rows, train_images.columns],
        (0..CLASSES).map(|class| class.to_string()).collect(),
        split(train_images.pixels, train_labels),
        split(test_images.pixels, test_labels),
        checksum,
    )
    .map_err(|problem| bad(&path, problem))
}

/// Whose published files have this checksum. The file names of the two are the same.
fn published(checksum: &str) -> Option<DataName> {
    match checksum {
        "979e081520cdfe92cbc9643ead5b074180ca1113bbc6dc45cf9621bbecaef15c" => Some(DataName::Mnist),
        "cb991ffa68f04198396170795f7d73772182465a45140610f6c6b6fa98745470" => {
            Some(DataName::FashionMnist)
        }
        _ => None,
    }
}

/// The path of one of the four files. Both spellings that are in circulation
/// are known: `train-images-idx3-ubyte` and `train-images.idx3-ubyte`.
fn find(name: DataName, folder: &Path, part: &str, kind: &str, dimensions: u8) -> Result<PathBuf> {
    if !folder.is_dir() {
        let problem = format!(
            "there is no such folder; --data-dir takes the folder that holds the idx files of {name}"
        );
        return Err(bad(folder, problem));
    }
    let published = format!("{part}-{kind}-idx{dimensions}-ubyte");
    let other = format!("{part}-{kind}.idx{dimensions}-ubyte");
    let places = [folder.join(name.name()), folder.to_path_buf()];
    find_packed(&places, &[&published, &other]).ok_or_else(|| {
        bad(
            &folder.join(format!("{published}.gz")),
            format!(
                "not found, neither packed nor plain, neither there nor in the subfolder {name}; {name} needs this file"
            ),
        )
    })
}

fn images(path: PathBuf) -> Result<Pixels> {
    let bytes = read(&path)?;
    let header = header::<4>(&path, &bytes, IMAGES_MAGIC, "images")?;
    let [_, count, rows, columns] = header.map(u64::from);
    let pixels = &bytes[16..];
    // Three u32 factors fit in u128.
    let announced = u128::from(count) * u128::from(rows) * u128::from(columns);
    if announced != pixels.len() as u128 {
        return Err(bad(
            &path,
            format!(
                "its header announces {count} images of {rows}×{columns}, {announced} bytes, but {} follow; \
                 the file is incomplete or damaged",
                pixels.len()
            ),
        ));
    }
    if pixels.is_empty() {
        return Err(bad(&path, "it holds no pixels; at least one image is needed"));
    }
    let pixels = pixels.to_vec();
    Ok(Pixels {
        path,
        pixels,
        count: count as usize,
        rows: rows as usize,
        columns: columns as usize,
    })
}

fn labels(path: PathBuf, images: &Pixels) -> Result<Vec<u8>> {
    let bytes = read(&path)?;
    let [_, count] = header::<2>(&path, &bytes, LABELS_MAGIC, "labels")?;
    let labels = &bytes[8..];
    if count as usize != labels.len() {
        return Err(bad(
            &path,
            format!(
                "its header announces {count} labels, but {} follow; the file is incomplete or damaged",
                labels.len()
            ),
        ));
    }
    if labels.len() != images.count {
        return Err(bad(
            &path,
            format!(
                "it has {} labels for the {} images of {}",
                labels.len(),
                images.count,
                images.path.display()
            ),
        ));
    }
    if let Some(index) = labels.iter().position(|label| *label >= CLASSES) {
        return Err(bad(
            &path,
            format!("label {} is {}; labels are from 0 to 9", index + 1, labels[index]),
        ));
    }
    Ok(labels.to_vec())
}

/// The big-endian words at the start of a file, the first being `magic`.
fn header<const N: usize>(path: &Path, bytes: &[u8], magic: u32, kind: &str) -> Result<[u32; N]> {
    let mut words = [0; N];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    if bytes.len() < 4 * N {
        return Err(bad(
            path,
            format!(
                "it has {} bytes, less than the {} of the header of idx {kind}",
                bytes.len(),
                4 * N
            ),
        ));
    }
    if words[0] != magic {
        return Err(bad(
            path,
            format!(
                "it begins with the number {}, not {magic}; it is not an idx file of {kind}",
                words[0]
            ),
        ));
    }
    Ok(words)
}

#[cfg(test)]
mod tests;

//! Reads the idx files of MNIST and Fashion-MNIST, gzipped or plain.
//!
//! Big-endian. Images: magic 2051, count, rows, columns, then a byte a pixel.
//! Labels: magic 2049, count, then a byte a label.

use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::{DataName, Dataset, Split, checksum};
use crate::error::{Error, Result};

const IMAGES_MAGIC: u32 = 2051;
const LABELS_MAGIC: u32 = 2049;
const CLASSES: u8 = 10;
/// Nothing that is read here is near this large; a gzip bomb is.
const MOST_BYTES: u64 = 1 << 30;

/// The images of one file.
struct Images {
    path: PathBuf,
    pixels: Vec<u8>,
    count: usize,
    rows: usize,
    columns: usize,
}

pub(super) fn load(name: DataName, folder: &Path) -> Result<Dataset> {
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
    let (mean, deviation) = moments(&train_images.pixels);
    if deviation == 0.0 {
        return Err(bad(
            &train_images.path,
            "every pixel is the same; these are not images to learn from",
        ));
    }
    let checksum =
        checksum(&[&train_images.pixels, &train_labels, &test_images.pixels, &test_labels]);
    if let Some(other) = published(&checksum).filter(|other| *other != name) {
        return Err(bad(folder, format!("these are the files of {other}, not of {name}")));
    }
    let scaled: Vec<f32> =
        (0..=u8::MAX).map(|pixel| ((f64::from(pixel) / 255.0 - mean) / deviation) as f32).collect();
    let split = |pixels: &[u8], labels| Split {
        inputs: pixels.iter().map(|pixel| scaled[usize::from(*pixel)]).collect(),
        labels,
    };
    Ok(Dataset {
        name,
        features: train_images.rows * train_images.columns,
        classes: CLASSES.into(),
        train: split(&train_images.pixels, train_labels),
        test: split(&test_images.pixels, test_labels),
        normalisation: format!(
            "divided by 255, then the mean {mean:.4} and the standard deviation {deviation:.4} of the training pixels taken out"
        ),
        checksum,
    })
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

/// Mean and standard deviation of pixels over 255. Summed as integers, so exact.
fn moments(pixels: &[u8]) -> (f64, f64) {
    let count = pixels.len() as f64;
    let sum: u64 = pixels.iter().map(|pixel| u64::from(*pixel)).sum();
    let squares: u64 = pixels.iter().map(|pixel| u64::from(*pixel).pow(2)).sum();
    let mean = sum as f64 / count;
    let variance = squares as f64 / count - mean * mean;
    (mean / 255.0, variance.max(0.0).sqrt() / 255.0)
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
    for place in [folder.join(name.name()), folder.to_path_buf()] {
        for file in [&published, &other] {
            for path in [place.join(format!("{file}.gz")), place.join(file)] {
                if path.is_file() {
                    return Ok(path);
                }
            }
        }
    }
    Err(bad(
        &folder.join(format!("{published}.gz")),
        format!(
            "not found, neither packed nor plain, neither there nor in the subfolder {name}; {name} needs this file"
        ),
    ))
}

fn images(path: PathBuf) -> Result<Images> {
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
    Ok(Images {
        path,
        pixels,
        count: count as usize,
        rows: rows as usize,
        columns: columns as usize,
    })
}

fn labels(path: PathBuf, images: &Images) -> Result<Vec<u8>> {
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

/// A file's bytes, unpacked if they are gzipped, whatever its name says.
fn read(path: &Path) -> Result<Vec<u8>> {
    let bytes = std::fs::read(path).map_err(|source| Error::File {
        path: path.into(),
        action: "read",
        source,
    })?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes.as_slice()).take(MOST_BYTES + 1).read_to_end(&mut unpacked).map_err(
        |error| bad(path, format!("cannot be unpacked, so it is incomplete or damaged: {error}")),
    )?;
    if unpacked.len() as u64 > MOST_BYTES {
        return Err(bad(path, "it unpacks to more than 1 GiB; that is no such data set"));
    }
    Ok(unpacked)
}

fn bad(path: &Path, problem: impl Into<String>) -> Error {
    Error::Data { path: path.into(), problem: problem.into() }
}

#[cfg(test)]
mod tests;

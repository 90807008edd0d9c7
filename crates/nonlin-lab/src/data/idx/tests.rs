//! Good files in every form, and bad ones of every kind.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::super::Dataset;
use super::*;

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn image_file(count: u32, rows: u32, columns: u32) -> Vec<u8> {
    let mut bytes = words(&[IMAGES_MAGIC, count, rows, columns]);
    bytes.extend((0..count * rows * columns).map(|index| (index * 37 % 256) as u8));
    bytes
}

fn label_file(labels: &[u8]) -> Vec<u8> {
    [words(&[LABELS_MAGIC, labels.len() as u32]), labels.to_vec()].concat()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Three images for training and two for testing, 2×3 pixels.
fn small(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("train-images-idx3-ubyte.gz"), packed(&image_file(3, 2, 3))).unwrap();
    fs::write(folder.join("train-labels-idx1-ubyte"), label_file(&[1, 0, 9])).unwrap();
    fs::write(folder.join("t10k-images.idx3-ubyte"), image_file(2, 2, 3)).unwrap();
    fs::write(folder.join("t10k-labels-idx1-ubyte.gz"), packed(&label_file(&[4, 5]))).unwrap();
}

#[test]
fn reads_packed_and_plain_files_in_either_place() {
    for subfolder in ["", "mnist"] {
        let folder = tempfile::tempdir().unwrap();
        small(&folder.path().join(subfolder));
        let data = Dataset::load(DataName::Mnist, Some(folder.path())).unwrap();
        assert_eq!((data.features, data.train.len(), data.test.len()), (6, 3, 2));
        assert_eq!(data.train.labels, [1, 0, 9]);
        assert_eq!(data.test.labels, [4, 5]);
        let inputs = &data.train.inputs;
        let mean = inputs.iter().sum::<f32>() / 18.0;
        let variance = inputs.iter().map(|value| value * value).sum::<f32>() / 18.0;
        assert!(
            mean.abs() < 1e-6 && (variance - 1.0).abs() < 1e-5,
            "mean {mean}, variance {variance}"
        );
    }
}

#[test]
fn the_checksum_sees_every_part() {
    let folder = tempfile::tempdir().unwrap();
    small(folder.path());
    let checksum = || load(DataName::Mnist, folder.path()).unwrap().checksum().to_owned();
    let before = checksum();
    assert_eq!(before, checksum());
    fs::write(folder.path().join("t10k-labels-idx1-ubyte.gz"), label_file(&[4, 6])).unwrap();
    assert_ne!(before, checksum());
}

/// Replaces one file of a good set and expects the file and the problem in the message.
fn refused(file: &str, bytes: &[u8], problem: &str) {
    let folder = tempfile::tempdir().unwrap();
    small(folder.path());
    fs::write(folder.path().join(file), bytes).unwrap();
    let message = load(DataName::Mnist, folder.path()).unwrap_err().to_string();
    assert!(message.contains(file) && message.contains(problem), "{message}");
}

#[test]
fn bad_files_are_named_with_their_problem() {
    let train_images = "train-images-idx3-ubyte.gz";
    let train_labels = "train-labels-idx1-ubyte";
    let test_images = "t10k-images.idx3-ubyte";
    let whole = packed(&image_file(3, 2, 3));
    refused(train_images, &whole[..whole.len() / 2], "cannot be unpacked");
    refused(
        train_images,
        &image_file(3, 2, 3)[..20],
        "announces 3 images of 2×3, 18 bytes, but 4 follow",
    );
    refused(train_images, &words(&[IMAGES_MAGIC, u32::MAX, u32::MAX, u32::MAX]), "but 0 follow");
    refused(train_images, &words(&[IMAGES_MAGIC, 0, 28, 28]), "no pixels");
    refused(train_images, &label_file(&[1; 20]), "not 2051; it is not an idx file of images");
    refused(train_images, b"", "it has 0 bytes");
    refused(
        train_images,
        &[words(&[IMAGES_MAGIC, 3, 2, 3]), vec![7; 18]].concat(),
        "every pixel is the same",
    );
    refused(train_labels, &label_file(&[1, 2]), "it has 2 labels for the 3 images");
    refused(train_labels, &label_file(&[1, 2, 10]), "label 3 is 10; labels are from 0 to 9");
    refused(train_labels, &label_file(&[1, 2, 3])[..10], "announces 3 labels, but 2 follow");
    refused(train_labels, &image_file(3, 2, 3), "not 2049");
    refused(test_images, &image_file(2, 3, 3), "must have the same size");
}

#[test]
fn missing_files_and_folders_are_named() {
    let folder = tempfile::tempdir().unwrap();
    small(folder.path());
    fs::remove_file(folder.path().join("train-labels-idx1-ubyte")).unwrap();
    let message = load(DataName::FashionMnist, folder.path()).unwrap_err().to_string();
    assert!(message.contains("train-labels-idx1-ubyte.gz: not found"), "{message}");
    let message = load(DataName::Mnist, Path::new("/no/such/folder")).unwrap_err().to_string();
    assert!(message.contains("/no/such/folder: there is no such folder"), "{message}");
    let message = Dataset::load(DataName::Mnist, None).unwrap_err().to_string();
    assert!(message.contains("--data-dir"), "{message}");
}

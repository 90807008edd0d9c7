//! Images with a class.

use std::path::Path;

use super::augment::Augmentation;
use super::download::folder_of;
use super::{DataName, Dataset, Split, cifar, folder, idx, optdigits};
use crate::error::{Error, Result};
use crate::random::Random;

/// One part of an [`ImageSet`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images {
    /// The images one after another, each channel by channel, row by row.
    pub pixels: Vec<u8>,
    /// The class of each image.
    pub labels: Vec<u16>,
}

impl Images {
    pub(super) fn new(pixels: Vec<u8>, labels: Vec<u8>) -> Self {
        Self { pixels, labels: labels.into_iter().map(u16::from).collect() }
    }

    /// Number of images.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }
}

/// A set of labelled images, kept as bytes; numbers are made batch by batch.
#[derive(Clone, Debug)]
pub struct ImageSet {
    name: String,
    shape: [usize; 3],
    classes: Vec<String>,
    train: Images,
    test: Images,
    /// Mean and standard deviation of each channel over the training images, in 0 to 1.
    moments: Vec<[f64; 2]>,
    checksum: String,
}

impl ImageSet {
    /// Checks that there is something to learn from; what is wrong is the error.
    pub(super) fn new(
        name: &str,
        shape: [usize; 3],
        classes: Vec<String>,
        train: Images,
        test: Images,
        checksum: String,
    ) -> std::result::Result<Self, String> {
        let moments = moments(&train.pixels, shape);
        if moments.iter().all(|[_, deviation]| *deviation == 0.0) {
            return Err("every pixel is the same; these are not images to learn from".into());
        }
        Ok(Self { name: name.into(), shape, classes, train, test, moments, checksum })
    }

    /// Loads a data set by name. Embedded ones ignore `data_dir`; the files of the
    /// others are looked for in it and in its subfolder of the data set's name.
    ///
    /// # Errors
    ///
    /// If there is no folder where one is needed, or a file is missing or damaged.
    pub fn load(name: DataName, data_dir: Option<&Path>) -> Result<Self> {
        let folder = || folder_of(name.name(), data_dir);
        match name {
            DataName::Optdigits => optdigits::images(),
            DataName::Mnist | DataName::FashionMnist => idx::load(name, &folder()?),
            DataName::Cifar10 | DataName::Cifar100 => cifar::load(name, &folder()?),
        }
    }

    /// Loads a folder of PNG and JPEG files, all of one size: `train/CLASS/*` and
    /// `test/CLASS/*` (or `val`), a subfolder a class. Grey images become coloured ones.
    ///
    /// # Errors
    ///
    /// If the folders are not there, hold no images or different classes, or an image
    /// cannot be read or has another size than the first.
    pub fn from_folder(folder: &Path) -> Result<Self> {
        folder::load(folder)
    }

    /// The same images with every pixel repeated `factor` times each way, for networks that
    /// take larger ones.
    ///
    /// # Errors
    ///
    /// If the factor is not from 1 to 64.
    pub fn enlarged(mut self, factor: usize) -> Result<Self> {
        if !(1..=64).contains(&factor) {
            let problem = format!("{factor} is not possible; give 1 to 64");
            return Err(Error::option("enlarge", problem));
        }
        let [channels, height, width] = self.shape;
        for part in [&mut self.train, &mut self.test] {
            let mut pixels = Vec::with_capacity(part.pixels.len() * factor * factor);
            for row in part.pixels.chunks_exact(width) {
                let wide: Vec<u8> =
                    row.iter().flat_map(|pixel| std::iter::repeat_n(*pixel, factor)).collect();
                (0..factor).for_each(|_| pixels.extend_from_slice(&wide));
            }
            part.pixels = pixels;
        }
        self.shape = [channels, height * factor, width * factor];
        Ok(self)
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Channels, height and width.
    #[must_use]
    pub fn shape(&self) -> [usize; 3] {
        self.shape
    }

    /// The names of the classes; labels are their places.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The images to train on.
    #[must_use]
    pub fn train(&self) -> &Images {
        &self.train
    }

    /// The images to test on.
    #[must_use]
    pub fn test(&self) -> &Images {
        &self.test
    }

    /// Mean and standard deviation of each channel over the training images, in 0 to 1.
    #[must_use]
    pub fn moments(&self) -> &[[f64; 2]] {
        &self.moments
    }

    /// SHA-256 of pixels and labels, in hexadecimal.
    #[must_use]
    pub fn checksum(&self) -> &str {
        &self.checksum
    }

    /// Some images, normalised: the mean of each channel taken out, divided by its
    /// deviation. `augmentation` changes them at random before.
    ///
    /// # Panics
    ///
    /// If an index is not below the number of images.
    #[must_use]
    pub fn batch(
        &self,
        part: &Images,
        indices: &[usize],
        augmentation: Option<(&Augmentation, &mut Random)>,
    ) -> Vec<f32> {
        let size: usize = self.shape.iter().product();
        let tables: Vec<Vec<f32>> = self.moments.iter().map(|m| table(*m)).collect();
        let plane = self.shape[1] * self.shape[2];
        let mut numbers = Vec::with_capacity(indices.len() * size);
        let mut normalise = |image: &[u8]| {
            for (plane, table) in image.chunks_exact(plane).zip(&tables) {
                numbers.extend(plane.iter().map(|pixel| table[usize::from(*pixel)]));
            }
        };
        let image = |index: &usize| &part.pixels[index * size..][..size];
        match augmentation {
            None => indices.iter().for_each(|index| normalise(image(index))),
            Some((augmentation, random)) => {
                for index in indices {
                    normalise(&augmentation.apply(image(index), self.shape, random));
                }
            }
        }
        numbers
    }

    /// Some images as numbers from 0 to 1.
    ///
    /// # Panics
    ///
    /// If an index is not below the number of images.
    #[must_use]
    pub fn brightness(&self, part: &Images, indices: &[usize]) -> Vec<f32> {
        let size: usize = self.shape.iter().product();
        let images = indices.iter().flat_map(|index| &part.pixels[index * size..][..size]);
        images.map(|pixel| f32::from(*pixel) / 255.0).collect()
    }

    /// All images as rows of numbers.
    pub(super) fn into_dataset(self, name: DataName) -> Dataset {
        let split = |part: &Images| Split {
            inputs: self.batch(part, &(0..part.len()).collect::<Vec<_>>(), None),
            labels: part.labels.clone(),
        };
        let normalisation = match self.moments.as_slice() {
            [[mean, deviation]] => format!(
                "divided by 255, then the mean {mean:.4} and the standard deviation {deviation:.4} of the training pixels taken out"
            ),
            _ => "divided by 255, then mean and standard deviation of each channel over the training pixels taken out".into(),
        };
        Dataset {
            name: name.to_string(),
            features: self.shape.iter().product(),
            classes: self.classes.len(),
            train: split(&self.train),
            test: split(&self.test),
            normalisation,
            attribution: name.attribution().into(),
            checksum: self.checksum,
        }
    }
}

/// What each value of a byte becomes.
fn table([mean, deviation]: [f64; 2]) -> Vec<f32> {
    // A channel that is the same everywhere says nothing.
    let deviation = if deviation > 0.0 { deviation } else { 1.0 };
    (0..=u8::MAX).map(|pixel| ((f64::from(pixel) / 255.0 - mean) / deviation) as f32).collect()
}

/// Mean and standard deviation of the pixels of each channel over 255. Summed as integers,
/// so exact.
fn moments(pixels: &[u8], [channels, height, width]: [usize; 3]) -> Vec<[f64; 2]> {
    let plane = (height * width).max(1);
    let mut sums = vec![[0u64; 2]; channels];
    for (index, plane) in pixels.chunks_exact(plane).enumerate() {
        let [sum, squares] = &mut sums[index % channels];
        *sum += plane.iter().map(|pixel| u64::from(*pixel)).sum::<u64>();
        *squares += plane.iter().map(|pixel| u64::from(*pixel).pow(2)).sum::<u64>();
    }
    let count = (pixels.len() / channels.max(1)) as f64;
    sums.iter()
        .map(|[sum, squares]| {
            let mean = *sum as f64 / count;
            let variance = *squares as f64 / count - mean * mean;
            [mean / 255.0, variance.max(0.0).sqrt() / 255.0]
        })
        .collect()
}

//! Samples on their device, batch by batch.

use burn::tensor::{Device, Tensor, TensorData};

use super::model::Model;
use super::tally::cross_entropy;
use super::task::Task;
use crate::data::{Augmentation, Dataset, ImageSet, Images, Split};
use crate::networks::ImageNetwork;
use crate::random::Random;

/// A part of the samples of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Train,
    Test,
}

pub(super) fn images_of(set: &ImageSet, part: Part) -> &Images {
    match part {
        Part::Train => set.train(),
        Part::Test => set.test(),
    }
}

pub(super) fn rows_of(set: &Dataset, part: Part) -> &Split {
    match part {
        Part::Train => &set.train,
        Part::Test => &set.test,
    }
}

impl Task<'_> {
    /// Some samples, as `model` takes them; none of a text, or for a network of another kind.
    pub(super) fn batch(
        &self,
        part: Part,
        indices: &[usize],
        augmentation: Option<&Augmentation>,
        random: &mut Random,
        model: &Model,
        device: &Device,
    ) -> Option<Batch> {
        match (self, model) {
            (Self::Classify(set), Model::Classifier(network)) => {
                let images = images_of(set, part);
                let augmentation = augmentation.map(|augmentation| (augmentation, random));
                let x = self::images(network, set.batch(images, indices, augmentation), device);
                let labels = indices.iter().map(|index| images.labels[*index]);
                Some(Batch::labelled(x, labels, set.classes().len(), device))
            }
            (Self::ClassifyRows(set), Model::Classifier(network)) => {
                let rows = rows_of(set, part);
                let row = |index: &usize| &rows.inputs[index * set.features..][..set.features];
                let numbers = indices.iter().flat_map(row).copied().collect();
                let labels = indices.iter().map(|index| rows.labels[*index]);
                Some(Batch::labelled(images(network, numbers, device), labels, set.classes, device))
            }
            (Self::Reconstruct(set), Model::Autoencoder(network)) => {
                let (samples, latent) = (indices.len(), network.latent());
                let features: usize = set.shape().iter().product();
                let x = set.brightness(images_of(set, part), indices);
                let x = Tensor::from_data(TensorData::new(x, [samples, features]), device);
                let noise: Vec<f32> =
                    (0..samples * latent).map(|_| random.normal() as f32).collect();
                let noise = Tensor::from_data(TensorData::new(noise, [samples, latent]), device);
                Some(Batch::Bare { x, noise })
            }
            _ => None,
        }
    }
}

/// Numbers as a network takes them.
pub(super) fn images(network: &ImageNetwork, numbers: Vec<f32>, device: &Device) -> Tensor<4> {
    let [channels, height, width] = network.input();
    let samples = numbers.len() / (channels * height * width).max(1);
    Tensor::from_data(TensorData::new(numbers, [samples, channels, height, width]), device)
}

/// Some samples on their device.
pub(super) enum Batch {
    /// With their classes, as numbers and as one-hot rows.
    Labelled { x: Tensor<4>, labels: Vec<usize>, target: Tensor<2> },
    /// To be reconstructed, with the noise of the code.
    Bare { x: Tensor<2>, noise: Tensor<2> },
}

impl Batch {
    fn labelled(
        x: Tensor<4>,
        labels: impl Iterator<Item = u16>,
        classes: usize,
        device: &Device,
    ) -> Self {
        let labels: Vec<usize> = labels.map(usize::from).collect();
        let mut target = vec![0.0f32; labels.len() * classes];
        for (row, label) in labels.iter().enumerate() {
            target[row * classes + label] = 1.0;
        }
        let target = TensorData::new(target, [labels.len(), classes]);
        Self::Labelled { x, target: Tensor::from_data(target, device), labels }
    }

    /// The mean loss.
    pub(super) fn loss(self, model: &Model, device: &Device) -> Tensor<1> {
        match (self, model) {
            (Self::Labelled { x, labels, target }, Model::Classifier(network)) => {
                cross_entropy(network.forward(x), target, labels.len())
            }
            (Self::Bare { x, noise }, Model::Autoencoder(network)) => {
                network.forward(x.clone(), Some(noise)).loss(x)
            }
            // Networks and tasks are checked against each other before.
            _ => Tensor::from_floats([f32::NAN], device),
        }
    }
}

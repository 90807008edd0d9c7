//! How a trained classifier bears noise.

use burn::tensor::Device;

use super::batch::images;
use super::config::TrainingConfig;
use super::model::Model;
use super::score::EVALUATION_BATCH;
use super::tally::Tally;
use super::task::Task;
use crate::random::Random;

impl Task<'_> {
    /// The share of test images that a network without derivatives classifies rightly when
    /// normal noise of that deviation is added to them; the brightness of pixels is from 0 to 1.
    /// None where nothing is classified. The seed decides the noise.
    #[must_use]
    pub fn noisy_accuracy(
        &self,
        model: &Model,
        training: &TrainingConfig,
        deviation: f64,
        seed: u64,
        device: &Device,
    ) -> Option<f64> {
        let (Self::Classify(set), Model::Classifier(network)) = (self, model) else { return None };
        let device = &device.clone().without_autodiff();
        let most = training.at_most.unwrap_or(usize::MAX).min(set.test().len());
        let plane: usize = set.shape()[1..].iter().product();
        // The network sees brightness in units of the channel's deviation.
        let scales: Vec<f64> = set
            .moments()
            .iter()
            .map(|[_, own]| if *own > 0.0 { deviation / own } else { 0.0 })
            .collect();
        let mut random = Random::new(seed);
        let mut tally = Tally::default();
        for piece in (0..most).collect::<Vec<_>>().chunks(EVALUATION_BATCH) {
            let mut numbers = set.batch(set.test(), piece, None);
            for (channel, plane) in numbers.chunks_exact_mut(plane.max(1)).enumerate() {
                let scale = scales[channel % scales.len()];
                plane.iter_mut().for_each(|number| *number += (scale * random.normal()) as f32);
            }
            let x = images(network, numbers, device);
            let logits: Vec<f32> = network.forward(x).into_data().iter::<f32>().collect();
            let labels = piece.iter().map(|index| usize::from(set.test().labels[*index]));
            tally.add(&logits, labels, set.classes().len());
        }
        Some(tally.accuracy())
    }
}

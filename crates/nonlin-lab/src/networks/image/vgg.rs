//! VGG-16 with batch normalisation.

use super::super::builder::{Builder, Stack, adaptive_pool, max_pool};
use super::{ImageNetworkConfig, Stem};
use crate::error::Result;
use crate::networks::Layer;

/// Channels of the convolutions between two poolings.
const STAGES: [&[usize]; 5] =
    [&[64, 64], &[128, 128], &[256, 256, 256], &[512, 512, 512], &[512, 512, 512]];

pub(super) fn build(b: &mut Builder<'_>, config: &ImageNetworkConfig) -> Result<Layer> {
    let mut features = Stack::new();
    let [mut channels, mut height, mut width] = config.input;
    let mut number = 0;
    for stage in STAGES {
        for &outputs in stage {
            // torchvision's convolutions have a bias although a normalisation follows.
            features.next(b.conv_bias([channels, outputs], 3, 1, 1));
            features.next(b.norm(outputs));
            number += 3;
            features.next(b.activation(&format!("features.{}", number - 1), outputs)?);
            channels = outputs;
        }
        // Small images run out of places to pool before the last stage does.
        let halves = height.min(width) >= 2;
        features.next(if halves { max_pool(2, 2, 0, false) } else { Layer::identity() });
        number += 1;
        if halves {
            (height, width) = (height / 2, width / 2);
        }
    }
    let classes = config.classes;
    let mut head = Stack::new();
    let size = match config.stem {
        Stem::Cifar => {
            head.next(b.linear(512, classes));
            1
        }
        Stem::ImageNet => {
            for (index, inputs) in [512 * 7 * 7, 4096].into_iter().enumerate() {
                head.next(b.linear(inputs, 4096));
                head.next(b.activation(&format!("classifier.{}", 3 * index + 1), 4096)?);
                head.next(Layer::Dropout(b.dropout(0.5)));
            }
            head.next(b.linear(4096, classes));
            7
        }
    };
    Ok(Stack::new()
        .with("features", features.sequence())
        .with("avgpool", adaptive_pool(size))
        .with("classifier", head.sequence())
        .sequence())
}

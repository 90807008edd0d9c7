//! DenseNet-121.

use super::super::builder::{Builder, Stack, adaptive_pool, avg_pool, max_pool};
use super::{ImageNetworkConfig, Stem};
use crate::error::Result;
use crate::networks::Layer;

const GROWTH: usize = 32;
/// Layers of the dense blocks.
const BLOCKS: [usize; 4] = [6, 12, 24, 16];

pub(super) fn build(b: &mut Builder<'_>, config: &ImageNetworkConfig) -> Result<Layer> {
    let mut features = Stack::new();
    let mut channels = 2 * GROWTH;
    match config.stem {
        Stem::Cifar => features.push("conv0", b.conv([config.input[0], channels], 3, 1)),
        Stem::ImageNet => {
            features.push("conv0", b.conv([config.input[0], channels], 7, 2));
            features.push("norm0", b.norm(channels));
            features.push("relu0", b.activation("features.relu0", channels)?);
            features.push("pool0", max_pool(3, 2, 1, false));
        }
    }
    for (index, layers) in BLOCKS.into_iter().enumerate() {
        let mut block = Stack::new();
        let name = format!("denseblock{}", index + 1);
        for layer in 1..=layers {
            let layer = format!("denselayer{layer}");
            block.push(&layer, dense(b, &format!("features.{name}.{layer}"), channels)?);
            channels += GROWTH;
        }
        features.push(&name, block.sequence());
        if index + 1 < BLOCKS.len() {
            let name = format!("transition{}", index + 1);
            let transition = Stack::new()
                .with("norm", b.norm(channels))
                .with("relu", b.activation(&format!("features.{name}.relu"), channels)?)
                .with("conv", b.conv([channels, channels / 2], 1, 1))
                .with("pool", avg_pool(2));
            features.push(&name, transition.sequence());
            channels /= 2;
        }
    }
    features.push("norm5", b.norm(channels));
    Ok(Stack::new()
        .with("features", features.sequence())
        .with("relu", b.activation("relu", channels)?)
        .with("avgpool", adaptive_pool(1))
        .with("classifier", b.linear(channels, config.classes))
        .sequence())
}

/// What goes in, followed by what the layer makes of it.
fn dense(b: &mut Builder<'_>, name: &str, inputs: usize) -> Result<Layer> {
    let width = 4 * GROWTH;
    let branch = Stack::new()
        .with("norm1", b.norm(inputs))
        .with("relu1", b.activation(&format!("{name}.relu1"), inputs)?)
        .with("conv1", b.conv([inputs, width], 1, 1))
        .with("norm2", b.norm(width))
        .with("relu2", b.activation(&format!("{name}.relu2"), width)?)
        .with("conv2", b.conv([width, GROWTH], 3, 1));
    Ok(Stack::new().with("", Layer::identity()).with("", branch.sequence()).concatenation())
}

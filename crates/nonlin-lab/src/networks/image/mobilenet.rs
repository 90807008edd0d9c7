//! MobileNetV2.

use super::super::builder::{Builder, Stack, adaptive_pool};
use super::ImageNetworkConfig;
use crate::error::Result;
use crate::networks::Layer;

/// Expansion, channels, blocks, and stride of the first block of each stage.
const STAGES: [[usize; 4]; 7] = [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
];

pub(super) fn build(b: &mut Builder<'_>, config: &ImageNetworkConfig) -> Result<Layer> {
    let mut features = Stack::new();
    let stride = config.stem.stride(2);
    features.next(conv_norm_act(b, "features.0.2", [config.input[0], 32], 3, stride, 1)?);
    let (mut channels, mut number) = (32, 1);
    for (stage, [expansion, outputs, count, first]) in STAGES.into_iter().enumerate() {
        for block in 0..count {
            // On small images the second stage keeps the size, too.
            let first = if stage == 1 { config.stem.stride(first) } else { first };
            let stride = if block == 0 { first } else { 1 };
            let name = format!("features.{number}.conv");
            features.next(inverted(b, &name, [channels, outputs], expansion, stride)?);
            channels = outputs;
            number += 1;
        }
    }
    features.next(conv_norm_act(b, &format!("features.{number}.2"), [channels, 1280], 1, 1, 1)?);
    let head = Stack::new()
        .with("0", Layer::Dropout(b.dropout(0.2)))
        .with("1", b.linear(1280, config.classes));
    Ok(Stack::new()
        .with("features", features.sequence())
        .with("avgpool", adaptive_pool(1))
        .with("classifier", head.sequence())
        .sequence())
}

/// A convolution, batch normalisation, and the activation function at that place.
pub(super) fn conv_norm_act(
    b: &mut Builder<'_>,
    place: &str,
    channels: [usize; 2],
    kernel: usize,
    stride: usize,
    groups: usize,
) -> Result<Layer> {
    Ok(Stack::new()
        .with("0", b.grouped(channels, kernel, stride, groups))
        .with("1", b.norm(channels[1]))
        .with("2", b.activation(place, channels[1])?)
        .sequence())
}

fn inverted(
    b: &mut Builder<'_>,
    name: &str,
    [inputs, outputs]: [usize; 2],
    expansion: usize,
    stride: usize,
) -> Result<Layer> {
    let hidden = inputs * expansion;
    let mut conv = Stack::new();
    if expansion > 1 {
        conv.next(conv_norm_act(b, &format!("{name}.0.2"), [inputs, hidden], 1, 1, 1)?);
    }
    let place = format!("{name}.{}.2", usize::from(expansion > 1));
    conv.next(conv_norm_act(b, &place, [hidden, hidden], 3, stride, hidden)?);
    conv.next(b.conv([hidden, outputs], 1, 1));
    conv.next(b.norm(outputs));
    let mut sum = Stack::new().with("conv", conv.sequence());
    if stride == 1 && inputs == outputs {
        sum.push("", Layer::identity());
    }
    Ok(sum.sum())
}

//! LeNet-5.

use super::super::builder::{Builder, Stack, avg_pool};
use super::ImageNetworkConfig;
use crate::error::Result;
use crate::networks::Layer;

pub(super) fn build(b: &mut Builder<'_>, config: &ImageNetworkConfig) -> Result<Layer> {
    let [channels, size, _] = config.input;
    // The original pads digits of 28×28 to 32×32.
    let padding = if size < 32 { 2 } else { 0 };
    let last = ((size + 2 * padding - 4) / 2 - 4) / 2;
    let features = 16 * last * last;
    Ok(Stack::new()
        .with("conv1", b.conv_bias([channels, 6], 5, 1, padding))
        .with("act1", b.activation("act1", 6)?)
        .with("pool1", avg_pool(2))
        .with("conv2", b.conv_bias([6, 16], 5, 1, 0))
        .with("act2", b.activation("act2", 16)?)
        .with("pool2", avg_pool(2))
        .with("fc1", b.linear(features, 120))
        .with("act3", b.activation("act3", 120)?)
        .with("fc2", b.linear(120, 84))
        .with("act4", b.activation("act4", 84)?)
        .with("fc3", b.linear(84, config.classes))
        .sequence())
}

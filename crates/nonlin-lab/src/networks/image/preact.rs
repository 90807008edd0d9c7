//! ResNets with normalisation and activation before each convolution.

use super::super::builder::{Builder, Stack, adaptive_pool, max_pool};
use super::resnet::WIDTHS;
use super::{ImageNetworkConfig, Stem};
use crate::error::Result;
use crate::networks::Layer;

pub(super) fn build(
    b: &mut Builder<'_>,
    config: &ImageNetworkConfig,
    blocks: [usize; 4],
) -> Result<Layer> {
    let mut root = Stack::new();
    match config.stem {
        Stem::Cifar => root.push("conv1", b.conv([config.input[0], 64], 3, 1)),
        Stem::ImageNet => {
            root.push("conv1", b.conv([config.input[0], 64], 7, 2));
            root.push("maxpool", max_pool(3, 2, 1, false));
        }
    }
    let mut channels = 64;
    for (stage, (width, count)) in WIDTHS.into_iter().zip(blocks).enumerate() {
        let mut layer = Stack::new();
        for block in 0..count {
            let stride = if stage > 0 && block == 0 { 2 } else { 1 };
            let name = format!("layer{}.{block}", stage + 1);
            layer.next(self::block(b, &name, channels, width, stride)?);
            channels = width;
        }
        root.push(format!("layer{}", stage + 1), layer.sequence());
    }
    Ok(root
        .with("bn", b.norm(channels))
        .with("relu", b.activation("relu", channels)?)
        .with("avgpool", adaptive_pool(1))
        .with("linear", b.linear(channels, config.classes))
        .sequence())
}

/// Where the shortcut changes the shape it starts after the first activation,
/// else before.
fn block(
    b: &mut Builder<'_>,
    name: &str,
    inputs: usize,
    width: usize,
    stride: usize,
) -> Result<Layer> {
    let before = Stack::new()
        .with("bn1", b.norm(inputs))
        .with("relu1", b.activation(&format!("{name}.relu1"), inputs)?)
        .sequence();
    let branch = Stack::new()
        .with("conv1", b.conv([inputs, width], 3, stride))
        .with("bn2", b.norm(width))
        .with("relu2", b.activation(&format!("{name}.relu2"), width)?)
        .with("conv2", b.conv([width, width], 3, 1))
        .sequence();
    if stride == 1 && inputs == width {
        let branch = Stack::new().with("", before).with("", branch).sequence();
        return Ok(Stack::new().with("", branch).with("", Layer::identity()).sum());
    }
    let shortcut = Stack::new().with("0", b.conv([inputs, width], 1, stride)).sequence();
    let sum = Stack::new().with("", branch).with("shortcut", shortcut).sum();
    Ok(Stack::new().with("", before).with("", sum).sequence())
}

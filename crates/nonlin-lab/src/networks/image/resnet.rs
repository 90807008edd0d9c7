//! ResNet-18, -34 and -50.

use super::super::builder::{Builder, Stack, adaptive_pool, max_pool};
use super::{ImageNetworkConfig, Stem};
use crate::error::Result;
use crate::networks::Layer;

/// Channels of the four stages, before the widening of bottlenecks.
pub(super) const WIDTHS: [usize; 4] = [64, 128, 256, 512];

pub(super) fn build(
    b: &mut Builder<'_>,
    config: &ImageNetworkConfig,
    blocks: [usize; 4],
    bottleneck: bool,
) -> Result<Layer> {
    let expansion = if bottleneck { 4 } else { 1 };
    let mut root = Stack::new();
    let first = match config.stem {
        Stem::Cifar => b.conv([config.input[0], 64], 3, 1),
        Stem::ImageNet => b.conv([config.input[0], 64], 7, 2),
    };
    root.push("conv1", first);
    root.push("bn1", b.norm(64));
    root.push("relu", b.activation("relu", 64)?);
    if config.stem == Stem::ImageNet {
        root.push("maxpool", max_pool(3, 2, 1, false));
    }
    let mut channels = 64;
    for (stage, (width, count)) in WIDTHS.into_iter().zip(blocks).enumerate() {
        let mut layer = Stack::new();
        for block in 0..count {
            let stride = if stage > 0 && block == 0 { 2 } else { 1 };
            let outputs = width * expansion;
            let name = format!("layer{}.{block}", stage + 1);
            let branch = if bottleneck {
                self::bottleneck(b, &name, channels, width, stride)?
            } else {
                basic(b, &name, channels, width, stride)?
            };
            let mut sum = Stack::new().with("", branch);
            if stride == 1 && channels == outputs {
                sum.push("", Layer::identity());
            } else {
                let shortcut = Stack::new()
                    .with("0", b.conv([channels, outputs], 1, stride))
                    .with("1", b.norm(outputs));
                sum.push("downsample", shortcut.sequence());
            }
            let last = b.activation(&format!("{name}.relu_out"), outputs)?;
            layer.next(Stack::new().with("", sum.sum()).with("relu_out", last).sequence());
            channels = outputs;
        }
        root.push(format!("layer{}", stage + 1), layer.sequence());
    }
    Ok(root
        .with("avgpool", adaptive_pool(1))
        .with("fc", b.linear(channels, config.classes))
        .sequence())
}

fn basic(
    b: &mut Builder<'_>,
    name: &str,
    inputs: usize,
    width: usize,
    stride: usize,
) -> Result<Layer> {
    Ok(Stack::new()
        .with("conv1", b.conv([inputs, width], 3, stride))
        .with("bn1", b.norm(width))
        .with("relu", b.activation(&format!("{name}.relu"), width)?)
        .with("conv2", b.conv([width, width], 3, 1))
        .with("bn2", b.norm(width))
        .sequence())
}

fn bottleneck(
    b: &mut Builder<'_>,
    name: &str,
    inputs: usize,
    width: usize,
    stride: usize,
) -> Result<Layer> {
    Ok(Stack::new()
        .with("conv1", b.conv([inputs, width], 1, 1))
        .with("bn1", b.norm(width))
        .with("relu1", b.activation(&format!("{name}.relu1"), width)?)
        .with("conv2", b.conv([width, width], 3, stride))
        .with("bn2", b.norm(width))
        .with("relu2", b.activation(&format!("{name}.relu2"), width)?)
        .with("conv3", b.conv([width, 4 * width], 1, 1))
        .with("bn3", b.norm(4 * width))
        .sequence())
}

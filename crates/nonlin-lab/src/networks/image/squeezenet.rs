//! SqueezeNet 1.1.

use super::super::builder::{Builder, Stack, adaptive_pool, max_pool};
use super::ImageNetworkConfig;
use crate::error::Result;
use crate::networks::Layer;

/// Squeezed and expanded channels of the fire modules; a pooling stands before the
/// first of each row.
const FIRES: [&[(usize, usize)]; 3] =
    [&[(16, 64), (16, 64)], &[(32, 128), (32, 128)], &[(48, 192), (48, 192), (64, 256), (64, 256)]];

pub(super) fn build(b: &mut Builder<'_>, config: &ImageNetworkConfig) -> Result<Layer> {
    let mut features = Stack::new();
    let stride = config.stem.stride(2);
    let padding = usize::from(stride == 1);
    features.next(b.conv_bias([config.input[0], 64], 3, stride, padding));
    features.next(b.activation("features.1", 64)?);
    let (mut channels, mut number) = (64, 2);
    for fires in FIRES {
        features.next(max_pool(3, 2, 0, true));
        number += 1;
        for &(squeezed, expanded) in fires {
            features.next(fire(b, &format!("features.{number}"), channels, squeezed, expanded)?);
            number += 1;
            channels = 2 * expanded;
        }
    }
    let head = Stack::new()
        .with("0", Layer::Dropout(b.dropout(0.5)))
        .with("1", b.conv_bias([channels, config.classes], 1, 1, 0))
        .with("2", b.activation("classifier.2", config.classes)?)
        .with("3", adaptive_pool(1));
    Ok(Stack::new()
        .with("features", features.sequence())
        .with("classifier", head.sequence())
        .sequence())
}

fn fire(
    b: &mut Builder<'_>,
    name: &str,
    inputs: usize,
    squeezed: usize,
    expanded: usize,
) -> Result<Layer> {
    let mut expand = Stack::new();
    let squeeze = b.conv_bias([inputs, squeezed], 1, 1, 0);
    let squeeze_activation = b.activation(&format!("{name}.squeeze_activation"), squeezed)?;
    for (part, kernel) in [("expand1x1", 1), ("expand3x3", 3)] {
        let activation = format!("{part}_activation");
        let branch = Stack::new()
            .with(part, b.conv_bias([squeezed, expanded], kernel, 1, kernel / 2))
            .with(&activation, b.activation(&format!("{name}.{activation}"), expanded)?);
        expand.push("", branch.sequence());
    }
    Ok(Stack::new()
        .with("squeeze", squeeze)
        .with("squeeze_activation", squeeze_activation)
        .with("", expand.concatenation())
        .sequence())
}

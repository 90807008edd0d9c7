//! EfficientNet-B0.

use super::super::builder::{Builder, Stack, adaptive_pool};
use super::ImageNetworkConfig;
use super::mobilenet::conv_norm_act;
use crate::error::Result;
use crate::networks::Layer;

/// Expansion, kernel, stride of the first block, channels and blocks of each stage.
const STAGES: [[usize; 5]; 7] = [
    [1, 3, 1, 16, 1],
    [6, 3, 2, 24, 2],
    [6, 5, 2, 40, 2],
    [6, 3, 2, 80, 3],
    [6, 5, 1, 112, 3],
    [6, 5, 2, 192, 4],
    [6, 3, 1, 320, 1],
];

/// The share of samples that the last block leaves out; earlier blocks leave out less.
const DROP_PATH: f64 = 0.2;

pub(super) fn build(b: &mut Builder<'_>, config: &ImageNetworkConfig) -> Result<Layer> {
    let mut features = Stack::new();
    let stride = config.stem.stride(2);
    features.next(conv_norm_act(b, "features.0.2", [config.input[0], 32], 3, stride, 1)?);
    let blocks = STAGES.iter().map(|stage| stage[4]).sum::<usize>() as f64;
    let (mut channels, mut before) = (32, 0);
    for (number, [expansion, kernel, first, outputs, count]) in STAGES.into_iter().enumerate() {
        let mut stage = Stack::new();
        for block in 0..count {
            // On small images the second stage keeps the size, too.
            let first = if number == 1 { config.stem.stride(first) } else { first };
            let mut shape = Block {
                name: format!("features.{}.{block}.block", number + 1),
                inputs: channels,
                outputs,
                expansion,
                kernel,
                stride: 1,
                drop: DROP_PATH * f64::from(before) / blocks,
            };
            if block == 0 {
                shape.stride = first;
            }
            stage.next(shape.build(b)?);
            channels = outputs;
            before += 1;
        }
        features.next(stage.sequence());
    }
    features.next(conv_norm_act(b, "features.8.2", [channels, 1280], 1, 1, 1)?);
    let head = Stack::new()
        .with("0", Layer::Dropout(b.dropout(0.2)))
        .with("1", b.linear(1280, config.classes));
    Ok(Stack::new()
        .with("features", features.sequence())
        .with("avgpool", adaptive_pool(1))
        .with("classifier", head.sequence())
        .sequence())
}

/// An inverted bottleneck with squeeze and excitation.
struct Block {
    name: String,
    inputs: usize,
    outputs: usize,
    expansion: usize,
    kernel: usize,
    stride: usize,
    drop: f64,
}

impl Block {
    fn build(&self, b: &mut Builder<'_>) -> Result<Layer> {
        let Block { name, inputs, outputs, .. } = self;
        let hidden = inputs * self.expansion;
        let mut block = Stack::new();
        let mut number = 0;
        if self.expansion > 1 {
            block.next(conv_norm_act(b, &format!("{name}.0.2"), [*inputs, hidden], 1, 1, 1)?);
            number += 1;
        }
        let place = format!("{name}.{number}.2");
        block.next(conv_norm_act(b, &place, [hidden; 2], self.kernel, self.stride, hidden)?);
        number += 1;
        let squeezed = (inputs / 4).max(1);
        let gate = Stack::new()
            .with("avgpool", adaptive_pool(1))
            .with("fc1", b.conv_bias([hidden, squeezed], 1, 1, 0))
            .with("activation", b.activation(&format!("{name}.{number}.activation"), squeezed)?)
            .with("fc2", b.conv_bias([squeezed, hidden], 1, 1, 0))
            .with("scale_activation", b.fixed("sigmoid")?);
        block.next(gate.gate());
        let project =
            Stack::new().with("0", b.conv([hidden, *outputs], 1, 1)).with("1", b.norm(*outputs));
        block.next(project.sequence());
        if self.stride != 1 || inputs != outputs {
            return Ok(Stack::new().with("block", block.sequence()).sequence());
        }
        let branch = Stack::new()
            .with("block", block.sequence())
            .with("stochastic_depth", b.drop_path(self.drop));
        Ok(Stack::new().with("", branch.sequence()).with("", Layer::identity()).sum())
    }
}

//! Pieces of text, one after another.

use burn::tensor::{Device, Int, Tensor, TensorData};

use super::model::Model;
use crate::networks::{LanguageState, Transformer};

/// What a language model remembers between two pieces of text.
pub(super) enum Memory {
    State(LanguageState),
    Nothing,
}

impl Memory {
    pub(super) fn start(model: &Model, streams: usize, device: &Device) -> Self {
        match model {
            Model::Recurrent(network) => Memory::State(network.start(streams, device)),
            _ => Memory::Nothing,
        }
    }

    /// The logits of the next words, and what is remembered after them.
    pub(super) fn logits(
        self,
        model: &Model,
        words: &[u32],
        length: usize,
        device: &Device,
    ) -> (Tensor<2>, Self) {
        let words: Vec<i64> = words.iter().map(|word| i64::from(*word)).collect();
        let streams = words.len() / length.max(1);
        let words = Tensor::<2, Int>::from_data(TensorData::new(words, [streams, length]), device);
        match (model, self) {
            (Model::Recurrent(network), Memory::State(state)) => {
                let (logits, state) = network.forward(words, state);
                (logits, Memory::State(state.detach()))
            }
            (Model::Transformer(network), memory) => (Transformer::forward(network, words), memory),
            (_, memory) => (Tensor::from_floats([[f32::NAN]], device), memory),
        }
    }
}

/// Rows with a 1 at the place of each word.
pub(super) fn one_hot(words: &[u32], vocabulary: usize, device: &Device) -> Tensor<2> {
    let mut rows = vec![0.0f32; words.len() * vocabulary];
    for (row, word) in words.iter().enumerate() {
        rows[row * vocabulary + *word as usize] = 1.0;
    }
    Tensor::from_data(TensorData::new(rows, [words.len(), vocabulary]), device)
}

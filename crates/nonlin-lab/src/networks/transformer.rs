//! A small GPT-style transformer.

use burn::module::Module;
use burn::nn::{Embedding, LayerNorm, Linear};
use burn::tensor::{Device, Int, Tensor, TensorData, activation::softmax};
use nonlin_burn::ActivationConfig;

use super::builder::Builder;
use super::noise::Dropout;
use super::parameters::{Collector, Parameter, Role, initialise};
use super::recurrent::check_dropout;
use super::slot::{Slot, Taps};
use crate::error::{Error, Result};
use crate::random::Random;
use crate::run::Init;

/// The configuration of a [`Transformer`], a decoder as GPT-2 (Radford et al. 2019):
/// normalisation before attention and before the feed-forward part, learned positions,
/// and the output matrix that of the embedding. The function under test is in the
/// place of GELU.
#[derive(Clone, Debug, PartialEq)]
pub struct TransformerConfig {
    /// Number of different words or characters.
    pub vocabulary: usize,
    /// The longest text it takes.
    pub context: usize,
    /// Numbers a word.
    pub width: usize,
    /// Attention heads; they share the width.
    pub heads: usize,
    /// Number of blocks.
    pub layers: usize,
    /// Share of numbers left out in training.
    pub dropout: f64,
    /// Whether there is layer normalisation.
    pub normalise: bool,
}

impl TransformerConfig {
    /// 4 blocks of width 128 with 4 heads for texts of 64 words.
    #[must_use]
    pub fn new(vocabulary: usize) -> Self {
        Self {
            vocabulary,
            context: 64,
            width: 128,
            heads: 4,
            layers: 4,
            dropout: 0.0,
            normalise: true,
        }
    }

    /// Makes the model with weights drawn by `seed`: normal with deviation 0.02, what
    /// leads back into the residual stream divided by √(2 layers), biases 0.
    ///
    /// # Errors
    ///
    /// If a size is 0, the heads do not divide the width, the dropout is not from 0 to below 1,
    /// or there is no such function.
    pub fn init(
        &self,
        activation: &ActivationConfig,
        seed: u64,
        device: &Device,
    ) -> Result<Transformer> {
        let sizes = [self.vocabulary, self.context, self.width, self.heads, self.layers];
        if sizes.contains(&0) || !self.width.is_multiple_of(self.heads) {
            return Err(Error::option(
                "network",
                format!(
                    "sizes are at least 1 and the heads divide the width; {} heads and width {} are not possible",
                    self.heads, self.width
                ),
            ));
        }
        check_dropout(self.dropout)?;
        let mut b = Builder::new(device, activation, seed);
        let blocks = (0..self.layers).map(|index| self.block(&mut b, index));
        let blocks = blocks.collect::<Result<Vec<_>>>()?;
        let model = Transformer {
            wte: b.embedding(self.vocabulary, self.width),
            wpe: b.embedding(self.context, self.width),
            blocks,
            ln_f: self.normalise.then(|| b.layer_norm(self.width)),
            dropout: b.dropout(self.dropout),
            taps: b.taps(),
        };
        let mut random = Random::new(seed);
        let list = model.parameters();
        let residual = 0.02 / (2.0 * self.layers as f64).sqrt();
        Ok(initialise(model, &list, |parameter| {
            let deviation = match parameter.role {
                Role::Matrix if parameter.name.ends_with("c_proj.weight") => residual,
                Role::Matrix | Role::Embedding => 0.02,
                Role::Bias => 0.0,
                _ => return None,
            };
            Some(random.numbers(Init::KaimingNormal, deviation, parameter.count()))
        }))
    }

    fn block(&self, b: &mut Builder<'_>, index: usize) -> Result<Block> {
        let width = self.width;
        Ok(Block {
            ln_1: self.normalise.then(|| b.layer_norm(width)),
            c_attn: b.matrix(width, 3 * width, true),
            attention: b.matrix(width, width, true),
            ln_2: self.normalise.then(|| b.layer_norm(width)),
            c_fc: b.matrix(width, 4 * width, true),
            slot: b.slot(&format!("transformer.h.{index}.mlp"), 4 * width, Some(2))?,
            c_proj: b.matrix(4 * width, width, true),
            dropout: b.dropout(self.dropout),
            heads: self.heads,
        })
    }
}

/// A language model of attention and feed-forward blocks.
#[derive(Module, Debug)]
pub struct Transformer {
    wte: Embedding,
    wpe: Embedding,
    blocks: Vec<Block>,
    ln_f: Option<LayerNorm>,
    dropout: Dropout,
    #[module(skip)]
    taps: Taps,
}

#[derive(Module, Debug)]
struct Block {
    ln_1: Option<LayerNorm>,
    c_attn: Linear,
    attention: Linear,
    ln_2: Option<LayerNorm>,
    c_fc: Linear,
    slot: Slot,
    c_proj: Linear,
    dropout: Dropout,
    heads: usize,
}

fn normalised(norm: Option<&LayerNorm>, x: Tensor<3>) -> Tensor<3> {
    match norm {
        Some(norm) => norm.forward(x),
        None => x,
    }
}

impl Block {
    fn forward(&self, x: Tensor<3>, mask: &Tensor<4>) -> Tensor<3> {
        let attended = self.attend(normalised(self.ln_1.as_ref(), x.clone()), mask);
        let x = x + self.dropout.forward(attended);
        let hidden = self.c_fc.forward(normalised(self.ln_2.as_ref(), x.clone()));
        let out = self.c_proj.forward(self.slot.forward(hidden));
        x + self.dropout.forward(out)
    }

    fn attend(&self, x: Tensor<3>, mask: &Tensor<4>) -> Tensor<3> {
        let [samples, length, width] = x.dims();
        let part = width / self.heads;
        let all = self.c_attn.forward(x);
        let [query, key, value] = [0, 1, 2].map(|index| {
            let piece = all.clone().narrow(2, index * width, width);
            piece.reshape([samples, length, self.heads, part]).swap_dims(1, 2)
        });
        let scores = query.matmul(key.swap_dims(2, 3)).mul_scalar(1.0 / (part as f64).sqrt());
        let weights = self.dropout.forward(softmax(scores + mask.clone(), 3));
        let mixed = weights.matmul(value).swap_dims(1, 2).reshape([samples, length, width]);
        self.attention.forward(mixed)
    }

    fn list(&self, list: &mut Collector) {
        let norm = |list: &mut Collector, name: &str, norm: &Option<LayerNorm>| {
            list.within(name, |list| layer_norm(list, norm.as_ref()));
        };
        norm(list, "ln_1", &self.ln_1);
        list.within("attn", |list| {
            list.within("c_attn", |list| list.linear(&self.c_attn));
            list.within("c_proj", |list| list.linear(&self.attention));
        });
        norm(list, "ln_2", &self.ln_2);
        list.within("mlp", |list| {
            list.within("c_fc", |list| list.linear(&self.c_fc));
            self.slot.list(list);
            list.within("c_proj", |list| list.linear(&self.c_proj));
        });
    }
}

fn layer_norm(list: &mut Collector, norm: Option<&LayerNorm>) {
    if let Some(norm) = norm {
        list.add("weight", Role::Scale, (0, 0), &norm.gamma);
        list.add("bias", Role::Bias, (0, 0), &norm.beta);
    }
}

impl Transformer {
    /// The logits of the next words, `[samples * length, vocabulary]`, for words of
    /// `[samples, length]`.
    ///
    /// # Panics
    ///
    /// If the text is longer than the context, as Burn's modules do on wrong shapes.
    #[must_use]
    pub fn forward(&self, words: Tensor<2, Int>) -> Tensor<2> {
        let [samples, length] = words.dims();
        let device = words.device();
        let [context, width] = self.wpe.weight.shape().dims();
        assert!(length <= context, "a text has {length} words; the model takes up to {context}");
        let positions = Tensor::<1, Int>::arange(0..length as i64, &device).unsqueeze::<2>();
        let x = self.wte.forward(words) + self.wpe.forward(positions);
        let mask = causal(length, &device);
        let x =
            self.blocks.iter().fold(self.dropout.forward(x), |x, block| block.forward(x, &mask));
        let x = normalised(self.ln_f.as_ref(), x).reshape([samples * length, width]);
        x.matmul(self.wte.weight.val().transpose())
    }

    /// All parameters, in nanoGPT's order.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        Collector::gather(|list| {
            list.within("transformer", |list| {
                list.add("wte.weight", Role::Embedding, (0, 0), &self.wte.weight);
                list.add("wpe.weight", Role::Embedding, (0, 0), &self.wpe.weight);
                for (index, block) in self.blocks.iter().enumerate() {
                    list.within(&format!("h.{index}"), |list| block.list(list));
                }
                list.within("ln_f", |list| layer_norm(list, self.ln_f.as_ref()));
            });
        })
    }

    /// What can be seen at the slots of the activation function.
    #[must_use]
    pub fn taps(&self) -> &Taps {
        &self.taps
    }
}

/// What is added to scores so that no word sees a later one.
fn causal(length: usize, device: &Device) -> Tensor<4> {
    // Far below any score, and finite, so that no product with 0 becomes NaN.
    let hidden = |index: usize| if index % length > index / length { -1e9f32 } else { 0.0 };
    let mask: Vec<f32> = (0..length * length).map(hidden).collect();
    Tensor::from_data(TensorData::new(mask, [1, 1, length, length]), device)
}

//! Recurrent language models: the Elman network and the LSTM.

use burn::module::{Module, Param};
use burn::nn::{Embedding, Linear};
use burn::tensor::{Device, Int, Tensor};
use nonlin_burn::ActivationConfig;

use super::builder::Builder;
use super::noise::Dropout;
use super::parameters::{Collector, Parameter, Role, initialise};
use super::slot::{Slot, Taps};
use crate::error::{Error, Result};
use crate::random::Random;
use crate::run::{Init, names};

names! {
    /// A recurrent cell by name.
    Cell, "network":
    /// Elman 1990: one activation of input and state; the function under test is in the place of tanh.
    Elman = "elman",
    /// Hochreiter and Schmidhuber 1997 with forget gates: the function under test is in
    /// the place of both tanh, the gates have their own.
    Lstm = "lstm",
}

/// The configuration of a [`RecurrentModel`].
///
/// The defaults are those of the TeLU paper's experiment on the Penn Treebank
/// (arXiv:2412.20269): 450 numbers a word, 2 layers of 650 units, dropout 0.2.
#[derive(Clone, Debug, PartialEq)]
pub struct RecurrentConfig {
    /// The cell.
    pub cell: Cell,
    /// Number of different words or characters.
    pub vocabulary: usize,
    /// Numbers a word.
    pub embedding: usize,
    /// Units a layer.
    pub hidden: usize,
    /// Number of layers.
    pub layers: usize,
    /// Share of numbers left out between layers in training.
    pub dropout: f64,
    /// The function of the LSTM's gates, the logistic sigmoid as published.
    pub gates: String,
}

impl RecurrentConfig {
    /// The published sizes for a vocabulary.
    #[must_use]
    pub fn new(cell: Cell, vocabulary: usize) -> Self {
        Self {
            cell,
            vocabulary,
            embedding: 450,
            hidden: 650,
            layers: 2,
            dropout: 0.2,
            gates: "sigmoid".into(),
        }
    }

    /// Makes the model with weights drawn by `seed`, as PyTorch draws them: recurrent
    /// layers uniform up to 1/√hidden, embedding and decoder up to 0.1.
    ///
    /// # Errors
    ///
    /// If a size is 0, the dropout not from 0 to below 1, or there is no such function.
    pub fn init(
        &self,
        activation: &ActivationConfig,
        seed: u64,
        device: &Device,
    ) -> Result<RecurrentModel> {
        if [self.vocabulary, self.embedding, self.hidden, self.layers].contains(&0) {
            return Err(Error::option(
                "network",
                "vocabulary, embedding, units and layers are at least 1",
            ));
        }
        check_dropout(self.dropout)?;
        let mut b = Builder::new(device, activation, seed);
        let gates = ActivationConfig { function: self.gates.clone(), ..activation.clone() };
        let mut layers = Vec::with_capacity(self.layers);
        for index in 0..self.layers {
            let inputs = if index == 0 { self.embedding } else { self.hidden };
            layers.push(self.layer(&mut b, &gates, index, inputs)?);
        }
        let model = RecurrentModel {
            encoder: b.embedding(self.vocabulary, self.embedding),
            layers,
            decoder: b.matrix(self.hidden, self.vocabulary, true),
            dropout: b.dropout(self.dropout),
            hidden: self.hidden,
            taps: b.taps(),
        };
        let mut random = Random::new(seed);
        let list = model.parameters();
        let recurrent = 1.0 / (self.hidden as f64).sqrt();
        Ok(initialise(model, &list, |parameter| {
            let mut uniform = |bound: f64| {
                // A uniform distribution on [-b, b] has the deviation b / sqrt(3).
                let deviation = bound / 3.0f64.sqrt();
                Some(random.numbers(Init::KaimingUniform, deviation, parameter.count()))
            };
            match parameter.role {
                Role::Activation => None,
                _ if parameter.name.starts_with("rnn.") => uniform(recurrent),
                Role::Bias => Some(vec![0.0; parameter.count()]),
                _ => uniform(0.1),
            }
        }))
    }

    fn layer(
        &self,
        b: &mut Builder<'_>,
        gates: &ActivationConfig,
        index: usize,
        inputs: usize,
    ) -> Result<RecurrentLayer> {
        let parts = match self.cell {
            Cell::Elman => 1,
            Cell::Lstm => 4,
        };
        let mut slots = Vec::new();
        match self.cell {
            Cell::Elman => slots.push(b.slot(&format!("rnn.l{index}"), self.hidden, Some(1))?),
            Cell::Lstm => {
                for name in ["input", "forget", "candidate", "output", "cell"] {
                    let place = format!("rnn.l{index}.{name}");
                    slots.push(match name {
                        "candidate" | "cell" => b.slot(&place, self.hidden, Some(1))?,
                        _ => b.slot_with(gates, &place, self.hidden, Some(1))?,
                    });
                }
            }
        }
        Ok(RecurrentLayer {
            input: b.matrix(inputs, parts * self.hidden, true),
            state: b.matrix(self.hidden, parts * self.hidden, true),
            slots,
        })
    }
}

/// The share that dropout leaves out.
pub(super) fn check_dropout(dropout: f64) -> Result<()> {
    if (0.0..1.0).contains(&dropout) {
        return Ok(());
    }
    Err(Error::option("dropout", format!("{dropout} is not possible; give 0 to below 1")))
}

/// One layer of cells.
#[derive(Module, Debug)]
struct RecurrentLayer {
    input: Linear,
    state: Linear,
    /// One of an Elman cell; input, forget, candidate, output and cell of an LSTM.
    slots: Vec<Slot>,
}

/// A language model of recurrent layers.
#[derive(Module, Debug)]
pub struct RecurrentModel {
    encoder: Embedding,
    layers: Vec<RecurrentLayer>,
    decoder: Linear,
    dropout: Dropout,
    hidden: usize,
    #[module(skip)]
    taps: Taps,
}

/// What a recurrent model remembers from one piece of text to the next.
#[derive(Clone, Debug)]
pub struct LanguageState {
    /// Outputs and cells of each layer, `[samples, hidden]`.
    layers: Vec<[Tensor<2>; 2]>,
}

impl LanguageState {
    /// The same numbers, cut off from the steps they came from.
    #[must_use]
    pub fn detach(self) -> Self {
        let layers = self.layers.into_iter().map(|state| state.map(Tensor::detach));
        Self { layers: layers.collect() }
    }
}

impl RecurrentLayer {
    /// One step: the part of the input is there already.
    fn step(&self, input: Tensor<2>, [output, cell]: [Tensor<2>; 2]) -> [Tensor<2>; 2] {
        let sum = input + self.state.forward(output);
        let [gate_in, forget, candidate, gate_out, squash] = self.slots.as_slice() else {
            // An Elman cell has one slot and does not use the second part of the state.
            let output = self.slots.iter().fold(sum, |x, slot| slot.forward(x));
            return [output, cell];
        };
        let [i, f, g, o]: [Tensor<2>; 4] = {
            let mut parts = sum.chunk(4, 1).into_iter();
            std::array::from_fn(|_| parts.next().unwrap_or_else(|| cell.clone()))
        };
        let cell = forget.forward(f) * cell + gate_in.forward(i) * candidate.forward(g);
        let output = gate_out.forward(o) * squash.forward(cell.clone());
        [output, cell]
    }
}

impl RecurrentModel {
    /// The state before the first word of `samples` texts.
    #[must_use]
    pub fn start(&self, samples: usize, device: &Device) -> LanguageState {
        let zeros = || Tensor::zeros([samples, self.hidden], device);
        LanguageState { layers: self.layers.iter().map(|_| [zeros(), zeros()]).collect() }
    }

    /// The logits of the next words, `[samples * length, vocabulary]`, for words of
    /// `[samples, length]`, and the state after them.
    #[must_use]
    pub fn forward(
        &self,
        words: Tensor<2, Int>,
        state: LanguageState,
    ) -> (Tensor<2>, LanguageState) {
        let [samples, length] = words.dims();
        let mut x = self.dropout.forward(self.encoder.forward(words));
        let mut next = Vec::with_capacity(self.layers.len());
        for (layer, mut memory) in self.layers.iter().zip(state.layers) {
            // One product for all steps; only the part of the state has to wait.
            let inputs = layer.input.forward(x);
            let mut outputs = Vec::with_capacity(length);
            for time in 0..length {
                let input = inputs.clone().narrow(1, time, 1).squeeze_dim::<2>(1);
                memory = layer.step(input, memory);
                outputs.push(memory[0].clone().unsqueeze_dim::<3>(1));
            }
            next.push(memory);
            x = self.dropout.forward(Tensor::cat(outputs, 1));
        }
        let logits = self.decoder.forward(x.reshape([samples * length, self.hidden]));
        (logits, LanguageState { layers: next })
    }

    /// All parameters, in PyTorch's order.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        Collector::gather(|list| {
            list.within("encoder", |list| {
                list.add("weight", Role::Embedding, (0, 0), &self.encoder.weight);
            });
            list.within("rnn", |list| {
                for (index, layer) in self.layers.iter().enumerate() {
                    layer.list(list, index);
                }
            });
            list.within("decoder", |list| list.linear(&self.decoder));
        })
    }

    /// What can be seen at the slots of the activation functions.
    #[must_use]
    pub fn taps(&self) -> &Taps {
        &self.taps
    }
}

impl RecurrentLayer {
    fn list(&self, list: &mut Collector, index: usize) {
        let fan = |weight: &Param<Tensor<2>>| {
            let [inputs, outputs] = weight.lazy_shape().dims();
            (inputs, outputs)
        };
        let parts = [("ih", &self.input), ("hh", &self.state)];
        for (name, part) in parts {
            let name = format!("weight_{name}_l{index}");
            list.add(&name, Role::Matrix, fan(&part.weight), &part.weight);
        }
        for (name, part) in parts {
            list.add(&format!("bias_{name}_l{index}"), Role::Bias, (0, 0), &part.bias);
        }
        for (number, slot) in self.slots.iter().enumerate() {
            list.within(&format!("slot{number}_l{index}"), |list| slot.list(list));
        }
    }
}

//! Outputs against PyTorch's on shared weights, by `tools/reference_networks.py`.

use burn::module::Module;
use burn::tensor::{Int, Tensor, TensorData};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::super::parameters::assign;
use super::*;
use crate::data::hex;

/// The made-up numbers of `tools/reference_networks.py`.
pub(super) fn mixed(place: u64, count: usize, factor: f64, offset: f64) -> Vec<f32> {
    let start = (place.wrapping_mul(0x9e37_79b9) & 0xffff_ffff) as u32;
    let number = |index: usize| {
        let mut h = (index as u32 ^ start).wrapping_mul(0x85eb_ca6b);
        h ^= h >> 13;
        h = h.wrapping_mul(0xc2b2_ae35);
        h ^= h >> 16;
        (f64::from(h >> 8) / 8_388_608.0 - 1.0) * factor + offset
    };
    (0..count).map(|index| number(index) as f32).collect()
}

#[derive(Deserialize)]
struct References {
    cases: Vec<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    network: String,
    parameters: usize,
    names: String,
    outputs: Vec<Vec<f32>>,
}

/// The module with the made-up weights, after a check of names, shapes and order.
fn filled<M: Module>(module: M, list: &[Parameter], reference: &Reference) -> M {
    let mut lines = Sha256::new();
    let mut values = std::collections::HashMap::new();
    let list = list.iter().filter(|parameter| parameter.role != Role::Activation);
    for (place, parameter) in list.enumerate() {
        let mut shape = parameter.shape.clone();
        // PyTorch stores [outputs, inputs].
        let matrix = parameter.role == Role::Matrix;
        if matrix {
            shape.reverse();
        }
        lines.update(format!("{} {shape:?}\n", parameter.name));
        let fan: usize = shape[1..].iter().product();
        let (factor, offset) = match parameter.role {
            Role::RunningVariance => (0.5, 1.0),
            Role::Scale => (0.25, 1.0),
            Role::Weight | Role::Matrix | Role::Embedding => ((6.0 / fan as f64).sqrt(), 0.0),
            _ => (0.1, 0.0),
        };
        let mut numbers = mixed(place as u64, parameter.count(), factor, offset);
        if matrix {
            let (rows, columns) = (shape[0], shape[1]);
            numbers = (0..rows * columns).map(|i| numbers[i % rows * columns + i / rows]).collect();
        }
        values.insert(parameter.id, numbers);
    }
    assert_eq!(hex(&lines.finalize()), reference.names, "names of {}", reference.network);
    assign(module, values)
}

/// What a reference network gives, row by row.
fn outputs(reference: &Reference) -> Vec<f32> {
    let (device, silu) = (device(), function("silu"));
    let name = reference.network.as_str();
    let check = |list: &[Parameter]| {
        assert_eq!(trained(list), reference.parameters, "{name}");
    };
    let words = || {
        let words = (0..2i64).flat_map(|i| (0..7).map(move |j| (3 * i + 5 * j) % 11));
        Tensor::<2, Int>::from_data(TensorData::new(words.collect::<Vec<_>>(), [2, 7]), &device)
    };
    let logits = if let Ok(cell) = name.parse::<Cell>() {
        let mut config = RecurrentConfig::new(cell, 11);
        (config.embedding, config.hidden) = (6, 8);
        let model = config.init(&function("tanh"), 0, &device).unwrap();
        let list = model.parameters();
        check(&list);
        let state = model.start(2, &device);
        filled(model, &list, reference).forward(words(), state).0
    } else if name.starts_with("transformer") {
        let mut config = TransformerConfig::new(11);
        (config.context, config.width, config.heads, config.layers) = (9, 12, 2, 2);
        config.normalise = name == "transformer";
        let model = config.init(&silu, 0, &device).unwrap();
        let list = model.parameters();
        check(&list);
        filled(model, &list, reference).forward(words())
    } else if name == "vae" {
        let config = AutoencoderConfig {
            features: 20,
            hidden: vec![9, 7],
            latent: 3,
            ..AutoencoderConfig::default()
        };
        let model = config.init(&silu, 0, &device).unwrap();
        let list = model.parameters();
        check(&list);
        let model = filled(model, &list, reference);
        let x =
            Tensor::<2>::from_data(TensorData::new(mixed(1000, 40, 0.5, 0.5), [2, 20]), &device);
        let noise = Tensor::from_data(TensorData::new(mixed(999, 6, 1.0, 0.0), [2, 3]), &device);
        let made = model.forward(x.clone(), Some(noise));
        let logits = made.logits.clone();
        let loss = made.loss(x).reshape([1, 1]).expand([2, 1]);
        Tensor::cat(vec![logits, loss], 1)
    } else {
        let (name, small) = name.strip_suffix(" cifar").map_or((name, false), |name| (name, true));
        let (input, classes) = match (name, small) {
            ("lenet-5", _) => ([1, 28, 28], 10),
            (_, true) => ([3, 32, 32], 10),
            _ => ([3, 64, 64], 1000),
        };
        let mut config = image(name, input, classes);
        config.stem = if small { Stem::Cifar } else { Stem::ImageNet };
        let network = config.build(&silu, 0, &device).unwrap();
        let list = network.parameters();
        check(&list);
        let count = 2 * input.iter().product::<usize>();
        let x = TensorData::new(mixed(1000, count, 1.0, 0.0), [2, input[0], input[1], input[2]]);
        filled(network, &list, reference).forward(Tensor::from_data(x, &device))
    };
    let width = reference.outputs[0].len();
    let [rows, columns] = logits.dims();
    let logits: Vec<f32> = logits.into_data().iter::<f32>().collect();
    (0..rows).flat_map(|row| logits[row * columns..][..width].to_vec()).collect()
}

#[test]
fn outputs_are_those_of_pytorch_on_shared_weights() {
    let text = include_str!("../../../tests/data/reference_networks.json");
    let references: References = serde_json::from_str(text).unwrap();
    assert_eq!(references.cases.len(), 17);
    for reference in &references.cases {
        let expected = reference.outputs.concat();
        let found = outputs(reference);
        assert_eq!(found.len(), expected.len(), "{}", reference.network);
        let largest = expected.iter().fold(0.0f32, |m, v| m.max(v.abs()));
        let apart = found.iter().zip(&expected).fold(0.0f32, |m, (a, b)| m.max((a - b).abs()));
        assert!(apart <= 2e-5 * largest, "{}: {apart} of {largest}", reference.network);
    }
}

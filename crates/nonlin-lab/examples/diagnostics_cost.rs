//! What it costs to look into a network while it is trained.
//!
//! ```text
//! cargo run --release -p nonlin-lab --example diagnostics_cost [DATA_DIR]
//! ```
//!
//! Trains the same epochs without looking, looking at every 50th step (the default), and at
//! every step; in turns, and the shortest of several rounds counts, since whatever else the
//! machine does only adds to it. With a folder that holds `fashion-mnist` LeNet-5 is measured
//! on it as well.

use std::path::Path;

use burn::tensor::Device;
use nonlin_burn::ActivationConfig;
use nonlin_lab::data::{DataName, ImageSet};
use nonlin_lab::learn::{Experiment, ModelConfig, Task, TrainingConfig};
use nonlin_lab::networks::{ImageArchitecture, ImageNetworkConfig, MlpConfig};
use nonlin_lab::{Control, Optimizer};

const ROUNDS: usize = 7;
const STEPS: usize = 50;
const EVERY: [usize; 3] = [0, 50, 1];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // One thread, as sweeps train: others would make the times depend on the machine's load.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let folder = std::env::args().nth(1);
    println!(
        "| network | function | step | looking at it | every 50th step |\n|---|---|---:|---:|---:|"
    );
    pool.install(|| -> Result<(), nonlin_lab::Error> {
        let digits = ImageSet::load(DataName::Optdigits, None)?;
        let perceptron = |set: &ImageSet, width: usize| {
            let features = set.shape().iter().product();
            ModelConfig::Mlp(MlpConfig::new(features, &[width; 2], set.classes().len()))
        };
        for width in [128, 512] {
            for function in ["relu", "telu", "prelu"] {
                let name = format!("perceptron 64-{width}-{width}-10, batch 64");
                measure(&name, perceptron(&digits, width), &digits, function)?;
            }
        }
        if let Some(folder) = &folder {
            let set = ImageSet::load(DataName::FashionMnist, Some(Path::new(folder)))?;
            let network = ImageNetworkConfig::new(ImageArchitecture::LeNet5, set.shape(), 10);
            for function in ["relu", "telu"] {
                measure(
                    "LeNet-5 28×28, batch 64",
                    ModelConfig::Image(network.clone()),
                    &set,
                    function,
                )?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn measure(
    name: &str,
    model: ModelConfig,
    set: &ImageSet,
    function: &str,
) -> Result<(), nonlin_lab::Error> {
    let mut best = [f64::INFINITY; EVERY.len()];
    for _ in 0..ROUNDS {
        for (best, every) in best.iter_mut().zip(EVERY) {
            let experiment = Experiment {
                model: model.clone(),
                activation: ActivationConfig::named(function),
                task: Task::Classify(set),
                training: TrainingConfig {
                    epochs: 1,
                    batch: 64,
                    optimizer: Optimizer::Adam,
                    learning_rate: 1e-3,
                    at_most: Some(64 * STEPS),
                    diagnose_every: every,
                    ..TrainingConfig::default()
                },
                seed: 0,
            };
            let training = experiment.train(&Device::flex(), None, &mut |_| Control::Continue)?;
            let seconds: f64 = training.epochs.iter().map(|epoch| epoch.seconds).sum();
            *best = best.min(seconds / STEPS as f64);
        }
    }
    let [plain, sampled, always] = best;
    let more = |seconds: f64| format!("{:+.1} %", 100.0 * (seconds / plain - 1.0));
    println!(
        "| {name} | {function} | {:.3} ms | {} | {} |",
        1e3 * plain,
        more(always),
        more(sampled)
    );
    Ok(())
}

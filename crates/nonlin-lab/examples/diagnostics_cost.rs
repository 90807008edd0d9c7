//! What it costs to look into a network while it is trained.
//!
//! ```text
//! cargo run --release -p nonlin-lab --example diagnostics_cost [DATA_DIR]
//! ```
//!
//! Times are those of the processor, not of the clock, so that a busy machine does not matter,
//! on one thread, as sweeps train. Trainings of different length, looked into at every step and
//! not at all, take turns; the shortest of several rounds counts. Their differences are the
//! time of a step and of a look. With a folder that holds `fashion-mnist` LeNet-5 is measured
//! on it as well. Needs Linux, which tells the time of a thread.

use std::path::Path;

use burn::tensor::Device;
use nonlin_burn::ActivationConfig;
use nonlin_lab::data::{DataName, ImageSet};
use nonlin_lab::learn::{Experiment, ModelConfig, Task, TrainingConfig};
use nonlin_lab::networks::{ImageArchitecture, ImageNetworkConfig, MlpConfig};
use nonlin_lab::{Control, Optimizer};

const ROUNDS: usize = 7;
const BATCH: usize = 64;
/// How often trainings look by default.
const EVERY: f64 = 50.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // One thread, as sweeps train: others would make the times depend on the machine's load.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let folder = std::env::args().nth(1);
    println!(
        "| network | function | step | look | a look every 50 steps |\n|---|---|---:|---:|---:|"
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
    // Tests are as many whatever the length, so that they cancel.
    let short = set.test().len().div_ceil(BATCH) + 1;
    let long = (set.train().len() / BATCH).min(short + 40);
    let mut best = [f64::INFINITY; 3];
    for _ in 0..ROUNDS {
        for (best, (steps, every)) in best.iter_mut().zip([(short, 0), (long, 0), (long, 1)]) {
            let experiment = Experiment {
                model: model.clone(),
                activation: ActivationConfig::named(function),
                task: Task::Classify(set),
                training: TrainingConfig {
                    epochs: 1,
                    batch: BATCH,
                    optimizer: Optimizer::Adam,
                    learning_rate: 1e-3,
                    at_most: Some(BATCH * steps),
                    diagnose_every: every,
                    ..TrainingConfig::default()
                },
                seed: 0,
            };
            let start = processor_seconds();
            experiment.train(&Device::flex(), None, &mut |_| Control::Continue)?;
            *best = best.min(processor_seconds() - start);
        }
    }
    let [few, many, looked] = best;
    let step = (many - few) / (long - short) as f64;
    let look = (looked - many) / long as f64;
    println!(
        "| {name} | {function} | {:.3} ms | {:.3} ms | {:+.1} % |",
        1e3 * step,
        1e3 * look,
        100.0 * look / (EVERY * step)
    );
    Ok(())
}

/// The time that this thread has had a processor.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|number| number.parse::<f64>().ok());
    nanoseconds.expect("Linux tells the time of a thread") / 1e9
}

//! Made-up runs for the tests of what is around the training.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use nonlin::Activation;

use crate::compare::{CompareOptions, Job, Said, Trainer};
use crate::error::{Error, Result};
use crate::run::{Control, EpochRecord, Histogram, Probes, RunRecord, Settings};

/// A trainer that makes up plausible numbers from function and seed alone.
#[derive(Default)]
pub(crate) struct Synthetic {
    /// Runs begun.
    pub(crate) begun: AtomicUsize,
    /// Runs in the order in which they were begun.
    pub(crate) order: Mutex<Vec<(String, u64)>>,
    /// How long an epoch takes, so that a stop can come in between.
    pub(crate) pause: Duration,
    /// This function diverges with seeds from this one on.
    pub(crate) diverges: Option<(&'static str, u64)>,
    /// This function gives an error.
    pub(crate) fails: Option<&'static str>,
    /// This function panics.
    pub(crate) panics: Option<&'static str>,
    /// This function's loss becomes NaN without the trainer noticing.
    pub(crate) unnoticed: Option<&'static str>,
}

/// Uniform numbers in [0, 1), the same for the same function and seed.
struct Numbers(u64);

impl Numbers {
    fn of(activation: &Activation, seed: u64) -> Self {
        let text = activation.to_string();
        let hash = text.bytes().fold(seed.wrapping_add(11), |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(23)
        });
        Self(hash | 1)
    }

    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

impl Trainer for Synthetic {
    fn train(&self, job: &Job<'_>, say: &mut dyn FnMut(Said<'_>) -> Control) -> Result<RunRecord> {
        let Job { settings, data, activation, seed, .. } = *job;
        self.begun.fetch_add(1, Ordering::Relaxed);
        let name = activation.to_string();
        self.order.lock().unwrap().push((name.clone(), seed));
        if self.fails == Some(name.as_str()) {
            return Err(Error::Training { activation: name, seed, problem: "made up".into() });
        }
        assert_ne!(self.panics, Some(name.as_str()), "made up");
        let mut common = Numbers::of(&"relu".parse().unwrap(), seed);
        let luck = common.next();
        let skill = Numbers::of(activation, 1 << 40).next();
        let mut own = Numbers::of(activation, seed);
        let last_error = 0.02 + 0.02 * skill + 0.004 * luck + 0.002 * own.next();
        let samples = data.test.len() as f64;
        let mut record = RunRecord {
            activation: name.clone(),
            seed,
            epochs: Vec::new(),
            probes: probes(settings, activation, &mut own),
            step_seconds_median: 0.0002 * (1.0 + skill),
            finished: false,
            failure: None,
        };
        for epoch in 1..=settings.epochs {
            if self.diverges.is_some_and(|(who, from)| who == name && seed >= from) && epoch == 3 {
                record.failure = Some("diverged in epoch 3: the loss is not finite".into());
                return Ok(record);
            }
            let error = last_error + 0.12 * (-0.35 * epoch as f64).exp() * (1.0 + 0.2 * own.next());
            let unnoticed = self.unnoticed == Some(name.as_str()) && epoch == 2;
            let next = EpochRecord {
                train_loss: if unnoticed { f64::NAN } else { 3.0 * error },
                test_loss: 4.0 * error,
                test_accuracy: ((1.0 - error) * samples).round() / samples,
                train_accuracy: 1.0 - 0.5 * error,
            };
            std::thread::sleep(self.pause);
            let control = say(Said::Epoch(epoch, &next));
            record.epochs.push(next);
            if control == Control::Stop && epoch < settings.epochs {
                return Ok(record);
            }
        }
        record.finished = true;
        Ok(record)
    }
}

fn probes(settings: &Settings, activation: &Activation, numbers: &mut Numbers) -> Probes {
    let layers = settings.layers.len();
    let histograms: Vec<Histogram> = (0..layers)
        .map(|layer| {
            let values: Vec<f32> = (0..4000)
                .map(|_| {
                    let sum: f64 = (0..6).map(|_| numbers.next() - 0.5).sum();
                    activation.value(sum * (1.5 + layer as f64)) as f32
                })
                .collect();
            Histogram::of(&values)
        })
        .collect();
    Probes {
        dead_share: 0.05 * numbers.next(),
        saturated_share: 0.3 * numbers.next(),
        gradient_norm_by_layer: (0..=layers)
            .map(|layer| 0.02 * (1.0 + numbers.next()) * 1.7f64.powi(layer as i32))
            .collect(),
        mean_activation_by_layer: (0..layers).map(|_| numbers.next() - 0.3).collect(),
        std_activation_by_layer: (0..layers).map(|_| 0.5 + numbers.next()).collect(),
        activation_histograms: histograms,
        learned_parameters: (0..layers)
            .filter(|_| activation.function().parameters().iter().any(|p| p.trainable))
            .map(|_| activation.values().iter().map(|v| v + 0.1 * numbers.next()).collect())
            .collect(),
    }
}

/// Options for the synthetic trainer in a folder that the caller keeps.
pub(crate) fn options(
    acts: &str,
    seeds: u64,
    epochs: usize,
    out: &std::path::Path,
) -> CompareOptions {
    CompareOptions {
        activations: nonlin::parse_list(acts).unwrap(),
        seeds,
        settings: Settings { epochs, layers: vec![16, 16], ..Settings::default() },
        out: out.to_path_buf(),
        ..CompareOptions::default()
    }
}

//! Training on real and on tiny data.

use nonlin::Activation;

use super::train;
use crate::data::{DataName, Dataset};
use crate::run::{Control, RunRecord, Settings};

fn digits() -> Dataset {
    Dataset::load(DataName::Optdigits, None).unwrap()
}

/// The first samples of either split.
fn few(samples: usize) -> Dataset {
    let mut data = digits();
    for split in [&mut data.train, &mut data.test] {
        split.inputs.truncate(samples * data.features);
        split.labels.truncate(samples);
    }
    data
}

fn run(settings: &Settings, data: &Dataset, name: &str, seed: u64) -> RunRecord {
    let activation: Activation = name.parse().unwrap();
    train(settings, data, &activation, seed, &mut |_, _| Control::Continue).unwrap()
}

/// All but the clock.
fn timeless(mut record: RunRecord) -> RunRecord {
    record.step_seconds_median = 0.0;
    record
}

#[test]
fn learns_handwritten_digits() {
    let settings = Settings { epochs: 10, layers: vec![64], ..Settings::default() };
    let record = run(&settings, &digits(), "relu", 1);
    assert!(record.finished && record.failure.is_none());
    let accuracy = record.final_test_accuracy().unwrap();
    assert!(accuracy > 0.93, "{accuracy}");
    assert_eq!(record.probes.gradient_norm_by_layer.len(), 2);
    assert_eq!(record.probes.activation_histograms.len(), 1);
    assert!(record.step_seconds_median > 0.0);
}

#[test]
fn the_seed_decides_everything_whatever_runs_beside() {
    let settings = Settings { epochs: 2, layers: vec![24, 16], ..Settings::default() };
    let data = few(600);
    let alone = timeless(run(&settings, &data, "zorro_symmetric", 5));
    let together: Vec<RunRecord> = std::thread::scope(|scope| {
        let start = || {
            scope.spawn(|| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
                pool.install(|| timeless(run(&settings, &data, "zorro_symmetric", 5)))
            })
        };
        let runs = [start(), start()];
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert!(together.iter().all(|record| *record == alone));
    assert_ne!(timeless(run(&settings, &data, "zorro_symmetric", 6)).epochs, alone.epochs);
}

#[test]
fn every_function_trains() {
    let settings = Settings { epochs: 1, layers: vec![12, 8], ..Settings::default() };
    let data = few(256);
    for function in nonlin::tuned_functions() {
        let record = run(&settings, &data, function.id(), 3);
        assert!(record.finished, "{}: {:?}", function.id(), record.failure);
        assert_eq!(record.clone().checked(), record, "{}", function.id());
    }
}

#[test]
fn trained_parameters_move_and_weight_decay_keeps_off_them() {
    // With a decay that would pull any parameter to zero at once, PReLU's slope
    // must stay what training without decay makes of it, nearly.
    let data = few(512);
    let strong = Settings {
        epochs: 3,
        layers: vec![16],
        weight_decay: 50.0,
        optimizer: crate::run::Optimizer::AdamW,
        ..Settings::default()
    };
    let record = run(&strong, &data, "prelu", 2);
    assert!(record.finished);
    // All weights decay to zero; then every activation is f(bias), and the slopes
    // f' are 1 or a: not saturated, as they would be had a decayed, too.
    assert!(record.probes.saturated_share < 0.5, "{}", record.probes.saturated_share);
}

#[test]
fn divergence_is_reported_and_leaves_no_nan() {
    let settings = Settings {
        epochs: 3,
        layers: vec![16, 16],
        learning_rate: 1e30,
        optimizer: crate::run::Optimizer::Sgd,
        ..Settings::default()
    };
    let record = run(&settings, &few(256), "relu", 0);
    assert!(!record.finished);
    let failure = record.failure.clone().unwrap();
    assert!(failure.starts_with("diverged in epoch"), "{failure}");
    assert_eq!(record.clone().checked(), record);
}

#[test]
fn a_run_can_be_stopped() {
    let settings = Settings { epochs: 5, layers: vec![8], ..Settings::default() };
    let activation = Activation::new("tanh").unwrap();
    let stop_after_two = &mut |epoch: usize, _: &_| {
        if epoch == 2 { Control::Stop } else { Control::Continue }
    };
    let record = train(&settings, &few(128), &activation, 0, stop_after_two).unwrap();
    assert_eq!(record.epochs.len(), 2);
    assert!(!record.finished && record.failure.is_none());
}

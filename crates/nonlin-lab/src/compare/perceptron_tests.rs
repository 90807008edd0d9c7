//! Training on real and on tiny data.

use std::path::Path;

use nonlin::Activation;

use super::Perceptron;
use crate::compare::{Job, Said, Trainer};
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
    let folder = tempfile::tempdir().unwrap();
    let go_on = &mut |_: Said<'_>| Control::Continue;
    run_in(folder.path(), settings, data, (name, seed), go_on)
}

fn run_in(
    checkpoints: &Path,
    settings: &Settings,
    data: &Dataset,
    (name, seed): (&str, u64),
    say: &mut dyn FnMut(Said<'_>) -> Control,
) -> RunRecord {
    let activation: &Activation = &name.parse().unwrap();
    Perceptron.train(&Job { settings, data, activation, seed, checkpoints }, say).unwrap()
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
fn a_stopped_run_goes_on_at_its_last_epoch_with_the_same_bits() {
    let settings = Settings { epochs: 5, layers: vec![8], ..Settings::default() };
    let data = few(300);
    let what = ("prelu", 4);
    let whole = timeless(run(&settings, &data, what.0, what.1));
    let folder = tempfile::tempdir().unwrap();
    let mut heard = Vec::new();
    let mut notices = Vec::new();
    let mut up_to = |last: usize| {
        run_in(folder.path(), &settings, &data, what, &mut |said| {
            match said {
                Said::Notice(text) => notices.push(text.to_owned()),
                Said::Epoch(epoch, _) => {
                    heard.push(epoch);
                    if epoch == last {
                        return Control::Stop;
                    }
                }
            }
            Control::Continue
        })
    };
    let stopped = up_to(2);
    assert!(!stopped.finished && stopped.failure.is_none());
    assert_eq!(stopped.epochs, whole.epochs[..2]);
    assert!(!up_to(3).finished);
    // The newest checkpoint is damaged: the one before is taken.
    let newest = folder.path().join("epoch-000003.checkpoint");
    std::fs::write(&newest, "damaged").unwrap();
    assert_eq!(timeless(up_to(6)), whole);
    assert_eq!(heard, [1, 2, 3, 3, 4, 5]);
    let [notice] = notices.as_slice() else { panic!("{notices:?}") };
    assert!(notice.contains("epoch-000003.checkpoint"), "{notice}");
}

#[test]
fn trains_on_a_csv_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sides.csv");
    let row = |i: i32| {
        let (x, y) = (f64::from(i % 17) - 8.0, f64::from(i % 11) - 5.0);
        format!("{x},{y},{}\n", if x + y > 0.5 { "above" } else { "below" })
    };
    std::fs::write(&path, (0..187).map(row).collect::<String>()).unwrap();
    let data = Dataset::from_csv(&path, None).unwrap();
    let settings = Settings { epochs: 60, layers: vec![8], batch: 16, ..Settings::default() };
    let settings = Settings { learning_rate: 0.02, ..settings };
    let record = run(&settings, &data, "gelu", 0);
    let accuracy = record.final_test_accuracy().unwrap();
    assert!(accuracy > 0.9, "{accuracy}");
}

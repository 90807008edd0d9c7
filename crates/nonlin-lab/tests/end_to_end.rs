//! Whole comparisons with real training on tiny settings.

use std::io::{BufRead, BufReader};
use std::num::NonZero;
use std::path::Path;
use std::process::{Command, Stdio};

use nonlin_lab::recipes::{Measurement, Outcome, ReproduceOptions, find, reproduce};
use nonlin_lab::{
    CompareOptions, Comparison, EpochRecord, Progress, Quiet, Run, RunRecord, Settings, compare,
};
use serde_json::Value;

fn options(out: &Path) -> CompareOptions {
    CompareOptions {
        activations: nonlin::parse_list("relu,telu,prelu,tanh").unwrap(),
        seeds: 2,
        settings: Settings {
            layers: vec![12, 8],
            epochs: 2,
            batch: 128,
            learning_rate: 0.01,
            ..Settings::default()
        },
        out: out.to_path_buf(),
        ..CompareOptions::default()
    }
}

/// Everything but what is measured with a clock.
fn timeless(comparison: &Comparison) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|name, _| {
                    !["step_seconds", "step_seconds_median", "time_ratio"].contains(&name.as_str())
                });
                fields.values_mut().for_each(strip);
            }
            Value::Array(values) => values.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::from_str(&comparison.to_json()).unwrap();
    strip(&mut value);
    value
}

#[test]
fn trains_measures_and_gives_the_same_bits_on_any_number_of_threads() {
    let outcomes = [1, 2].map(|threads| {
        let folder = tempfile::tempdir().unwrap();
        let options = CompareOptions { threads: NonZero::new(threads), ..options(folder.path()) };
        compare(&options, &mut Quiet).unwrap()
    });
    assert_eq!(timeless(&outcomes[0]), timeless(&outcomes[1]));

    let [comparison, _] = outcomes;
    for record in &comparison.records {
        let name = format!("{} {}", record.activation, record.seed);
        assert!(record.finished && record.failure.is_none(), "{name}: {:?}", record.failure);
        assert_eq!(record.epochs.len(), 2, "{name}");
        assert!(record.epochs[1].train_loss < record.epochs[0].train_loss, "{name} does not learn");
        // Ten classes: guessing gives a tenth.
        assert!(record.epochs[1].test_accuracy > 0.5, "{name}: {}", record.epochs[1].test_accuracy);
        assert!(record.step_seconds_median > 0.0, "{name}");
        let probes = &record.probes;
        assert_eq!(probes.gradient_norm_by_layer.len(), 3, "{name}");
        assert!(probes.gradient_norm_by_layer.iter().all(|norm| *norm > 0.0), "{name}");
        assert_eq!(probes.activation_histograms.len(), 2, "{name}");
        for (histogram, width) in probes.activation_histograms.iter().zip([12, 8]) {
            assert_eq!(histogram.counts.iter().sum::<u64>(), 1797 * width, "{name}");
        }
        assert!(
            (0.0..=1.0).contains(&probes.dead_share)
                && (0.0..=1.0).contains(&probes.saturated_share),
            "{name}"
        );
    }
    // Seeds differ, functions differ.
    assert_ne!(comparison.records[0].epochs, comparison.records[4].epochs);
    assert_ne!(comparison.records[0].epochs, comparison.records[1].epochs);
    assert_eq!(
        comparison.functions.iter().filter(|function| function.time_ratio == Some(1.0)).count(),
        1
    );
}

/// Prints a line for each finished run.
struct Printer;

impl Progress for Printer {
    fn finished(&mut self, run: &Run, _record: &RunRecord) {
        println!("finished {} {}", run.activation, run.seed);
    }
}

/// The other process of [`killed_and_resumed_it_gives_the_same_table`].
#[test]
#[ignore = "is run and killed by another test"]
fn compares_until_killed() {
    let folder = std::env::var_os("NONLIN_LAB_OUT").expect("set by the other test");
    compare(&options(Path::new(&folder)), &mut Printer).unwrap();
}

#[test]
fn killed_and_resumed_it_gives_the_same_table() {
    let whole_folder = tempfile::tempdir().unwrap();
    let whole = compare(&options(whole_folder.path()), &mut Quiet).unwrap();

    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "compares_until_killed", "--ignored", "--nocapture"])
        .env("NONLIN_LAB_OUT", folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let finished = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .filter(|line| line.as_ref().unwrap().contains("finished "))
        .take(3)
        .count();
    // SIGKILL on Unix.
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(finished, 3);

    let options = CompareOptions { resume: true, ..options(folder.path()) };
    let resumed = compare(&options, &mut Quiet).unwrap();
    assert!(resumed.reused >= 3, "{}", resumed.reused);
    assert_eq!(timeless(&resumed), timeless(&whole));

    // All runs are there now: nothing is trained, and times come from the store too.
    let again = compare(&options, &mut Quiet).unwrap();
    assert_eq!(again.reused, 8);
    assert_eq!(again.to_json(), resumed.to_json());
    assert_eq!(again.table_text(120), resumed.table_text(120));
    assert_eq!(again.report_html(), resumed.report_html());
}

/// Stops after some epochs of all runs together.
struct Stopper(usize);

impl Progress for Stopper {
    fn epoch(&mut self, _run: &Run, _epoch: usize, _record: &EpochRecord) {
        self.0 = self.0.saturating_sub(1);
    }

    fn stop(&mut self) -> bool {
        self.0 == 0
    }
}

/// Counts the epochs that are trained.
#[derive(Default)]
struct Counter(usize);

impl Progress for Counter {
    fn epoch(&mut self, _run: &Run, _epoch: usize, _record: &EpochRecord) {
        self.0 += 1;
    }
}

#[test]
fn stopped_in_the_middle_of_a_run_it_goes_on_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(folder.path());
    options.settings.epochs = 60;
    options.settings.batch = 512;
    options.activations = nonlin::parse_list("relu").unwrap();
    options.seeds = 1;
    let whole_folder = tempfile::tempdir().unwrap();
    let whole =
        compare(&CompareOptions { out: whole_folder.path().into(), ..options.clone() }, &mut Quiet)
            .unwrap();

    let error = compare(&options, &mut Stopper(2)).map(|done| done.reused).unwrap_err();
    assert!(error.to_string().contains("stopped after 0 of 1 runs"), "{error}");
    assert!(options.checkpoints_path().is_dir());
    options.resume = true;
    let mut counter = Counter::default();
    let resumed = compare(&options, &mut counter).unwrap();
    assert!(counter.0 < 60, "{} epochs are trained again", counter.0);
    assert_eq!(timeless(&resumed), timeless(&whole));
    assert!(!options.checkpoints_path().exists(), "checkpoints of finished runs are removed");
}

/// All numbers of a recipe's runs that no clock has measured.
fn numbers(outcome: &Outcome) -> Vec<Measurement> {
    let of = |measurement: &Measurement| {
        let mut measurement = measurement.clone();
        measurement.numbers.remove("seconds");
        measurement
    };
    outcome.measurements.iter().map(of).collect()
}

#[test]
fn two_at_once_on_one_folder_do_each_other_no_harm() {
    let recipe = find("depth").unwrap();
    let run = |out: &Path| {
        let options = ReproduceOptions { out: out.into(), ..ReproduceOptions::default() };
        numbers(&reproduce(&recipe, &options, &mut |_| ()).unwrap())
    };
    let (alone, together) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let outcomes = std::thread::scope(|scope| {
        let runs = [0, 1].map(|_| scope.spawn(|| run(together.path())));
        runs.map(|run| run.join().unwrap())
    });
    let expected = run(alone.path());
    assert_eq!(outcomes, [expected.clone(), expected]);
    let checkpoints = together.path().join("checkpoints").join("depth");
    for entry in std::fs::read_dir(checkpoints).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.is_dir(), "{} stays behind", path.display());
    }
}

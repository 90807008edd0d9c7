//! The driver and the summary, with made-up runs.

use std::num::NonZero;
use std::sync::atomic::Ordering;

use super::*;
use crate::synthetic::{Synthetic, options};

/// A comparison without its measured times.
fn timeless(comparison: &Comparison) -> String {
    let mut comparison = comparison.clone();
    for record in &mut comparison.records {
        record.step_seconds_median = 0.0;
    }
    for function in &mut comparison.functions {
        function.step_seconds = None;
        function.time_ratio = None;
    }
    comparison.to_json() + &comparison.table_text(120)
}

/// Slow enough for a stop to arrive before the next epoch or run.
fn slow() -> Synthetic {
    Synthetic { pause: std::time::Duration::from_millis(10), ..Synthetic::default() }
}

fn threads(count: usize) -> Option<NonZero<usize>> {
    NonZero::new(count)
}

/// Remembers what it hears and stops after some finished runs.
#[derive(Default)]
struct Ear {
    notices: Vec<String>,
    plan: Option<Plan>,
    epochs: usize,
    finished: usize,
    stop_after: Option<usize>,
    stop_at_epoch: Option<usize>,
}

impl Progress for Ear {
    fn notice(&mut self, message: &str) {
        self.notices.push(message.into());
    }
    fn planned(&mut self, plan: &Plan) {
        self.plan = Some(plan.clone());
    }
    fn epoch(&mut self, _run: &Run, _epoch: usize, _record: &EpochRecord) {
        self.epochs += 1;
    }
    fn finished(&mut self, _run: &Run, _record: &RunRecord) {
        self.finished += 1;
    }
    fn stop(&mut self) -> bool {
        self.stop_after.is_some_and(|count| self.finished >= count)
            || self.stop_at_epoch.is_some_and(|count| self.epochs >= count)
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let outcomes: Vec<String> = [1, 2, 7]
        .into_iter()
        .map(|count| {
            let folder = tempfile::tempdir().unwrap();
            let options = CompareOptions {
                threads: threads(count),
                ..options("gelu,relu,telu", 4, 6, folder.path())
            };
            let mut ear = Ear::default();
            let comparison = compare_with(&options, &Synthetic::default(), &mut ear).unwrap();
            assert_eq!((ear.finished, ear.epochs), (12, 72));
            assert_eq!(ear.plan.unwrap().threads, count);
            timeless(&comparison)
        })
        .collect();
    assert_eq!(outcomes[0], outcomes[1]);
    assert_eq!(outcomes[0], outcomes[2]);
}

#[test]
fn runs_go_seed_by_seed_and_the_baseline_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let options =
        CompareOptions { threads: threads(1), ..options("gelu,telu", 2, 2, folder.path()) };
    let trainer = Synthetic::default();
    compare_with(&options, &trainer, &mut Quiet).unwrap();
    let order = trainer.order.into_inner().unwrap();
    let order: Vec<(&str, u64)> = order.iter().map(|(name, seed)| (name.as_str(), *seed)).collect();
    assert_eq!(
        order,
        [("relu", 0), ("gelu", 0), ("telu", 0), ("relu", 1), ("gelu", 1), ("telu", 1)]
    );
}

#[test]
fn a_stopped_comparison_resumes_to_the_same_table() {
    let whole_folder = tempfile::tempdir().unwrap();
    let whole = compare_with(
        &options("relu,gelu,telu,tanh", 3, 5, whole_folder.path()),
        &Synthetic::default(),
        &mut Quiet,
    )
    .unwrap();

    for stop_after in [0, 1, 5, 9] {
        let folder = tempfile::tempdir().unwrap();
        let options = CompareOptions {
            threads: threads(2),
            ..options("relu,gelu,telu,tanh", 3, 5, folder.path())
        };
        let mut ear = Ear { stop_after: Some(stop_after), ..Ear::default() };
        let error = compare_with(&options, &slow(), &mut ear)
            .map(|comparison| comparison.reused)
            .unwrap_err();
        let Error::Stopped { done, total: 12 } = error else { panic!("{error}") };
        assert!(done >= stop_after && done < 12, "{done}");

        let trainer = Synthetic::default();
        let resumed = CompareOptions { resume: true, ..options };
        let comparison = compare_with(&resumed, &trainer, &mut Quiet).unwrap();
        assert_eq!(comparison.reused, done);
        assert_eq!(trainer.begun.load(Ordering::Relaxed), 12 - done);
        assert_eq!(timeless(&comparison), timeless(&whole));
    }
}

#[test]
fn a_run_stopped_between_epochs_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let options =
        CompareOptions { threads: threads(1), ..options("relu,gelu", 1, 50, folder.path()) };
    let mut ear = Ear { stop_at_epoch: Some(3), ..Ear::default() };
    let error =
        compare_with(&options, &slow(), &mut ear).map(|comparison| comparison.reused).unwrap_err();
    assert!(matches!(error, Error::Stopped { done: 0, total: 2 }), "{error}");
    assert!(ear.epochs < 50);
    assert!(crate::store::Store::open(&options.store_path()).unwrap().is_empty().unwrap());
}

#[test]
fn more_seeds_reuse_the_runs_of_fewer() {
    let folder = tempfile::tempdir().unwrap();
    compare_with(&options("relu,gelu", 2, 3, folder.path()), &Synthetic::default(), &mut Quiet)
        .unwrap();
    let trainer = Synthetic::default();
    let more = CompareOptions { resume: true, ..options("relu,gelu,telu", 3, 3, folder.path()) };
    let comparison = compare_with(&more, &trainer, &mut Quiet).unwrap();
    assert_eq!((comparison.reused, trainer.begun.load(Ordering::Relaxed)), (4, 5));
    // Another setting reuses none.
    let other = CompareOptions { resume: true, ..options("relu,gelu,telu", 3, 4, folder.path()) };
    assert_eq!(compare_with(&other, &Synthetic::default(), &mut Quiet).unwrap().reused, 0);
}

#[test]
fn without_resume_the_old_store_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let options = options("relu,gelu", 2, 3, folder.path());
    for backups in 0..3 {
        let trainer = Synthetic::default();
        let mut ear = Ear::default();
        compare_with(&options, &trainer, &mut ear).unwrap();
        assert_eq!(trainer.begun.load(Ordering::Relaxed), 4);
        assert_eq!(ear.notices.len(), usize::from(backups > 0), "{:?}", ear.notices);
        let kept = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(kept, backups + 1);
    }
    let backup = crate::store::Store::open(&folder.path().join("runs.redb.bak2")).unwrap();
    assert_eq!(backup.len().unwrap(), 4);
}

#[test]
fn an_error_ends_the_comparison_and_keeps_what_was_finished() {
    let folder = tempfile::tempdir().unwrap();
    let options =
        CompareOptions { threads: threads(1), ..options("relu,gelu,telu", 2, 3, folder.path()) };
    let trainer = Synthetic { fails: Some("telu"), ..Synthetic::default() };
    let message = compare_with(&options, &trainer, &mut Quiet).unwrap_err().to_string();
    assert_eq!(message, "training telu with seed 0: made up");
    assert!(crate::store::Store::open(&options.store_path()).unwrap().len().unwrap() >= 2);
}

#[test]
fn a_panic_in_training_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let trainer = Synthetic { panics: Some("gelu"), ..Synthetic::default() };
    // On one thread, or another seed may be the first to fail.
    let options =
        CompareOptions { threads: threads(1), ..options("relu,gelu,telu", 2, 3, folder.path()) };
    let error = compare_with(&options, &trainer, &mut Quiet)
        .map(|comparison| comparison.reused)
        .unwrap_err();
    assert!(
        error.to_string().starts_with("training gelu with seed 0: a fault in the program: "),
        "{error}"
    );
}

#[test]
fn diverged_runs_are_told_and_not_tested() {
    let folder = tempfile::tempdir().unwrap();
    let trainer =
        Synthetic { diverges: Some(("telu", 1)), unnoticed: Some("tanh"), ..Synthetic::default() };
    let options = options("relu,telu,gelu,tanh", 3, 5, folder.path());
    let comparison = compare_with(&options, &trainer, &mut Quiet).unwrap();
    let order: Vec<String> =
        comparison.functions.iter().map(|function| function.activation.to_string()).collect();
    assert_eq!(order[2..], ["telu", "tanh"], "{order:?}");
    let telu = &comparison.functions[2];
    assert_eq!((telu.finished, telu.failed, telu.accuracy.unwrap().count), (1, 2, 1));
    assert_eq!(telu.verdict, Verdict::NotTested("2 of 3 runs diverged".into()));
    let tanh = &comparison.functions[3];
    assert_eq!((tanh.finished, tanh.accuracy), (0, None));
    assert_eq!(tanh.failure.as_deref(), Some("diverged in epoch 2: the loss is not finite"));
    assert_eq!(comparison.tests, 1);
    let text = comparison.table_text(200) + &comparison.to_json();
    assert!(!text.contains("NaN") && !text.contains("inf,"), "{text}");
    assert!(
        text.contains("telu: 2 of 3 runs failed (diverged in epoch 3: the loss is not finite)")
    );

    // Divergence is an outcome: it is stored and not tried again.
    let again = CompareOptions { resume: true, ..options };
    let resumed = compare_with(&again, &Synthetic::default(), &mut Quiet).unwrap();
    assert_eq!(timeless(&resumed), timeless(&comparison));
}

#[test]
fn a_diverged_baseline_leaves_nothing_to_test_against() {
    let folder = tempfile::tempdir().unwrap();
    let trainer = Synthetic { diverges: Some(("relu", 2)), ..Synthetic::default() };
    let comparison =
        compare_with(&options("relu,gelu", 3, 5, folder.path()), &trainer, &mut Quiet).unwrap();
    let gelu = &comparison.functions[0];
    assert_eq!(gelu.verdict, Verdict::NotTested("baseline: 1 of 3 runs diverged".into()));
    assert_eq!(comparison.tests, 0);
}

#[test]
fn one_seed_is_not_tested() {
    let folder = tempfile::tempdir().unwrap();
    let comparison =
        compare_with(&options("relu,gelu", 1, 5, folder.path()), &Synthetic::default(), &mut Quiet)
            .unwrap();
    let gelu = comparison
        .functions
        .iter()
        .find(|function| function.activation.to_string() == "gelu")
        .unwrap();
    assert_eq!(gelu.verdict.to_string(), "not tested (needs 2 seeds)");
    assert_eq!(gelu.accuracy.unwrap().half_width, None);
    assert!(!comparison.table_text(120).contains('±'));
}

#[test]
fn a_function_against_itself_shows_nothing() {
    // The same curve under another name would be a fault of the test double, so
    // the baseline's records stand in for both.
    let folder = tempfile::tempdir().unwrap();
    let options = options("relu,gelu", 3, 4, folder.path());
    let data = Dataset::load(crate::DataName::Optdigits, None).unwrap();
    let mut records = compare_with(&options, &Synthetic::default(), &mut Quiet).unwrap().records;
    for seed in 0..3 {
        records[2 * seed + 1].epochs = records[2 * seed].epochs.clone();
    }
    let comparison = Comparison::new(&options, &data, records, 0);
    let gelu = comparison
        .functions
        .iter()
        .find(|function| function.activation.to_string() == "gelu")
        .unwrap();
    assert_eq!((gelu.adjusted_p, &gelu.verdict), (Some(1.0), &Verdict::NoDifference));
    // Equal means are in the order of the names.
    assert_eq!(comparison.functions[0].activation.to_string(), "gelu");
}

#[test]
fn bad_options_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let good = || options("relu,gelu", 2, 3, folder.path());
    let twice = options("relu,gelu,relu", 2, 3, folder.path());
    let settings = |change: fn(&mut Settings)| {
        let mut options = good();
        change(&mut options.settings);
        options
    };
    for (options, message) in [
        (
            CompareOptions { activations: vec![], ..good() },
            "acts: name at least one function, as in relu,gelu",
        ),
        (twice, "acts: relu is named twice; name each function once"),
        (CompareOptions { seeds: 0, ..good() }, "seeds: 0 seeds are not possible; give 1 to 10000"),
        (
            settings(|settings| settings.layers.clear()),
            "layers: give at least one hidden layer, as in 128,128",
        ),
        (
            settings(|settings| settings.layers[1] = 0),
            "layers: a layer of width 0 is not possible; widths are from 1 to 65536",
        ),
        (
            settings(|settings| settings.learning_rate = f64::NAN),
            "lr: NaN is not a learning rate; give a positive number, as in 0.001",
        ),
        (settings(|settings| settings.batch = 0), "batch: a batch has at least 1 sample"),
        (
            settings(|settings| settings.epochs = 0),
            "epochs: 0 epochs are not possible; give 1 to 100000",
        ),
        (
            settings(|settings| settings.weight_decay = -1.0),
            "weight-decay: -1 is not a weight decay; give 0 or a positive number",
        ),
        (
            settings(|settings| settings.data = crate::DataName::Mnist.into()),
            "data-dir: mnist is not embedded; `nonlin data mnist` downloads it, or give the folder that holds its files with --data-dir FOLDER",
        ),
    ] {
        assert_eq!(
            compare_with(&options, &Synthetic::default(), &mut Quiet).unwrap_err().to_string(),
            message
        );
    }
    assert!(!good().store_path().exists());
}

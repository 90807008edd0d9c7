//! Learning, taking up again, looking in.

use std::fs;
use std::path::Path;

use burn::tensor::Device;
use nonlin_burn::ActivationConfig;

use super::*;
use crate::data::tests::cifar_10;
use crate::data::{Augmentation, DataName, ImageSet, Level, Text};
use crate::networks::{
    AutoencoderConfig, Cell, ImageArchitecture, ImageNetworkConfig, MlpConfig, RecurrentConfig,
    Stem, TransformerConfig,
};
use crate::run::Optimizer;

fn digits() -> ImageSet {
    ImageSet::load(DataName::Optdigits, None).unwrap()
}

fn text(folder: &Path) -> Text {
    let path = folder.join("text");
    fs::write(&path, "the cat sat on the mat and the dog sat on the log; ".repeat(60)).unwrap();
    Text::from_file(&path, Level::Character).unwrap()
}

fn perceptron(set: &ImageSet) -> Experiment<'_> {
    Experiment {
        model: ModelConfig::Mlp(MlpConfig::new(64, &[24, 16], 10)),
        activation: ActivationConfig::named("telu"),
        task: Task::Classify(set),
        training: TrainingConfig {
            epochs: 4,
            batch: 64,
            optimizer: Optimizer::Adam,
            learning_rate: 0.005,
            held_out: 500,
            diagnose_every: 10,
            ..TrainingConfig::default()
        },
        seed: 3,
    }
}

fn train(experiment: &Experiment<'_>, checkpoints: Option<&Path>) -> Training {
    experiment.train(&Device::flex(), checkpoints, &mut |_| Control::Continue).unwrap()
}

/// All but the clock.
fn timeless(epochs: &[EpochResult]) -> Vec<EpochResult> {
    epochs.iter().map(EpochResult::timeless).collect()
}

#[test]
fn a_perceptron_learns_digits_and_is_looked_into() {
    let set = digits();
    let training = train(&perceptron(&set), None);
    assert!(training.failure.is_none() && training.notices.is_empty());
    let last = training.epochs.last().unwrap();
    assert!(last.test.accuracy.unwrap() > 0.85, "{:?}", last.test);
    assert!(last.validation.unwrap().accuracy.unwrap() > 0.85);
    assert!(last.train_loss < training.epochs[0].train_loss);
    let seen = last.diagnostics.as_ref().unwrap();
    let names: Vec<&str> = seen.layers.iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(names, ["1", "3"]);
    assert!(seen.layers.iter().all(|layer| layer.effective_slope > 0.1 && layer.dead_share == 0.0));
    let names: Vec<&str> = seen.gradient_norms.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["0.weight", "2.weight", "4.weight"]);
    assert!(seen.gradient_norms.iter().all(|(_, norm)| *norm > 0.0));
    assert_eq!(seen.gradient_ratios()[2], 1.0);
}

#[test]
fn looking_in_changes_nothing() {
    let set = digits();
    let [watched, unwatched] = [3, 0].map(|every| {
        let mut experiment = perceptron(&set);
        experiment.training.diagnose_every = every;
        experiment.training.epochs = 2;
        let training = train(&experiment, None);
        assert_eq!(training.epochs[0].diagnostics.is_some(), every > 0);
        training.epochs.iter().map(|epoch| (epoch.train_loss, epoch.test)).collect::<Vec<_>>()
    });
    assert_eq!(watched, unwatched);
}

/// Networks with everything that has a state: running statistics, moments of Adam,
/// dropout, a stochastic function, augmentation, a schedule.
fn stateful(set: &ImageSet, model: ModelConfig) -> Experiment<'_> {
    Experiment {
        model,
        activation: ActivationConfig::named("rrelu"),
        task: Task::Classify(set),
        training: TrainingConfig {
            epochs: 3,
            batch: 16,
            optimizer: Optimizer::AdamW,
            learning_rate: 0.002,
            schedule: Schedule {
                factor: 0.5,
                after: vec![1],
                plateau: true,
                warm_up: 3,
                cosine: true,
            },
            weight_decay: 0.01,
            clip: Some(1.0),
            augmentation: Augmentation { padding: 1, flip: false },
            at_most: Some(32),
            diagnose_every: 2,
            ..TrainingConfig::default()
        },
        seed: 1,
    }
}

#[test]
fn taken_up_again_it_goes_through_the_same_bits() {
    let set = digits();
    let folder = tempfile::tempdir().unwrap();
    let experiment = stateful(&set, ModelConfig::Mlp(MlpConfig::new(64, &[12], 10)));
    let with = |optimizer, renew_optimizer| {
        let training = TrainingConfig { optimizer, renew_optimizer, ..experiment.training.clone() };
        Experiment { training, ..experiment.clone() }
    };
    let others = [
        with(Optimizer::Adam, false),
        with(Optimizer::RmsProp, false),
        with(Optimizer::Adam, true),
    ];
    for (index, experiment) in std::iter::once(&experiment).chain(&others).enumerate() {
        let folder = folder.path().join(index.to_string());
        let whole = train(experiment, None);
        let device = Device::flex();
        let stop = &mut |_: &EpochResult| Control::Stop;
        for epochs in 1..=2 {
            let part = experiment.train(&device, Some(&folder), stop).unwrap();
            assert_eq!(part.epochs.len(), epochs);
        }
        let resumed = train(experiment, Some(&folder));
        assert_eq!(timeless(&resumed.epochs), timeless(&whole.epochs));
        // A finished training is there at once.
        let never = &mut |_: &EpochResult| panic!("nothing is left to train");
        let again = experiment.train(&device, Some(&folder), never).unwrap();
        assert_eq!(again.epochs, resumed.epochs);
        let kept = fs::read_dir(&folder).unwrap().count();
        assert_eq!(kept, 2, "two checkpoints are kept");
    }
}

#[test]
fn running_statistics_are_taken_up_again_too() {
    let folder = tempfile::tempdir().unwrap();
    cifar_10(folder.path());
    let images = ImageSet::load(DataName::Cifar10, Some(folder.path())).unwrap();
    // The one with batch normalisation, dropout and stochastic depth.
    let mut config = ImageNetworkConfig::new(ImageArchitecture::EfficientNetB0, [3, 32, 32], 10);
    // Small images get small at once.
    config.stem = Stem::ImageNet;
    let mut experiment = stateful(&images, ModelConfig::Image(config));
    experiment.training =
        TrainingConfig { epochs: 2, batch: 2, at_most: Some(4), ..experiment.training };
    let whole = train(&experiment, None);
    let checkpoints = folder.path().join("checkpoints");
    let stop = &mut |_: &EpochResult| Control::Stop;
    experiment.train(&Device::flex(), Some(&checkpoints), stop).unwrap();
    let resumed = train(&experiment, Some(&checkpoints));
    assert_eq!(timeless(&resumed.epochs), timeless(&whole.epochs));
}

#[test]
fn a_damaged_checkpoint_is_named_and_the_one_before_is_taken() {
    let set = digits();
    let folder = tempfile::tempdir().unwrap();
    let experiment = perceptron(&set);
    let whole = train(&experiment, Some(folder.path()));
    let newest = folder.path().join("epoch-000004.checkpoint");
    let bytes = fs::read(&newest).unwrap();
    let flipped: Vec<u8> = bytes
        .iter()
        .enumerate()
        .map(|(i, b)| if i == bytes.len() / 2 { b ^ 1 } else { *b })
        .collect();
    for (damage, problem) in [
        (&bytes[..bytes.len() - 1], "does not match its checksum"),
        (&flipped, "does not match its checksum"),
        (&bytes[..40], "cut off"),
        (b"".as_slice(), "no checkpoint"),
    ] {
        fs::write(&newest, damage).unwrap();
        let resumed = train(&experiment, Some(folder.path()));
        let [notice] = resumed.notices.as_slice() else { panic!("{:?}", resumed.notices) };
        assert!(notice.contains("epoch-000004.checkpoint") && notice.contains(problem), "{notice}");
        assert_eq!(timeless(&resumed.epochs), timeless(&whole.epochs));
    }
    // Both are gone: it starts anew, and says so.
    for number in [3, 4] {
        fs::write(folder.path().join(format!("epoch-00000{number}.checkpoint")), "x").unwrap();
    }
    let resumed = train(&experiment, Some(folder.path()));
    assert_eq!((resumed.notices.len(), resumed.epochs.len()), (2, 4));

    let other = Experiment { seed: 4, ..experiment };
    let error = other.train(&Device::flex(), Some(folder.path()), &mut |_| Control::Continue);
    assert!(error.unwrap_err().to_string().contains("other settings, data or seed"));
}

#[test]
fn language_models_and_autoencoders_learn() {
    let folder = tempfile::tempdir().unwrap();
    let text = text(folder.path());
    let words = text.vocabulary.len();
    let recurrent = |cell| {
        let mut config = RecurrentConfig::new(cell, words);
        (config.embedding, config.hidden, config.layers, config.dropout) = (12, 24, 1, 0.0);
        ModelConfig::Recurrent(config)
    };
    let mut transformer = TransformerConfig::new(words);
    (transformer.context, transformer.width, transformer.layers) = (16, 24, 1);
    let models = [
        (recurrent(Cell::Elman), "tanh"),
        (recurrent(Cell::Lstm), "tanh"),
        (ModelConfig::Transformer(transformer), "gelu"),
    ];
    for (model, function) in models {
        let experiment = Experiment {
            activation: ActivationConfig::named(function),
            task: Task::Predict(&text),
            training: TrainingConfig {
                epochs: 3,
                batch: 8,
                length: 16,
                optimizer: Optimizer::Adam,
                learning_rate: 0.01,
                clip: Some(1.0),
                ..TrainingConfig::default()
            },
            seed: 0,
            model,
        };
        let training = train(&experiment, None);
        let last = training.epochs.last().unwrap();
        // Guessing costs ln of the vocabulary, about 2.9 nats a character.
        assert!(last.test.loss < 2.2, "{:?}: {:?}", experiment.model, last.test);
        assert!(last.validation.is_some());
    }

    let set = digits();
    let config =
        AutoencoderConfig { features: 64, hidden: vec![32], latent: 4, ..Default::default() };
    let experiment = Experiment {
        model: ModelConfig::Autoencoder(config),
        task: Task::Reconstruct(&set),
        training: TrainingConfig { held_out: 0, ..perceptron(&set).training },
        ..perceptron(&set)
    };
    let training = train(&experiment, None);
    let losses: Vec<f64> = training.epochs.iter().map(|epoch| epoch.test.loss).collect();
    // Without any code each pixel costs up to ln 2.
    assert!(losses[3] < losses[0] && losses[3] < 64.0 * 2.0f64.ln(), "{losses:?}");
}

#[test]
fn the_rate_falls_as_planned_and_where_validation_stalls() {
    let result = |epoch: usize, loss: f64| EpochResult {
        epoch,
        validation: Some(Score { loss, accuracy: None }),
        test: Score { loss, accuracy: None },
        ..EpochResult::default()
    };
    let losses = [3.0, 2.0, 2.0, 2.5, 1.5];
    let epochs: Vec<EpochResult> = (1..).zip(losses).map(|(i, loss)| result(i, loss)).collect();
    let rates = |after: &[usize], plateau| {
        let schedule =
            Schedule { factor: 0.5, after: after.to_vec(), plateau, ..Schedule::default() };
        let training = TrainingConfig { learning_rate: 1.0, schedule, ..TrainingConfig::default() };
        (0..=5).map(|count| training.rates_after(&epochs[..count], 7).of(6)).collect::<Vec<_>>()
    };
    assert_eq!(rates(&[2, 4], false), [1.0, 1.0, 0.5, 0.5, 0.25, 0.25]);
    assert_eq!(rates(&[], true), [1.0, 1.0, 1.0, 0.5, 0.25, 0.25]);
    assert_eq!(rates(&[1], true), [1.0, 0.5, 0.5, 0.25, 0.125, 0.125]);
}

#[test]
fn training_scores_and_a_last_look_are_there_where_asked_for() {
    let set = digits();
    let mut experiment = perceptron(&set);
    let plain = train(&experiment, None);
    assert!(plain.epochs.iter().all(|epoch| epoch.training.is_none()));
    (experiment.training.score_training, experiment.training.examine_last) = (true, true);
    let training = train(&experiment, None);
    // Looking changes nothing.
    let losses = |training: &Training| -> Vec<f64> {
        training.epochs.iter().map(|epoch| epoch.train_loss).collect()
    };
    assert_eq!(losses(&plain), losses(&training));
    let last = training.epochs.last().unwrap();
    let scored = last.training.unwrap();
    assert!(scored.loss < last.test.loss && scored.accuracy > last.test.accuracy, "{last:?}");
    let layers = &last.diagnostics.as_ref().unwrap().layers;
    assert_eq!(layers.iter().map(|layer| layer.units).collect::<Vec<_>>(), [24, 16]);
    for layer in layers {
        let seen: u64 = layer.histogram_after.as_ref().unwrap().counts.iter().sum();
        assert_eq!(seen, 1797 * layer.units as u64, "every test sample, once");
    }
    assert!(last.step_seconds > 0.0 && last.step_seconds < last.seconds);
}

#[test]
fn a_renewed_optimiser_forgets() {
    let set = digits();
    let train_with = |renew_optimizer| {
        let mut experiment = perceptron(&set);
        experiment.training = TrainingConfig { epochs: 2, renew_optimizer, ..experiment.training };
        train(&experiment, None).epochs.iter().map(|epoch| epoch.train_loss).collect::<Vec<_>>()
    };
    let [kept, renewed] = [false, true].map(train_with);
    assert_eq!(kept[0], renewed[0]);
    assert_ne!(kept[1], renewed[1]);
}

#[test]
fn divergence_is_reported() {
    let set = digits();
    let mut experiment = perceptron(&set);
    (experiment.training.optimizer, experiment.training.learning_rate) = (Optimizer::Sgd, 1e30);
    let training = train(&experiment, None);
    assert!(training.failure.unwrap().starts_with("diverged in epoch"), "{:?}", training.epochs);
}

#[test]
fn what_does_not_fit_is_refused() {
    let set = digits();
    let fails = |experiment: Experiment<'_>| {
        let outcome = experiment.train(&Device::flex(), None, &mut |_| Control::Continue);
        outcome.unwrap_err().to_string()
    };
    let with = |change: &dyn Fn(&mut Experiment<'_>)| {
        let mut experiment = perceptron(&set);
        change(&mut experiment);
        fails(experiment)
    };
    let model = |features, classes| ModelConfig::Mlp(MlpConfig::new(features, &[4], classes));
    assert!(with(&|e| e.model = model(63, 10)).contains("63 numbers a sample, the data have 64"));
    assert!(with(&|e| e.model = model(64, 9)).contains("9 classes, the data have 10"));
    let other = Experiment { task: Task::Reconstruct(&set), ..perceptron(&set) };
    assert!(fails(other).contains("not for this data"));
    assert!(with(&|e| e.training.held_out = 4000).contains("4000 of 3823"));
    assert!(with(&|e| e.training.batch = 0).contains("batch"));
    assert!(with(&|e| e.training.clip = Some(-1.0)).contains("clip"));
    assert!(with(&|e| e.activation = ActivationConfig::named("gelo")).contains("gelu"));
}

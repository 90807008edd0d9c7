//! What the store keeps, refuses and survives.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::*;
use crate::run::{EpochRecord, Histogram, Probes};

fn record(seed: u64) -> RunRecord {
    RunRecord {
        activation: "telu".into(),
        seed,
        // Numbers whose shortest decimal form is easily read back one bit off.
        epochs: (1..6)
            .map(|epoch| {
                let number = (seed as f64 + 0.1).powi(epoch) / 3.0;
                EpochRecord {
                    train_loss: number,
                    test_loss: 1.0 / number,
                    test_accuracy: 0.1 + number,
                    train_accuracy: 5e-324,
                }
            })
            .collect(),
        probes: Probes {
            activation_histograms: vec![Histogram::of(&[0.1, -2.7, 1e-38])],
            learned_parameters: vec![vec![0.25]],
            ..Probes::default()
        },
        step_seconds_median: 1.0e-4 / 7.0,
        finished: true,
        failure: None,
    }
}

fn key(seed: u64) -> Key {
    Key::new(&Settings::default(), &"telu".parse().unwrap(), seed, "data")
}

#[test]
fn runs_come_back_with_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new folder/runs.redb");
    let store = Store::create(&path).unwrap();
    assert!(store.is_empty().unwrap());
    for seed in 0..20 {
        store.put(&key(seed), &record(seed)).unwrap();
    }
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.len().unwrap(), 20);
    for seed in 0..20 {
        assert_eq!(store.get(&key(seed)).unwrap(), Some(record(seed)));
    }
    assert_eq!(store.get(&key(20)).unwrap(), None);
}

#[test]
fn everything_that_matters_is_in_the_key() {
    let settings = Settings::default();
    let telu: Activation = "telu".parse().unwrap();
    let key = Key::new(&settings, &telu, 1, "data");
    assert_eq!(key, Key::new(&settings.clone(), &telu, 1, "data"));
    let others = [
        Key::new(&Settings { epochs: settings.epochs + 1, ..settings.clone() }, &telu, 1, "data"),
        Key::new(&Settings { learning_rate: 0.5, ..settings.clone() }, &telu, 1, "data"),
        Key::new(&Settings { layers: vec![128], ..settings.clone() }, &telu, 1, "data"),
        Key::new(&settings, &"gelu".parse().unwrap(), 1, "data"),
        Key::new(&settings, &telu, 2, "data"),
        Key::new(&settings, &telu, 1, "other data"),
    ];
    for (index, other) in others.iter().enumerate() {
        assert_ne!(key, *other, "{index}");
        assert!(!others[..index].contains(other), "{index}");
    }
}

#[test]
fn a_store_in_use_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("runs.redb");
    let _store = Store::create(&path).unwrap();
    let message = Store::open(&path).unwrap_err().to_string();
    assert!(message.contains("another process is using it"), "{message}");
    let message = Store::create(&path).unwrap_err().to_string();
    assert!(message.contains("cannot create"), "{message}");
}

#[test]
fn foreign_files_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("runs.redb");
    for text in ["", "a shopping list\n", &"long ".repeat(100_000)] {
        fs::write(&path, text).unwrap();
        let message = Store::open(&path).unwrap_err().to_string();
        assert!(
            message.contains("runs.redb") && message.contains("damaged or no store of runs"),
            "{message}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    let other = folder.path().join("other.redb");
    drop(Database::create(&other).unwrap());
    let message = Store::open(&other).unwrap_err().to_string();
    assert!(message.contains("a database of something else"), "{message}");
}

#[test]
fn a_store_of_another_format_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("runs.redb");
    let store = Store::create(&path).unwrap();
    store
        .write(|transaction| {
            transaction.open_table(ABOUT)?.insert("format", "nonlin runs 7")?;
            Ok(())
        })
        .unwrap();
    drop(store);
    let message = Store::open(&path).unwrap_err().to_string();
    assert!(
        message.contains("\"nonlin runs 7\", this program reads \"nonlin runs 3\""),
        "{message}"
    );
}

/// Whatever happens to the file's bytes, the outcome is an error or the runs as
/// they were; never a panic, never another number.
#[test]
fn damage_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.redb");
    let store = Store::create(&whole).unwrap();
    for seed in 0..4 {
        store.put(&key(seed), &record(seed)).unwrap();
    }
    drop(store);
    let bytes = fs::read(&whole).unwrap();
    let path = folder.path().join("damaged.redb");
    let mut refused = 0;
    let mut check = |damaged: &[u8]| {
        fs::write(&path, damaged).unwrap();
        match Store::open(&path) {
            Err(error) => {
                refused += 1;
                assert!(error.to_string().contains("damaged.redb"), "{error}");
            }
            Ok(store) => {
                for seed in 0..4 {
                    let found = store.get(&key(seed)).unwrap();
                    assert!(found.is_none() || found == Some(record(seed)), "another number");
                }
            }
        }
    };
    for part in 1..8 {
        check(&bytes[..bytes.len() * part / 8]);
    }
    // Bytes that are not zero, spread over the file: the others are free space.
    let used: Vec<usize> = (0..bytes.len()).filter(|index| bytes[*index] != 0).collect();
    for index in used.iter().step_by(used.len() / 150) {
        let mut damaged = bytes.clone();
        damaged[*index] ^= 0x55;
        check(&damaged);
    }
    let mut erased = bytes.clone();
    let middle = bytes.len() / 2;
    erased[middle..].fill(0);
    check(&erased);
    assert!(refused > 20, "{refused}");
}

#[test]
fn stores_are_set_aside_under_free_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("runs.redb");
    for name in ["runs.redb.bak", "runs.redb.bak2", "runs.redb.bak3"] {
        fs::write(&path, name).unwrap();
        assert_eq!(set_aside(&path).unwrap(), folder.path().join(name));
    }
    assert_eq!(fs::read_to_string(folder.path().join("runs.redb.bak2")).unwrap(), "runs.redb.bak2");
    assert!(!path.exists());
}

/// The other process of [`a_killed_process_loses_no_finished_run`]; never ends by itself.
#[test]
#[ignore = "is run and killed by another test"]
fn writes_runs_until_killed() {
    let path = std::env::var_os("NONLIN_LAB_STORE").expect("set by the other test");
    let store = Store::create(Path::new(&path)).unwrap();
    for seed in 0.. {
        store.put(&key(seed), &record(seed)).unwrap();
        println!("kept {seed}");
    }
}

#[test]
fn a_killed_process_loses_no_finished_run() {
    for wanted in [0, 7] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs.redb");
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::tests::writes_runs_until_killed", "--ignored", "--nocapture"])
            .env("NONLIN_LAB_STORE", &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let kept = BufReader::new(writer.stdout.take().unwrap())
            .lines()
            .filter_map(|line| line.unwrap().split("kept ").nth(1)?.parse::<u64>().ok())
            .find(|seed| *seed >= wanted)
            .unwrap();
        // SIGKILL on Unix.
        writer.kill().unwrap();
        writer.wait().unwrap();
        let store = Store::open(&path).unwrap();
        for seed in 0..=kept {
            assert_eq!(store.get(&key(seed)).unwrap(), Some(record(seed)), "run {seed} of {kept}");
        }
    }
}

/// The other process of [`a_full_disk_loses_no_finished_run`].
#[test]
#[ignore = "is run by another test, under a limit"]
fn writes_runs_until_full() {
    let path = std::env::var_os("NONLIN_LAB_STORE").expect("set by the other test");
    let store = Store::create(Path::new(&path)).unwrap();
    for seed in 0..100_000 {
        if let Err(error) = store.put(&key(seed), &record(seed)) {
            println!("said: {error}");
            return;
        }
        println!("kept {seed}");
    }
}

#[test]
#[cfg(unix)]
fn a_full_disk_loses_no_finished_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("runs.redb");
    // No file may be larger than 4096 blocks; without the trap the signal would kill.
    let script = "trap '' XFSZ; ulimit -f 4096; exec \"$0\" --exact \
                  store::tests::writes_runs_until_full --ignored --nocapture";
    let output = Command::new("sh")
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap())
        .env("NONLIN_LAB_STORE", &path)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let said = text.lines().find_map(|line| line.split("said: ").nth(1)).unwrap_or_default();
    assert!(said.contains("runs.redb: cannot be read or written"), "{text}");
    let mut kept = text.lines().filter_map(|line| line.split("kept ").nth(1)?.parse::<u64>().ok());
    let last = kept.next_back().unwrap();
    assert!(last > 10, "{text}");
    let store = Store::open(&path).unwrap();
    for seed in 0..=last {
        assert_eq!(store.get(&key(seed)).unwrap(), Some(record(seed)), "run {seed} of {last}");
    }
}

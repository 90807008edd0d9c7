//! Results as files: damage, merging, two at a time, being killed, a full disk.

use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::*;

fn run_all(sweep: &Sweep, out: &Path, said: &mut Vec<String>) -> SweepOutcome {
    let options = SweepOptions { out: out.into(), jobs: NonZero::new(2), ..Default::default() };
    let outcome = sweep.run_all(&options, &mut |line| said.push(line.to_owned())).unwrap();
    assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
    outcome
}

fn timeless(results: &[Option<RunResult>]) -> Vec<RunResult> {
    results.iter().map(|result| result.as_ref().unwrap().timeless()).collect()
}

#[test]
fn runs_are_made_once_and_damaged_results_are_named_and_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let sweep = Sweep::new(&quick(&["relu", "prelu"])).unwrap();
    let first = run_all(&sweep, folder.path(), &mut Vec::new());
    let results = Results::new(folder.path());
    let left: Vec<_> = fs::read_dir(folder.path().join("runs")).unwrap().collect();
    assert_eq!(left.len(), 4, "no lock and no temporary file stays");
    assert_eq!(fs::read_dir(folder.path().join("checkpoints")).unwrap().count(), 0);
    // In another order, on one thread, the bits are the same.
    let other = tempfile::tempdir().unwrap();
    for index in [3, 0, 2, 1] {
        sweep.run_one(index, other.path(), None, false, &mut |_| ()).unwrap();
    }
    let again = sweep.results(other.path(), &mut |line| panic!("{line}")).unwrap();
    assert_eq!(timeless(&first.results), timeless(&again));

    let path = results.path(&sweep.runs[1].key());
    let whole = fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let foreign = fs::read(results.path(&sweep.runs[2].key())).unwrap();
    let newline = whole.iter().position(|byte| *byte == b'\n').unwrap();
    for (damage, problem) in [
        (flipped.as_slice(), "does not match its checksum"),
        (&whole[..whole.len() / 2], "cut off"),
        (&whole[..newline], "cut off"),
        (b"", "no result that this program can read"),
        (b"a shopping list\n", "no result that this program can read"),
        (&[0xff; 40], "damaged: no text"),
        (&foreign, "the name of another run"),
    ] {
        fs::write(&path, damage).unwrap();
        let mut said = Vec::new();
        let outcome = run_all(&sweep, folder.path(), &mut said);
        let name = path.display().to_string();
        let named = said.iter().any(|line| line.contains(&name) && line.contains(problem));
        assert!(named, "{problem}: {said:?}");
        assert!(said.iter().any(|line| line.starts_with("3 of 4 runs are there already")));
        assert_eq!(timeless(&outcome.results), timeless(&first.results));
    }
    let mut said = Vec::new();
    run_all(&sweep, folder.path(), &mut said);
    assert_eq!(said, ["4 of 4 runs are there already"]);
}

#[test]
fn merging_takes_any_order_and_twice() {
    let sweep = Sweep::new(&quick(&["relu", "telu", "elu"])).unwrap();
    let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    for (place, folder) in folders.iter().enumerate() {
        for (index, run) in sweep.runs.iter().enumerate() {
            // Each run is in two of the three folders, with other times.
            if index % 3 != place {
                let mut result = made_up(run, 0.9 + 0.001 * index as f64);
                result.epochs[0].seconds = 1.0 + place as f64;
                Results::new(folder.path()).put(&result).unwrap();
            }
        }
    }
    let mut outcomes = Vec::new();
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]] {
        let out = tempfile::tempdir().unwrap();
        let results = Results::new(out.path());
        let merge = |place: usize| results.merge(folders[place].path()).unwrap();
        let merged = order.map(merge);
        assert_eq!(merged.iter().map(|merged| merged.new).sum::<usize>(), 6);
        assert!(merged.iter().all(|m| m.refused.is_empty() && m.differing.is_empty()));
        for place in [0, 2, 1, 1] {
            assert_eq!((merge(place).new, merge(place).known), (0, 4));
        }
        outcomes.push(sweep.results(out.path(), &mut |line| panic!("{line}")).unwrap());
    }
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]));

    // Damaged files are left out and named; other numbers are.
    let out = tempfile::tempdir().unwrap();
    let results = Results::new(out.path());
    results.put(&made_up(&sweep.runs[1], 0.5)).unwrap();
    let damaged = Results::new(folders[0].path()).path(&sweep.runs[2].key());
    fs::write(&damaged, "nonlin result 1 0\n{}\n").unwrap();
    let merged = results.merge(folders[0].path()).unwrap();
    assert_eq!((merged.new, merged.known, merged.differing.len()), (2, 1, 1));
    assert!(merged.refused[0].contains(damaged.to_str().unwrap()), "{merged:?}");
    let error = results.merge("nowhere".as_ref()).unwrap_err().to_string();
    assert!(error.contains("no subfolder runs"), "{error}");
}

#[test]
fn results_on_other_data_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let sweep = Sweep::new(&quick(&["relu", "telu"])).unwrap();
    let results = Results::new(folder.path());
    results.put(&made_up(&sweep.runs[0], 0.9)).unwrap();
    let other = RunResult { data_checksum: "other".into(), ..made_up(&sweep.runs[1], 0.9) };
    results.put(&other).unwrap();
    let error = sweep.results(folder.path(), &mut |_| ()).unwrap_err().to_string();
    assert!(error.contains("both are called optdigits"), "{error}");
}

#[test]
fn two_sweeps_on_one_folder_share_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let sweep = &Sweep::new(&quick(&["relu", "telu", "elu"])).unwrap();
    let path = folder.path();
    let outcomes: Vec<(SweepOutcome, Vec<String>)> = std::thread::scope(|scope| {
        let both = [0, 1].map(|_| {
            scope.spawn(|| {
                let mut said = Vec::new();
                (run_all(sweep, path, &mut said), said)
            })
        });
        both.map(|thread| thread.join().unwrap()).into()
    });
    // The same results, times and all: every run was made by one of them.
    assert_eq!(outcomes[0].0.results, outcomes[1].0.results);
}

#[test]
fn what_cannot_be_run_is_said_before_and_three_failures_end_it() {
    let folder = tempfile::tempdir().unwrap();
    let fails = |change: &dyn Fn(&mut SweepPlan)| {
        let mut plan = quick(&["relu", "telu"]);
        change(&mut plan);
        let options = SweepOptions { out: folder.path().into(), ..Default::default() };
        let outcome = Sweep::new(&plan).unwrap().run_all(&options, &mut |_| ());
        outcome.unwrap_err().to_string()
    };
    assert!(fails(&|plan| plan.networks = vec!["lenet".into()]).contains("lenet-5"));
    assert!(fails(&|plan| plan.data = vec!["mnits".into()]).contains("mnist"));
    assert!(fails(&|plan| plan.data = vec!["mnist".into()]).contains("data-dir"));
    // A program that is none: every run fails alike, so not all are tried.
    let sweep = Sweep::new(&quick(&["relu", "telu", "elu"])).unwrap();
    let options = SweepOptions {
        out: folder.path().into(),
        jobs: NonZero::new(1),
        program: Some("/no/such/program".into()),
        ..Default::default()
    };
    let outcome = sweep.run_all(&options, &mut |_| ()).unwrap();
    assert_eq!(outcome.failed.len(), 3);
    assert!(outcome.failed[0].problem.contains("cannot start /no/such/program"));
}

/// A run long enough to be killed in.
fn long() -> Sweep {
    let mut plan = quick(&["prelu"]);
    plan.seeds = Seeds::Count(1);
    plan.set("epochs=30").unwrap();
    plan.set("at_most=640").unwrap();
    Sweep::new(&plan).unwrap()
}

/// The other process of [`a_killed_run_goes_on_with_the_same_bits`].
#[test]
#[ignore = "is run and killed by another test"]
fn trains_until_killed() {
    let out = std::env::var_os("NONLIN_LAB_OUT").expect("set by the other test");
    long().run_one(0, Path::new(&out), None, true, &mut |_| ()).unwrap();
}

#[test]
fn a_killed_run_goes_on_with_the_same_bits() {
    let (sweep, whole) = (long(), tempfile::tempdir().unwrap());
    sweep.run_one(0, whole.path(), None, false, &mut |_| ()).unwrap();
    let whole = sweep.results(whole.path(), &mut |_| ()).unwrap();

    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sweep::tests::stored::trains_until_killed", "--ignored"])
        .env("NONLIN_LAB_OUT", folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let key = sweep.runs[0].key().to_string();
    let third = folder.path().join("checkpoints").join(&key).join("epoch-000003.checkpoint");
    let begun = Instant::now();
    while !third.exists() {
        assert!(begun.elapsed() < Duration::from_secs(120), "no third epoch");
        std::thread::sleep(Duration::from_millis(2));
    }
    // Meanwhile nobody else makes it. (It may just have finished: then it is there.)
    let meanwhile = sweep.run_one(0, folder.path(), None, false, &mut |_| ()).unwrap();
    assert!(!matches!(meanwhile, Ran::Now(_)), "made twice");
    child.kill().unwrap();
    child.wait().unwrap();
    let resumed = run_all(&sweep, folder.path(), &mut Vec::new());
    assert_eq!(timeless(&resumed.results), timeless(&whole));
}

/// The other process of [`a_full_disk_loses_nothing`].
#[test]
#[ignore = "is run by another test, under a limit"]
fn writes_more_than_fits() {
    let out = std::env::var_os("NONLIN_LAB_OUT").expect("set by the other test");
    let sweep = Sweep::new(&quick(&["relu", "telu"])).unwrap();
    let results = Results::new(Path::new(&out));
    for run in &sweep.runs[..3] {
        results.put(&made_up(run, 0.9)).unwrap();
    }
    let mut large = made_up(&sweep.runs[3], 0.9);
    large.epochs = std::iter::repeat_n(large.epochs[0].clone(), 20_000).collect();
    println!("said: {}", results.put(&large).unwrap_err());
    // In the place of one that is there: that one stays.
    large = RunResult { epochs: large.epochs, ..made_up(&sweep.runs[0], 0.9) };
    println!("said: {}", results.put(&large).unwrap_err());
}

#[test]
#[cfg(unix)]
fn a_full_disk_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // No file may be larger than 256 blocks; without the trap the signal would kill.
    let script = "trap '' XFSZ; ulimit -f 256; exec \"$0\" --exact \
                  sweep::tests::stored::writes_more_than_fits --ignored --nocapture";
    let output = Command::new("sh")
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap())
        .env("NONLIN_LAB_OUT", folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let said: Vec<&str> = text.lines().filter_map(|line| line.split("said: ").nth(1)).collect();
    assert_eq!(said.len(), 2, "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.iter().all(|line| line.contains(".result: cannot write: ")), "{said:?}");
    let sweep = Sweep::new(&quick(&["relu", "telu"])).unwrap();
    let results = sweep.results(folder.path(), &mut |line| panic!("{line}")).unwrap();
    assert_eq!(results.iter().flatten().count(), 3);
    assert_eq!(results[0], Some(made_up(&sweep.runs[0], 0.9)));
    assert_eq!(fs::read_dir(folder.path().join("runs")).unwrap().count(), 3, "nothing half");
}

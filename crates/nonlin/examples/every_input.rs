//! Runs functions over every f32 there is, 4,294,967,296 of them, at every SIMD
//! level of the machine, and reports the worst errors of value and first derivative:
//!
//! ```text
//! cargo run --release -p nonlin --example every_input -- telu silu
//! ```
//!
//! The truth is the f64 kernel, a different evaluation of the same formula that
//! carries its rounding errors along; every 16,411th input it is held against
//! arbitrary precision, whose formulas were written independently, and the worst
//! deviation is reported with the result. Where the largest error found is small, so
//! is that deviation: it is a 500-millionth of an f32 unit.
//!
//! Progress is kept in `target/every_input/`: a run that was stopped goes on where it
//! was. After a change to the code, delete what is there. Results are merged into `docs/every-input.tsv`, which the accuracy page reads.

#[path = "../tests/support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use nonlin::{Activation, Level};
use nonlin_reference::Format;
use rayon::prelude::*;
use support::every_input::{Finding, Row, compare, read_rows, vector_levels, write_rows};
use support::judge::Judge;
use support::page::write_whole;

/// Inputs of a piece of work; after some of them progress is saved.
const PIECE: u64 = 1 << 20;
/// Pieces between savings.
const SAVED: u64 = 64;
/// Inputs between two that are held against arbitrary precision; a prime.
const SAMPLE: u64 = 16_411;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("every_input: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    if names.is_empty() {
        return Err("name the functions, as in `-- telu silu`".to_owned());
    }
    let activations: Vec<Activation> = names
        .iter()
        .map(|name| name.parse().map_err(|error: nonlin::Error| error.to_string()))
        .collect::<Result<_, _>>()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (states, results) = (root.join("target/every_input"), root.join("docs/every-input.tsv"));
    std::fs::create_dir_all(&states)
        .map_err(|error| format!("cannot create {}: {error}", states.display()))?;
    for activation in &activations {
        let started = Instant::now();
        let rows = sweep(activation, &states)?;
        for row in &rows {
            println!("{row}");
        }
        println!("{activation}: {:.0} s", started.elapsed().as_secs_f64());
        let mut all = read_rows(&results)?;
        all.retain(|old| !rows.iter().any(|new| new.same_place(old)));
        all.extend(rows);
        write_rows(&results, &mut all)?;
        // The next run measures anew what may have changed.
        let state = states.join(file_name(activation));
        std::fs::remove_file(&state)
            .map_err(|error| format!("cannot remove {}: {error}", state.display()))?;
    }
    Ok(())
}

/// One function over all inputs, from where an earlier run stopped.
fn sweep(activation: &Activation, states: &Path) -> Result<Vec<Row>, String> {
    let judge = Judge::new(activation, Format::F32);
    let levels = vector_levels();
    let state = states.join(file_name(activation));
    let (mut done, mut findings) = load(&state, activation, &levels)?;
    let pieces = (1u64 << 32) / PIECE;
    while done < pieces {
        let next = (done + SAVED).min(pieces);
        let parts: Vec<Vec<Finding>> =
            (done..next).into_par_iter().map(|i| piece(&judge, &levels, i)).collect();
        for part in parts {
            for (finding, part) in findings.iter_mut().zip(part) {
                finding.merge(&part);
            }
        }
        done = next;
        save(&state, activation, &levels, done, &findings)?;
    }
    let named = levels.iter().zip(findings);
    Ok(named.map(|(level, finding)| Row::new(activation, *level, finding)).collect())
}

fn file_name(activation: &Activation) -> String {
    let name = activation.to_string();
    format!("{}.tsv", name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "_"))
}

/// One piece of the inputs, at all levels.
fn piece(judge: &Judge, levels: &[Level], index: u64) -> Vec<Finding> {
    let first = index * PIECE;
    let mut findings = compare(judge, levels, (first..first + PIECE).map(|bits| bits as u32));
    let mut sampled = 0.0f64;
    let samples: Vec<f64> = (first.div_ceil(SAMPLE)..)
        .map(|k| k * SAMPLE)
        .take_while(|&bits| bits < first + PIECE)
        .map(|bits| f64::from(f32::from_bits(bits as u32)))
        .filter(|x| x.is_finite())
        .collect();
    for deviation in judge.deviations_of_f64(&samples) {
        sampled = sampled.max(deviation);
    }
    for finding in &mut findings {
        finding.reference = finding.reference.max(sampled);
        finding.samples += samples.len() as u64;
    }
    findings
}

/// What an earlier run has saved.
fn load(
    state: &Path,
    activation: &Activation,
    levels: &[Level],
) -> Result<(u64, Vec<Finding>), String> {
    let fresh = (0, vec![Finding::default(); levels.len()]);
    let Ok(text) = std::fs::read_to_string(state) else {
        return Ok(fresh);
    };
    let Some((head, rest)) = text.split_once('\n') else {
        return Ok(fresh);
    };
    let Some(done) = head.strip_prefix("pieces done: ").and_then(|n| n.parse().ok()) else {
        return Err(format!("{} is damaged; delete it to start anew", state.display()));
    };
    let rows = Row::parse_all(rest).map_err(|e| format!("{}: {e}", state.display()))?;
    let names = levels.iter().map(|level| level.name());
    if !rows.iter().map(|row| row.level.as_str()).eq(names) {
        return Ok(fresh);
    }
    println!("{activation}: going on after {} of {} pieces", done, (1u64 << 32) / PIECE);
    Ok((done, rows.into_iter().map(|row| row.finding).collect()))
}

fn save(
    state: &Path,
    activation: &Activation,
    levels: &[Level],
    done: u64,
    findings: &[Finding],
) -> Result<(), String> {
    let mut text = format!("pieces done: {done}\n");
    for (level, finding) in levels.iter().zip(findings) {
        let _ = writeln!(text, "{}", Row::new(activation, *level, finding.clone()));
    }
    write_whole(state, &text)
}

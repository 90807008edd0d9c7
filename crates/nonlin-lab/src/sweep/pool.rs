//! Many runs on this machine.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use super::Sweep;
use super::results::{Results, RunResult};
use super::run::Ran;
use crate::error::{Error, Result};

/// So many runs that fail one after another end the sweep: what is wrong is not the run.
const FAILURES_IN_A_ROW: usize = 3;
/// How often it is looked whether another process has made a run.
const WAIT: Duration = Duration::from_millis(500);

/// How a sweep is run on this machine.
#[derive(Clone, Debug)]
pub struct SweepOptions {
    /// The folder for results and checkpoints.
    pub out: PathBuf,
    /// Where the files of data sets that are not embedded lie.
    pub data_dir: Option<PathBuf>,
    /// Runs made at the same time, each on one thread; by default one for each core, and one in
    /// all where a run is on another device than the CPU.
    pub jobs: Option<NonZero<usize>>,
    /// The `nonlin` program. With it each run is a process of its own: one that is killed for
    /// its memory takes no other along, and its memory is measured. Without it they are
    /// threads of this process.
    pub program: Option<PathBuf>,
}

impl Default for SweepOptions {
    fn default() -> Self {
        Self { out: PathBuf::from("nonlin-sweep"), data_dir: None, jobs: None, program: None }
    }
}

/// A run that could not be made; one that diverged is a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The run's index.
    pub index: usize,
    /// What the run was to be.
    pub run: String,
    /// What is wrong.
    pub problem: String,
}

/// What came of a sweep.
#[derive(Clone, Debug)]
pub struct SweepOutcome {
    /// The result of each run, by its index; none where there is none.
    pub results: Vec<Option<RunResult>>,
    /// The runs that could not be made.
    pub failed: Vec<Failed>,
}

/// What the workers share.
struct Queue<'a> {
    sweep: &'a Sweep,
    options: &'a SweepOptions,
    /// Indices of runs to be made, the last first.
    waiting: Mutex<Vec<usize>>,
    /// How many runs have failed since one succeeded.
    row: AtomicUsize,
}

/// What a worker says.
enum Event {
    Notice(String),
    Done(usize, Result<Ran>),
}

impl Sweep {
    /// Makes all runs whose results are not there. `progress` gets a line for each.
    ///
    /// Results are kept as they come; a sweep that is killed goes on where it was. Another
    /// process may work on the same folder: each run is made by one of them.
    ///
    /// # Errors
    ///
    /// If networks, data and settings do not fit, or the folder cannot be used. What is wrong
    /// with a single run is in [`SweepOutcome::failed`]; after three in a row no more are
    /// begun.
    pub fn run_all(
        &self,
        options: &SweepOptions,
        progress: &mut dyn FnMut(&str),
    ) -> Result<SweepOutcome> {
        let mut results = self.results(&options.out, progress)?;
        let total = self.runs.len();
        let mut missing: Vec<usize> = (0..total).filter(|i| results[*i].is_none()).collect();
        if missing.len() < total {
            progress(&format!("{} of {total} runs are there already", total - missing.len()));
        }
        if missing.is_empty() {
            return Ok(SweepOutcome { results, failed: Vec::new() });
        }
        self.check(options.data_dir.as_deref())?;
        let mut failed = Vec::new();
        let mut said = false;
        loop {
            let elsewhere =
                self.pass(options, missing.clone(), &mut results, &mut failed, progress);
            let Some(elsewhere) = elsewhere.filter(|runs| !runs.is_empty()) else { break };
            if !said {
                let runs = elsewhere.len();
                progress(&format!("{runs} runs are being made by another process; waiting"));
                said = true;
            }
            thread::sleep(WAIT);
            missing = elsewhere;
        }
        self.same_data(&Results::new(&options.out), &results)?;
        failed.sort_by_key(|failure| failure.index);
        Ok(SweepOutcome { results, failed })
    }

    /// Makes these runs; what comes back another process is making. Nothing comes back if
    /// too many have failed.
    fn pass(
        &self,
        options: &SweepOptions,
        mut missing: Vec<usize>,
        results: &mut [Option<RunResult>],
        failed: &mut Vec<Failed>,
        progress: &mut dyn FnMut(&str),
    ) -> Option<Vec<usize>> {
        // Runs on a GPU share its memory: how many it holds is for the user to say.
        let elsewhere_than_cpu = self.blocks.iter().any(|block| block.choices.device.is_some());
        let cores = || thread::available_parallelism().ok().filter(|_| !elsewhere_than_cpu);
        let jobs = options.jobs.or_else(cores);
        let jobs = jobs.map_or(1, NonZero::get).min(missing.len());
        missing.reverse();
        let queue =
            &Queue { sweep: self, options, waiting: Mutex::new(missing), row: AtomicUsize::new(0) };
        let (events, inbox) = mpsc::channel();
        let mut elsewhere = Vec::new();
        thread::scope(|scope| {
            for _ in 0..jobs {
                let events = events.clone();
                scope.spawn(move || queue.work(&events));
            }
            drop(events);
            for event in inbox {
                let (index, outcome) = match event {
                    Event::Notice(line) => {
                        progress(&line);
                        continue;
                    }
                    Event::Done(index, outcome) => (index, outcome),
                };
                let name = self.describe(&self.runs[index]);
                match outcome {
                    Ok(Ran::Elsewhere) => elsewhere.push(index),
                    Ok(Ran::Now(result) | Ran::Before(result)) => {
                        let line = self.line(&result);
                        results[index] = Some(*result);
                        let done = results.iter().flatten().count();
                        progress(&format!("[{done}/{}] {name}: {line}", self.runs.len()));
                    }
                    Err(error) => {
                        let problem = error.to_string();
                        progress(&format!("run {index} ({name}) failed: {problem}"));
                        failed.push(Failed { index, run: name, problem });
                    }
                }
            }
        });
        (queue.row.load(Ordering::Relaxed) < FAILURES_IN_A_ROW).then_some(elsewhere)
    }

    /// What came of a run, in a few words.
    fn line(&self, result: &RunResult) -> String {
        let seconds: f64 = result.epochs.iter().map(|epoch| epoch.seconds).sum();
        let metric = self.plan.metric;
        match (&result.failure, metric.of(result)) {
            (Some(failure), _) => failure.clone(),
            (None, Some(value)) => format!("{metric} {} in {seconds:.1} s", metric.text(value)),
            (None, None) => format!("no {metric}"),
        }
    }
}

impl Queue<'_> {
    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<usize>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, events: &mpsc::Sender<Event>) {
        loop {
            let Some(index) = self.waiting().pop() else { return };
            let outcome = match &self.options.program {
                Some(program) => self.process(program, index, events),
                None => self.here(index, events),
            };
            if outcome.is_ok() {
                self.row.store(0, Ordering::Relaxed);
            } else if self.row.fetch_add(1, Ordering::Relaxed) + 1 >= FAILURES_IN_A_ROW {
                self.waiting().clear();
            }
            // The other end listens until the last worker is gone.
            let _ = events.send(Event::Done(index, outcome));
        }
    }

    /// A run as a thread of this process.
    fn here(&self, index: usize, events: &mpsc::Sender<Event>) -> Result<Ran> {
        let SweepOptions { out, data_dir, .. } = self.options;
        let mut notice = |line: &str| drop(events.send(Event::Notice(line.to_owned())));
        self.sweep.run_one(index, out, data_dir.as_deref(), false, &mut notice)
    }

    /// A run as a process of its own.
    fn process(&self, program: &Path, index: usize, events: &mpsc::Sender<Event>) -> Result<Ran> {
        let run = self.sweep.run(index)?;
        let SweepOptions { out, data_dir, .. } = self.options;
        let failed = |problem: String| Error::Training {
            activation: run.function.to_string(),
            seed: run.seed,
            problem,
        };
        let output = Command::new(program)
            .args(run.arguments(out, data_dir.as_deref()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .map_err(|error| failed(format!("cannot start {}: {error}", program.display())))?;
        let said = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> =
            said.lines().map(|line| line.trim_start_matches("nonlin: ")).collect();
        if !output.status.success() {
            let last = lines.iter().rev().find(|line| !line.trim().is_empty());
            let why = last.map_or_else(|| output.status.to_string(), |line| (*line).to_owned());
            return Err(failed(why));
        }
        match Results::new(out).get(&run.key())? {
            Some(result) => {
                for line in lines.iter().filter(|line| line.contains("damaged")) {
                    let _ = events.send(Event::Notice((*line).to_owned()));
                }
                Ok(Ran::Now(Box::new(result)))
            }
            None => Ok(Ran::Elsewhere),
        }
    }
}

//! Trains the runs of a plan on worker threads and keeps them in the store.

use std::any::Any;
use std::io::ErrorKind;
use std::num::NonZero;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::{CompareOptions, Job, Plan, Progress, Run, Said, Trainer};
use crate::data::Dataset;
use crate::device::is_cpu;
use crate::error::{Error, Result};
use crate::run::{Control, EpochRecord, RunRecord};
use crate::store::{Key, Store, set_aside};

/// What a worker says to the coordinator.
enum Event {
    Epoch { run: usize, epoch: usize, record: EpochRecord },
    Notice(String),
    Done { run: usize, outcome: Result<RunRecord> },
}

/// The records in plan order, and how many of them were already in the store.
pub(super) fn run(
    options: &CompareOptions,
    data: &Dataset,
    trainer: &dyn Trainer,
    progress: &mut dyn Progress,
) -> Result<(Vec<RunRecord>, usize)> {
    let runs = plan(options);
    let keys: Vec<Key> = runs
        .iter()
        .map(|run| Key::new(&options.settings, &run.activation, run.seed, &data.checksum))
        .collect();
    let store = open_store(options, progress)?;
    if !options.resume {
        // Of runs that nobody will go on with. The open store keeps others from the folder.
        remove_checkpoints(&options.checkpoints_path())?;
    }
    let mut records = keys.iter().map(|key| store.get(key)).collect::<Result<Vec<_>>>()?;
    let missing: Vec<usize> = (0..runs.len()).filter(|run| records[*run].is_none()).collect();
    let reused = runs.len() - missing.len();
    if options.resume {
        progress.notice(&format!(
            "{reused} of {} runs are already in {}",
            runs.len(),
            options.store_path().display()
        ));
    }

    let workers = threads(options).min(missing.len());
    let plan = Plan { runs, reused, epochs: options.settings.epochs, threads: workers };
    progress.planned(&plan);

    // One thread a run. Two runs side by side are faster than one run on two
    // threads, whose matrices are too small to share; and a run's bits cannot
    // depend on how many threads there are.
    let pools = (0..workers).map(|_| single_thread()).collect::<Result<Vec<_>>>()?;
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(progress.stop());
    let (events, inbox) = mpsc::channel();
    let mut failure = None;
    thread::scope(|scope| {
        for pool in &pools {
            let worker = Worker {
                options,
                data,
                trainer,
                plan: &plan,
                keys: &keys,
                missing: &missing,
                next: &next,
                stop: &stop,
                events: events.clone(),
            };
            scope.spawn(move || pool.install(|| worker.work()));
        }
        drop(events);
        for event in inbox {
            match event {
                Event::Epoch { run, epoch, record } => {
                    progress.epoch(&plan.runs[run], epoch, &record)
                }
                Event::Notice(message) => progress.notice(&message),
                Event::Done { run, outcome } => {
                    let kept = outcome.map(RunRecord::checked).and_then(|record| {
                        // A stopped run is no result.
                        if record.finished || record.failure.is_some() {
                            store.put(&keys[run], &record)?;
                            remove_checkpoints(&checkpoints(options, &keys[run]))?;
                            progress.finished(&plan.runs[run], &record);
                            records[run] = Some(record);
                        }
                        Ok(())
                    });
                    if let Err(error) = kept {
                        stop.store(true, Ordering::Relaxed);
                        failure.get_or_insert(error);
                    }
                }
            }
            if progress.stop() {
                stop.store(true, Ordering::Relaxed);
            }
        }
    });
    // Only if nothing is left in it.
    let _ = std::fs::remove_dir(options.checkpoints_path());
    if let Some(error) = failure {
        return Err(error);
    }
    let (total, done) = (records.len(), records.iter().flatten().count());
    if done < total {
        return Err(Error::Stopped { done, total });
    }
    Ok((records.into_iter().flatten().collect(), reused))
}

/// Seed by seed: whatever disturbs the machine for a while disturbs the timing
/// of all functions alike.
fn plan(options: &CompareOptions) -> Vec<Run> {
    let activations = options.planned_activations();
    (0..options.seeds)
        .flat_map(|seed| {
            activations.iter().map(move |activation| Run { activation: activation.clone(), seed })
        })
        .collect()
}

/// The folder of a run's checkpoints.
fn checkpoints(options: &CompareOptions, key: &Key) -> PathBuf {
    options.checkpoints_path().join(key.to_string())
}

fn remove_checkpoints(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(source) if source.kind() != ErrorKind::NotFound => {
            Err(Error::File { path: folder.into(), action: "remove", source })
        }
        _ => Ok(()),
    }
}

fn threads(options: &CompareOptions) -> usize {
    if options.threads.is_none() && !is_cpu(&options.settings.device) {
        return 1;
    }
    options.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get)
}

/// A pool in which no sum depends on how many threads there are.
pub(crate) fn single_thread() -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(|error| {
        Error::option("threads", format!("no further thread can be started: {error}; give fewer"))
    })
}

fn open_store(options: &CompareOptions, progress: &mut dyn Progress) -> Result<Store> {
    let path = options.store_path();
    if !path.exists() {
        if options.resume {
            progress.notice(&format!(
                "there is no {} to resume; starting from the first run",
                path.display()
            ));
        }
        return Store::create(&path);
    }
    // Opening also finds out whether the file is a store at all and in no one else's use.
    let store = Store::open(&path)?;
    if options.resume {
        return Ok(store);
    }
    let runs = store.len()?;
    drop(store);
    if runs > 0 {
        let aside = set_aside(&path)?;
        progress.notice(&format!(
            "the store of an earlier comparison ({runs} runs) is now {}; --resume would have gone on with it",
            aside.display()
        ));
        return Store::create(&path);
    }
    Store::open(&path)
}

/// One worker thread: takes the next missing run until there is none.
struct Worker<'a> {
    options: &'a CompareOptions,
    data: &'a Dataset,
    trainer: &'a dyn Trainer,
    plan: &'a Plan,
    keys: &'a [Key],
    missing: &'a [usize],
    next: &'a AtomicUsize,
    stop: &'a AtomicBool,
    events: mpsc::Sender<Event>,
}

impl Worker<'_> {
    fn work(self) {
        while !self.stopped() {
            let Some(run) = self.missing.get(self.next.fetch_add(1, Ordering::Relaxed)) else {
                break;
            };
            // A panic would be a fault of the training; the finished runs must
            // not wait for it in vain.
            let outcome = panic::catch_unwind(AssertUnwindSafe(|| self.train(*run)))
                .unwrap_or_else(|panic| Err(self.panicked(*run, panic.as_ref())));
            // The coordinator listens until the last worker is gone.
            let _ = self.events.send(Event::Done { run: *run, outcome });
        }
    }

    fn train(&self, run: usize) -> Result<RunRecord> {
        let Run { activation, seed } = &self.plan.runs[run];
        let job = Job {
            settings: &self.options.settings,
            data: self.data,
            activation,
            seed: *seed,
            checkpoints: &checkpoints(self.options, &self.keys[run]),
        };
        self.trainer.train(&job, &mut |said| {
            let event = match said {
                Said::Epoch(epoch, record) => Event::Epoch { run, epoch, record: record.clone() },
                Said::Notice(message) => Event::Notice(message.to_owned()),
            };
            let _ = self.events.send(event);
            if self.stopped() { Control::Stop } else { Control::Continue }
        })
    }

    fn panicked(&self, run: usize, panic: &(dyn Any + Send)) -> Error {
        let message = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied());
        let Run { activation, seed } = &self.plan.runs[run];
        Error::Training {
            activation: activation.to_string(),
            seed: *seed,
            problem: format!(
                "a fault in the program: {}",
                message.unwrap_or("panic without a message")
            ),
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

//! Which activation function suits a network: training runs, diagnostics,
//! statistics over seeds, a store of runs and a report.
//!
//! The one entry point is [`compare()`]. It trains the same network with each of
//! several activation functions and several seeds, keeps every finished run in
//! an embedded store, and returns a [`Comparison`], which prints as a table,
//! as JSON and as a self-contained HTML report:
//!
//! ```no_run
//! use nonlin_lab::{CompareOptions, Quiet, compare};
//!
//! let options = CompareOptions {
//!     activations: nonlin::parse_list("relu,gelu,zorro_symmetric(a=4,b=2)")?,
//!     seeds: 3,
//!     ..CompareOptions::default()
//! };
//! let comparison = compare(&options, &mut Quiet)?;
//! println!("{}", comparison.table_text(120));
//! comparison.write_report(&options.report_path())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The parts, each usable by itself:
//!
//! - [`data`]: the embedded digits and readers for images, texts and tables;
//! - [`networks`]: published networks that take any activation function;
//! - [`learn`]: training, with checkpoints and diagnostics;
//! - [`recipes`]: published experiments, run again;
//! - [`run`]: what a training run is asked for and what it records;
//! - [`statistics`]: intervals, paired tests, Holm's correction, Friedman and Nemenyi;
//! - [`store`]: the embedded store of finished runs;
//! - [`sweep`]: functions × networks × data × settings × seeds, on one machine or many;
//! - [`mod@compare`]: plan, driver, summary, table and JSON;
//! - [`report`]: the HTML report.

pub mod compare;
pub mod data;
mod device;
mod error;
mod files;
pub mod learn;
pub mod networks;
mod random;
pub mod recipes;
pub mod report;
pub mod run;
pub mod statistics;
pub mod store;
pub mod sweep;
#[cfg(test)]
mod synthetic;

pub use compare::{
    CompareOptions, Comparison, Job, Plan, Progress, Quiet, Run, Said, Trainer, compare,
    compare_with,
};
pub use data::{DataName, DataSource, Dataset};
pub use device::device;
pub use error::{Error, Result};
pub use files::write_whole;
pub use random::Random;
pub use run::{Control, EpochRecord, Histogram, Init, Optimizer, Probes, RunRecord, Settings};

//! `nonlin compare`

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nonlin_lab::{
    CompareOptions, EpochRecord, Plan, Progress, Run, RunRecord, Settings, compare as run_all,
};

use super::activation;
use crate::args;
use crate::output::{Outcome, fail, print};

/// The width of the table where there is no terminal to ask.
const WIDTH: usize = 120;

pub(crate) fn run(args: &args::Compare) -> Outcome {
    let options = options(args)?;
    let mut bar = Bar::new();
    let comparison = run_all(&options, &mut bar);
    bar.0.finish_and_clear();
    let comparison = comparison?;
    let report = options.report_path();
    comparison.write_report(&report)?;
    if args.json {
        return print(&format!("{}\n", comparison.to_json().trim_end()));
    }
    let table = comparison.table_text(width());
    print(&format!("{}\n\nreport: {}\n", table.trim_end(), report.display()))
}

/// The columns of the terminal.
fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    columns.filter(|&width| width >= 40).unwrap_or(WIDTH)
}

fn options(args: &args::Compare) -> Outcome<CompareOptions> {
    let defaults = CompareOptions::default();
    let layers = match &args.layers {
        Some(text) => layers(text)?,
        None => defaults.settings.layers.clone(),
    };
    let settings = Settings {
        data: args.data.clone(),
        label: args.label.clone(),
        device: args.device.clone(),
        layers,
        learning_rate: args.lr.unwrap_or_else(|| args.optimizer.default_learning_rate()),
        batch: args.batch.unwrap_or(defaults.settings.batch),
        epochs: args.epochs.unwrap_or(defaults.settings.epochs),
        optimizer: args.optimizer,
        init: args.init,
        weight_decay: args.weight_decay.unwrap_or(defaults.settings.weight_decay),
    };
    let activations = match &args.acts {
        Some(text) => nonlin::parse_list(text)?,
        None => defaults.activations,
    };
    let options = CompareOptions {
        activations,
        baseline: activation(&args.baseline, &[])?,
        seeds: args.seeds,
        settings,
        data_dir: args.data_dir.clone(),
        threads: args.threads,
        out: args.out.clone().unwrap_or(defaults.out),
        resume: args.resume,
    };
    options.validate()?;
    Ok(options)
}

fn layers(text: &str) -> Outcome<Vec<usize>> {
    let widths: Result<Vec<usize>, _> = text.split(',').map(|w| w.trim().parse()).collect();
    match widths {
        Ok(widths) => Ok(widths),
        Err(_) => {
            fail(format!("'{text}' is not a list of layer widths; write for example 128,128"))
        }
    }
}

/// A bar on standard error, where that is a terminal; else silence, but for what
/// the user must know.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
        let style = ProgressStyle::with_template(
            "{bar:28.cyan/dim} {pos}/{len} epochs  {per_sec}  {eta} left  {msg}",
        );
        // The template is fixed, and tested; without it the bar is a plain one.
        if let Ok(style) = style {
            bar.set_style(style.progress_chars("━╸ "));
        }
        Bar(bar)
    }
}

impl Progress for Bar {
    fn notice(&mut self, message: &str) {
        self.0.suspend(|| eprintln!("nonlin: {message}"));
    }

    fn planned(&mut self, plan: &Plan) {
        let runs = plan.runs.len().saturating_sub(plan.reused);
        self.0.set_length((runs * plan.epochs) as u64);
        self.0.enable_steady_tick(Duration::from_millis(200));
    }

    fn epoch(&mut self, run: &Run, _: usize, record: &EpochRecord) {
        self.0.inc(1);
        let accuracy = 100.0 * record.test_accuracy;
        self.0.set_message(format!("{} seed {}: {accuracy:.1} %", run.activation, run.seed));
    }

    fn finished(&mut self, run: &Run, record: &RunRecord) {
        if let Some(failure) = &record.failure {
            self.notice(&format!("{} seed {}: {failure}", run.activation, run.seed));
        }
    }
}

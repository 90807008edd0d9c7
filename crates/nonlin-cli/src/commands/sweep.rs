//! `nonlin sweep`

use std::path::Path;

use nonlin_lab::sweep::{Failed, Ran, Results, Seeds, Sweep, SweepOptions, SweepPlan};

use crate::args;
use crate::output::{Outcome, fail, print, print_json};

pub(crate) fn run(args: &args::Sweep) -> Outcome {
    let sweep = Sweep::new(&plan(args)?)?;
    let defaults = SweepOptions::default();
    let options = SweepOptions {
        out: args.out.clone().unwrap_or(defaults.out),
        data_dir: args.data_dir.clone(),
        jobs: args.jobs,
        // Without a program of its own a run is a thread.
        program: std::env::current_exe().ok(),
    };
    if args.print {
        let line = |run: &nonlin_lab::sweep::Run| {
            run.command_line(&options.out, options.data_dir.as_deref()) + "\n"
        };
        return print(&sweep.runs.iter().map(line).collect::<String>());
    }
    if let Some(index) = args.index {
        return one(&sweep, index, &options);
    }
    let refused = merge(&options.out, &args.merge)?;
    let (results, failed) = if args.report {
        (sweep.results(&options.out, &mut say)?, Vec::new())
    } else {
        let outcome = sweep.run_all(&options, &mut say)?;
        (outcome.results, outcome.failed)
    };
    let files = sweep.write_report(&results, &options.out);
    let summary = sweep.summary(&results);
    if args.json {
        print_json(&summary)?;
    } else {
        print(&summary.markdown())?;
    }
    if let [first, others @ ..] = failed.as_slice() {
        let Failed { index, run, problem } = first;
        let more = if others.is_empty() {
            String::new()
        } else {
            format!("; so did {} others", others.len())
        };
        return fail(format!(
            "run {index} ({run}) failed{more}: {problem}\nWhat was stored is kept; the same command goes on with the rest."
        ));
    }
    // A full disk has stopped the runs, too: that is said first.
    say(&format!("written: {}", files?.report.display()));
    if refused > 0 {
        return fail(format!("{refused} results were refused; they are named above"));
    }
    Ok(())
}

fn say(line: &str) {
    eprintln!("nonlin: {line}");
}

fn plan(args: &args::Sweep) -> Outcome<SweepPlan> {
    let mut plan = match &args.plan {
        Some(path) => SweepPlan::read(path)?,
        None => SweepPlan::default(),
    };
    if let Some(acts) = &args.acts {
        plan.functions = nonlin::parse_list(acts)?.iter().map(ToString::to_string).collect();
    }
    if plan.functions.is_empty() {
        return fail("no functions to train; name them, as in --acts relu,telu, or give a plan");
    }
    if args.baseline.is_some() {
        plan.baseline.clone_from(&args.baseline);
    }
    if !args.networks.is_empty() {
        plan.networks.clone_from(&args.networks);
    }
    if !args.data.is_empty() {
        plan.data.clone_from(&args.data);
    }
    let label = args.label.as_ref().map(|label| ("label", label));
    let device = args.device.as_ref().map(|device| ("device", device));
    for (setting, value) in label.into_iter().chain(device) {
        plan.fix(setting, value)?;
    }
    if let Some(seeds) = args.seeds {
        plan.seeds = Seeds::Count(seeds);
    }
    if !args.seed.is_empty() {
        plan.seeds = Seeds::List(args.seed.clone());
    }
    plan.metric = args.metric.unwrap_or(plan.metric);
    for text in &args.set {
        plan.set(text)?;
    }
    Ok(plan)
}

/// One run, as a process of its own.
fn one(sweep: &Sweep, index: usize, options: &SweepOptions) -> Outcome {
    let name = sweep.describe(sweep.run(index)?);
    let ran = sweep.run_one(index, &options.out, options.data_dir.as_deref(), true, &mut say)?;
    let what = match ran {
        Ran::Now(_) => "is done",
        Ran::Before(_) => "was there already",
        Ran::Elsewhere => "is being made by another process",
    };
    print(&format!("{name}: {what}\n"))
}

/// Takes over results from other folders; how many files were refused.
fn merge(out: &Path, others: &[std::path::PathBuf]) -> Outcome<usize> {
    let results = Results::new(out);
    let mut refused = 0;
    for other in others {
        let merged = results.merge(other)?;
        say(&format!("{}: {} new results, {} known", other.display(), merged.new, merged.known));
        for line in &merged.refused {
            say(line);
        }
        for path in &merged.differing {
            say(&format!(
                "{path}: its numbers are not those of the result here; made on another kind of machine?"
            ));
        }
        refused += merged.refused.len();
    }
    Ok(refused)
}

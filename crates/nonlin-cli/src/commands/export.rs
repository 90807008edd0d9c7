//! `nonlin export` and `nonlin import`

use std::io::{self, IsTerminal};

use nonlin::Activation;
use nonlin_export::{Options, Part, Target};
use nonlin_fit::{Named, read_coefficients, to_json, to_rational_activations};
use serde::Serialize;

use super::activation;
use crate::args;
use crate::output::{Number, Outcome, fail, print, print_bytes, print_json, short, table, write};

/// The formats that are no targets of `nonlin_export`.
const OTHERS: [&str; 3] = ["text", "json", "rational-activations"];

pub(crate) fn export(args: &args::Export) -> Outcome {
    let activation = activation(&args.name, &args.parameter)?;
    let format = args.to.trim().to_lowercase();
    if OTHERS.contains(&format.as_str()) && is_for_source(args) {
        return fail(format!(
            "--derivative, --gradients, --fixed, --dtype and --opset are for source and models, not for --to {format}"
        ));
    }
    let bytes = match format.as_str() {
        "text" => match activation.unit() {
            Some(unit) => format!("{unit}\n"),
            None => format!("{}\n", activation.function().formula()),
        }
        .into_bytes(),
        "json" => to_json(&named(args, &activation)?).into_bytes(),
        "rational-activations" => {
            to_rational_activations(&[named(args, &activation)?])?.into_bytes()
        }
        _ => exported(args, &activation)?,
    };
    match &args.output {
        Some(path) => write(path, bytes),
        None if format == "onnx" && io::stdout().is_terminal() => {
            fail("an ONNX model is no text; write it to a file with --out FILE, or to a pipe")
        }
        None => print_bytes(&bytes),
    }
}

fn is_for_source(args: &args::Export) -> bool {
    let given = [args.derivative, args.gradients, args.fixed];
    given.contains(&true) || args.dtype.is_some() || args.opset.is_some()
}

/// What `nonlin_export` prints.
fn exported(args: &args::Export, activation: &Activation) -> Outcome<Vec<u8>> {
    let target: Target = match args.to.parse() {
        Ok(target) => target,
        Err(nonlin_export::Error::UnknownTarget { name, nearest }) => {
            let near = match nearest.as_slice() {
                [] => String::new(),
                names => format!("; did you mean {}?", names.join(" or ")),
            };
            let all: Vec<&str> = Target::ALL.map(Target::name).into_iter().chain(OTHERS).collect();
            return fail(format!("unknown format '{name}'{near}; there are {}", all.join(", ")));
        }
        Err(other) => return Err(other.into()),
    };
    let part = match (args.derivative, args.gradients) {
        (true, _) => Part::Derivative,
        (_, true) => Part::Gradients,
        _ => Part::Value,
    };
    let precision = args.dtype.as_deref().map(str::parse).transpose()?;
    let (name, fixed, opset) = (args.label.clone(), args.fixed, args.opset);
    let rank = Some(args.rank);
    let options = Options { part, precision, name, fixed, opset, rank };
    Ok(nonlin_export::export(activation, target, &options)?)
}

fn named(args: &args::Export, activation: &Activation) -> Outcome<Named> {
    match activation.unit() {
        Some(unit) => {
            let name = args.label.clone().unwrap_or_else(|| activation.to_string());
            Ok(Named { name, unit })
        }
        None => fail(format!(
            "{activation} is no rational unit and has no coefficients to export; choose what to export it to, as in --to c, cuda, torch, onnx or latex"
        )),
    }
}

/// A unit as `nonlin import --json` prints it.
#[derive(Serialize)]
struct Imported {
    name: String,
    unit: String,
    activation: String,
    numerator: Vec<Number>,
    denominator: Vec<Number>,
    poles: Vec<Number>,
}

pub(crate) fn import(args: &args::Import) -> Outcome {
    let all = read_coefficients(&args.file)?;
    let wanted = |named: &&Named| {
        let by_name = args.name.as_ref().is_none_or(|name| *name == named.name);
        let by_form = args.unit.as_ref().is_none_or(|unit| *unit == named.unit.form().to_string());
        by_name && by_form
    };
    let chosen: Vec<&Named> = all.iter().filter(wanted).collect();
    if chosen.is_empty() {
        let mut names: Vec<String> =
            all.iter().map(|named| format!("{} ({})", named.name, named.unit.form())).collect();
        names.dedup();
        return fail(format!(
            "{}: no such unit in it; it has {}",
            args.file.display(),
            names.join(", ")
        ));
    }
    let numbers = |values: &[f64]| values.iter().copied().map(Number).collect();
    if args.json {
        let imported = chosen.iter().map(|Named { name, unit }| Imported {
            name: name.clone(),
            unit: unit.form().to_string(),
            activation: Activation::from(unit.clone()).to_string(),
            numerator: numbers(unit.numerator()),
            denominator: numbers(unit.denominator()),
            poles: numbers(&unit.poles()),
        });
        return print_json(&imported.collect::<Vec<_>>());
    }
    // One unit, as other commands take it.
    if let [one] = chosen.as_slice() {
        return print(&format!("{}\n", Activation::from(one.unit.clone())));
    }
    let rows: Vec<Vec<String>> = chosen
        .iter()
        .map(|Named { name, unit }| {
            let poles: Vec<_> = unit.poles().iter().map(|&x| short(x)).collect();
            let poles = if poles.is_empty() { "none".to_owned() } else { poles.join(", ") };
            vec![name.clone(), unit.form().to_string(), poles]
        })
        .collect();
    let table = table(&["function", "unit", "poles"], &rows);
    print(&format!(
        "{table}\n{} units; name one to print it as other commands take it\n",
        rows.len()
    ))
}

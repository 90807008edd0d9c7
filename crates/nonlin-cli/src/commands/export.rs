//! `nonlin export` and `nonlin import`

use nonlin::Activation;
use nonlin_fit::{Named, read_coefficients, to_json, to_rational_activations};
use serde::Serialize;

use super::activation;
use crate::args;
use crate::output::{Number, Outcome, fail, print, print_json, short, table, write};

/// The formats of `nonlin export`.
const FORMATS: [&str; 4] = ["json", "rational-activations", "text", "latex"];

pub(crate) fn export(args: &args::Export) -> Outcome {
    let activation = activation(&args.name, &args.parameter)?;
    let text = match args.to.as_str() {
        "text" => match activation.unit() {
            Some(unit) => format!("{unit}\n"),
            None => format!("{}\n", activation.function().formula()),
        },
        "latex" => match activation.unit() {
            Some(unit) => format!("{}\n", unit.latex()),
            None => format!("{}\n", activation.function().formula_latex()),
        },
        "json" => to_json(&named(args, &activation)?),
        "rational-activations" => to_rational_activations(&[named(args, &activation)?])?,
        other => {
            return fail(format!("unknown format '{other}'; there are {}", FORMATS.join(", ")));
        }
    };
    match &args.output {
        Some(path) => write(path, text.into_bytes()),
        None => print(&text),
    }
}

fn named(args: &args::Export, activation: &Activation) -> Outcome<Named> {
    match activation.unit() {
        Some(unit) => {
            let name = args.label.clone().unwrap_or_else(|| activation.to_string());
            Ok(Named { name, unit })
        }
        None => fail(format!(
            "{activation} is no rational unit and has no coefficients to export; --to text and --to latex print its formula"
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

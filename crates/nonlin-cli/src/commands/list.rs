//! `nonlin list`

use nonlin::{Family, Function};
use serde::Serialize;

use crate::args;
use crate::output::{Outcome, print, print_json, table};

/// A function as `nonlin list --json` prints it.
#[derive(Serialize)]
struct Item {
    id: &'static str,
    name: &'static str,
    aliases: &'static [&'static str],
    family: String,
    summary: &'static str,
    formula: String,
    parameters: Vec<&'static str>,
    reference: String,
    tuned: bool,
}

impl Item {
    fn of(function: &Function) -> Item {
        Item {
            id: function.id(),
            name: function.name(),
            aliases: function.aliases(),
            family: function.family().to_string(),
            summary: function.summary(),
            formula: function.formula(),
            parameters: function.parameters().iter().map(|p| p.name).collect(),
            reference: function.reference().to_string(),
            tuned: is_tuned(function),
        }
    }
}

/// Whether it has kernels of its own, as rational units have.
fn is_tuned(function: &Function) -> bool {
    function.is_tuned() || function.form().is_some()
}

/// Formulas longer than this are cut in the table.
const FORMULA: usize = 58;

pub(crate) fn run(args: &args::List) -> Outcome {
    let family: Option<Family> = args.family.as_deref().map(str::parse).transpose()?;
    let mut chosen: Vec<&Function> = nonlin::functions()
        .iter()
        .copied()
        .chain(nonlin::rational::functions())
        .filter(|f| family.is_none_or(|family| f.family() == family))
        .filter(|f| !args.tuned || is_tuned(f))
        .collect();
    let place = |f: &&Function| Family::ALL.iter().position(|family| *family == f.family());
    chosen.sort_by_key(place);
    if args.json {
        return print_json(&chosen.iter().map(|f| Item::of(f)).collect::<Vec<_>>());
    }
    let cut = |text: String| {
        if text.chars().count() <= FORMULA {
            return text;
        }
        text.chars().take(FORMULA - 3).chain("...".chars()).collect()
    };
    let rows: Vec<Vec<String>> = chosen
        .iter()
        .map(|f| {
            let year = f.reference().year.map_or_else(String::new, |year| year.to_string());
            let name = f.name().to_owned();
            let family = f.family().to_string();
            let mark = if is_tuned(f) { "*" } else { "" };
            vec![f.id().to_owned(), mark.to_owned(), name, family, year, cut(f.formula())]
        })
        .collect();
    let table = table(&["id", "", "name", "family", "year", "formula"], &rows);
    print(&format!(
        "{table}\n{} functions, those with * tuned; `nonlin show ID` tells all about one\n",
        rows.len()
    ))
}

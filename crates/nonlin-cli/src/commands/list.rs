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
        }
    }
}

/// Formulas longer than this are cut in the table.
const FORMULA: usize = 58;

pub(crate) fn run(args: &args::List) -> Outcome {
    let family: Option<Family> = args.family.as_deref().map(str::parse).transpose()?;
    let chosen: Vec<&Function> = nonlin::functions()
        .iter()
        .copied()
        .chain(nonlin::rational::functions())
        .filter(|f| family.is_none_or(|family| f.family() == family))
        .collect();
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
            vec![f.id().to_owned(), name, family, year, cut(f.formula())]
        })
        .collect();
    let table = table(&["id", "name", "family", "year", "formula"], &rows);
    print(&format!("{table}\n{} functions; `nonlin show ID` tells all about one\n", rows.len()))
}

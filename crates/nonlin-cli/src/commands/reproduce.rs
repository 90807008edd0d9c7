//! `nonlin reproduce`

use nonlin_lab::recipes::{ReproduceOptions, find, recipes, reproduce};

use crate::args;
use crate::output::{Outcome, print, print_json, table};

pub(crate) fn run(args: &args::Reproduce) -> Outcome {
    let Some(name) = args.name.as_deref().filter(|_| !args.list) else {
        let recipes = recipes()?;
        if args.json {
            return print_json(&recipes);
        }
        let row = |recipe: &nonlin_lab::recipes::Recipe| {
            let paper: String = recipe.paper.chars().take_while(|c| *c != ',').collect();
            vec![recipe.name.clone(), recipe.title.clone(), paper]
        };
        let rows: Vec<Vec<String>> = recipes.iter().map(row).collect();
        let table = table(&["recipe", "question", "by"], &rows);
        return print(&format!(
            "{table}\n{} recipes; `nonlin reproduce RECIPE` runs one\n",
            rows.len()
        ));
    };
    let defaults = ReproduceOptions::default();
    let options = ReproduceOptions {
        scale: args.scale,
        data_dir: args.data_dir.clone(),
        out: args.out.clone().unwrap_or_else(|| defaults.out.clone()),
        ..defaults
    };
    let outcome = reproduce(&find(name)?, &options, &mut |line| eprintln!("nonlin: {line}"))?;
    if args.json {
        return print_json(&outcome);
    }
    let [page, numbers] = outcome.paths(&options.out);
    print(&format!(
        "{}\n\nwritten: {}, {}\n",
        outcome.markdown().trim_end(),
        page.display(),
        numbers.display()
    ))
}

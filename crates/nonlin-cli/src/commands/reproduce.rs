//! `nonlin reproduce`

use nonlin_lab::recipes::{ReproduceOptions, find, recipes, reproduce, write_index};

use crate::args;
use crate::output::{Outcome, print, print_json, table};

pub(crate) fn run(args: &args::Reproduce) -> Outcome {
    let device = nonlin_lab::device(&args.device)?;
    let defaults = ReproduceOptions::default();
    let out = args.out.clone().unwrap_or(defaults.out);
    if args.index && args.name.is_none() {
        return print(&format!("written: {}\n", write_index(&out)?.display()));
    }
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
    let options =
        ReproduceOptions { scale: args.scale, data_dir: args.data_dir.clone(), device, out };
    let outcome = reproduce(&find(name)?, &options, &mut |line| eprintln!("nonlin: {line}"))?;
    if args.index {
        write_index(&options.out)?;
    }
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

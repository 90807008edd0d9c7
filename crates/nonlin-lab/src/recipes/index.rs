//! A page that lists the outcomes in a folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Scale, recipes};
use crate::error::{Error, Result};
use crate::files::write_whole;

/// What the page says of an outcome.
#[derive(Deserialize)]
struct Entry {
    recipe: About,
    scale: Scale,
    sentence: String,
    machine: String,
    seconds: f64,
}

#[derive(Deserialize)]
struct About {
    name: String,
    title: String,
    paper: String,
}

/// Writes `README.md` into a folder of outcomes: what each asked and what came of it, in the
/// order of the recipes. Gives its path.
///
/// # Errors
///
/// If the folder or an outcome in it cannot be read, there is none, or the page cannot be written.
pub fn write_index(folder: &Path) -> Result<PathBuf> {
    let failed = |source| Error::File { path: folder.into(), action: "read the folder", source };
    let mut entries: Vec<Entry> = Vec::new();
    for file in std::fs::read_dir(folder).map_err(failed)? {
        let path = file.map_err(failed)?.path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(|source| Error::File {
            path: path.clone(),
            action: "read",
            source,
        })?;
        entries.push(serde_json::from_str(&text).map_err(|error| Error::Data {
            path: path.clone(),
            problem: format!("it is no outcome of a recipe: {error}"),
        })?);
    }
    if entries.is_empty() {
        let problem = "it holds no outcomes; `nonlin reproduce RECIPE --out FOLDER` writes one";
        return Err(Error::Data { path: folder.into(), problem: problem.into() });
    }
    let order: Vec<String> = recipes()?.into_iter().map(|recipe| recipe.name).collect();
    let place = |entry: &Entry| {
        let name = &entry.recipe.name;
        (order.iter().position(|other| other == name).unwrap_or(order.len()), name.clone())
    };
    entries.sort_by_key(|entry| (place(entry), entry.scale.name()));
    let mut text = String::from(
        "# Experiments\n\nWhat papers on activation functions measured, run again by `nonlin reproduce`. Each page has the claims one \
         by one, tables, pictures and settings; the JSON file beside it has every run.\n\n\
         | recipe | question | after | what came of it | wall time |\n|---|---|---|---|---:|\n",
    );
    for entry in &entries {
        let About { name, title, paper } = &entry.recipe;
        // A bar would end the cell.
        let title = title.replace('|', "\\|");
        let authors: String = paper.chars().take_while(|c| *c != ',').collect();
        let _ = writeln!(
            text,
            "| [{name}]({name}-{scale}.md), {scale} | {title} | {authors} | {} | {:.0} s |",
            entry.sentence,
            entry.seconds,
            scale = entry.scale
        );
    }
    let mut machines: Vec<&str> = entries.iter().map(|entry| entry.machine.as_str()).collect();
    machines.sort_unstable();
    machines.dedup();
    let _ = writeln!(
        text,
        "\nRun on {}. This page is written by `nonlin reproduce --index`.",
        machines.join("; ")
    );
    let path = folder.join("README.md");
    write_whole(&path, text)?;
    Ok(path)
}

//! `nonlin data`

use nonlin_lab::data::{PUBLISHED, Published, cache_folder, published};
use serde::Serialize;

use crate::args;
use crate::output::{Outcome, fail, print, print_json, table};

/// A data set as JSON.
#[derive(Serialize)]
struct Set {
    name: &'static str,
    about: &'static str,
    terms: &'static str,
    bytes: u64,
    present: bool,
}

pub(crate) fn run(args: &args::Data) -> Outcome {
    // All names first: nothing is downloaded for a list with a mistake.
    let wanted = args.name.iter().map(|name| published(name)).collect::<Result<Vec<_>, _>>()?;
    let folder = match args.data_dir.clone().or_else(cache_folder) {
        Some(folder) => folder,
        None => return fail("this system has no cache folder; give one with --data-dir"),
    };
    let mut text = String::new();
    for set in wanted {
        let path = set.download(&folder, &mut |line| eprintln!("nonlin: {line}"))?;
        text.push_str(&format!("{}: {}\n", set.name, path.display()));
    }
    if !text.is_empty() && !args.json {
        return print(&text);
    }
    let present = |set: &Published| set.is_in(&folder);
    if args.json {
        let sets: Vec<Set> = PUBLISHED
            .iter()
            .map(|set| {
                let Published { name, about, terms, .. } = *set;
                Set { name, about, terms, bytes: set.bytes(), present: present(set) }
            })
            .collect();
        return print_json(&sets);
    }
    let embedded = ["optdigits", "8×8 digits, 3,823 and 1,797", "0", "embedded", "CC BY 4.0"];
    let mut rows = vec![embedded.map(str::to_owned).to_vec()];
    rows.extend(PUBLISHED.iter().map(|set| {
        let size = format!("{:.0}", set.bytes() as f64 / 1e6);
        let state = if present(set) { "here" } else { "not here" };
        [set.name, set.about, &size, state, set.terms].map(str::to_owned).to_vec()
    }));
    print(&format!(
        "{}\nfolder: {}\n`nonlin data NAME` downloads one\n",
        table(&["name", "what", "MB", "state", "terms"], &rows),
        folder.display()
    ))
}

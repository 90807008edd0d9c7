//! Writes `docs/catalogue.md` and the plots beside it:
//!
//! ```text
//! cargo run --release -p nonlin --example catalogue -- docs
//! ```

mod sheet;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::fmt::Write;
use std::path::Path;

use nonlin::vector::Operation;
use nonlin::{Activation, Family, Function, Range, clashes, functions, rational};
use rayon::prelude::*;
use support::page::write_whole;
use support::tail::left_out::LEFT_OUT;

const HEAD: &str = "\
# The catalogue

Written by `cargo run --release -p nonlin --example catalogue -- docs`; do not edit by hand.

Every function here is found by its identifier, its name or another name, wherever a function is asked for: in Rust
(`\"symlog\".parse::<Activation>()`), on the command line (`nonlin show symlog`, `plot`, `eval`, `bench`, `compare`, `fit`)
and in Python (`nonlin.get(\"symlog\")`). **Tuned** functions have compiled kernels. The others are data, an entry each in a
text file (`crates/nonlin/src/catalogue/tail`), and run on the machine that runs typed formulas.

What an entry claims is measured by the tests: every finite input has a finite value and a finite slope in f32, f64, f16
and bf16; values and slopes are within 8 units in the last place of arbitrary precision (in f64, where exponents are
rounded too, within 8 units times the size of the exponent), or as near as f64 can know the argument; the listed
properties hold with the default parameters.

The plots show the value (dark) and the slope (light) from -4 to 4.

";

fn main() -> std::process::ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "docs".to_owned());
    match write(Path::new(&folder)) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> Result<(), String> {
    let plots = folder.join("catalogue");
    std::fs::create_dir_all(&plots)
        .map_err(|error| format!("cannot make {}: {error}", plots.display()))?;
    let mut page = HEAD.to_owned();
    let data = functions().iter().filter(|f| !f.is_tuned()).count();
    let tuned = functions().len() - data;
    page += &format!(
        "{tuned} functions are tuned, {data} are data; {} rational units have [pages of their own](rational.md).\n\n",
        rational::functions().len()
    );
    for family in Family::ALL.iter().filter(|family| **family != Family::Rational) {
        let functions: Vec<&'static Function> =
            functions().iter().copied().filter(|f| f.family() == *family).collect();
        write_whole(&plots.join(format!("{family}.svg")), &sheet::draw(&functions))?;
        page += &section(*family, &functions);
    }
    page += &operations();
    page += &shared_names();
    page += &left_out();
    write_whole(&folder.join("catalogue.md"), &page)
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn code(text: &str) -> String {
    /// Longer formulas are cut; `nonlin show` has all of them.
    const MOST: usize = 150;
    let cut: String = text.chars().take(MOST).collect();
    let rest = if cut.len() < text.len() { " ..." } else { "" };
    format!("`{}{rest}`", cell(&cut))
}

fn section(family: Family, functions: &[&'static Function]) -> String {
    let mut page = format!(
        "## {family}\n\n![{family} functions](catalogue/{family}.svg)\n\n\
         | identifier | name | formula | parameters | properties | source |\n|---|---|---|---|---|---|\n"
    );
    for f in functions {
        let mut name = cell(f.name());
        if !f.aliases().is_empty() {
            name += &format!(" ({})", cell(&f.aliases().join(", ")));
        }
        let parameters = f.parameters().iter().map(|p| {
            let range =
                if p.range == Range::REAL { String::new() } else { format!(" in {}", p.range) };
            format!("{} = {}{range}", p.name, short(p.default))
        });
        let mut properties: Vec<String> =
            f.listed_properties().iter().map(|p| (*p).to_owned()).collect();
        if f.domain() != Range::REAL {
            properties.insert(0, format!("for x in {} only", f.domain()));
        }
        let mut source = cell(&f.reference().to_string());
        if !f.notes().is_empty() {
            source += &format!(" *{}*", cell(f.notes()));
        }
        let formula = f.formula();
        let _ = writeln!(
            page,
            "| `{}`{} | {name} | {} | {} | {} | {source} |",
            f.id(),
            if f.is_tuned() { " **tuned**" } else { "" },
            code(f.published_formula().unwrap_or(&formula)),
            parameters.collect::<Vec<_>>().join(", "),
            properties.join(", "),
        );
    }
    page + "\n"
}

/// The number in at most six digits.
fn short(value: f64) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    if rounded == 0.0 { value.to_string() } else { rounded.to_string() }
}

fn operations() -> String {
    let names: Vec<String> = Operation::NAMES.iter().map(|name| format!("`{name}`")).collect();
    format!(
        "## Operations over the last axis\n\nIn the module `nonlin::vector`, by name: {}. Its documentation has formulas and \
         sources.\n\n",
        names.join(", ")
    )
}

fn shared_names() -> String {
    let mut page = "## Names of several functions\n\nAsking for one of these is an error that shows the candidates, unless \
                    the name is an identifier: an identifier means its own function.\n\n| name | candidates |\n|---|---|\n"
        .to_owned();
    for clash in clashes() {
        let list = clash.candidates.iter().map(|(f, what)| {
            format!("`{}`: {}. {}", f.id(), cell(what), cell(&f.reference().to_string()))
        });
        let _ = writeln!(page, "| {} | {} |", clash.name, list.collect::<Vec<_>>().join("<br>"));
    }
    page + "\n"
}

fn left_out() -> String {
    let mut page = "## Left out\n\nWhere the reason is a measurement, it is that of the formula as published, with its \
                    default parameters.\n\n| identifier | name | formula | why | source |\n|---|---|---|---|---|\n"
        .to_owned();
    let reasons: Vec<String> = LEFT_OUT.par_iter().map(|left| left.reason()).collect();
    for (left, reason) in LEFT_OUT.iter().zip(reasons) {
        let source: Vec<&str> =
            left.reference.split('|').map(str::trim).filter(|part| !part.is_empty()).collect();
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} |",
            left.id,
            cell(left.name),
            code(left.definition),
            cell(&reason),
            cell(&source.join(". ")),
        );
    }
    page
}

/// Whether anything is drawn at `x`.
fn defined(activation: &Activation, x: f64) -> bool {
    let domain = activation.function().domain();
    domain == Range::REAL || domain.contains(x)
}

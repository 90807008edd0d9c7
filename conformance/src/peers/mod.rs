//! The implementations in Rust, run over the inputs.

mod burn;
mod candle;
mod own;

use crate::Failure;
use crate::dtype::Dtype;
use crate::exchange::{Case, Index, Work};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Where the versions of what was built are written down.
const LOCK: &str = include_str!("../../Cargo.lock");

/// Runs all of them.
pub(crate) fn run(work: &Work) -> Result<(), Failure> {
    burn::run(work)?;
    candle::run(work)?;
    own::run(work)
}

/// Values and gradients, either of which may be refused.
type Results = (Result<Vec<f64>, String>, Result<Vec<f64>, String>);

/// An implementation whose cases are being run.
struct Run<'a> {
    work: &'a Work,
    index: Index,
}

impl<'a> Run<'a> {
    fn new(
        work: &'a Work,
        (order, id, title): (u32, &str, &str),
        how: &str,
        packages: &[&str],
    ) -> Run<'a> {
        let mut versions: BTreeMap<String, String> =
            packages.iter().map(|name| ((*name).to_owned(), version(name))).collect();
        versions.insert("rustc".to_owned(), rustc());
        let index = Index {
            id: id.to_owned(),
            order,
            title: title.to_owned(),
            how: how.to_owned(),
            versions,
            cases: Vec::new(),
        };
        Run { work, index }
    }

    /// Runs one function in one type. An implementation that panics has refused.
    fn case(
        &mut self,
        name: &str,
        function: &str,
        dtype: Dtype,
        evaluate: impl FnOnce(&[f64]) -> Results,
    ) -> Result<(), Failure> {
        let inputs = self.work.inputs(dtype)?;
        let (value, gradient) = catch_unwind(AssertUnwindSafe(|| evaluate(&inputs)))
            .unwrap_or_else(|_| (Err("it panics".to_owned()), Err("it panics".to_owned())));
        let file = format!("{}.{}", self.index.cases.len(), dtype.name());
        let store = |part: &str, results: Result<Vec<f64>, String>| match results {
            Ok(results) => {
                let place = (dtype, file.as_str(), part);
                self.work.write_results(&self.index.id, place, &results).map(|()| None)
            }
            Err(error) => Ok(Some(error)),
        };
        let value_error = store("value", value)?;
        let gradient_error = store("gradient", gradient)?;
        self.index.cases.push(Case {
            name: name.to_owned(),
            function: function.to_owned(),
            parameters: Vec::new(),
            dtype,
            file,
            note: None,
            value_error,
            gradient_error,
        });
        Ok(())
    }

    fn finish(self) -> Result<(), Failure> {
        println!("{}: {} cases", self.index.title, self.index.cases.len());
        self.work.write_index(&self.index)
    }
}

/// The version of a package in the lock file.
fn version(package: &str) -> String {
    let entry = LOCK
        .split("[[package]]")
        .find(|entry| entry.lines().any(|line| line == format!("name = \"{package}\"")));
    let line = entry.and_then(|e| e.lines().find_map(|line| line.strip_prefix("version = ")));
    line.map_or_else(|| "unknown".to_owned(), |version| version.trim_matches('"').to_owned())
}

/// The version of the compiler on the path, which built this.
fn rustc() -> String {
    let output = std::process::Command::new("rustc").arg("--version").output();
    let text = output.ok().and_then(|output| String::from_utf8(output.stdout).ok());
    let version = text.as_deref().and_then(|text| text.split_whitespace().nth(1));
    version.unwrap_or("unknown").to_owned()
}

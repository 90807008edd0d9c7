//! Files by which implementations hand over their results:
//!
//! ```text
//! WORK/inputs/f32.bin           the inputs of a type, raw and little-endian
//! WORK/results/torch.json       an implementation: its versions and its cases
//! WORK/results/torch/0.value.bin, 0.gradient.bin   results of a case, as the inputs
//! ```

use crate::Failure;
use crate::dtype::Dtype;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What an implementation hands over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Index {
    /// The name of its files.
    pub(crate) id: String,
    /// Its place on the page.
    pub(crate) order: u32,
    /// Its heading on the page.
    pub(crate) title: String,
    /// How its functions were called, in a sentence or two.
    pub(crate) how: String,
    /// Packages with their versions.
    pub(crate) versions: BTreeMap<String, String>,
    /// Everything that was run, or could not be.
    pub(crate) cases: Vec<Case>,
}

/// One function in one element type.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Case {
    /// As the implementation calls it.
    pub(crate) name: String,
    /// The id of the definition it is judged by.
    pub(crate) function: String,
    /// Parameters of the definition where they are not its defaults.
    #[serde(default)]
    pub(crate) parameters: Vec<f64>,
    /// The type of inputs and results.
    pub(crate) dtype: Dtype,
    /// The start of the names of its files.
    pub(crate) file: String,
    /// What else a reader should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// Why there is no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) value_error: Option<String>,
    /// Why there is no gradient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) gradient_error: Option<String>,
}

/// The folder in which everything is exchanged.
#[derive(Clone, Debug)]
pub(crate) struct Work(pub(crate) PathBuf);

impl Work {
    fn inputs_path(&self, dtype: Dtype) -> PathBuf {
        self.0.join("inputs").join(format!("{}.bin", dtype.name()))
    }

    /// Writes the inputs of a type.
    pub(crate) fn write_inputs(&self, dtype: Dtype, inputs: &[f64]) -> Result<(), Failure> {
        write(&self.inputs_path(dtype), &dtype.encode(inputs))
    }

    /// Reads the inputs of a type.
    pub(crate) fn inputs(&self, dtype: Dtype) -> Result<Vec<f64>, Failure> {
        Ok(dtype.decode(&read(&self.inputs_path(dtype))?))
    }

    /// Writes what an implementation has to say.
    pub(crate) fn write_index(&self, index: &Index) -> Result<(), Failure> {
        let path = self.0.join("results").join(format!("{}.json", index.id));
        let text = serde_json::to_string_pretty(index).map_err(|e| Failure(e.to_string()))?;
        write(&path, text.as_bytes())
    }

    /// Writes the results of a case.
    pub(crate) fn write_results(
        &self,
        implementation: &str,
        (dtype, file, part): (Dtype, &str, &str),
        results: &[f64],
    ) -> Result<(), Failure> {
        write(&self.results_path(implementation, file, part), &dtype.encode(results))
    }

    /// Reads the results of a case, which must be as many as the inputs.
    pub(crate) fn results(
        &self,
        implementation: &str,
        case: &Case,
        part: &str,
        count: usize,
    ) -> Result<Vec<f64>, Failure> {
        let path = self.results_path(implementation, &case.file, part);
        let results = case.dtype.decode(&read(&path)?);
        if results.len() == count {
            Ok(results)
        } else {
            Err(Failure(format!(
                "{} holds {} results for {count} inputs; run all steps again",
                path.display(),
                results.len()
            )))
        }
    }

    fn results_path(&self, implementation: &str, file: &str, part: &str) -> PathBuf {
        self.0.join("results").join(implementation).join(format!("{file}.{part}.bin"))
    }

    /// All implementations that have handed something over, in the page's order.
    pub(crate) fn indexes(&self) -> Result<Vec<Index>, Failure> {
        let folder = self.0.join("results");
        let entries = fs::read_dir(&folder).map_err(|e| at(&folder, &e))?;
        let mut indexes = Vec::new();
        for entry in entries {
            let path = entry.map_err(|e| at(&folder, &e))?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let index: Index = serde_json::from_slice(&read(&path)?)
                    .map_err(|e| Failure(format!("{}: {e}", path.display())))?;
                indexes.push(index);
            }
        }
        indexes.sort_by_key(|index| index.order);
        Ok(indexes)
    }
}

/// The bytes of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|e| at(path, &e))
}

/// Writes a file and the folders it lies in: under another name first, so that
/// nobody ever reads half of it.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|e| at(folder, &e))?;
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".tmp");
    let temporary = PathBuf::from(name);
    fs::write(&temporary, bytes).map_err(|e| at(&temporary, &e))?;
    fs::rename(&temporary, path).map_err(|e| at(path, &e))
}

fn at(path: &Path, error: &std::io::Error) -> Failure {
    Failure(format!("{}: {error}", path.display()))
}

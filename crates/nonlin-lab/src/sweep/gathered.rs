//! The results that a folder has for a sweep.

use std::path::Path;

use super::results::{Results, RunResult};
use super::{Run, Sweep};
use crate::error::{Error, Result};

impl Sweep {
    /// The results that are there, by the index of the run. A damaged one counts as missing
    /// and is named to `notice`.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read, or results of one data set were made on different data.
    pub fn results(
        &self,
        out: &Path,
        notice: &mut dyn FnMut(&str),
    ) -> Result<Vec<Option<RunResult>>> {
        let folder = Results::new(out);
        let mut results = Vec::with_capacity(self.runs.len());
        for run in &self.runs {
            results.push(match folder.get(&run.key()) {
                Err(error @ Error::Data { .. }) => {
                    notice(&error.to_string());
                    None
                }
                other => other?,
            });
        }
        self.same_data(&folder, &results)?;
        Ok(results)
    }

    /// Refuses results whose data have one name and two checksums.
    pub(super) fn same_data(&self, folder: &Results, results: &[Option<RunResult>]) -> Result<()> {
        let mut known: Vec<(&Option<String>, &str, &Run)> = Vec::new();
        for (run, result) in self.runs.iter().zip(results) {
            let Some(result) = result else { continue };
            match known.iter().find(|(name, ..)| **name == run.choices.data) {
                None => known.push((&run.choices.data, &result.data_checksum, run)),
                Some((_, checksum, _)) if *checksum == result.data_checksum => {}
                Some((_, _, other)) => {
                    return Err(Error::Data {
                        path: folder.path(&run.key()),
                        problem: format!(
                            "it was made on other data than {}, though both are called {}; remove the one that is wrong",
                            folder.path(&other.key()).display(),
                            run.choices.data.as_deref().unwrap_or("optdigits"),
                        ),
                    });
                }
            }
        }
        Ok(())
    }
}

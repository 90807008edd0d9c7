//! Downloads published data sets, where a network allows.
//!
//! Every file is checked against its SHA-256 before it gets its name; what is there already is
//! checked too, and not downloaded again.

mod sources;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::read::GzDecoder;
use ureq::Agent;

pub use sources::PUBLISHED;
use sources::Source;

use super::checksum_of;
use super::packed::{bad, read, unpacked};
use crate::error::{Error, Result};
use crate::files::write_whole;

/// How long a server may be silent.
const PATIENCE: Duration = Duration::from_secs(60);

/// A data set that can be downloaded.
#[derive(Clone, Copy, Debug)]
pub struct Published {
    /// The name of the data set, and of its folder.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// The terms, in a few words.
    pub terms: &'static str,
    sources: &'static [Source],
}

/// A data set that can be downloaded, by its name.
///
/// # Errors
///
/// If there is none; the error lists those there are.
pub fn published(name: &str) -> Result<&'static Published> {
    PUBLISHED.iter().find(|set| set.name == name).ok_or_else(|| {
        let names: Vec<&str> = PUBLISHED.iter().map(|set| set.name).collect();
        let problem =
            format!("there is no \"{name}\" to download; choose one of {}", names.join(", "));
        Error::option("data", problem)
    })
}

/// Where downloads go if nobody says where: a folder in the user's cache; none where the
/// system has no such place.
#[must_use]
pub fn cache_folder() -> Option<PathBuf> {
    dirs::cache_dir().map(|cache| cache.join("nonlin").join("data"))
}

/// The folder to look for a data set in: the given one, or the cache if it has the set.
pub(crate) fn folder_of(name: &str, data_dir: Option<&Path>) -> Result<PathBuf> {
    // Tests must not depend on what their user has downloaded.
    let cache = cache_folder().filter(|_| !cfg!(test));
    let cached = || cache.filter(|cache| published(name).is_ok_and(|set| set.is_in(cache)));
    data_dir.map(Path::to_path_buf).or_else(cached).ok_or_else(|| {
        let problem = format!(
            "{name} is not embedded; `nonlin data {name}` downloads it, or give the folder that holds its files with \
             --data-dir FOLDER"
        );
        Error::option("data-dir", problem)
    })
}

impl Published {
    /// The size of what is sent, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.sources.iter().map(|source| source.bytes).sum()
    }

    /// Whether its folder in `data_dir` has all its files. They are not checked.
    #[must_use]
    pub fn is_in(&self, data_dir: &Path) -> bool {
        self.sources.iter().all(|source| data_dir.join(self.name).join(source.file).is_file())
    }

    /// Downloads what is not there into its folder in `data_dir`, and returns that folder.
    /// `progress` gets a line for each file.
    ///
    /// # Errors
    ///
    /// If a file cannot be downloaded or written, or is not the published one; the error names
    /// the address and says what can be done. What is whole stays.
    pub fn download(&self, data_dir: &Path, progress: &mut dyn FnMut(&str)) -> Result<PathBuf> {
        let folder = data_dir.join(self.name);
        for source in self.sources {
            fetch(source.base, source, &folder, progress)?;
        }
        Ok(folder)
    }
}

/// Gets one file; `base` stands for the source's own.
fn fetch(base: &str, source: &Source, folder: &Path, progress: &mut dyn FnMut(&str)) -> Result<()> {
    let path = folder.join(source.file);
    if path.exists() {
        let content = if source.archive { raw(&path)? } else { read(&path)? };
        if checksum_of(&content) == source.sha256 {
            progress(&format!("{} is there", path.display()));
            return Ok(());
        }
        return Err(bad(
            &path,
            "it is not the published file, or damaged; move it away, and it is downloaded anew",
        ));
    }
    let url = format!("{base}{}", source.file);
    progress(&format!("downloading {url} ({:.1} MB)", source.bytes as f64 / 1e6));
    let failed = |problem: String| {
        bad(
            &path,
            format!(
                "cannot be downloaded from {url}: {problem}; get the file another way and put it there, or give the \
                 folder that has it with --data-dir"
            ),
        )
    };
    let bytes = get(&url, source.bytes).map_err(failed)?;
    let content = if source.archive { bytes.clone() } else { unpacked(&path, bytes.clone())? };
    let found = checksum_of(&content);
    if found != source.sha256 {
        return Err(failed(format!(
            "what came is not the published file: its SHA-256 is {found}, not {}",
            source.sha256
        )));
    }
    if source.archive {
        extract(&path, &bytes, folder)?;
    }
    // The archive comes last: while it is not there, its files may not be either.
    write_whole(&path, bytes)
}

/// What a server sends.
fn get(url: &str, expected: u64) -> std::result::Result<Vec<u8>, String> {
    let config = Agent::config_builder()
        .timeout_connect(Some(PATIENCE))
        .timeout_recv_response(Some(PATIENCE))
        .timeout_per_read(Some(PATIENCE))
        .user_agent(concat!("nonlin/", env!("CARGO_PKG_VERSION")));
    let agent: Agent = config.build().into();
    let mut response = agent.get(url).call().map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    // A page that says "moved" or a stream without end is not what was asked for.
    let limit = expected + 1;
    let body = response.body_mut().with_config().limit(limit + 1).reader();
    body.take(limit).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    match bytes.len() as u64 {
        size if size > expected => Err(format!("more than the {expected} bytes of the file came")),
        size if size < expected => Err(format!("{size} of {expected} bytes came")),
        _ => Ok(bytes),
    }
}

/// The files of an archive, without its folders.
fn extract(path: &Path, bytes: &[u8], folder: &Path) -> Result<()> {
    let failed = |error: std::io::Error| bad(path, format!("cannot be unpacked: {error}"));
    let mut archive = tar::Archive::new(GzDecoder::new(bytes));
    for entry in archive.entries().map_err(failed)? {
        let mut entry = entry.map_err(failed)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = entry.path().map_err(failed)?;
        // The last part alone: nothing can be written elsewhere.
        let Some(name) = name.file_name().map(ToOwned::to_owned) else { continue };
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(failed)?;
        write_whole(&folder.join(name), content)?;
    }
    Ok(())
}

fn raw(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|source| Error::File { path: path.into(), action: "read", source })
}

#[cfg(test)]
mod tests;

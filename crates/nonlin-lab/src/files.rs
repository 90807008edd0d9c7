//! Files that are whole or not there, and files that are locks.

use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Creates a folder with all above it.
pub(crate) fn create_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|source| Error::File {
        path: path.into(),
        action: "create the folder",
        source,
    })
}

/// Writes a file under a temporary name in the same folder, then renames it:
/// whoever opens `path` sees the old text or the new, never a part.
///
/// # Errors
///
/// If the folder cannot be made or the file not be written; the error names it.
pub fn write_whole(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    replace(path, content, true)
}

/// As [`write_whole`]; `kept` says whether it is on the disk when this returns.
pub(crate) fn replace(path: &Path, content: impl AsRef<[u8]>, kept: bool) -> Result<()> {
    let failed = |source| Error::File { path: path.into(), action: "write", source };
    let folder = folder_of(path);
    create_folder(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".nonlin-").suffix(".tmp");
    // The default of a temporary file is private to the user; a report is for showing.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(content.as_ref()).map_err(failed)?;
    if kept {
        file.as_file().sync_all().map_err(failed)?;
    }
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// The right to work on something, as long as it is held: a file with a lock on it.
#[derive(Debug)]
pub(crate) struct Claim {
    file: File,
    path: PathBuf,
}

impl Claim {
    /// None while another process has it.
    ///
    /// # Errors
    ///
    /// If the file cannot be made.
    pub(crate) fn of(path: &Path) -> Result<Option<Self>> {
        create_folder(folder_of(path))?;
        let failed = |source| Error::File { path: path.into(), action: "create", source };
        let file = File::create(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { file, path: path.into() })),
            Err(TryLockError::WouldBlock) => Ok(None),
            // A file system without locks: two processes may then do the same work, and
            // write the same files.
            Err(TryLockError::Error(_)) => Ok(Some(Self { file, path: path.into() })),
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // Whoever gets a lock looks for the result first, so that a file which is made anew
        // meanwhile leads to no work done twice. A lock that stays behind locks nothing.
        let _ = std::fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

/// The folder that a file is in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_the_file_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/report.html");
        write_whole(&path, "first").unwrap();
        write_whole(&path, "second").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "second");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_failure_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        let message =
            write_whole(&folder.path().join("file/report.html"), "").unwrap_err().to_string();
        assert!(message.contains("file: cannot create the folder"), "{message}");
    }
}

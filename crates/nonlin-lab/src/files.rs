//! Files that are whole or not there.

use std::io::Write;
use std::path::Path;

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
    let failed = |source| Error::File { path: path.into(), action: "write", source };
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_folder(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".report-").suffix(".tmp");
    // The default of a temporary file is private to the user; a report is for showing.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(content.as_ref()).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
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

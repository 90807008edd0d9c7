//! Files that programs write as a whole.

use std::path::Path;
use std::process::ExitCode;

/// Writes a file under a temporary name first, so that there is never half of it.
pub fn write_whole(path: &Path, text: &str) -> Result<(), String> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".tmp");
    std::fs::write(&temporary, text)
        .and_then(|()| std::fs::rename(&temporary, path))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Writes a page to the path that the program was given, or prints it.
pub fn publish(page: &str) -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        print!("{page}");
        return ExitCode::SUCCESS;
    };
    match write_whole(Path::new(&path), page) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

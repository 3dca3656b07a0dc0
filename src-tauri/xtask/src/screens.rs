//! The screens: their packages and their build.

use std::fs;
use std::path::Path;

use crate::house::{npm, root};
use crate::{Outcome, machine, step};

/// Where npm packages are wanted.
pub(crate) const SCREENS: &str = "ui";
pub(crate) const JOURNEYS: &str = "tests/ui";

/// Packages and a fresh `ui/dist`: the window and the command line carry it.
pub(crate) fn build() -> Outcome {
    install(SCREENS)?;
    step::must("screens", npm(SCREENS, &["run", "--silent", "build"]))
}

/// A `ui/dist` to compile against, fresh or not.
pub(crate) fn have() -> Outcome {
    install(SCREENS)?;
    if root().join("ui/dist/index.html").is_file() { Ok(()) } else { build() }
}

/// `npm ci`, when the lock file is not the one of the last time.
pub(crate) fn install(folder: &str) -> Outcome {
    let lock = read(&root().join(folder).join("package-lock.json"))?;
    let stamp = root().join(folder).join("node_modules/.installed-from.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    machine::node()?;
    step::must(&format!("npm packages of {folder}"), npm(folder, &["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, lock).map_err(|error| format!("{}: {error}", stamp.display()))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

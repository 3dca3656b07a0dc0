//! Where a till keeps its files.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk;

/// The variable that moves the home of the till.
pub const HOME_VARIABLE: &str = "SANDUQ_HOME";

/// Why there is no home. The machine's fault, or of whoever set it up.
#[derive(Debug, thiserror::Error)]
pub enum PathError {
    #[error("this user has no home directory: name the till's folder with --home or {HOME_VARIABLE}")]
    NoUserFolder,
    #[error("the folder {} could not be created", path.display())]
    Create { path: PathBuf, source: io::Error },
}

/// The till's data directory, and beside it the folder of what must never travel with it.
///
/// The machine folder holds the machine's key and the witness of the highest ICV. It lies elsewhere on purpose: who
/// copies the home does not have the key, and who puts back an old copy does not put back the witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
    machine_folder: PathBuf,
}

impl Home {
    /// A home and a machine folder of one's own choice.
    pub fn new(root: impl Into<PathBuf>, machine_folder: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), machine_folder: machine_folder.into() }
    }

    /// A home in `root`, with the machine folder of this user.
    pub fn at(root: impl Into<PathBuf>) -> Result<Self, PathError> {
        Ok(Self::new(root, Platform::of_this_process().machine_folder()?))
    }

    /// `SANDUQ_HOME` if it is set, else where this platform keeps such data: `$XDG_DATA_HOME/sanduq` or
    /// `~/.local/share/sanduq`, `%APPDATA%\Sanduq`, `~/Library/Application Support/Sanduq`.
    pub fn default_for_user() -> Result<Self, PathError> {
        Platform::of_this_process().home()
    }

    /// Creates the home and its folders, for this user alone (0700).
    pub fn create(&self) -> Result<(), PathError> {
        for folder in [self.root.clone(), self.printer_folder(), self.archive_folder()] {
            disk::create_private_folder(&folder).map_err(|source| PathError::Create { path: folder, source })?;
        }
        Ok(())
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn database(&self) -> PathBuf {
        self.root.join("sanduq.db")
    }

    pub fn vault(&self) -> PathBuf {
        self.root.join("vault.json")
    }

    pub fn simulator_state(&self) -> PathBuf {
        self.root.join("simulator.db")
    }

    pub fn printer_folder(&self) -> PathBuf {
        self.root.join("paper")
    }

    pub fn archive_folder(&self) -> PathBuf {
        self.root.join("archive")
    }

    pub fn lock_file(&self) -> PathBuf {
        self.root.join("sanduq.lock")
    }

    pub fn machine_folder(&self) -> &Path {
        &self.machine_folder
    }
}

/// What the environment says about this user's folders.
struct Platform<V: Fn(&str) -> Option<OsString>> {
    variable: V,
    user_folder: Option<PathBuf>,
}

impl Platform<fn(&str) -> Option<OsString>> {
    fn of_this_process() -> Self {
        Self { variable: |name| std::env::var_os(name), user_folder: std::env::home_dir() }
    }
}

impl<V: Fn(&str) -> Option<OsString>> Platform<V> {
    fn home(&self) -> Result<Home, PathError> {
        let root = match (self.variable)(HOME_VARIABLE).filter(|value| !value.is_empty()) {
            Some(root) => root.into(),
            None => self.data_folder()?,
        };
        Ok(Home::new(root, self.machine_folder()?))
    }

    fn data_folder(&self) -> Result<PathBuf, PathError> {
        if cfg!(windows) {
            self.folder("APPDATA", "AppData/Roaming", "Sanduq")
        } else if cfg!(target_os = "macos") {
            self.in_user_folder("Library/Application Support/Sanduq")
        } else {
            self.folder("XDG_DATA_HOME", ".local/share", "sanduq")
        }
    }

    /// On Windows the part that does not roam: it belongs to the machine.
    fn machine_folder(&self) -> Result<PathBuf, PathError> {
        if cfg!(windows) {
            self.folder("LOCALAPPDATA", "AppData/Local", "Sanduq")
        } else if cfg!(target_os = "macos") {
            self.in_user_folder("Library/Preferences/Sanduq")
        } else {
            self.folder("XDG_CONFIG_HOME", ".config", "sanduq")
        }
    }

    /// Relative paths in the variables are ignored, as the XDG specification asks.
    fn folder(&self, variable: &str, otherwise: &str, name: &str) -> Result<PathBuf, PathError> {
        match (self.variable)(variable).map(PathBuf::from).filter(|path| path.is_absolute()) {
            Some(folder) => Ok(folder.join(name)),
            None => Ok(self.in_user_folder(otherwise)?.join(name)),
        }
    }

    fn in_user_folder(&self, path: &str) -> Result<PathBuf, PathError> {
        let folder = self.user_folder.as_ref().filter(|folder| folder.is_absolute());
        Ok(folder.ok_or(PathError::NoUserFolder)?.join(path))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn home(variables: &[(&str, &str)], user_folder: Option<&str>) -> Result<Home, PathError> {
        let variable = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| OsString::from(value));
        Platform { variable, user_folder: user_folder.map(PathBuf::from) }.home()
    }

    #[test]
    fn follows_the_user_then_xdg_then_the_override() {
        let user = Some("/home/huda");
        assert_eq!(home(&[], user).unwrap(), Home::new("/home/huda/.local/share/sanduq", "/home/huda/.config/sanduq"));
        let xdg = [("XDG_DATA_HOME", "/data"), ("XDG_CONFIG_HOME", "relative")];
        assert_eq!(home(&xdg, user).unwrap(), Home::new("/data/sanduq", "/home/huda/.config/sanduq"));
        let moved = [("SANDUQ_HOME", "/till"), ("XDG_DATA_HOME", "/data"), ("XDG_CONFIG_HOME", "/config")];
        assert_eq!(home(&moved, None).unwrap(), Home::new("/till", "/config/sanduq"));
        assert!(matches!(home(&[], None), Err(PathError::NoUserFolder)));
    }

    #[test]
    fn folders_are_for_this_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("a/till"), folder.path().join("machine"));
        home.create().unwrap();
        home.create().unwrap();
        for folder in [home.root().to_owned(), home.printer_folder(), home.archive_folder()] {
            assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        }
        assert!(home.database().starts_with(home.root()));
    }
}

//! Where a till keeps its files, and which of a user's tills is in use.
//!
//! A home belongs to one till and one environment. A user has a home for each environment side by side, in a folder named
//! after it; one setting beside them says which is in use.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::disk;

/// The variable that names the folder of one till, in the place of the user's own.
pub const HOME_VARIABLE: &str = "SANDUQ_HOME";
/// The environment of a user who has not chosen one.
const FIRST_ENVIRONMENT: &str = "training";

/// Why there is no home. The machine's fault, or of whoever set it up.
#[derive(Debug, thiserror::Error)]
pub enum PathError {
    #[error("this user has no home directory: name the till's folder with --home or {HOME_VARIABLE}")]
    NoUserFolder,
    #[error("the folder {} could not be created", path.display())]
    Create { path: PathBuf, source: io::Error },
    #[error("the setting {} cannot be read or written", path.display())]
    Setting { path: PathBuf, source: io::Error },
}

/// The till's data directory, and beside it the folder of what must never travel with it.
///
/// The machine folder holds the machine's key and the witness of the highest ICV. It lies elsewhere on purpose: who
/// copies the home does not have the key, and who puts back an old copy does not put back the witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
    machine_folder: PathBuf,
    environment: Option<String>,
}

impl Home {
    /// A home and a machine folder of one's own choice.
    pub fn new(root: impl Into<PathBuf>, machine_folder: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), machine_folder: machine_folder.into(), environment: None }
    }

    /// A home in `root`, with the machine folder of this user.
    pub fn at(root: impl Into<PathBuf>) -> Result<Self, PathError> {
        Ok(Self::new(root, Platform::of_this_process().machine_folder()?))
    }

    /// The environment that this home is kept for, when it is one of a user's several.
    pub fn environment(&self) -> Option<&str> {
        self.environment.as_deref()
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

/// The till that is meant where nobody has named its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The folder of exactly one till.
    Home(Home),
    /// This user's own tills.
    User(UserHomes),
}

impl Place {
    /// `SANDUQ_HOME` if it is set, else where this platform keeps such data: `$XDG_DATA_HOME/sanduq` or
    /// `~/.local/share/sanduq`, `%APPDATA%\Sanduq`, `~/Library/Application Support/Sanduq`.
    pub fn of_this_process() -> Result<Self, PathError> {
        Platform::of_this_process().place()
    }

    /// The home in use.
    pub fn home(&self) -> Result<Home, PathError> {
        match self {
            Self::Home(home) => Ok(home.clone()),
            Self::User(homes) => Ok(homes.home(&homes.in_use()?)),
        }
    }
}

/// A user's tills: one home for each environment, and the setting that says which is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserHomes {
    folder: PathBuf,
    machine_folder: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Setting {
    environment: String,
}

impl UserHomes {
    pub fn new(folder: impl Into<PathBuf>, machine_folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), machine_folder: machine_folder.into() }
    }

    /// The home that is kept for `environment`. A training till from before there were several stays where it is.
    pub fn home(&self, environment: &str) -> Home {
        let alone = Home::new(self.folder.clone(), self.machine_folder.clone());
        let root = match environment == FIRST_ENVIRONMENT && alone.database().exists() {
            true => self.folder.clone(),
            false => self.folder.join(environment),
        };
        Home { environment: Some(environment.to_owned()), ..Home::new(root, self.machine_folder.clone()) }
    }

    /// The environment in use.
    pub fn in_use(&self) -> Result<String, PathError> {
        let text = match fs::read(self.setting()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(FIRST_ENVIRONMENT.to_owned()),
            read => read.map_err(|source| PathError::Setting { path: self.setting(), source })?,
        };
        let setting: Setting = serde_json::from_slice(&text)
            .map_err(|error| PathError::Setting { path: self.setting(), source: error.into() })?;
        Ok(setting.environment)
    }

    /// From now on the till of `environment` is the one in use.
    pub fn choose(&self, environment: &str) -> Result<(), PathError> {
        let text = serde_json::to_vec(&Setting { environment: environment.to_owned() }).expect("a word becomes JSON");
        disk::create_private_folder(&self.folder)
            .and_then(|()| disk::replace(&self.setting(), &text))
            .map_err(|source| PathError::Setting { path: self.setting(), source })
    }

    fn setting(&self) -> PathBuf {
        self.folder.join("settings.json")
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
    fn place(&self) -> Result<Place, PathError> {
        let machine_folder = self.machine_folder()?;
        Ok(match (self.variable)(HOME_VARIABLE).filter(|value| !value.is_empty()) {
            Some(root) => Place::Home(Home::new(root, machine_folder)),
            None => Place::User(UserHomes::new(self.data_folder()?, machine_folder)),
        })
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

    fn place(variables: &[(&str, &str)], user_folder: Option<&str>) -> Result<Place, PathError> {
        let variable = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| OsString::from(value));
        Platform { variable, user_folder: user_folder.map(PathBuf::from) }.place()
    }

    #[test]
    fn follows_the_user_then_xdg_then_the_override() {
        let user = Some("/home/huda");
        let own = |folder| Place::User(UserHomes::new(folder, "/home/huda/.config/sanduq"));
        assert_eq!(place(&[], user).unwrap(), own("/home/huda/.local/share/sanduq"));
        let xdg = [("XDG_DATA_HOME", "/data"), ("XDG_CONFIG_HOME", "relative")];
        assert_eq!(place(&xdg, user).unwrap(), own("/data/sanduq"));
        let moved = [("SANDUQ_HOME", "/till"), ("XDG_DATA_HOME", "/data"), ("XDG_CONFIG_HOME", "/config")];
        assert_eq!(place(&moved, None).unwrap(), Place::Home(Home::new("/till", "/config/sanduq")));
        assert!(matches!(place(&[], None), Err(PathError::NoUserFolder)));
    }

    #[test]
    fn one_setting_says_which_of_a_users_tills_is_in_use() {
        let folder = tempfile::tempdir().unwrap();
        let homes = UserHomes::new(folder.path().join("sanduq"), folder.path().join("machine"));
        let root = || Place::User(homes.clone()).home().unwrap().root().to_owned();
        assert_eq!(root(), folder.path().join("sanduq/training"));
        homes.choose("production").unwrap();
        assert_eq!(
            (root(), homes.home("production").environment()),
            (homes.folder.join("production"), Some("production"))
        );
        fs::write(homes.setting(), "production").unwrap();
        assert!(matches!(homes.in_use(), Err(PathError::Setting { .. })), "a spoilt setting is told, not guessed");
    }

    #[test]
    fn a_till_from_before_there_were_several_stays_the_training_till() {
        let folder = tempfile::tempdir().unwrap();
        let homes = UserHomes::new(folder.path(), folder.path().join("machine"));
        fs::write(folder.path().join("sanduq.db"), "").unwrap();
        assert_eq!(homes.home("training").root(), folder.path());
        assert_eq!(homes.home("simulation").root(), folder.path().join("simulation"));
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

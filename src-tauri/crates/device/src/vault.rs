//! The key vault: the till's private key, API secrets and tokens, and the highest ICV seen of each unit.
//!
//! One sealed file, XChaCha20-Poly1305 under a random data key, its whole header authenticated, the environment that
//! its secrets are for among it. Each user has a slot
//! that opens with argon2id of his PIN and the machine's secret. Where the OS keyring was asked for and is there, it
//! keeps the data key and the slots only check the PIN; otherwise each slot wraps the data key.
//!
//! What this protects: a copied or stolen home is unreadable without the machine folder (and the keyring), whatever
//! the PIN. What it cannot: someone who has this machine and this user's session can try all short PINs. A removed
//! user's slot is gone, but a copy of the old file still opens with his PIN on this machine.
//!
//! Callers hold the [`HomeLock`](crate::lock::HomeLock): two open vaults on one home would undo each other's changes
//! (never the ICV's, which is read before it is written).

mod contents;
mod file;
mod keyring;
mod machine;
mod seal;
mod slot;
mod witness;
mod workspace;

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::disk;
use crate::paths::Home;
use crate::pin::Pin;
use crate::random::{self, RandomError};
use crate::secret::SecretBytes;

use contents::{Contents, Unit};
pub use file::KeyPlace;
use file::{Header, VaultFile};
pub use keyring::KeyringError;
use machine::MachineSecret;
use seal::DataKey;
use slot::Slot;
use witness::Witness;

/// Whether the OS keyring may keep the data key of a new vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyringPolicy {
    /// Tried, and passed over without fuss where there is none.
    WhereAvailable,
    Never,
}

/// What failed, and whose fault it is.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The user's.
    #[error("wrong PIN")]
    WrongPin,
    /// The caller's: there is no such user in this vault.
    #[error("the key vault knows no user {0:?}")]
    UnknownUser(String),
    #[error("the key vault already has a user {0:?}")]
    UserExists(String),
    /// Nobody could open the vault any more.
    #[error("the last user of the key vault cannot be removed")]
    LastUser,
    #[error("a name in the key vault has 1 to {} bytes", contents::LONGEST_NAME)]
    Name,
    #[error("there is already a key vault at {}", .0.display())]
    AlreadyExists(PathBuf),
    #[error("there is no key vault at {}", .0.display())]
    Missing(PathBuf),
    /// Damaged, or changed by someone.
    #[error("the key vault {} is damaged: {what}", path.display())]
    Damaged { path: PathBuf, what: &'static str },
    #[error("the key vault was made by a newer version of this program (format {0})")]
    NewerFormat(u32),
    /// The vault was moved here without its machine key, or that key is gone.
    #[error("the machine key {} is missing: this key vault belongs to another machine or user", .0.display())]
    MachineKeyMissing(PathBuf),
    #[error("this key vault belongs to another machine or user")]
    OtherMachine,
    /// The vault's data key cannot be had from the OS keyring.
    #[error("the key of the vault could not be had from the keyring of this machine")]
    Keyring(#[from] KeyringError),
    /// The record of the highest ICV is gone or was changed. Someone must find out why before it is renewed.
    #[error("the record of the highest ICV of {unit} is missing or was changed")]
    WitnessDamaged { unit: String },
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error("{} could not be read or written", path.display())]
    Storage { path: PathBuf, source: io::Error },
}

/// An open vault. Every change but that of an ICV is on disk when the call returns, or has not happened.
pub struct Vault {
    path: PathBuf,
    header: Header,
    key: DataKey,
    machine: MachineSecret,
    contents: Contents,
    witness: Witness,
}

impl Vault {
    /// Makes an empty vault that `owner` opens with `pin`, and the machine's key if it has none yet. It belongs to
    /// `environment` for its whole life.
    pub fn create(
        home: &Home,
        environment: &str,
        policy: KeyringPolicy,
        owner: &str,
        pin: &Pin,
    ) -> Result<Self, VaultError> {
        let path = home.vault();
        if path.try_exists().map_err(|source| VaultError::Storage { path: path.clone(), source })? {
            return Err(VaultError::AlreadyExists(path));
        }
        disk::create_private_folder(home.root())
            .map_err(|source| VaultError::Storage { path: home.root().to_owned(), source })?;
        let machine = MachineSecret::read_or_make(home.machine_folder())?;
        let key = random::key()?;
        let id = file::VaultId::random()?;
        let key_place = match policy {
            KeyringPolicy::Never => KeyPlace::Slots,
            KeyringPolicy::WhereAvailable => match keyring::keep(&id, &key) {
                Ok(()) => KeyPlace::Keyring,
                Err(_) => KeyPlace::Slots,
            },
        };
        let witness = Witness::open(home.machine_folder(), &id)?;
        let header = Header::new(id, environment, key_place, machine.fingerprint());
        let mut vault = Self { path, header, key, machine, contents: Contents::default(), witness };
        let made = vault.add_user(owner, pin);
        if made.is_err() && key_place == KeyPlace::Keyring {
            // Nothing refers to it. That it stays if the keyring refuses is harmless.
            let _ = keyring::forget(&vault.header.vault);
        }
        made.map(|()| vault)
    }

    /// Opens the vault of `home` for `user`. Takes some tens of milliseconds, on purpose.
    pub fn open(home: &Home, user: &str, pin: &Pin) -> Result<Self, VaultError> {
        let path = home.vault();
        let VaultFile { header, sealed } = VaultFile::read(&path)?;
        let slot = header.slots.get(user).ok_or_else(|| VaultError::UnknownUser(user.to_owned()))?;
        let machine = MachineSecret::read(home.machine_folder())?;
        if machine.fingerprint() != header.machine {
            return Err(VaultError::OtherMachine);
        }
        let damaged = |what| VaultError::Damaged { path: path.clone(), what };
        let wrapped = slot.open(&header, user, pin, &machine)?;
        let key = match header.key {
            KeyPlace::Slots => seal::key_from(&wrapped).ok_or_else(|| damaged("a slot holds no key"))?,
            KeyPlace::Keyring => keyring::fetch(&header.vault)?,
        };
        let plain = seal::unseal(&key, &header.as_associated_data(), &sealed)
            .ok_or_else(|| damaged("its seal does not match"))?;
        let contents = Contents::decode(&plain).ok_or_else(|| damaged("its contents cannot be read"))?;
        let witness = Witness::open(home.machine_folder(), &header.vault)?;
        Ok(Self { path, header, key, machine, contents, witness })
    }

    /// Takes ahead the time that the next proof of a PIN would lose to the system handing out memory: 19 MiB, given back
    /// after that proof, be the PIN right or wrong. For a program whose user is about to type one.
    pub fn prepare_to_open() {
        slot::prepare();
    }

    /// Where everything in this vault counts. Sealed with it: nobody moves a secret from one environment to another.
    pub fn environment(&self) -> &str {
        self.header.environment()
    }

    /// Where the data key lies.
    pub fn key_place(&self) -> KeyPlace {
        self.header.key
    }

    /// Who can open the vault. The names stand in the file for all to read.
    pub fn users(&self) -> impl Iterator<Item = &str> {
        self.header.slots.keys().map(String::as_str)
    }

    /// Lets `user` open the vault with `pin` from now on.
    pub fn add_user(&mut self, user: &str, pin: &Pin) -> Result<(), VaultError> {
        if self.header.slots.contains_key(user) {
            return Err(VaultError::UserExists(user.to_owned()));
        }
        self.set_slot(user, pin)
    }

    /// Gives `user` another PIN. Whether he may is decided by who holds the open vault.
    pub fn change_pin(&mut self, user: &str, pin: &Pin) -> Result<(), VaultError> {
        if !self.header.slots.contains_key(user) {
            return Err(VaultError::UnknownUser(user.to_owned()));
        }
        self.set_slot(user, pin)
    }

    /// Takes `user`'s slot away. The last one stays.
    pub fn remove_user(&mut self, user: &str) -> Result<(), VaultError> {
        let mut header = self.header.clone();
        header.slots.remove(user).ok_or_else(|| VaultError::UnknownUser(user.to_owned()))?;
        if header.slots.is_empty() {
            return Err(VaultError::LastUser);
        }
        self.write(header, self.contents.clone())
    }

    /// Keeps `secret` under `name`, in the place of an older one.
    pub fn put(&mut self, name: &str, secret: &SecretBytes) -> Result<(), VaultError> {
        contents::check_name(name)?;
        let mut contents = self.contents.clone();
        contents.secrets.insert(name.to_owned(), secret.clone());
        self.write(self.header.clone(), contents)
    }

    /// The secret kept under `name`.
    pub fn get(&self, name: &str) -> Option<SecretBytes> {
        self.contents.secrets.get(name).cloned()
    }

    /// Drops the secret kept under `name`, if there is one.
    pub fn forget(&mut self, name: &str) -> Result<(), VaultError> {
        let mut contents = self.contents.clone();
        match contents.secrets.remove(name) {
            Some(_) => self.write(self.header.clone(), contents),
            None => Ok(()),
        }
    }

    /// Notes that `unit` has used `icv`. Never lowers. One small write without waiting for the disk: the database is
    /// the first witness and is durable; after a power cut this second one may lag a little behind, which is normal.
    /// What must never be seen is a database that lags behind this. The first note of a new unit seals the vault again.
    pub fn note_icv(&mut self, unit: &str, icv: u64) -> Result<(), VaultError> {
        let Some(place) = self.contents.place_of(unit) else {
            return self.register_unit(unit, icv);
        };
        let highest = self.witness.read(place, unit, &self.key)?.max(self.contents.units[place].icv);
        if icv <= highest {
            return Ok(());
        }
        self.witness.write(place, unit, icv, &self.key)
    }

    /// Every unit whose ICV was ever noted, in the order they came.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.contents.units.iter().map(|unit| unit.name.as_str())
    }

    /// The highest ICV ever noted for `unit`; `None` if there was none.
    pub fn highest_icv(&self, unit: &str) -> Result<Option<u64>, VaultError> {
        let Some(place) = self.contents.place_of(unit) else { return Ok(None) };
        let witnessed = self.witness.read(place, unit, &self.key)?;
        Ok(Some(witnessed.max(self.contents.units[place].icv)))
    }

    /// Makes the damaged record of `unit` anew, with `icv` or what the sealed file knows, whichever is higher. For a
    /// person who has found out what happened; never to be done on one's own.
    pub fn renew_witness(&mut self, unit: &str, icv: u64) -> Result<(), VaultError> {
        let Some(place) = self.contents.place_of(unit) else {
            return self.register_unit(unit, icv);
        };
        let known = self.witness.read(place, unit, &self.key).unwrap_or(0).max(self.contents.units[place].icv);
        self.witness.write(place, unit, known.max(icv), &self.key)?;
        self.witness.sync()
    }

    /// The record first: a unit that is sealed into the vault without one would look tampered with.
    fn register_unit(&mut self, unit: &str, icv: u64) -> Result<(), VaultError> {
        contents::check_name(unit)?;
        let mut contents = self.contents.clone();
        self.witness.write(contents.units.len(), unit, icv, &self.key)?;
        self.witness.sync()?;
        contents.units.push(Unit { name: unit.to_owned(), icv });
        self.write(self.header.clone(), contents)
    }

    fn set_slot(&mut self, user: &str, pin: &Pin) -> Result<(), VaultError> {
        contents::check_name(user)?;
        let mut header = self.header.clone();
        let wrapped: &[u8] = match header.key {
            KeyPlace::Slots => self.key.as_slice(),
            KeyPlace::Keyring => &[],
        };
        let slot = Slot::make(&header, user, pin, &self.machine, wrapped)?;
        header.slots.insert(user.to_owned(), slot);
        self.write(header, self.contents.clone())
    }

    /// The next state of the vault: on disk first, then in memory. Takes along what the witness knows.
    fn write(&mut self, header: Header, mut contents: Contents) -> Result<(), VaultError> {
        for (place, unit) in contents.units.iter_mut().enumerate() {
            unit.icv = self.witness.read(place, &unit.name, &self.key).unwrap_or(0).max(unit.icv);
        }
        let sealed = seal::seal(&self.key, &header.as_associated_data(), &contents.encode())?;
        let file = VaultFile { header, sealed };
        file.write(&self.path)?;
        self.header = file.header;
        self.contents = contents;
        Ok(())
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("path", &self.path)
            .field("key_place", &self.header.key)
            .field("users", &self.header.slots.len())
            .field("secrets", &self.contents.secrets.len())
            .finish_non_exhaustive()
    }
}

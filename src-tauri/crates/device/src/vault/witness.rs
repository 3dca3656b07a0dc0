use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::VaultError;
use super::file::VaultId;
use super::seal::{self, Base64, DataKey, NONCE_LENGTH, Sealed};
use crate::disk;

const SECTOR: usize = 512;
const TAG_LENGTH: usize = 16;

/// The highest ICV of each unit, one sector a unit, authenticated under the data key.
///
/// A sector is written in place by a single call, which a disk does whole or not at all, and without waiting for the
/// disk: this happens at every sale. The file lies in the machine folder, so that putting back an old copy of the home
/// does not put back its witness. An old copy of this very file cannot be told from a fresh one; no file could do better.
pub(super) struct Witness {
    path: PathBuf,
    file: File,
    vault: VaultId,
}

impl Witness {
    /// Makes an empty file where there is none: for a unit that should be in it, that reads as damaged.
    pub(super) fn open(machine_folder: &Path, vault: &VaultId) -> Result<Self, VaultError> {
        let path = machine_folder.join(format!("{vault}.icv"));
        match disk::private_file().read(true).write(true).create(true).truncate(false).open(&path) {
            Ok(file) => Ok(Self { path, file, vault: vault.clone() }),
            Err(source) => Err(VaultError::Storage { path, source }),
        }
    }

    pub(super) fn read(&self, place: usize, unit: &str, key: &DataKey) -> Result<u64, VaultError> {
        let mut sector = [0; SECTOR];
        match self.read_sector(place, &mut sector) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(damaged(unit)),
            Err(source) => return Err(VaultError::Storage { path: self.path.clone(), source }),
        }
        let (icv, rest) = sector.split_first_chunk().expect("a sector is longer than a number");
        let icv = u64::from_le_bytes(*icv);
        let (nonce, rest) = rest.split_at(NONCE_LENGTH);
        let seal = Sealed { nonce: Base64(nonce.to_vec()), text: Base64(rest[..TAG_LENGTH].to_vec()) };
        match seal::unseal(key, &self.associated_data(unit, icv), &seal) {
            Some(_) => Ok(icv),
            None => Err(damaged(unit)),
        }
    }

    pub(super) fn write(&mut self, place: usize, unit: &str, icv: u64, key: &DataKey) -> Result<(), VaultError> {
        // Nothing is hidden: the seal of an empty text is a proof for what goes with it.
        let proof = seal::seal(key, &self.associated_data(unit, icv), &[])?;
        let mut sector = Vec::with_capacity(SECTOR);
        sector.extend_from_slice(&icv.to_le_bytes());
        sector.extend_from_slice(&proof.nonce.0);
        sector.extend_from_slice(&proof.text.0);
        sector.resize(SECTOR, 0);
        self.file
            .seek(start_of(place))
            .and_then(|_| self.file.write_all(&sector))
            .map_err(|source| VaultError::Storage { path: self.path.clone(), source })
    }

    /// Waits for the disk: needed when a record is new, not when it grows.
    pub(super) fn sync(&self) -> Result<(), VaultError> {
        self.file
            .sync_all()
            .and_then(|()| disk::sync_folder_of(&self.path))
            .map_err(|source| VaultError::Storage { path: self.path.clone(), source })
    }

    fn read_sector(&self, place: usize, sector: &mut [u8; SECTOR]) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(start_of(place))?;
        file.read_exact(sector)
    }

    fn associated_data(&self, unit: &str, icv: u64) -> Vec<u8> {
        format!("sanduq icv\n{}\n{icv}\n{unit}", self.vault).into_bytes()
    }
}

fn start_of(place: usize) -> SeekFrom {
    SeekFrom::Start((place * SECTOR) as u64)
}

fn damaged(unit: &str) -> VaultError {
    VaultError::WitnessDamaged { unit: unit.to_owned() }
}

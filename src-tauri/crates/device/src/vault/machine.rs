use std::fs;
use std::io::{self, ErrorKind, Read, Seek};
use std::path::Path;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::VaultError;
use super::seal::Base64;
use crate::disk;
use crate::random;

const FILE: &str = "machine.key";
const LENGTH: usize = 32;

/// What makes a PIN worth something here and nothing elsewhere: the random `machine.key`, which lies outside the home,
/// mixed with the machine's own id where it has one, so that copying both folders to another machine is not enough.
pub(super) struct MachineSecret(Zeroizing<[u8; 32]>);

impl MachineSecret {
    pub(super) fn read(folder: &Path) -> Result<Self, VaultError> {
        let path = folder.join(FILE);
        let file = match fs::read(&path) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(VaultError::MachineKeyMissing(path)),
            Err(source) => return Err(VaultError::Storage { path, source }),
        };
        match file.len() {
            LENGTH => Ok(Self::mix(&file)),
            _ => Err(VaultError::Damaged { path, what: "the machine key has a wrong length" }),
        }
    }

    /// The key is shared by all homes of this user, so it is made once and never overwritten.
    pub(super) fn read_or_make(folder: &Path) -> Result<Self, VaultError> {
        let path = folder.join(FILE);
        let key = random::key()?;
        let make = || -> io::Result<()> {
            disk::create_private_folder(folder)?;
            let mut file = disk::private_file().read(true).write(true).create(true).truncate(false).open(&path)?;
            // Two tills may be set up at the same moment: the second waits and finds the key of the first.
            file.lock()?;
            let mut kept = Zeroizing::new(Vec::with_capacity(LENGTH + 1));
            file.read_to_end(&mut kept)?;
            // Shorter: the power went while it was being made, so nothing was sealed with it.
            if kept.len() < LENGTH {
                file.rewind()?;
                disk::write_through(file, key.as_slice())?;
                disk::sync_folder_of(&path)?;
            }
            Ok(())
        };
        make().map_err(|source| VaultError::Storage { path: path.clone(), source })?;
        Self::read(folder)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// Says nothing about the secret, which is as long as this hash and random.
    pub(super) fn fingerprint(&self) -> Base64 {
        let mut hash = Sha256::new_with_prefix(b"sanduq machine fingerprint\n");
        hash.update(self.0.as_slice());
        Base64(hash.finalize()[..16].to_vec())
    }

    fn mix(file: &[u8]) -> Self {
        let mut hash = Sha256::new_with_prefix(b"sanduq machine secret\n");
        hash.update(file);
        hash.update(machine_id().unwrap_or_default());
        Self(Zeroizing::new(hash.finalize().into()))
    }
}

/// systemd's id of this installation: 32 hexadecimal digits. During first boot it may be absent or say otherwise.
fn machine_id() -> Option<String> {
    let text = fs::read_to_string("/etc/machine-id").ok()?;
    let id = text.trim();
    (id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())).then(|| id.to_owned())
}

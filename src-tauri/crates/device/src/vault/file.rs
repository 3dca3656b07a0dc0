use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::VaultError;
use super::seal::{Base64, Sealed};
use super::slot::Slot;
use crate::disk;
use crate::random;

/// The second names the vault's environment.
const FORMAT: u32 = 2;

/// `vault.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VaultFile {
    pub(super) header: Header,
    pub(super) sealed: Sealed,
}

/// Readable by anyone, changeable by none: all of it is associated data of the seal.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    version: u32,
    pub(super) vault: VaultId,
    /// Where everything in the vault counts. Vaults of the first format do not say it: they were made for training only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    environment: Option<String>,
    pub(super) key: KeyPlace,
    /// Tells another machine from a wrong PIN.
    pub(super) machine: Base64,
    pub(super) slots: BTreeMap<String, Slot>,
}

/// Where the data key of a vault lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyPlace {
    /// In the vault file, wrapped once for each user.
    Slots,
    /// In the keyring of the operating system.
    Keyring,
}

/// The random name of a vault: 32 hexadecimal digits, safe in a file name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct VaultId(String);

impl VaultFile {
    pub(super) fn read(path: &Path) -> Result<Self, VaultError> {
        let text = fs::read(path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => VaultError::Missing(path.to_owned()),
            _ => VaultError::Storage { path: path.to_owned(), source },
        })?;
        let damaged = |what| VaultError::Damaged { path: path.to_owned(), what };
        // A newer file may have parts that are unknown here; it must not pass for a damaged one.
        let Peek { header: PeekHeader { version } } =
            serde_json::from_slice(&text).map_err(|_| damaged("it is not a vault file"))?;
        if version > FORMAT {
            return Err(VaultError::NewerFormat(version));
        }
        serde_json::from_slice(&text).map_err(|_| damaged("its header cannot be read"))
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), VaultError> {
        let text = serde_json::to_vec_pretty(self).expect("strings and numbers become JSON");
        disk::replace(path, &text).map_err(|source| VaultError::Storage { path: path.to_owned(), source })
    }
}

impl Header {
    pub(super) fn new(vault: VaultId, environment: &str, key: KeyPlace, machine: Base64) -> Self {
        Self { version: FORMAT, vault, environment: Some(environment.to_owned()), key, machine, slots: BTreeMap::new() }
    }

    pub(super) fn environment(&self) -> &str {
        self.environment.as_deref().unwrap_or("training")
    }

    /// One form for one header, whatever blanks the file has: fields in order, users sorted.
    pub(super) fn as_associated_data(&self) -> Vec<u8> {
        let mut data = b"sanduq vault\n".to_vec();
        serde_json::to_writer(&mut data, self).expect("strings and numbers become JSON");
        data
    }
}

impl VaultId {
    pub(super) fn random() -> Result<Self, VaultError> {
        let bytes: [u8; 16] = random::bytes()?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }
}

impl TryFrom<String> for VaultId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            true => Ok(Self(text)),
            false => Err("a vault is named by 32 hexadecimal digits"),
        }
    }
}

impl From<VaultId> for String {
    fn from(id: VaultId) -> Self {
        id.0
    }
}

impl fmt::Display for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Deserialize)]
struct Peek {
    header: PeekHeader,
}

#[derive(Deserialize)]
struct PeekHeader {
    version: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What its seal was made over must not change by reading it.
    #[test]
    fn a_vault_of_the_first_format_is_a_training_vault_and_stays_as_it_was_sealed() {
        let old =
            r#"{"version":1,"vault":"00112233445566778899aabbccddeeff","key":"slots","machine":"AAAA","slots":{}}"#;
        let header: Header = serde_json::from_str(old).unwrap();
        assert_eq!(header.environment(), "training");
        assert_eq!(header.as_associated_data(), format!("sanduq vault\n{old}").into_bytes());
        let new = Header::new(header.vault.clone(), "production", KeyPlace::Slots, header.machine.clone());
        assert_eq!(new.environment(), "production");
        assert!(String::from_utf8(new.as_associated_data()).unwrap().contains(r#""environment":"production""#));
    }
}

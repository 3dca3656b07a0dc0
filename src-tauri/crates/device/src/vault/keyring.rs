//! The keyring of the operating system. Only Linux has one here so far; elsewhere the slots keep the key.

use super::file::VaultId;
use super::seal::DataKey;

/// Why the keyring did not help. Never carries what it holds.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    #[error("there is no keyring, or it is locked")]
    Unavailable(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    #[error("the keyring has no entry for this till")]
    NoEntry,
    #[error("the keyring's entry for this till cannot be read")]
    BadEntry,
    #[error("the keyring did not answer")]
    Silent,
}

#[cfg(target_os = "linux")]
pub(super) use secret_service::{fetch, forget, keep};

#[cfg(not(target_os = "linux"))]
pub(super) fn keep(_: &VaultId, _: &DataKey) -> Result<(), KeyringError> {
    Err(KeyringError::Unavailable(None))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn fetch(_: &VaultId) -> Result<DataKey, KeyringError> {
    Err(KeyringError::Unavailable(None))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn forget(_: &VaultId) -> Result<(), KeyringError> {
    Err(KeyringError::Unavailable(None))
}

#[cfg(target_os = "linux")]
mod secret_service {
    use std::collections::HashMap;
    use std::sync::mpsc::{RecvTimeoutError, channel};
    use std::thread;
    use std::time::Duration;

    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use keyring_core::api::CredentialStoreApi;
    use keyring_core::{Entry, Error};
    use zbus_secret_service_keyring_store::Store;
    use zeroize::Zeroizing;

    use super::super::seal::key_from;
    use super::{DataKey, KeyringError, VaultId};

    /// Long enough for a person to unlock the keyring, short enough where there is nobody to ask.
    const ANSWER_WITHIN: Duration = Duration::from_secs(30);

    pub(in super::super) fn keep(vault: &VaultId, key: &DataKey) -> Result<(), KeyringError> {
        // As text: KDE's wallet takes nothing else.
        let text = Zeroizing::new(STANDARD.encode(key.as_slice()));
        with_entry(vault, move |entry| entry.set_password(&text))?;
        // A keyring that forgets at once is none.
        match *fetch(vault)? == **key {
            true => Ok(()),
            false => Err(KeyringError::BadEntry),
        }
    }

    pub(in super::super) fn fetch(vault: &VaultId) -> Result<DataKey, KeyringError> {
        let text = Zeroizing::new(with_entry(vault, |entry| entry.get_password())?);
        let bytes = Zeroizing::new(STANDARD.decode(text.as_bytes()).map_err(|_| KeyringError::BadEntry)?);
        key_from(&bytes).ok_or(KeyringError::BadEntry)
    }

    pub(in super::super) fn forget(vault: &VaultId) -> Result<(), KeyringError> {
        with_entry(vault, |entry| entry.delete_credential())
    }

    /// On a thread of its own: the calls block, must not do so inside an async runtime, and may never return when the
    /// keyring waits for a person. Then the thread is left behind.
    fn with_entry<T: Send + 'static>(
        vault: &VaultId,
        action: impl FnOnce(Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, KeyringError> {
        let user = vault.to_string();
        let (answer, answers) = channel();
        thread::spawn(move || {
            let label = HashMap::from([("label", "Sanduq key vault")]);
            let result = Store::new().and_then(|store| store.build("sanduq", &user, Some(&label))).and_then(action);
            // Nobody listens any more when it took too long.
            let _ = answer.send(result);
        });
        match answers.recv_timeout(ANSWER_WITHIN) {
            Ok(result) => result.map_err(blame),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(KeyringError::Silent),
        }
    }

    /// Some of the original errors carry the secret itself, so only the harmless ones are kept as a cause.
    fn blame(error: Error) -> KeyringError {
        match error {
            Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => KeyringError::Unavailable(Some(cause)),
            Error::NoEntry => KeyringError::NoEntry,
            _ => KeyringError::BadEntry,
        }
    }
}

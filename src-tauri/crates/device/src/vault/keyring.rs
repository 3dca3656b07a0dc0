//! The keyring of the operating system: the Secret Service on Linux, the login keychain on macOS, the Credential Manager on
//! Windows. Only the store differs; where there is none, the slots keep the key.

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

#[cfg(any(target_os = "linux", target_os = "macos", windows))]
pub(super) use entry::{fetch, forget, keep};
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
pub(super) use nowhere::{fetch, forget, keep};

/// The store of this operating system, and what an entry is made with there beside its names.
#[cfg(target_os = "linux")]
mod native {
    pub(super) use zbus_secret_service_keyring_store::Store;

    pub(super) const MODIFIERS: [(&str, &str); 1] = [("label", "Sanduq key vault")];
}

#[cfg(target_os = "macos")]
mod native {
    pub(super) use apple_native_keyring_store::keychain::Store;

    pub(super) const MODIFIERS: [(&str, &str); 1] = [("keychain", "User")];
}

#[cfg(windows)]
mod native {
    pub(super) use windows_native_keyring_store::Store;

    /// The vault belongs to this machine: its key does not wander with a domain's profile.
    pub(super) const MODIFIERS: [(&str, &str); 1] = [("persistence", "Local")];
}

#[cfg(any(target_os = "linux", target_os = "macos", windows))]
mod entry {
    use std::collections::HashMap;
    use std::sync::mpsc::{RecvTimeoutError, channel};
    use std::thread;
    use std::time::Duration;

    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use keyring_core::api::CredentialStoreApi;
    use keyring_core::{Entry, Error};
    use zeroize::Zeroizing;

    use super::super::seal::key_from;
    use super::native::{MODIFIERS, Store};
    use super::{DataKey, KeyringError, VaultId};

    /// Long enough for a person to unlock the keyring, short enough where there is nobody to ask.
    const ANSWER_WITHIN: Duration = Duration::from_secs(30);

    pub(in super::super) fn keep(vault: &VaultId, key: &DataKey) -> Result<(), KeyringError> {
        // As text: KDE's wallet takes nothing else. 44 characters are far below what any of them holds.
        let text = Zeroizing::new(STANDARD.encode(key.as_slice()));
        // Read back on the same thread, since Windows does not promise one thread what another has just written: a
        // keyring that forgets at once is none.
        let back = with_entry(vault, move |entry| {
            entry.set_password(&text)?;
            entry.get_password()
        })?;
        match *read(back)? == **key {
            true => Ok(()),
            false => Err(KeyringError::BadEntry),
        }
    }

    pub(in super::super) fn fetch(vault: &VaultId) -> Result<DataKey, KeyringError> {
        read(with_entry(vault, |entry| entry.get_password())?)
    }

    pub(in super::super) fn forget(vault: &VaultId) -> Result<(), KeyringError> {
        with_entry(vault, |entry| entry.delete_credential())
    }

    fn read(text: String) -> Result<DataKey, KeyringError> {
        let text = Zeroizing::new(text);
        let bytes = Zeroizing::new(STANDARD.decode(text.as_bytes()).map_err(|_| KeyringError::BadEntry)?);
        key_from(&bytes).ok_or(KeyringError::BadEntry)
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
            let modifiers = HashMap::from(MODIFIERS);
            let result = Store::new().and_then(|store| store.build("sanduq", &user, Some(&modifiers))).and_then(action);
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

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
mod nowhere {
    use super::{DataKey, KeyringError, VaultId};

    pub(in super::super) fn keep(_: &VaultId, _: &DataKey) -> Result<(), KeyringError> {
        Err(KeyringError::Unavailable(None))
    }

    pub(in super::super) fn fetch(_: &VaultId) -> Result<DataKey, KeyringError> {
        Err(KeyringError::Unavailable(None))
    }

    pub(in super::super) fn forget(_: &VaultId) -> Result<(), KeyringError> {
        Err(KeyringError::Unavailable(None))
    }
}

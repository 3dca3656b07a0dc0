use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::VaultError;
use super::file::Header;
use super::machine::MachineSecret;
use super::seal::{self, Base64, DataKey, Sealed};
use super::workspace;
use crate::pin::Pin;
use crate::random;

/// What one user's PIN opens. The cost is recorded, so that it can be raised for new slots later.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Slot {
    argon2id: Cost,
    salt: Base64,
    wrapped: Sealed,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// The memory and the passes that OWASP recommends at least, in two lanes as RFC 9106 has them: whoever guesses has as much
    /// to reckon, and a till's two cores do it at once, in some 30 ms.
    const NOW: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 2 };

    /// The cost is read before anything is authenticated: a changed file must not take all memory.
    fn is_bearable(self) -> bool {
        self.memory_kib <= 1024 * 1024 && self.passes <= 64 && self.lanes <= 16
    }

    fn params(self) -> Option<Params> {
        Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).ok()
    }
}

impl Slot {
    /// A slot that gives back `wrapped` to whoever knows `pin` on this machine. `wrapped` may be empty: then the slot
    /// only tells a right PIN from a wrong one.
    pub(super) fn make(
        header: &Header,
        user: &str,
        pin: &Pin,
        machine: &MachineSecret,
        wrapped: &[u8],
    ) -> Result<Self, VaultError> {
        Self::make_at(Cost::NOW, header, user, pin, machine, wrapped)
    }

    fn make_at(
        cost: Cost,
        header: &Header,
        user: &str,
        pin: &Pin,
        machine: &MachineSecret,
        wrapped: &[u8],
    ) -> Result<Self, VaultError> {
        let salt: [u8; 16] = random::bytes()?;
        let key = stretch(pin, machine, &salt, cost).expect("these costs and lengths are within argon2's limits");
        let wrapped = seal::seal(&key, &associated_data(header, user), wrapped)?;
        Ok(Self { argon2id: cost, salt: Base64(salt.to_vec()), wrapped })
    }

    /// A changed slot cannot be told from a wrong PIN.
    pub(super) fn open(
        &self,
        header: &Header,
        user: &str,
        pin: &Pin,
        machine: &MachineSecret,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        stretch(pin, machine, &self.salt.0, self.argon2id)
            .and_then(|key| seal::unseal(&key, &associated_data(header, user), &self.wrapped))
            .ok_or(VaultError::WrongPin)
    }
}

fn stretch(pin: &Pin, machine: &MachineSecret, salt: &[u8], cost: Cost) -> Option<DataKey> {
    if !cost.is_bearable() {
        return None;
    }
    let params = cost.params()?;
    let ready = workspace::take(params.block_count());
    let argon2 = Argon2::new_with_secret(machine.as_bytes(), Algorithm::Argon2id, Version::V0x13, params).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    let (pin, reckoned) = (pin.as_bytes(), key.as_mut_slice());
    let proved = match ready {
        Some(mut blocks) => argon2.hash_password_into_with_memory(pin, salt, reckoned, &mut blocks),
        None => argon2.hash_password_into(pin, salt, reckoned),
    };
    proved.ok().map(|()| key)
}

/// Makes ready what the next slot of today's cost is opened in.
pub(super) fn prepare() {
    if let Some(params) = Cost::NOW.params() {
        workspace::prepare(params.block_count());
    }
}

/// Ties a slot to its vault, its user and the place of the key.
fn associated_data(header: &Header, user: &str) -> Vec<u8> {
    format!("sanduq slot\n{}\n{:?}\n{user}", header.vault, header.key).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::file::KeyPlace;

    #[test]
    fn a_slot_opens_at_the_cost_it_was_made_at() {
        let folder = tempfile::tempdir().unwrap();
        let machine = MachineSecret::read_or_make(folder.path()).unwrap();
        let vault = serde_json::from_str(r#""00112233445566778899aabbccddeeff""#).unwrap();
        let header = Header::new(vault, "training", KeyPlace::Slots, Base64(Vec::new()));
        let (pin, wrong) = (Pin::new("2580").unwrap(), Pin::new("2581").unwrap());
        let larger = Cost { memory_kib: 20 * 1024, passes: 3, lanes: 4 };
        for cost in [Cost { lanes: 1, ..Cost::NOW }, Cost::NOW, larger] {
            let slot = Slot::make_at(cost, &header, "سارة", &pin, &machine, b"key").unwrap();
            let kept: Slot = serde_json::from_str(&serde_json::to_string(&slot).unwrap()).unwrap();
            assert_eq!(*kept.open(&header, "سارة", &pin, &machine).unwrap(), b"key");
            prepare();
            assert_eq!(*kept.open(&header, "سارة", &pin, &machine).unwrap(), b"key", "in memory that was made ready");
            assert!(kept.open(&header, "سارة", &wrong, &machine).is_err());
            let cheaper = Slot { argon2id: Cost { memory_kib: 1024, ..cost }, ..kept };
            assert!(cheaper.open(&header, "سارة", &pin, &machine).is_err(), "the cost is part of the key");
        }
    }
}

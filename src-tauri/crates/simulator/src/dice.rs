//! Chance: the machine's, or the same at every run when a seed is given.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

pub(crate) struct Dice(Mutex<Source>);

enum Source {
    Machine,
    /// The nth throw is the digest of seed and n.
    Seeded {
        seed: u64,
        thrown: u64,
    },
}

impl Dice {
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(Mutex::new(seed.map_or(Source::Machine, |seed| Source::Seeded { seed, thrown: 0 })))
    }

    /// At most 32 bytes.
    pub(crate) fn bytes<const LENGTH: usize>(&self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Source::Machine => getrandom::fill(&mut bytes).expect("the operating system gives random bytes"),
            Source::Seeded { seed, thrown } => {
                let digest = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(thrown.to_be_bytes());
                bytes.copy_from_slice(&digest.finalize()[..LENGTH]);
                *thrown += 1;
            }
        }
        bytes
    }

    /// From 0 up to, and without, `limit`; 0 where there is no room.
    pub(crate) fn below(&self, limit: u64) -> u64 {
        u64::from_be_bytes(self.bytes()).checked_rem(limit).unwrap_or(0)
    }
}

/// Who knows the seed knows every secret of the run.
impl fmt::Debug for Dice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Dice([redacted])")
    }
}

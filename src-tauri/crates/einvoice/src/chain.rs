//! The chain of a unit's documents: each names its place and the hash of the one before it.

use crate::hash::{InvoiceHash, PreviousHash};

/// The place of one document in its unit's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChainLink {
    /// The invoice counter value, from 1 (BR-KSA-33, BR-KSA-34).
    pub icv: u64,
    /// Of the previous generated document, whatever its type or its fate (BR-KSA-26, BR-KSA-61).
    pub previous_hash: PreviousHash,
}

impl ChainLink {
    /// The place of the first document; each new certificate opens a new chain.
    #[must_use]
    pub const fn first() -> Self {
        ChainLink { icv: 1, previous_hash: PreviousHash::First }
    }

    /// The place after the document numbered `icv` with this `hash`.
    #[must_use]
    pub const fn after(icv: u64, hash: InvoiceHash) -> Self {
        ChainLink { icv: icv + 1, previous_hash: PreviousHash::Of(hash) }
    }
}

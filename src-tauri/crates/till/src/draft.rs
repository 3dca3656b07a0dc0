//! What is to become a document, before anything is decided about its number and its place in the chain.

use sanduq_domain::basket::Basket;
use sanduq_domain::decimal::Quantity;
use sanduq_domain::invoice::{Flags, InvoiceNumber, InvoiceType, Supply};
use sanduq_domain::party::Buyer;
use sanduq_domain::tender::Tender;
use sanduq_domain::timestamp::Day;

/// A document as it is asked for.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub purpose: Purpose,
    /// None: simplified; on a note, its original's.
    pub invoice_type: Option<InvoiceType>,
    pub flags: Flags,
    pub supply: Option<Supply>,
    /// None on a note: its original's.
    pub buyer: Option<Buyer>,
    pub note: String,
    /// The buyer's purchase order.
    pub order: String,
    pub basket: Basket,
    /// None mean exact cash.
    pub tenders: Vec<Tender>,
}

/// What a document is for.
#[derive(Debug, Clone, Default)]
pub enum Purpose {
    #[default]
    Sale,
    /// Gives back what the originals still hold.
    Credit(Asked),
    /// Asks for more.
    Debit(Asked),
}

/// The documents that a note is to correct, and why.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub originals: Vec<AskedOriginal>,
    pub reason: String,
    /// Which line of the first original each line of the basket gives back, counted from 1; where there is none, the
    /// line of the same name that has enough left.
    pub lines: Vec<Option<usize>>,
    /// On a credit note whose basket has no lines: lines of the first original, counted from 1, and how much of them,
    /// all that is left where nothing is said. Where this is empty too, everything that is left.
    pub returns: Vec<(usize, Option<Quantity>)>,
}

/// A document that a note is to correct.
#[derive(Debug, Clone)]
pub struct AskedOriginal {
    pub number: InvoiceNumber,
    /// Needed where the document was issued elsewhere: this till then cannot know what is left of it.
    pub issued_on: Option<Day>,
}

impl Purpose {
    #[must_use]
    pub const fn asked(&self) -> Option<&Asked> {
        match self {
            Purpose::Sale => None,
            Purpose::Credit(asked) | Purpose::Debit(asked) => Some(asked),
        }
    }
}

impl Draft {
    /// A sale over the counter.
    #[must_use]
    pub fn sale(basket: Basket, tenders: Vec<Tender>) -> Self {
        Draft { basket, tenders, ..Draft::default() }
    }
}

//! What a receipt says beyond its document.

use sanduq_domain::money::Money;
use sanduq_domain::tender::TenderKind;

/// What stands on the paper but not in the XML. An empty text or list is left out of the paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaperNotes {
    /// Who served.
    pub cashier: String,
    /// The till's name or number.
    pub till: String,
    /// What was handed over, in order, each as handed over: cash may exceed what is due.
    pub tenders: Vec<(TenderKind, Money)>,
    /// What was handed back.
    pub change: Money,
    /// Made in training: the paper says across its width that it is no invoice.
    pub training: bool,
    /// `Some(n)` on the n-th reprint; the paper then says that it is a copy.
    pub copy: Option<u32>,
}

//! What the domain's types leave open and the authority refuses: asked before a number is used.

use sanduq_domain::invoice::{Invoice, InvoiceType};
use sanduq_domain::text::{TextError, one_line};
use sanduq_domain::vat::{Exemption, Vat};

/// One reason why a document cannot be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RuleFault {
    /// A standard document names its buyer (BR-KSA-42); none can be named yet.
    #[error("a standard document needs a buyer")]
    BuyerMissing,
    /// Private education and healthcare of citizens: name and national id of the buyer (BR-KSA-25, BR-KSA-49).
    #[error("line {line}: {} needs the buyer's name and national id", .exemption.code())]
    CitizenMissing { line: usize, exemption: Exemption },
    /// BR-KSA-17, BR-KSA-F-06-C13.
    #[error("reason: {0}")]
    Reason(TextError),
    #[error("lines: a document has at least one")]
    NoLines,
}

/// Every reason why `invoice` cannot be issued; empty when it can.
#[must_use]
pub fn faults(invoice: &Invoice) -> Vec<RuleFault> {
    let mut faults = Vec::new();
    if invoice.invoice_type == InvoiceType::Standard {
        faults.push(RuleFault::BuyerMissing);
    }
    if invoice.figures.lines.is_empty() {
        faults.push(RuleFault::NoLines);
    }
    for (index, line) in invoice.figures.lines.iter().enumerate() {
        if let Vat::Untaxed(exemption @ (Exemption::PrivateEducation | Exemption::PrivateHealthcare)) = line.vat {
            faults.push(RuleFault::CitizenMissing { line: index + 1, exemption });
        }
    }
    if let Some(original) = invoice.kind.original()
        && let Err(error) = one_line(&original.reason, 1, 1000)
    {
        faults.push(RuleFault::Reason(error));
    }
    faults
}

//! The documents with which a unit shows, while it is onboarded, that it can issue what it asks to issue.

use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{Invoice, InvoiceNumber, InvoiceType, Kind, Original};
use sanduq_domain::party::Seller;
use sanduq_domain::tender::PaymentMeans;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::vat::Vat;

use crate::csr::InvoiceKinds;

/// The compliance documents in the order of the gateway's steps: invoice, credit note, debit note.
///
/// Only simplified ones so far: a standard document needs a buyer, whom no document can name yet.
#[must_use]
pub fn compliance_samples(seller: &Seller, kinds: InvoiceKinds, issued_at: Timestamp) -> Vec<Invoice> {
    match kinds {
        InvoiceKinds::Standard => Vec::new(),
        InvoiceKinds::Simplified | InvoiceKinds::Both => {
            let original = Original { number: number("COMPLIANCE-1"), reason: "إرجاع سلعة".to_owned() };
            [
                (Kind::Invoice, "COMPLIANCE-1"),
                (Kind::CreditNote(original.clone()), "COMPLIANCE-2"),
                (Kind::DebitNote(Original { reason: "تعديل السعر".to_owned(), ..original }), "COMPLIANCE-3"),
            ]
            .into_iter()
            .map(|(kind, name)| Invoice {
                kind,
                invoice_type: InvoiceType::Simplified,
                number: number(name),
                issued_at,
                seller: seller.clone(),
                payment: vec![PaymentMeans::Cash],
                figures: figures(),
            })
            .collect()
        }
    }
}

fn number(text: &str) -> InvoiceNumber {
    text.parse().expect("a lawful number")
}

fn figures() -> Figures {
    let quantity = "3".parse().expect("a lawful quantity");
    let price = "10.10".parse().expect("a lawful price");
    Figures::solve(&Basket::of([Line::new("خبز صامولي", quantity, price, Vat::STANDARD_15)])).expect("a lawful basket")
}

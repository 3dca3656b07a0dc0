//! The documents with which a unit shows, while it is onboarded, that it can issue what it asks to issue.

use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{Correction, Flags, Invoice, InvoiceNumber, InvoiceType, Kind, Original};
use sanduq_domain::party::{Buyer, BuyerAddress, Seller, VatNumber};
use sanduq_domain::tender::PaymentMeans;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::vat::Vat;

use crate::csr::InvoiceKinds;

/// A step of the compliance checks: one kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComplianceStep {
    StandardInvoice,
    StandardCreditNote,
    StandardDebitNote,
    SimplifiedInvoice,
    SimplifiedCreditNote,
    SimplifiedDebitNote,
}

impl ComplianceStep {
    const ALL: &'static [ComplianceStep] = &[
        ComplianceStep::StandardInvoice,
        ComplianceStep::StandardCreditNote,
        ComplianceStep::StandardDebitNote,
        ComplianceStep::SimplifiedInvoice,
        ComplianceStep::SimplifiedCreditNote,
        ComplianceStep::SimplifiedDebitNote,
    ];

    /// Those that a unit for these kinds must pass, in the order of [`compliance_samples`].
    #[must_use]
    pub const fn of(kinds: InvoiceKinds) -> &'static [ComplianceStep] {
        let (standard, simplified) = ComplianceStep::ALL.split_at(3);
        match kinds {
            InvoiceKinds::Standard => standard,
            InvoiceKinds::Simplified => simplified,
            InvoiceKinds::Both => ComplianceStep::ALL,
        }
    }

    /// As the gateway names it when it is missing.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ComplianceStep::StandardInvoice => "standard-compliant",
            ComplianceStep::StandardCreditNote => "standard-credit-note-compliant",
            ComplianceStep::StandardDebitNote => "standard-debit-note-compliant",
            ComplianceStep::SimplifiedInvoice => "simplified-compliant",
            ComplianceStep::SimplifiedCreditNote => "simplified-credit-note-compliant",
            ComplianceStep::SimplifiedDebitNote => "simplified-debit-note-compliant",
        }
    }

    /// The step of this name, however its letters are written.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        ComplianceStep::ALL.iter().copied().find(|step| step.name().eq_ignore_ascii_case(name))
    }
}

/// The compliance documents in the order of the gateway's steps: invoice, credit note, debit note, the standard ones
/// before the simplified ones.
#[must_use]
pub fn compliance_samples(seller: &Seller, kinds: InvoiceKinds, issued_at: Timestamp) -> Vec<Invoice> {
    let types: &[InvoiceType] = match kinds {
        InvoiceKinds::Standard => &[InvoiceType::Standard],
        InvoiceKinds::Simplified => &[InvoiceType::Simplified],
        InvoiceKinds::Both => &[InvoiceType::Standard, InvoiceType::Simplified],
    };
    let documents = types.iter().flat_map(|&invoice_type| {
        let of = move |count: usize| number(&format!("COMPLIANCE-{}-{count}", invoice_type.key()));
        let correction = |reason: &str| Correction {
            originals: vec![Original { number: of(1), issued_on: None }],
            reason: reason.to_owned(),
        };
        [Kind::Invoice, Kind::CreditNote(correction("إرجاع سلعة")), Kind::DebitNote(correction("تعديل السعر"))]
            .into_iter()
            .enumerate()
            .map(move |(index, kind)| (invoice_type, kind, of(index + 1)))
    });
    documents
        .map(|(invoice_type, kind, number)| Invoice {
            kind,
            invoice_type,
            flags: Flags::default(),
            number,
            issued_at,
            supply: None,
            seller: seller.clone(),
            buyer: (invoice_type == InvoiceType::Standard).then(|| buyer(seller)),
            payment: vec![PaymentMeans::Cash],
            note: String::new(),
            order: String::new(),
            figures: figures(),
        })
        .collect()
}

/// A business next door, whose VAT number is not the seller's.
fn buyer(seller: &Seller) -> Buyer {
    let numbers = ["300075588700003", "310122393500003"].map(|text| text.parse::<VatNumber>().expect("lawful"));
    Buyer {
        name: "مؤسسة التجربة التجارية".to_owned(),
        vat_number: numbers.into_iter().find(|number| *number != seller.vat_number),
        id: None,
        address: Some(BuyerAddress {
            street: seller.address.street.clone(),
            building: seller.address.building.clone(),
            additional: String::new(),
            district: seller.address.district.clone(),
            city: seller.address.city.clone(),
            postal_code: seller.address.postal_code.clone(),
            country: "SA".to_owned(),
        }),
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

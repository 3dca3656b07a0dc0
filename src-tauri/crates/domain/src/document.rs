//! What an issued document says: read back from its XML, for paper, screens and auditors.
//!
//! Paper is made from this and never from the basket, so that what is printed is what is reported.

use rust_decimal::{Decimal, RoundingStrategy};
use uuid::Uuid;

use crate::decimal::{riyals, round_half_up};
use crate::figures::share;
use crate::invoice::{Flags, InvoiceType};
use crate::money::Money;
use crate::timestamp::{Day, Timestamp};

/// The kind of an issued document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    Invoice,
    CreditNote,
    DebitNote,
    /// For money received before the supply. Other programs issue it; a till here does not.
    Prepayment,
}

impl DocumentKind {
    /// From the code of `InvoiceTypeCode`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "388" => Some(DocumentKind::Invoice),
            "381" => Some(DocumentKind::CreditNote),
            "383" => Some(DocumentKind::DebitNote),
            "386" => Some(DocumentKind::Prepayment),
            _ => None,
        }
    }

    /// The word used in files and on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            DocumentKind::Invoice => "invoice",
            DocumentKind::CreditNote => "credit_note",
            DocumentKind::DebitNote => "debit_note",
            DocumentKind::Prepayment => "prepayment",
        }
    }
}

/// An issued document, as its XML states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub kind: DocumentKind,
    pub invoice_type: InvoiceType,
    pub number: String,
    pub uuid: Uuid,
    pub issued_at: Timestamp,
    /// The invoice counter value: its place in the chain, from 1.
    pub icv: u64,
    /// Base64 of the hash of the document before it.
    pub previous_hash: String,
    pub seller: DocumentParty,
    /// Absent on most simplified documents.
    pub buyer: Option<DocumentParty>,
    /// On notes: the numbers of the documents corrected.
    pub originals: Vec<String>,
    /// On notes: why. Where means of payment give several reasons, each once.
    pub reason: Option<String>,
    /// Codes of UN/CEFACT 4461.
    pub payment_means: Vec<String>,
    /// What stands in `InvoiceTypeCode/@name` after its first two digits is special about the transaction.
    pub flags: Flags,
    /// Whether the buyer issued it in the seller's name, which a till here never does.
    pub self_billed: bool,
    /// First and last day of the supply, where the document states them.
    pub supply: (Option<Day>, Option<Day>),
    /// Free words, or empty.
    pub note: String,
    /// The buyer's purchase order, or empty.
    pub order: String,
    /// What the amounts are in (ISO 4217): `SAR` on every document of a till here.
    pub currency: String,
    /// The VAT in riyals, where another currency's document states it.
    pub vat_in_riyals: Option<Money>,
    pub lines: Vec<DocumentLine>,
    /// Charges over the whole document.
    pub charges: Vec<DocumentCharge>,
    /// What was paid before.
    pub prepayments: Vec<DocumentPrepayment>,
    pub vat: Vec<DocumentVat>,
    pub totals: DocumentTotals,
    /// The QR's base64 text.
    pub qr: String,
}

/// A party as the document names it; nothing here is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentParty {
    pub name: String,
    pub vat_number: String,
    /// Schemes and values, such as `CRN` and `1010010000`.
    pub ids: Vec<(String, String)>,
    pub street: String,
    pub building: String,
    pub additional: String,
    pub district: String,
    pub city: String,
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// A line as the document states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLine {
    pub name: String,
    pub quantity: Decimal,
    pub unit: String,
    /// Without VAT, for one unit.
    pub net_unit_price: Decimal,
    /// Discounts without VAT, less the charges on the line.
    pub allowance: Money,
    pub net: Money,
    pub vat_amount: Money,
    /// With VAT.
    pub gross: Money,
    /// `S`, `Z`, `E` or `O`.
    pub vat_category: String,
    /// Per cent.
    pub vat_rate: Decimal,
}

impl DocumentLine {
    /// What one unit cost on the shelf, with VAT, to four decimals.
    #[must_use]
    pub fn shelf_unit_price(&self) -> Decimal {
        let mut price = with_vat(self.net_unit_price, self.vat_rate)
            .round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero)
            .normalize();
        if price.scale() < 2 {
            price.rescale(2);
        }
        price
    }

    /// The line's discount as the customer saw it, with VAT; below zero where more was charged on the line.
    #[must_use]
    pub fn shelf_discount(&self) -> Money {
        let shelf = told(self.shelf_unit_price().saturating_mul(self.quantity));
        Money::from_halalas(shelf.halalas().saturating_sub(self.gross.halalas()))
    }
}

/// One VAT category and rate of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentVat {
    pub category: String,
    /// Per cent.
    pub rate: Decimal,
    pub taxable: Money,
    pub amount: Money,
    /// The authority's reason for not charging VAT, code and text.
    pub exemption: Option<(String, String)>,
}

/// The totals of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentTotals {
    /// Sum of line nets.
    pub lines: Money,
    /// Discounts over the whole document, without VAT.
    pub allowances: Money,
    /// Charges over the whole document, without VAT.
    pub charges: Money,
    pub taxable: Money,
    pub vat: Money,
    pub with_vat: Money,
    /// With VAT.
    pub prepaid: Money,
    pub rounding: Money,
    pub payable: Money,
}

/// A charge over the whole document, without VAT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentCharge {
    pub reason: String,
    pub amount: Money,
    /// `S`, `Z`, `E` or `O`.
    pub vat_category: String,
    /// Per cent.
    pub vat_rate: Decimal,
}

/// A payment received before, which the document takes off what is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentPrepayment {
    /// The prepayment document's number.
    pub number: String,
    /// As written: day and time of the prepayment document.
    pub issued_on: String,
    pub taxable: Money,
    pub vat_amount: Money,
}

impl DocumentCharge {
    /// The charge as the customer saw it, with VAT, within a halala.
    #[must_use]
    pub fn shelf_amount(&self) -> Money {
        told(with_vat(riyals(self.amount), self.vat_rate))
    }
}

/// The most that is told of an amount, in riyals: other programs' documents may state any rate.
const MOST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0); // 10^15

fn with_vat(amount: Decimal, rate: Decimal) -> Decimal {
    amount.saturating_mul(Decimal::ONE.saturating_add(rate / Decimal::ONE_HUNDRED))
}

fn told(riyals: Decimal) -> Money {
    round_half_up(riyals.clamp(-MOST, MOST))
}

impl Document {
    /// Each charge as the customer saw it, with VAT. Where nothing was discounted, they add up to what the document
    /// comes to beyond its lines; a halala lost in writing them without VAT is given back to the last.
    #[must_use]
    pub fn shelf_charges(&self) -> Vec<Money> {
        let mut charges: Vec<Money> = self.charges.iter().map(DocumentCharge::shelf_amount).collect();
        if self.totals.allowances.is_zero()
            && let Some((last, others)) = charges.split_last_mut()
        {
            *last = self.totals.with_vat - self.line_gross() - others.iter().copied().sum();
        }
        charges
    }

    /// The discount over the whole document as the customer saw it, with VAT.
    #[must_use]
    pub fn shelf_discount(&self) -> Money {
        self.line_gross() + self.shelf_charges().into_iter().sum() - self.totals.with_vat
    }

    /// What each line came to in the end, with VAT: its gross less its part of the document's discount. A discount is
    /// split within its VAT category and rate, by the gross of the lines, by largest remainder.
    #[must_use]
    pub fn settled_lines(&self) -> Vec<Money> {
        let mut settled: Vec<Money> = self.lines.iter().map(|line| line.gross).collect();
        let charges = self.shelf_charges();
        for part in &self.vat {
            let own = |category: &str, rate: Decimal| category == part.category && rate == part.rate;
            let lines: Vec<usize> =
                (0..self.lines.len()).filter(|&i| own(&self.lines[i].vat_category, self.lines[i].vat_rate)).collect();
            let gross: Vec<Money> = lines.iter().map(|&i| settled[i]).collect();
            let charged: Money = self
                .charges
                .iter()
                .zip(&charges)
                .filter(|(charge, _)| own(&charge.vat_category, charge.vat_rate))
                .map(|(_, &amount)| amount)
                .sum();
            let total: Money = gross.iter().copied().sum();
            // Written without VAT, a charge can hide a halala; a discount is none below zero, and none above its lines,
            // which in others' documents may themselves be below zero.
            let discount = (total + charged - part.taxable - part.amount).min(total).max(Money::ZERO);
            for (i, off) in lines.into_iter().zip(share(discount, &gross)) {
                settled[i] -= off;
            }
        }
        settled
    }

    fn line_gross(&self) -> Money {
        self.lines.iter().map(|line| line.gross).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(price: Decimal, quantity: Decimal, rate: Decimal, gross: i64) -> DocumentLine {
        DocumentLine {
            name: String::new(),
            quantity,
            unit: "PCE".into(),
            net_unit_price: price,
            allowance: Money::ZERO,
            net: Money::ZERO,
            vat_amount: Money::ZERO,
            gross: Money::from_halalas(gross),
            vat_category: "S".into(),
            vat_rate: rate,
        }
    }

    #[test]
    fn what_other_programs_state_is_told_as_far_as_it_can_be() {
        let fifteen = Decimal::from(15);
        assert_eq!(line(Decimal::TEN, Decimal::TWO, fifteen, 2000).shelf_discount(), Money::from_halalas(300));
        assert_eq!(MOST, Decimal::from(1_000_000_000_000_000_i64));
        let most = Money::from_halalas(100_000_000_000_000_000);
        for large in [Decimal::MAX, Decimal::from(100_000_000)] {
            assert_eq!(line(large, large, large, 0).shelf_discount(), most, "{large}");
        }
        for gross in [i64::MIN, i64::MAX] {
            let extreme = line(Decimal::MAX, Decimal::MIN, Decimal::MAX, gross);
            assert!(extreme.shelf_discount().halalas().abs_diff(0) >= most.halalas().unsigned_abs(), "{gross}");
        }
        let charge = DocumentCharge {
            reason: String::new(),
            amount: Money::MAX,
            vat_category: "S".into(),
            vat_rate: Decimal::MAX,
        };
        assert_eq!(charge.shelf_amount(), most);
    }
}

//! What the rules look at: a document's statements, whether it is about to be issued or stands in someone's XML.

use std::borrow::Cow;

use rust_decimal::Decimal;

/// A text that the document states; none where it states nothing.
pub(crate) type Text<'a> = Option<Cow<'a, str>>;

/// The statements of one document, in the order of its XML. Numbers keep the decimals they are written with.
#[derive(Debug, Default)]
pub(crate) struct Facts<'a> {
    pub(crate) profile: Text<'a>,
    pub(crate) number: Text<'a>,
    pub(crate) issue_date: Text<'a>,
    pub(crate) issue_time: Text<'a>,
    /// `388`, `381`, `383`.
    pub(crate) type_code: Text<'a>,
    /// `InvoiceTypeCode/@name`.
    pub(crate) type_name: Text<'a>,
    pub(crate) notes: Vec<Cow<'a, str>>,
    pub(crate) currency: Text<'a>,
    pub(crate) tax_currency: Text<'a>,
    pub(crate) order: Text<'a>,
    pub(crate) contract: Text<'a>,
    /// The number in each `BillingReference`.
    pub(crate) originals: Vec<Text<'a>>,
    /// Every day the document names: of issue, of supply, of what it refers to.
    pub(crate) days: Vec<Cow<'a, str>>,
    /// What issuing adds; none before.
    pub(crate) issued: Option<Issued<'a>>,
    pub(crate) seller: Party<'a>,
    /// None where nobody is named.
    pub(crate) buyer: Option<Party<'a>>,
    pub(crate) supplied_on: Text<'a>,
    pub(crate) supplied_until: Text<'a>,
    pub(crate) payments: Vec<Payment<'a>>,
    /// Discounts and charges over the whole document.
    pub(crate) changes: Vec<Change<'a>>,
    pub(crate) tax_totals: Vec<TaxTotal<'a>>,
    /// Why VAT is not charged: each reason's code. A document about to be issued knows all of them, XML only those of
    /// its breakdown.
    pub(crate) exemptions: Vec<Cow<'a, str>>,
    pub(crate) totals: Totals,
    pub(crate) lines: Vec<Line<'a>>,
    /// `currencyID` of every amount but the document's VAT.
    pub(crate) amount_currencies: Vec<Cow<'a, str>>,
    /// Elements whose number cannot be read as one.
    pub(crate) unreadable: Vec<&'static str>,
}

/// What issuing adds.
#[derive(Debug, Default)]
pub(crate) struct Issued<'a> {
    pub(crate) uuid: Text<'a>,
    pub(crate) references: Vec<Reference<'a>>,
    /// `cac:Signature`, which says that there is a stamp.
    pub(crate) signature: Option<Signature<'a>>,
    /// `SignatureInformation` within the stamp: its id, and the id of the signature it is for.
    pub(crate) stamp: (Text<'a>, Text<'a>),
}

/// An `AdditionalDocumentReference`: ICV, PIH or QR; or something that another program attached.
#[derive(Debug, Default)]
pub(crate) struct Reference<'a> {
    pub(crate) id: Text<'a>,
    pub(crate) uuid: Text<'a>,
    pub(crate) attachment: Option<Attachment<'a>>,
}

/// Empty where the attachment embeds nothing.
#[derive(Debug, Default)]
pub(crate) struct Attachment<'a> {
    pub(crate) content: Cow<'a, str>,
    /// None where nothing is embedded.
    pub(crate) mime: Text<'a>,
}

#[derive(Debug, Default)]
pub(crate) struct Signature<'a> {
    pub(crate) id: Text<'a>,
    pub(crate) method: Text<'a>,
}

impl<'a> Issued<'a> {
    /// The references of this id.
    pub(crate) fn named(&self, id: &str) -> impl Iterator<Item = &Reference<'a>> {
        self.references.iter().filter(move |reference| code_of(&reference.id) == id)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Party<'a> {
    /// `schemeID` and value of each `PartyIdentification`.
    pub(crate) ids: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(crate) name: Text<'a>,
    pub(crate) vat_number: Text<'a>,
    /// The tax that the number is of: `VAT`.
    pub(crate) tax: Text<'a>,
    pub(crate) address: Option<Address<'a>>,
    pub(crate) contact: Contact<'a>,
}

/// Our documents name nobody to call.
#[derive(Debug, Default)]
pub(crate) struct Contact<'a> {
    pub(crate) name: Text<'a>,
    pub(crate) telephone: Text<'a>,
    pub(crate) note: Text<'a>,
}

#[derive(Debug, Default)]
pub(crate) struct Address<'a> {
    pub(crate) street: Text<'a>,
    pub(crate) additional_street: Text<'a>,
    pub(crate) building: Text<'a>,
    pub(crate) district: Text<'a>,
    pub(crate) city: Text<'a>,
    pub(crate) postal_code: Text<'a>,
    pub(crate) province: Text<'a>,
    pub(crate) country: Text<'a>,
}

#[derive(Debug, Default)]
pub(crate) struct Payment<'a> {
    pub(crate) code: Text<'a>,
    /// `InstructionNote`: on notes, the reason.
    pub(crate) reason: Text<'a>,
    pub(crate) terms: Text<'a>,
    pub(crate) account: Text<'a>,
}

/// A discount or a charge, of the document or of a line.
#[derive(Debug, Default)]
pub(crate) struct Change<'a> {
    pub(crate) is_charge: bool,
    pub(crate) reason_code: Text<'a>,
    pub(crate) reason: Text<'a>,
    pub(crate) percent: Option<Decimal>,
    pub(crate) amount: Option<Decimal>,
    pub(crate) base: Option<Decimal>,
    /// None on a line's.
    pub(crate) category: Option<Category<'a>>,
}

/// A VAT category with its rate and, where VAT is not charged, the reason.
#[derive(Debug, Clone, Default)]
pub(crate) struct Category<'a> {
    pub(crate) code: Text<'a>,
    pub(crate) percent: Option<Decimal>,
    pub(crate) reason_code: Text<'a>,
    pub(crate) reason: Text<'a>,
    /// Whether the scheme of the tax is VAT.
    pub(crate) is_vat: bool,
}

#[derive(Debug, Default)]
pub(crate) struct TaxTotal<'a> {
    pub(crate) currency: Text<'a>,
    pub(crate) amount: Option<Decimal>,
    /// Empty in the total in the currency of account.
    pub(crate) subtotals: Vec<Subtotal<'a>>,
}

#[derive(Debug, Default)]
pub(crate) struct Subtotal<'a> {
    pub(crate) taxable: Option<Decimal>,
    pub(crate) tax: Option<Decimal>,
    pub(crate) category: Category<'a>,
}

#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) lines: Option<Decimal>,
    pub(crate) without_vat: Option<Decimal>,
    pub(crate) with_vat: Option<Decimal>,
    pub(crate) allowances: Option<Decimal>,
    pub(crate) charges: Option<Decimal>,
    pub(crate) prepaid: Option<Decimal>,
    pub(crate) rounding: Option<Decimal>,
    pub(crate) payable: Option<Decimal>,
}

#[derive(Debug, Default)]
pub(crate) struct Line<'a> {
    pub(crate) id: Text<'a>,
    pub(crate) quantity: Option<Decimal>,
    pub(crate) unit: Text<'a>,
    pub(crate) net: Option<Decimal>,
    pub(crate) changes: Vec<Change<'a>>,
    pub(crate) tax: Option<Decimal>,
    /// `TaxTotal/RoundingAmount`: with VAT.
    pub(crate) gross: Option<Decimal>,
    /// The parts of `tax`: on the line of a prepayment, what was paid.
    pub(crate) subtotals: Vec<Subtotal<'a>>,
    pub(crate) name: Text<'a>,
    /// The item as buyer, seller and the standards number it.
    pub(crate) item_ids: ItemIds<'a>,
    pub(crate) category: Category<'a>,
    pub(crate) price: Option<Decimal>,
    /// Discounts and charges within the price.
    pub(crate) price_changes: Vec<Change<'a>>,
    /// `Price/BaseQuantity` and its unit.
    pub(crate) base_quantity: Option<Decimal>,
    pub(crate) base_unit: Text<'a>,
    /// On the line of a prepayment.
    pub(crate) prepayment: Option<Prepayment<'a>>,
}

#[derive(Debug, Default)]
pub(crate) struct ItemIds<'a> {
    pub(crate) buyers: Text<'a>,
    pub(crate) sellers: Text<'a>,
    pub(crate) standard: Text<'a>,
}

/// What a prepayment's line adds: the document it refers to.
#[derive(Debug, Default)]
pub(crate) struct Prepayment<'a> {
    pub(crate) number: Text<'a>,
    pub(crate) date: Text<'a>,
    pub(crate) time: Text<'a>,
    pub(crate) type_code: Text<'a>,
}

impl Category<'_> {
    /// `S`, `Z`, `E`, `O`; empty where none is stated.
    pub(crate) fn code(&self) -> &str {
        text_of(&self.code).trim()
    }

    /// Whether it is this category of VAT.
    pub(crate) fn is(&self, code: &str) -> bool {
        self.is_vat && self.code() == code
    }

    /// Whether VAT is not charged: `Z`, `E` or `O`.
    pub(crate) fn is_untaxed(&self) -> bool {
        matches!(self.code(), "Z" | "E" | "O")
    }
}

impl<'a> Facts<'a> {
    pub(crate) fn is_standard(&self) -> bool {
        self.type_name.as_deref().is_some_and(|name| name.starts_with("01"))
    }

    pub(crate) fn is_simplified(&self) -> bool {
        self.type_name.as_deref().is_some_and(|name| name.starts_with("02"))
    }

    /// Credit and debit notes.
    pub(crate) fn is_note(&self) -> bool {
        matches!(self.type_code.as_deref(), Some("381" | "383"))
    }

    /// The summary flag: the sixth digit of the type's name.
    pub(crate) fn is_summary(&self) -> bool {
        self.type_name.as_deref().is_some_and(|name| name.as_bytes().get(5) == Some(&b'1'))
    }

    /// The breakdown of the document's VAT.
    pub(crate) fn subtotals(&self) -> impl Iterator<Item = &Subtotal<'a>> {
        self.tax_totals.iter().flat_map(|total| &total.subtotals)
    }

    /// Discounts over the whole document.
    pub(crate) fn allowances(&self) -> impl Iterator<Item = &Change<'a>> {
        self.changes.iter().filter(|change| !change.is_charge)
    }

    /// Charges over the whole document.
    pub(crate) fn charges(&self) -> impl Iterator<Item = &Change<'a>> {
        self.changes.iter().filter(|change| change.is_charge)
    }

    /// Discounts and charges with the number of their line; none for those over the whole document.
    pub(crate) fn all_changes(&self) -> impl Iterator<Item = (Option<usize>, &Change<'a>)> {
        let of_lines =
            self.numbered_lines().flat_map(|(number, line)| line.changes.iter().map(move |c| (Some(number), c)));
        self.changes.iter().map(|change| (None, change)).chain(of_lines)
    }

    /// The lines with their numbers, counted from 1.
    pub(crate) fn numbered_lines(&self) -> impl Iterator<Item = (usize, &Line<'a>)> {
        self.lines.iter().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// The text, or nothing at all.
pub(crate) fn text_of<'t>(text: &'t Text<'_>) -> &'t str {
    text.as_deref().unwrap_or_default()
}

/// The code, without blanks around it.
pub(crate) fn code_of<'t>(text: &'t Text<'_>) -> &'t str {
    trimmed(text_of(text))
}

/// Without the blanks that XML knows. Others are part of the text.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// Whether something other than blanks is stated.
pub(crate) fn is_stated(text: &Text<'_>) -> bool {
    !text_of(text).trim().is_empty()
}

/// Whether something is stated that has fewer than `min` or more than `max` characters, blanks included.
pub(crate) fn is_outside(text: &Text<'_>, min: usize, max: usize) -> bool {
    // A text of `max` bytes at most has not more characters, and need not be counted for that.
    text.as_deref().is_some_and(|text| {
        let many = || text.chars().take(max + 1).count();
        (text.len() < min * 4 && many() < min) || (text.len() > max && many() > max)
    })
}

/// Exactly `count` digits, without anything around them.
pub(crate) fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

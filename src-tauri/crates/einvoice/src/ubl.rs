//! Writes a document as UBL 2.1, once and in canonical form.
//!
//! Inclusive C14N 1.1 is what the authority hashes. Text written canonical needs no canonicalizing: no declaration, no
//! white space between elements, namespaces and attributes in canonical order, start and end tags always, characters
//! escaped as C14N escapes them. The stamp, the QR and the signature go in afterwards, at the two places remembered.

mod page;

use std::borrow::Cow;

use quick_xml::escape::partial_escape;
use rust_decimal::Decimal;
use sanduq_domain::figures::{Allowance, LineFigures, VatGroup};
use sanduq_domain::invoice::{Invoice, InvoiceType};
use sanduq_domain::money::Money;
use sanduq_domain::party::Seller;
use sanduq_domain::vat::Vat;
use uuid::Uuid;

use crate::chain::ChainLink;
use page::{Page, Tag};

const ROOT: Tag = Tag::with_attributes(
    "Invoice",
    "Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
     xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
     xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\" \
     xmlns:ext=\"urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2\"",
);

/// The tag of an amount in riyals.
macro_rules! sar {
    ($name:literal) => {
        Tag::with_attributes($name, concat!($name, " currencyID=\"SAR\""))
    };
}

const EMBEDDED: Tag = Tag::with_attributes(
    "cbc:EmbeddedDocumentBinaryObject",
    "cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\"",
);

/// UN/CEFACT 5189: discount.
const DISCOUNT_CODE: &str = "95";
const DISCOUNT_TEXT: &str = "خصم";
/// UN/CEFACT 4461: no instrument defined, for a note that carries its reason and no payment.
const NO_INSTRUMENT: &str = "1";

/// A document's canonical bytes, and where the parts that are not hashed go in.
pub(crate) struct Written {
    pub(crate) xml: Vec<u8>,
    /// After the start tag: the stamp.
    pub(crate) head: usize,
    /// After the references: QR and signature.
    pub(crate) references: usize,
}

/// The text as C14N writes it between tags. A character that XML cannot carry becomes U+FFFD; the domain's types refuse
/// such characters long before.
pub(crate) fn escape_text(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(may_need_care) {
        return Cow::Borrowed(text);
    }
    let lawful = lawful(text);
    if !lawful.contains(['<', '>', '&', '\r']) {
        return lawful;
    }
    // C14N writes a carriage return in hexadecimal, the library in decimal.
    let lines: Vec<Cow<'_, str>> = lawful.split('\r').map(partial_escape).collect();
    Cow::Owned(lines.join("&#xD;"))
}

/// The text as C14N writes it in an attribute.
pub(crate) fn escape_attribute(text: &str) -> Cow<'_, str> {
    let lawful = lawful(text);
    if !lawful.contains(['<', '&', '"', '\t', '\n', '\r']) {
        return lawful;
    }
    let mut escaped = String::with_capacity(lawful.len() + 16);
    for character in lawful.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push_str("&#x9;"),
            '\n' => escaped.push_str("&#xA;"),
            '\r' => escaped.push_str("&#xD;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// Whether text with this byte has to be looked at by character: what C14N escapes, what XML cannot carry, and the
/// first byte of U+FFFE among others.
const fn may_need_care(byte: u8) -> bool {
    matches!(byte, 0..=0x1F | b'<' | b'>' | b'&' | 0xEF)
}

/// Whether XML 1.0 can carry the character.
pub(crate) fn is_lawful(character: char) -> bool {
    !matches!(character, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}')
}

pub(crate) fn lawful(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_lawful) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.replace(|c| !is_lawful(c), "\u{FFFD}"))
    }
}

pub(crate) fn write(invoice: &Invoice, link: &ChainLink, uuid: Uuid) -> Written {
    let figures = &invoice.figures;
    let mut page = Page::with_capacity(4096 + 1024 * figures.lines.len());
    page.open(ROOT);
    let head = page.len();
    page.leaf("cbc:ProfileID", "reporting:1.0");
    page.leaf("cbc:ID", invoice.number.as_str());
    page.shown("cbc:UUID", uuid.hyphenated());
    page.leaf("cbc:IssueDate", &invoice.issued_at.riyadh_date());
    page.leaf("cbc:IssueTime", &invoice.issued_at.riyadh_time());
    let type_code = match invoice.invoice_type {
        InvoiceType::Standard => "cbc:InvoiceTypeCode name=\"0100000\"",
        InvoiceType::Simplified => "cbc:InvoiceTypeCode name=\"0200000\"",
    };
    page.leaf_with(Tag::with_attributes("cbc:InvoiceTypeCode", type_code), invoice.kind.code());
    page.leaf("cbc:DocumentCurrencyCode", "SAR");
    page.leaf("cbc:TaxCurrencyCode", "SAR");
    if let Some(original) = invoice.kind.original() {
        page.element("cac:BillingReference", |page| {
            page.element("cac:InvoiceDocumentReference", |page| page.leaf("cbc:ID", original.number.as_str()));
        });
    }
    page.element("cac:AdditionalDocumentReference", |page| {
        page.leaf("cbc:ID", "ICV");
        page.shown("cbc:UUID", link.icv);
    });
    page.element("cac:AdditionalDocumentReference", |page| {
        page.leaf("cbc:ID", "PIH");
        page.element("cac:Attachment", |page| page.shown_with(EMBEDDED, link.previous_hash));
    });
    let references = page.len();
    page.element("cac:AccountingSupplierParty", |page| supplier(page, &invoice.seller));
    // A simplified document names no buyer, yet the schema wants the element.
    page.element("cac:AccountingCustomerParty", |_| {});
    if invoice.invoice_type == InvoiceType::Standard {
        // BR-KSA-15: the supply happens as the document is issued.
        page.element("cac:Delivery", |page| page.leaf("cbc:ActualDeliveryDate", &invoice.issued_at.riyadh_date()));
    }
    payment(&mut page, invoice);
    for allowance in &figures.allowances {
        discount(&mut page, *allowance);
    }
    let groups = breakdown(&figures.groups);
    page.element("cac:TaxTotal", |page| {
        page.amount(sar!("cbc:TaxAmount"), figures.totals.vat);
        for group in &groups {
            subtotal(page, group);
        }
    });
    // The same in the currency of account, without parts (BR-KSA-EN16931-09).
    page.element("cac:TaxTotal", |page| page.amount(sar!("cbc:TaxAmount"), figures.totals.vat));
    page.element("cac:LegalMonetaryTotal", |page| {
        let totals = &figures.totals;
        page.amount(sar!("cbc:LineExtensionAmount"), totals.lines);
        page.amount(sar!("cbc:TaxExclusiveAmount"), totals.taxable);
        page.amount(sar!("cbc:TaxInclusiveAmount"), totals.taxable + totals.vat);
        if !figures.allowances.is_empty() {
            page.amount(sar!("cbc:AllowanceTotalAmount"), totals.allowances);
        }
        page.amount(sar!("cbc:PayableAmount"), totals.payable);
    });
    for (index, figures) in figures.lines.iter().enumerate() {
        page.element("cac:InvoiceLine", |page| line(page, index + 1, figures));
    }
    page.close(ROOT);
    Written { xml: page.into_bytes(), head, references }
}

fn supplier(page: &mut Page, seller: &Seller) {
    page.element("cac:Party", |page| {
        page.element("cac:PartyIdentification", |page| {
            page.leaf_marked("cbc:ID", "schemeID", seller.id_scheme.code(), |page| page.text(&seller.id));
        });
        let address = &seller.address;
        page.element("cac:PostalAddress", |page| {
            page.leaf("cbc:StreetName", &address.street);
            page.leaf("cbc:BuildingNumber", &address.building);
            if !address.additional.is_empty() {
                page.leaf("cbc:PlotIdentification", &address.additional);
            }
            page.leaf("cbc:CitySubdivisionName", &address.district);
            page.leaf("cbc:CityName", &address.city);
            page.leaf("cbc:PostalZone", &address.postal_code);
            page.element("cac:Country", |page| page.leaf("cbc:IdentificationCode", "SA"));
        });
        page.element("cac:PartyTaxScheme", |page| {
            page.leaf("cbc:CompanyID", seller.vat_number.as_str());
            scheme(page);
        });
        page.element("cac:PartyLegalEntity", |page| page.leaf("cbc:RegistrationName", &seller.name));
    });
}

/// On a note each means of payment carries the reason (BR-KSA-17), and there is at least one to carry it.
fn payment(page: &mut Page, invoice: &Invoice) {
    let reason = invoice.kind.original().map(|original| original.reason.as_str());
    let codes = invoice.payment.iter().map(|means| means.code());
    let fallback = reason.filter(|_| invoice.payment.is_empty()).map(|_| NO_INSTRUMENT);
    for code in codes.chain(fallback) {
        page.element("cac:PaymentMeans", |page| {
            page.leaf("cbc:PaymentMeansCode", code);
            if let Some(reason) = reason {
                page.leaf("cbc:InstructionNote", reason);
            }
        });
    }
}

fn discount(page: &mut Page, allowance: Allowance) {
    page.element("cac:AllowanceCharge", |page| {
        discount_head(page, allowance.amount);
        page.element("cac:TaxCategory", |page| category(page, allowance.vat));
    });
}

fn discount_head(page: &mut Page, amount: Money) {
    page.leaf("cbc:ChargeIndicator", "false");
    page.leaf("cbc:AllowanceChargeReasonCode", DISCOUNT_CODE);
    page.leaf("cbc:AllowanceChargeReason", DISCOUNT_TEXT);
    page.amount(sar!("cbc:Amount"), amount);
}

/// The breakdown knows categories and rates, not reasons: BR-Z-08, BR-E-08 and BR-O-08 compare each part with all lines
/// of its category. Where one category has several reasons, the part names that of the largest taxable amount.
fn breakdown(groups: &[VatGroup]) -> Vec<VatGroup> {
    let mut merged: Vec<(VatGroup, Money)> = Vec::with_capacity(groups.len());
    for group in groups {
        let same = |other: Vat| other.category() == group.vat.category() && other.percent() == group.vat.percent();
        match merged.iter_mut().find(|(part, _)| same(part.vat)) {
            Some((part, largest)) => {
                if group.taxable > *largest {
                    (part.vat, *largest) = (group.vat, group.taxable);
                }
                part.taxable += group.taxable;
                part.vat_amount += group.vat_amount;
            }
            None => merged.push((*group, group.taxable)),
        }
    }
    merged.into_iter().map(|(part, _)| part).collect()
}

fn subtotal(page: &mut Page, group: &VatGroup) {
    page.element("cac:TaxSubtotal", |page| {
        page.amount(sar!("cbc:TaxableAmount"), group.taxable);
        page.amount(sar!("cbc:TaxAmount"), group.vat_amount);
        page.element("cac:TaxCategory", |page| {
            page.leaf("cbc:ID", group.vat.category());
            page.leaf("cbc:Percent", percent(group.vat));
            if let Some(exemption) = group.vat.exemption() {
                page.leaf("cbc:TaxExemptionReasonCode", exemption.code());
                page.leaf("cbc:TaxExemptionReason", exemption.arabic());
            }
            scheme(page);
        });
    });
}

fn line(page: &mut Page, number: usize, line: &LineFigures) {
    page.shown("cbc:ID", number);
    page.leaf_marked("cbc:InvoicedQuantity", "unitCode", &line.unit, |page| page.show(line.quantity));
    page.amount(sar!("cbc:LineExtensionAmount"), line.net);
    if !line.allowance.is_zero() {
        page.element("cac:AllowanceCharge", |page| discount_head(page, line.allowance));
    }
    page.element("cac:TaxTotal", |page| {
        page.amount(sar!("cbc:TaxAmount"), line.vat_amount);
        page.amount(sar!("cbc:RoundingAmount"), line.gross);
    });
    page.element("cac:Item", |page| {
        page.leaf("cbc:Name", &line.name);
        page.element("cac:ClassifiedTaxCategory", |page| category(page, line.vat));
    });
    page.element("cac:Price", |page| page.price(sar!("cbc:PriceAmount"), line.net_unit_price));
}

fn category(page: &mut Page, vat: Vat) {
    page.leaf("cbc:ID", vat.category());
    page.leaf("cbc:Percent", percent(vat));
    scheme(page);
}

fn scheme(page: &mut Page) {
    page.element("cac:TaxScheme", |page| page.leaf("cbc:ID", "VAT"));
}

fn percent(vat: Vat) -> &'static str {
    match vat.percent() {
        15 => "15.00",
        5 => "5.00",
        _ => "0.00",
    }
}

/// At least two decimals.
fn price(value: Decimal) -> Decimal {
    let mut value = value.normalize();
    if value.scale() < 2 {
        value.rescale(2);
    }
    value
}

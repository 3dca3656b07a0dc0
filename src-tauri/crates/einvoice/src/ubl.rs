//! Writes a document as UBL 2.1, once and in canonical form.
//!
//! Inclusive C14N 1.1 is what the authority hashes. Text written canonical needs no canonicalizing: no declaration, no
//! white space between elements, namespaces and attributes in canonical order, start and end tags always, characters
//! escaped as C14N escapes them. The stamp, the QR and the signature go in afterwards, at the two places remembered.

mod page;

use std::borrow::Cow;

use quick_xml::escape::partial_escape;
use rust_decimal::Decimal;
use sanduq_domain::decimal::Quantity;
use sanduq_domain::figures::{Allowance, ChargeFigures, LineFigures, PrepaymentFigures, Share, VatGroup};
use sanduq_domain::invoice::{Correction, Invoice, InvoiceType};
use sanduq_domain::money::Money;
use sanduq_domain::party::{Buyer, BuyerAddress, Seller};
use sanduq_domain::timestamp::Day;
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
pub(crate) const DISCOUNT_CODE: &str = "95";
pub(crate) const DISCOUNT_TEXT: &str = "خصم";
/// UN/CEFACT 4461: no instrument defined, for a note that carries its reason and no payment.
pub(crate) const NO_INSTRUMENT: &str = "1";
/// What a prepayment's line is called.
pub(crate) const PREPAYMENT_NAME: &str = "دفعة مقدمة";

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
    let type_name = invoice.invoice_type.name(invoice.flags);
    page.leaf_marked("cbc:InvoiceTypeCode", "name", &type_name, |page| page.text(invoice.kind.code()));
    page.leaf_unless_empty("cbc:Note", &invoice.note);
    page.leaf("cbc:DocumentCurrencyCode", "SAR");
    page.leaf("cbc:TaxCurrencyCode", "SAR");
    if !invoice.order.is_empty() {
        page.element("cac:OrderReference", |page| page.leaf("cbc:ID", &invoice.order));
    }
    if let Some(correction) = invoice.kind.correction() {
        billing_references(&mut page, correction);
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
    // The schema wants the element even where nobody is named.
    page.element("cac:AccountingCustomerParty", |page| {
        if let Some(buyer) = &invoice.buyer {
            customer(page, buyer);
        }
    });
    if let Some((on, until)) = delivery(invoice) {
        page.element("cac:Delivery", |page| {
            page.shown("cbc:ActualDeliveryDate", on);
            if let Some(until) = until {
                page.shown("cbc:LatestDeliveryDate", until);
            }
        });
    }
    for (code, reason) in payments(invoice) {
        page.element("cac:PaymentMeans", |page| {
            page.leaf("cbc:PaymentMeansCode", code);
            if let Some(reason) = reason {
                page.leaf("cbc:InstructionNote", reason);
            }
        });
    }
    for allowance in &figures.allowances {
        discount(&mut page, *allowance);
    }
    for charged in &figures.charges {
        charge(&mut page, *charged);
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
        page.amount(sar!("cbc:TaxInclusiveAmount"), totals.with_vat);
        if !figures.allowances.is_empty() {
            page.amount(sar!("cbc:AllowanceTotalAmount"), totals.allowances);
        }
        if !figures.charges.is_empty() {
            page.amount(sar!("cbc:ChargeTotalAmount"), totals.charges);
        }
        if !figures.prepaid.is_empty() {
            page.amount(sar!("cbc:PrepaidAmount"), totals.prepaid);
        }
        if !totals.rounding.is_zero() {
            page.amount(sar!("cbc:PayableRoundingAmount"), totals.rounding);
        }
        page.amount(sar!("cbc:PayableAmount"), totals.payable);
    });
    for (index, figures) in figures.lines.iter().enumerate() {
        page.element("cac:InvoiceLine", |page| line(page, index + 1, figures));
    }
    for (index, prepaid) in figures.prepaid.iter().enumerate() {
        page.element("cac:InvoiceLine", |page| prepayment(page, figures.lines.len() + index + 1, prepaid));
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

fn billing_references(page: &mut Page, correction: &Correction) {
    for original in &correction.originals {
        page.element("cac:BillingReference", |page| {
            page.element("cac:InvoiceDocumentReference", |page| {
                page.leaf("cbc:ID", original.number.as_str());
                if let Some(day) = original.issued_on {
                    page.shown("cbc:IssueDate", day);
                }
            });
        });
    }
}

fn customer(page: &mut Page, buyer: &Buyer) {
    page.element("cac:Party", |page| {
        if let Some(id) = &buyer.id {
            page.element("cac:PartyIdentification", |page| {
                page.leaf_marked("cbc:ID", "schemeID", id.scheme.code(), |page| page.text(&id.value));
            });
        }
        if let Some(address) = &buyer.address {
            page.element("cac:PostalAddress", |page| customer_address(page, address));
        }
        if let Some(vat_number) = &buyer.vat_number {
            page.element("cac:PartyTaxScheme", |page| {
                page.leaf("cbc:CompanyID", vat_number.as_str());
                scheme(page);
            });
        }
        if !buyer.name.is_empty() {
            page.element("cac:PartyLegalEntity", |page| page.leaf("cbc:RegistrationName", &buyer.name));
        }
    });
}

fn customer_address(page: &mut Page, address: &BuyerAddress) {
    page.leaf_unless_empty("cbc:StreetName", &address.street);
    page.leaf_unless_empty("cbc:BuildingNumber", &address.building);
    page.leaf_unless_empty("cbc:PlotIdentification", &address.additional);
    page.leaf_unless_empty("cbc:CitySubdivisionName", &address.district);
    page.leaf_unless_empty("cbc:CityName", &address.city);
    page.leaf_unless_empty("cbc:PostalZone", &address.postal_code);
    if !address.country.is_empty() {
        page.element("cac:Country", |page| page.leaf("cbc:IdentificationCode", &address.country));
    }
}

/// First and last day of the supply, as the document states them. A standard document does so even where the supply
/// happens as it is issued (BR-KSA-15).
pub(crate) fn delivery(invoice: &Invoice) -> Option<(Day, Option<Day>)> {
    let issue_day = (invoice.invoice_type == InvoiceType::Standard).then(|| (invoice.issued_at.riyadh_day(), None));
    invoice.supply.map(|supply| (supply.on, supply.until)).or(issue_day)
}

/// The means of payment, code and reason. On a note each carries the reason (BR-KSA-17), and there is at least one to
/// carry it.
pub(crate) fn payments(invoice: &Invoice) -> impl Iterator<Item = (&'static str, Option<&str>)> {
    let reason = invoice.kind.correction().map(|correction| correction.reason.as_str());
    let codes = invoice.payment.iter().map(|means| means.code());
    let fallback = reason.filter(|_| invoice.payment.is_empty()).map(|_| NO_INSTRUMENT);
    codes.chain(fallback).map(move |code| (code, reason))
}

fn discount(page: &mut Page, allowance: Allowance) {
    page.element("cac:AllowanceCharge", |page| {
        discount_head(page, allowance.amount, allowance.share);
        page.element("cac:TaxCategory", |page| category(page, allowance.vat));
    });
}

fn charge(page: &mut Page, charge: ChargeFigures) {
    page.element("cac:AllowanceCharge", |page| {
        page.leaf("cbc:ChargeIndicator", "true");
        page.leaf("cbc:AllowanceChargeReasonCode", charge.reason.code());
        page.leaf("cbc:AllowanceChargeReason", charge.reason.arabic());
        page.amount(sar!("cbc:Amount"), charge.amount);
        page.element("cac:TaxCategory", |page| category(page, charge.vat));
    });
}

fn discount_head(page: &mut Page, amount: Money, share: Option<Share>) {
    page.leaf("cbc:ChargeIndicator", "false");
    page.leaf("cbc:AllowanceChargeReasonCode", DISCOUNT_CODE);
    page.leaf("cbc:AllowanceChargeReason", DISCOUNT_TEXT);
    if let Some(share) = share {
        page.shown("cbc:MultiplierFactorNumeric", share.percent);
    }
    page.amount(sar!("cbc:Amount"), amount);
    if let Some(share) = share {
        page.amount(sar!("cbc:BaseAmount"), share.base);
    }
}

/// The breakdown knows categories and rates, not reasons: BR-Z-08, BR-E-08 and BR-O-08 compare each part with all lines
/// of its category. Where one category has several reasons, the part names that of the largest taxable amount.
pub(crate) fn breakdown(groups: &[VatGroup]) -> Vec<VatGroup> {
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
        page.element("cac:TaxCategory", |page| category_with_reason(page, group.vat));
    });
}

fn category_with_reason(page: &mut Page, vat: Vat) {
    page.leaf("cbc:ID", vat.category());
    page.leaf("cbc:Percent", percent(vat));
    if let Some(exemption) = vat.exemption() {
        page.leaf("cbc:TaxExemptionReasonCode", exemption.code());
        page.leaf("cbc:TaxExemptionReason", exemption.arabic());
    }
    scheme(page);
}

fn line(page: &mut Page, number: usize, line: &LineFigures) {
    page.shown("cbc:ID", number);
    page.leaf_marked("cbc:InvoicedQuantity", "unitCode", &line.unit, |page| page.show(line.quantity));
    page.amount(sar!("cbc:LineExtensionAmount"), line.net);
    if !line.allowance.is_zero() {
        page.element("cac:AllowanceCharge", |page| discount_head(page, line.allowance, line.allowance_share));
    }
    page.element("cac:TaxTotal", |page| {
        page.amount(sar!("cbc:TaxAmount"), line.vat_amount);
        page.amount(sar!("cbc:RoundingAmount"), line.gross);
    });
    page.element("cac:Item", |page| {
        page.leaf("cbc:Name", &line.name);
        page.element("cac:ClassifiedTaxCategory", |page| category(page, line.vat));
    });
    page.element("cac:Price", |page| {
        page.price(sar!("cbc:PriceAmount"), line.net_unit_price);
        if line.base_quantity != Quantity::ONE {
            page.leaf_marked("cbc:BaseQuantity", "unitCode", &line.unit, |page| page.show(line.base_quantity));
        }
    });
}

/// A line that costs nothing and states what was paid before (BR-KSA-73 to -82).
fn prepayment(page: &mut Page, number: usize, prepaid: &PrepaymentFigures) {
    page.shown("cbc:ID", number);
    page.leaf_marked("cbc:InvoicedQuantity", "unitCode", "PCE", |page| page.text("1"));
    page.amount(sar!("cbc:LineExtensionAmount"), Money::ZERO);
    page.element("cac:DocumentReference", |page| {
        page.leaf("cbc:ID", prepaid.number.as_str());
        page.leaf("cbc:IssueDate", &prepaid.issued_at.riyadh_date());
        page.leaf("cbc:IssueTime", &prepaid.issued_at.riyadh_time());
        page.leaf("cbc:DocumentTypeCode", "386");
    });
    page.element("cac:TaxTotal", |page| {
        page.amount(sar!("cbc:TaxAmount"), Money::ZERO);
        page.amount(sar!("cbc:RoundingAmount"), Money::ZERO);
        page.element("cac:TaxSubtotal", |page| {
            page.amount(sar!("cbc:TaxableAmount"), prepaid.taxable);
            page.amount(sar!("cbc:TaxAmount"), prepaid.vat_amount);
            page.element("cac:TaxCategory", |page| category_with_reason(page, prepaid.vat));
        });
    });
    page.element("cac:Item", |page| {
        page.leaf("cbc:Name", PREPAYMENT_NAME);
        page.element("cac:ClassifiedTaxCategory", |page| category(page, prepaid.vat));
    });
    page.element("cac:Price", |page| page.price(sar!("cbc:PriceAmount"), Decimal::ZERO));
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

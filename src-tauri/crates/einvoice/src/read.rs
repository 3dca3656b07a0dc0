//! Reads a document back from its XML: what paper, screens and auditors are made from.

use std::str::FromStr as _;

use rust_decimal::Decimal;
use sanduq_domain::decimal::{riyals, round_half_up};
use sanduq_domain::document::{
    Document, DocumentCharge, DocumentKind, DocumentLine, DocumentParty, DocumentPrepayment, DocumentTotals,
    DocumentVat,
};
use sanduq_domain::invoice::{Flags, InvoiceType};
use sanduq_domain::money::Money;
use sanduq_domain::timestamp::{Day, Timestamp};
use uuid::Uuid;

use crate::xml::XmlError;
use crate::xml::tree::{Element, Tree};

/// Why bytes are no document of the authority's profile: the fault of whoever made them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("not XML that is read here")]
    Xml(#[from] XmlError),
    #[error("not a UBL invoice")]
    NotAnInvoice,
    #[error("{what} is missing")]
    Missing { what: &'static str },
    #[error("{what} stands more than once")]
    Repeated { what: &'static str },
    #[error("{what} cannot be {text:?}")]
    Invalid { what: &'static str, text: String },
}

// Far above what this crate writes, and low enough that no sum or product over a document leaves its type.
const MAX_LINE_AMOUNT: Decimal = Decimal::from_parts(1_410_065_408, 2, 0, false, 0); // 10^10
pub(crate) const MAX_TOTAL: Decimal = Decimal::from_parts(1_316_134_912, 2_328, 0, false, 0); // 10^13
const MAX_PRICE: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);
const MAX_QUANTITY: Decimal = Decimal::from_parts(10_000_000, 0, 0, false, 0);

/// The document that `xml` states. Nothing is proved by it: see [`crate::verify`].
///
/// Prefixes, white space and declarations may be another writer's. Signed documents of other programs may hold what the
/// till does not know: it is passed over.
///
/// # Errors
/// When the bytes are no XML, or lack what every document has.
pub fn read(xml: &[u8]) -> Result<Document, ReadError> {
    let tree = Tree::parse(xml)?;
    let root = tree.root();
    if !root.is("Invoice") {
        return Err(ReadError::NotAnInvoice);
    }
    let type_code = required(root, "cbc:InvoiceTypeCode", "InvoiceTypeCode")?;
    let kind = DocumentKind::from_code(type_code.text()).ok_or_else(|| invalid("InvoiceTypeCode", type_code.text()))?;
    let total = required(root, "cac:LegalMonetaryTotal", "LegalMonetaryTotal")?;
    let optional = |path| match total.at(path) {
        Some(_) => amount(total, path, path, MAX_TOTAL),
        None => Ok(Money::ZERO),
    };
    let breakdown = root.all("cac:TaxTotal").find(|total| total.first("cac:TaxSubtotal").is_some());
    let icv = only_reference(root, "ICV")?.text_at("cbc:UUID");
    let uuid = required(root, "cbc:UUID", "UUID")?.text();
    let name = type_code.attribute("name").unwrap_or_default();
    let delivery = root.first("cac:Delivery");
    let day = |path| delivery.and_then(|delivery| delivery.text_at(path).parse::<Day>().ok());
    let is_prepayment = |line: &Element<'_, '_>| prepayment_document(*line).is_some();
    let currency = match root.text_at("cbc:DocumentCurrencyCode") {
        "" => total.at("cbc:PayableAmount").and_then(|payable| payable.attribute("currencyID")).unwrap_or_default(),
        stated => stated,
    };
    Ok(Document {
        kind,
        invoice_type: invoice_type(type_code)?,
        number: required(root, "cbc:ID", "ID")?.text().to_owned(),
        uuid: Uuid::parse_str(uuid).map_err(|_| invalid("UUID", uuid))?,
        issued_at: issued_at(root)?,
        icv: icv_of(icv)?,
        previous_hash: only_reference(root, "PIH")?.text_at(EMBEDDED).to_owned(),
        seller: party(required(root, "cac:AccountingSupplierParty", "AccountingSupplierParty")?).unwrap_or_default(),
        buyer: root.first("cac:AccountingCustomerParty").and_then(party),
        originals: root
            .all("cac:BillingReference")
            .map(|reference| reference.text_at("cac:InvoiceDocumentReference/cbc:ID").to_owned())
            .collect(),
        reason: reason(root).filter(|_| matches!(kind, DocumentKind::CreditNote | DocumentKind::DebitNote)),
        payment_means: root
            .all("cac:PaymentMeans")
            .map(|means| means.text_at("cbc:PaymentMeansCode").to_owned())
            .collect(),
        flags: flags(name),
        self_billed: has_flag(name, 6),
        supply: (day("cbc:ActualDeliveryDate"), day("cbc:LatestDeliveryDate")),
        note: root.all("cbc:Note").map(Element::text).collect::<Vec<_>>().join("\n"),
        order: root.text_at("cac:OrderReference/cbc:ID").to_owned(),
        currency: currency.to_owned(),
        vat_in_riyals: if currency == "SAR" { None } else { vat_in_riyals(root)? },
        lines: root.all("cac:InvoiceLine").filter(|l| !is_prepayment(l)).map(line).collect::<Result<_, _>>()?,
        charges: root
            .all("cac:AllowanceCharge")
            .filter(|change| is_charge(*change))
            .map(charge)
            .collect::<Result<_, _>>()?,
        prepayments: root.all("cac:InvoiceLine").filter(is_prepayment).map(prepayment).collect::<Result<_, _>>()?,
        vat: breakdown
            .map(|total| total.all("cac:TaxSubtotal").map(subtotal).collect::<Result<_, _>>())
            .transpose()?
            .unwrap_or_default(),
        totals: DocumentTotals {
            lines: amount(total, "cbc:LineExtensionAmount", "LineExtensionAmount", MAX_TOTAL)?,
            allowances: optional("cbc:AllowanceTotalAmount")?,
            charges: optional("cbc:ChargeTotalAmount")?,
            taxable: amount(total, "cbc:TaxExclusiveAmount", "TaxExclusiveAmount", MAX_TOTAL)?,
            vat: match breakdown.or_else(|| root.first("cac:TaxTotal")) {
                Some(total) => amount(total, "cbc:TaxAmount", "TaxAmount", MAX_TOTAL)?,
                None => return Err(ReadError::Missing { what: "TaxTotal" }),
            },
            with_vat: amount(total, "cbc:TaxInclusiveAmount", "TaxInclusiveAmount", MAX_TOTAL)?,
            prepaid: optional("cbc:PrepaidAmount")?,
            rounding: optional("cbc:PayableRoundingAmount")?,
            payable: amount(total, "cbc:PayableAmount", "PayableAmount", MAX_TOTAL)?,
        },
        qr: references(root, "QR").next().map(|reference| reference.text_at(EMBEDDED).to_owned()).unwrap_or_default(),
    })
}

pub(crate) const EMBEDDED: &str = "cac:Attachment/cbc:EmbeddedDocumentBinaryObject";

/// The references whose one ID is `id`. One with several is none of them: it could be hashed as one and read as another.
pub(crate) fn references<'t, 'a: 't>(root: Element<'t, 'a>, id: &'t str) -> impl Iterator<Item = Element<'t, 'a>> {
    root.all("cac:AdditionalDocumentReference").filter(move |reference| {
        let mut ids = reference.all("cbc:ID");
        ids.next().is_some_and(|first| first.raw_text() == id) && ids.next().is_none()
    })
}

fn only_reference<'t, 'a: 't>(root: Element<'t, 'a>, id: &'static str) -> Result<Element<'t, 'a>, ReadError> {
    let mut found = references(root, id);
    match (found.next(), found.next()) {
        (Some(reference), None) => Ok(reference),
        (None, _) => Err(ReadError::Missing { what: id }),
        (Some(_), Some(_)) => Err(ReadError::Repeated { what: id }),
    }
}

/// Counts from 1, in digits only (BR-KSA-34).
pub(crate) fn icv_of(text: &str) -> Result<u64, ReadError> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or_else(|| invalid("ICV", text))
}

pub(crate) fn invoice_type(type_code: Element<'_, '_>) -> Result<InvoiceType, ReadError> {
    let name = type_code.attribute("name").unwrap_or_default();
    match name.get(..2) {
        Some("01") => Ok(InvoiceType::Standard),
        Some("02") => Ok(InvoiceType::Simplified),
        _ => Err(invalid("InvoiceTypeCode/@name", name)),
    }
}

fn invalid(what: &'static str, text: &str) -> ReadError {
    ReadError::Invalid { what, text: text.chars().take(80).collect() }
}

fn required<'t, 'a>(parent: Element<'t, 'a>, name: &str, what: &'static str) -> Result<Element<'t, 'a>, ReadError> {
    let mut found = parent.all(name);
    match (found.next(), found.next()) {
        (Some(element), None) => Ok(element),
        (None, _) => Err(ReadError::Missing { what }),
        (Some(_), Some(_)) => Err(ReadError::Repeated { what }),
    }
}

/// Riyadh time; with a `Z` it is UTC (BR-KSA-70 allows both).
pub(crate) fn issued_at(root: Element<'_, '_>) -> Result<Timestamp, ReadError> {
    let date = required(root, "cbc:IssueDate", "IssueDate")?.text();
    let time = required(root, "cbc:IssueTime", "IssueTime")?.text();
    let (local, ahead) = time.strip_suffix('Z').map_or((time, 0), |utc| (utc, 3 * 3600));
    Timestamp::from_riyadh(date, local)
        .map(|moment| moment.plus_seconds(ahead))
        .ok_or_else(|| invalid("IssueDate and IssueTime", &format!("{date}T{time}")))
}

fn decimal(parent: Element<'_, '_>, path: &str, what: &'static str, max: Decimal) -> Result<Decimal, ReadError> {
    let text = parent.at(path).ok_or(ReadError::Missing { what })?.text();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let lawful = digits.len() <= 40
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().any(|b| b.is_ascii_digit());
    let value = Decimal::from_str(text).ok().filter(|value| lawful && value.abs() <= max);
    value.ok_or_else(|| invalid(what, text))
}

pub(crate) fn amount(
    parent: Element<'_, '_>,
    path: &str,
    what: &'static str,
    max: Decimal,
) -> Result<Money, ReadError> {
    decimal(parent, path, what, max).map(round_half_up)
}

fn party(holder: Element<'_, '_>) -> Option<DocumentParty> {
    let party = holder.first("cac:Party")?;
    let own = |path: &str| party.text_at(path).to_owned();
    let address = |name: &str| party.first("cac:PostalAddress").map(|a| a.text_at(name)).unwrap_or_default().to_owned();
    let ids = party.all("cac:PartyIdentification").filter_map(|identification| identification.first("cbc:ID"));
    let read = DocumentParty {
        name: own("cac:PartyLegalEntity/cbc:RegistrationName"),
        vat_number: own("cac:PartyTaxScheme/cbc:CompanyID"),
        ids: ids
            .filter(|id| !id.text().is_empty())
            .map(|id| (id.attribute("schemeID").unwrap_or_default().trim().to_owned(), id.text().to_owned()))
            .collect(),
        street: address("cbc:StreetName"),
        building: address("cbc:BuildingNumber"),
        additional: address("cbc:PlotIdentification"),
        district: address("cbc:CitySubdivisionName"),
        city: address("cbc:CityName"),
        postal_code: address("cbc:PostalZone"),
        country: address("cac:Country/cbc:IdentificationCode"),
    };
    Some(read).filter(|party| *party != DocumentParty::default())
}

/// The digits of `InvoiceTypeCode/@name` after the first two.
pub(crate) fn flags(name: &str) -> Flags {
    let set = |place| has_flag(name, place);
    Flags { third_party: set(2), nominal: set(3), export: set(4), summary: set(5) }
}

fn has_flag(name: &str, place: usize) -> bool {
    name.as_bytes().get(place) == Some(&b'1')
}

/// Each means of payment has a reason of its own, which is mostly the same.
fn reason(root: Element<'_, '_>) -> Option<String> {
    let mut reasons: Vec<&str> = Vec::new();
    for note in root.all("cac:PaymentMeans").flat_map(|means| means.all("cbc:InstructionNote")).map(Element::text) {
        if !note.is_empty() && !reasons.contains(&note) {
            reasons.push(note);
        }
    }
    (!reasons.is_empty()).then(|| reasons.join(" / "))
}

/// The total without a breakdown, in the currency in which VAT is accounted for (BR-KSA-EN16931-02).
fn vat_in_riyals(root: Element<'_, '_>) -> Result<Option<Money>, ReadError> {
    let is_in_riyals =
        |total: &Element<'_, '_>| total.at("cbc:TaxAmount").and_then(|vat| vat.attribute("currencyID")) == Some("SAR");
    root.all("cac:TaxTotal")
        .find(is_in_riyals)
        .map(|total| amount(total, "cbc:TaxAmount", "TaxAmount", MAX_TOTAL))
        .transpose()
}

pub(crate) fn is_charge(change: Element<'_, '_>) -> bool {
    matches!(change.text_at("cbc:ChargeIndicator"), "true" | "1")
}

fn charge(charge: Element<'_, '_>) -> Result<DocumentCharge, ReadError> {
    Ok(DocumentCharge {
        reason: charge.text_at("cbc:AllowanceChargeReason").to_owned(),
        amount: amount(charge, "cbc:Amount", "AllowanceCharge", MAX_LINE_AMOUNT)?,
        vat_category: charge.text_at("cac:TaxCategory/cbc:ID").to_owned(),
        vat_rate: rate(charge, "cac:TaxCategory")?,
    })
}

/// The prepayment document that a line takes off, which makes it no line of goods (BR-KSA-74).
pub(crate) fn prepayment_document<'t, 'a>(line: Element<'t, 'a>) -> Option<Element<'t, 'a>> {
    line.all("cac:DocumentReference").find(|reference| reference.text_at("cbc:DocumentTypeCode") == "386")
}

fn prepayment(line: Element<'_, '_>) -> Result<DocumentPrepayment, ReadError> {
    let reference = prepayment_document(line).ok_or(ReadError::Missing { what: "DocumentReference" })?;
    let written = [reference.text_at("cbc:IssueDate"), reference.text_at("cbc:IssueTime")].join(" ");
    let mut read = DocumentPrepayment {
        number: reference.text_at("cbc:ID").to_owned(),
        issued_on: written.trim().to_owned(),
        taxable: Money::ZERO,
        vat_amount: Money::ZERO,
    };
    for subtotal in line.all("cac:TaxTotal").flat_map(|total| total.all("cac:TaxSubtotal")) {
        read.taxable += amount(subtotal, "cbc:TaxableAmount", "TaxableAmount", MAX_LINE_AMOUNT)?;
        read.vat_amount += amount(subtotal, "cbc:TaxAmount", "TaxAmount", MAX_LINE_AMOUNT)?;
    }
    Ok(read)
}

fn line(line: Element<'_, '_>) -> Result<DocumentLine, ReadError> {
    let stated = required(line, "cbc:InvoicedQuantity", "InvoicedQuantity")?;
    let quantity = decimal(line, "cbc:InvoicedQuantity", "InvoicedQuantity", MAX_QUANTITY)?.normalize();
    let unit = stated.attribute("unitCode").unwrap_or_default();
    let mut allowance = Money::ZERO;
    for change in line.all("cac:AllowanceCharge") {
        let value = amount(change, "cbc:Amount", "AllowanceCharge", MAX_LINE_AMOUNT)?;
        if is_charge(change) {
            allowance -= value;
        } else {
            allowance += value;
        }
    }
    let net = amount(line, "cbc:LineExtensionAmount", "LineExtensionAmount", MAX_LINE_AMOUNT)?;
    let category = "cac:Item/cac:ClassifiedTaxCategory";
    let vat_rate = rate(line, category)?;
    let (vat_amount, gross) = line_vat(line, net, vat_rate)?;
    Ok(DocumentLine {
        name: line.text_at("cac:Item/cbc:Name").to_owned(),
        quantity,
        unit: unit.to_owned(),
        net_unit_price: net_unit_price(line, unit, quantity, net + allowance)?,
        allowance,
        net,
        vat_amount,
        gross,
        vat_category: line.text_at(&format!("{category}/cbc:ID")).to_owned(),
        vat_rate,
    })
}

/// The price of one unit of the quantity. Told for a base quantity of another unit, such as kilograms at a price for
/// 100 grams, it is what the line comes to instead: nothing here knows how units convert.
fn net_unit_price(line: Element<'_, '_>, unit: &str, quantity: Decimal, total: Money) -> Result<Decimal, ReadError> {
    let price = required(line, "cac:Price", "Price")?;
    let stated = decimal(price, "cbc:PriceAmount", "PriceAmount", MAX_PRICE)?;
    let (of, base) = match price.first("cbc:BaseQuantity") {
        Some(base) if base.attribute("unitCode").is_some_and(|of| of != unit) => (riyals(total), quantity),
        Some(_) => (stated, decimal(price, "cbc:BaseQuantity", "BaseQuantity", MAX_QUANTITY)?),
        None => return Ok(stated.normalize()),
    };
    of.checked_div(base)
        .filter(|price| price.abs() <= MAX_PRICE)
        .map(|price| price.normalize())
        .ok_or_else(|| invalid("BaseQuantity", &base.to_string()))
}

/// VAT, and the amount with it. Lines of simplified documents need state neither (BR-KSA-52, -53 ask standard ones
/// only): what is left away is reckoned.
fn line_vat(line: Element<'_, '_>, net: Money, rate: Decimal) -> Result<(Money, Money), ReadError> {
    let optional = |path, what| line.at(path).map(|_| amount(line, path, what, MAX_LINE_AMOUNT)).transpose();
    let vat = optional("cac:TaxTotal/cbc:TaxAmount", "line TaxAmount")?;
    let vat = vat.unwrap_or_else(|| round_half_up(riyals(net) * rate / Decimal::ONE_HUNDRED));
    let gross = optional("cac:TaxTotal/cbc:RoundingAmount", "RoundingAmount")?;
    Ok((vat, gross.unwrap_or(net + vat)))
}

fn subtotal(subtotal: Element<'_, '_>) -> Result<DocumentVat, ReadError> {
    let category = subtotal.first("cac:TaxCategory").ok_or(ReadError::Missing { what: "TaxCategory" })?;
    let exemption =
        ["cbc:TaxExemptionReasonCode", "cbc:TaxExemptionReason"].map(|name| category.text_at(name).to_owned());
    Ok(DocumentVat {
        category: category.text_at("cbc:ID").to_owned(),
        rate: rate(subtotal, "cac:TaxCategory")?,
        taxable: amount(subtotal, "cbc:TaxableAmount", "TaxableAmount", MAX_TOTAL)?,
        amount: amount(subtotal, "cbc:TaxAmount", "TaxAmount", MAX_TOTAL)?,
        exemption: Some(exemption.into())
            .filter(|(code, text): &(String, String)| !code.is_empty() || !text.is_empty()),
    })
}

/// Category O may leave its rate away.
fn rate(parent: Element<'_, '_>, category: &str) -> Result<Decimal, ReadError> {
    let path = format!("{category}/cbc:Percent");
    match parent.at(&path) {
        Some(_) => decimal(parent, &path, "Percent", Decimal::ONE_HUNDRED).map(|rate| rate.normalize()),
        None => Ok(Decimal::ZERO),
    }
}

//! The invoice from which one of our own documents was issued, told again from its bytes: what a rejected document is
//! issued anew from, whatever has become of the catalogue since.
//!
//! Nothing is guessed. What was read is written once more in its old place, and must hash to what the document does; a
//! document that says anything else than it would be issued with today is none of ours.
//!
//! A document does not say everything that it was made of. Its breakdown names one reason for each untaxed category, so
//! every line of the category has that reason here; and what a charge came to with VAT is reckoned.

use std::str::FromStr;

use rust_decimal::Decimal;
use sanduq_domain::basket::ChargeReason;
use sanduq_domain::decimal::{Quantity, riyals, round_half_up};
use sanduq_domain::figures::{
    Allowance, ChargeFigures, Figures, LineFigures, PrepaymentFigures, Share, Totals, VatGroup,
};
use sanduq_domain::invoice::{Correction, Flags, Invoice, Kind, Original, Supply};
use sanduq_domain::money::Money;
use sanduq_domain::party::{Address, Buyer, BuyerAddress, BuyerId, BuyerIdScheme, Seller, SellerIdScheme};
use sanduq_domain::tender::PaymentMeans;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::vat::{Exemption, Vat};
use uuid::Uuid;

use crate::canonical;
use crate::chain::ChainLink;
use crate::hash::InvoiceHash;
use crate::read::{self, ReadError};
use crate::ubl::{self, NO_INSTRUMENT};
use crate::xml::tree::{Element, Tree};

/// Why bytes cannot be issued anew.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RestateError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("{what} is not as a document of this program has it")]
    Foreign { what: &'static str },
}

/// The invoice that gives the document in `xml` when it is issued in the same place with the same identity and key.
///
/// ```
/// use sanduq_einvoice::restate::restate;
///
/// let invoice = restate(include_bytes!("../tests/golden/credit_note.xml"))?;
/// assert_eq!(invoice.kind.key(), "credit_note");
/// assert_eq!(invoice.figures.totals.payable.to_string(), "596.07");
/// # Ok::<(), sanduq_einvoice::restate::RestateError>(())
/// ```
///
/// # Errors
/// When the bytes are no document, or one that this program would write otherwise.
pub fn restate(xml: &[u8]) -> Result<Invoice, RestateError> {
    let document = read::read(xml)?;
    let tree = Tree::parse(xml).map_err(ReadError::from)?;
    let root = tree.root();
    let invoice = Invoice {
        kind: kind(root)?,
        invoice_type: document.invoice_type,
        flags: flags(root)?,
        number: parsed(&document.number, "the number")?,
        issued_at: document.issued_at,
        supply: supply(root)?,
        seller: seller(party(root, "cac:AccountingSupplierParty").ok_or(foreign("the seller"))?)?,
        buyer: party(root, "cac:AccountingCustomerParty").map(buyer).transpose()?,
        payment: payment(root)?,
        note: own_text(root, "cbc:Note"),
        order: own_text(root, "cac:OrderReference/cbc:ID"),
        figures: figures(root)?,
    };
    let link = ChainLink {
        icv: document.icv,
        previous_hash: document.previous_hash.parse().map_err(|_| foreign("the previous hash"))?,
    };
    prove(xml, &invoice, &link, document.uuid)?;
    Ok(invoice)
}

/// What is told again is what was said.
fn prove(xml: &[u8], invoice: &Invoice, link: &ChainLink, uuid: Uuid) -> Result<(), RestateError> {
    let said = canonical::hash(xml).map_err(ReadError::from)?;
    let again = InvoiceHash::of_canonical(&ubl::write(invoice, link, uuid).xml);
    if said == again { Ok(()) } else { Err(foreign("something")) }
}

const fn foreign(what: &'static str) -> RestateError {
    RestateError::Foreign { what }
}

fn parsed<T: FromStr>(text: &str, what: &'static str) -> Result<T, RestateError> {
    text.parse().map_err(|_| foreign(what))
}

/// Text as it was given: with its blanks.
fn own_text(parent: Element<'_, '_>, path: &str) -> String {
    parent.at(path).map(Element::raw_text).unwrap_or_default().to_owned()
}

fn amount(parent: Element<'_, '_>, path: &str, what: &'static str) -> Result<Money, RestateError> {
    Ok(read::amount(parent, path, what, read::MAX_TOTAL)?)
}

fn amount_or_zero(parent: Element<'_, '_>, path: &str, what: &'static str) -> Result<Money, RestateError> {
    parent.at(path).map_or(Ok(Money::ZERO), |_| amount(parent, path, what))
}

fn kind(root: Element<'_, '_>) -> Result<Kind, RestateError> {
    let code = root.text_at("cbc:InvoiceTypeCode");
    if code == Kind::Invoice.code() {
        return Ok(Kind::Invoice);
    }
    let original = |reference: Element<'_, '_>| {
        let original = reference.first("cac:InvoiceDocumentReference").ok_or(foreign("an original"))?;
        let day = original.first("cbc:IssueDate").map(|day| parsed(day.text(), "an original's date"));
        Ok(Original { number: parsed(original.text_at("cbc:ID"), "an original")?, issued_on: day.transpose()? })
    };
    let correction = Correction {
        originals: root.all("cac:BillingReference").map(original).collect::<Result<_, RestateError>>()?,
        reason: own_text(root, "cac:PaymentMeans/cbc:InstructionNote"),
    };
    [Kind::CreditNote(correction.clone()), Kind::DebitNote(correction)]
        .into_iter()
        .find(|kind| kind.code() == code)
        .ok_or(foreign("the kind"))
}

fn flags(root: Element<'_, '_>) -> Result<Flags, RestateError> {
    let name = root.first("cbc:InvoiceTypeCode").and_then(|code| code.attribute("name"));
    name.map(read::flags).ok_or(foreign("the type"))
}

/// A standard document states its own day where nothing else was said: told again it says the same.
fn supply(root: Element<'_, '_>) -> Result<Option<Supply>, RestateError> {
    let Some(delivery) = root.first("cac:Delivery") else { return Ok(None) };
    let until = delivery.first("cbc:LatestDeliveryDate").map(|day| parsed(day.text(), "the last day of supply"));
    let on = parsed(delivery.text_at("cbc:ActualDeliveryDate"), "the day of supply")?;
    Ok(Some(Supply { on, until: until.transpose()? }))
}

fn party<'t, 'a>(root: Element<'t, 'a>, holder: &str) -> Option<Element<'t, 'a>> {
    root.first(holder)?.first("cac:Party")
}

fn seller(party: Element<'_, '_>) -> Result<Seller, RestateError> {
    let id = party.at("cac:PartyIdentification/cbc:ID").ok_or(foreign("the seller's id"))?;
    let scheme = id.attribute("schemeID").and_then(SellerIdScheme::from_code);
    let address = party.first("cac:PostalAddress").ok_or(foreign("the seller's address"))?;
    Ok(Seller {
        name: own_text(party, "cac:PartyLegalEntity/cbc:RegistrationName"),
        vat_number: parsed(party.text_at("cac:PartyTaxScheme/cbc:CompanyID"), "the seller's VAT number")?,
        id_scheme: scheme.ok_or(foreign("the seller's id"))?,
        id: id.raw_text().to_owned(),
        address: Address {
            street: own_text(address, "cbc:StreetName"),
            building: own_text(address, "cbc:BuildingNumber"),
            additional: own_text(address, "cbc:PlotIdentification"),
            district: own_text(address, "cbc:CitySubdivisionName"),
            city: own_text(address, "cbc:CityName"),
            postal_code: own_text(address, "cbc:PostalZone"),
        },
    })
}

fn buyer(party: Element<'_, '_>) -> Result<Buyer, RestateError> {
    let id = |id: Element<'_, '_>| {
        let scheme = id.attribute("schemeID").and_then(BuyerIdScheme::from_code);
        Ok::<_, RestateError>(BuyerId {
            scheme: scheme.ok_or(foreign("the buyer's id"))?,
            value: id.raw_text().to_owned(),
        })
    };
    let vat_number = party.at("cac:PartyTaxScheme/cbc:CompanyID");
    Ok(Buyer {
        name: own_text(party, "cac:PartyLegalEntity/cbc:RegistrationName"),
        vat_number: vat_number.map(|number| parsed(number.text(), "the buyer's VAT number")).transpose()?,
        id: party.at("cac:PartyIdentification/cbc:ID").map(id).transpose()?,
        address: party.first("cac:PostalAddress").map(|address| BuyerAddress {
            street: own_text(address, "cbc:StreetName"),
            building: own_text(address, "cbc:BuildingNumber"),
            additional: own_text(address, "cbc:PlotIdentification"),
            district: own_text(address, "cbc:CitySubdivisionName"),
            city: own_text(address, "cbc:CityName"),
            postal_code: own_text(address, "cbc:PostalZone"),
            country: own_text(address, "cac:Country/cbc:IdentificationCode"),
        }),
    })
}

fn payment(root: Element<'_, '_>) -> Result<Vec<PaymentMeans>, RestateError> {
    root.all("cac:PaymentMeans")
        .map(|means| means.text_at("cbc:PaymentMeansCode"))
        .filter(|code| *code != NO_INSTRUMENT)
        .map(|code| PaymentMeans::from_code(code).ok_or(foreign("a means of payment")))
        .collect()
}

fn figures(root: Element<'_, '_>) -> Result<Figures, RestateError> {
    let breakdown = root.first("cac:TaxTotal").ok_or(foreign("the VAT"))?;
    let groups: Vec<VatGroup> = breakdown.all("cac:TaxSubtotal").map(group).collect::<Result<_, _>>()?;
    // Only the breakdown says why something is untaxed.
    let vat_of = |category: Element<'_, '_>| {
        let (id, percent) = (category.text_at("cbc:ID"), rate(category)?);
        let same = |group: &&VatGroup| group.vat.category() == id && Decimal::from(group.vat.percent()) == percent;
        groups.iter().find(same).map(|group| group.vat).ok_or(foreign("a VAT category"))
    };
    let of = |holder: Element<'_, '_>, path: &str| vat_of(holder.at(path).ok_or(foreign("a VAT category"))?);
    let (mut allowances, mut charges) = (Vec::new(), Vec::new());
    for change in root.all("cac:AllowanceCharge") {
        let (vat, amount) = (of(change, "cac:TaxCategory")?, amount(change, "cbc:Amount", "AllowanceCharge")?);
        if read::is_charge(change) {
            let code = change.text_at("cbc:AllowanceChargeReasonCode");
            let reason = ChargeReason::ALL.into_iter().find(|reason| reason.code() == code);
            let with_vat = Decimal::from(100 + vat.percent()) / Decimal::ONE_HUNDRED;
            let gross = round_half_up(riyals(amount) * with_vat);
            charges.push(ChargeFigures { reason: reason.ok_or(foreign("a charge"))?, vat, amount, gross });
        } else {
            allowances.push(Allowance { vat, amount, share: share(change)? });
        }
    }
    let (mut lines, mut prepaid) = (Vec::new(), Vec::new());
    for stated in root.all("cac:InvoiceLine") {
        match read::prepayment_document(stated) {
            Some(reference) => prepaid.push(prepayment(stated, reference)?),
            None => lines.push(line(stated, of(stated, "cac:Item/cac:ClassifiedTaxCategory")?)?),
        }
    }
    let total = root.first("cac:LegalMonetaryTotal").ok_or(foreign("the totals"))?;
    let totals = Totals {
        lines: amount(total, "cbc:LineExtensionAmount", "LineExtensionAmount")?,
        allowances: amount_or_zero(total, "cbc:AllowanceTotalAmount", "AllowanceTotalAmount")?,
        charges: amount_or_zero(total, "cbc:ChargeTotalAmount", "ChargeTotalAmount")?,
        taxable: amount(total, "cbc:TaxExclusiveAmount", "TaxExclusiveAmount")?,
        vat: amount(breakdown, "cbc:TaxAmount", "TaxAmount")?,
        with_vat: amount(total, "cbc:TaxInclusiveAmount", "TaxInclusiveAmount")?,
        prepaid: amount_or_zero(total, "cbc:PrepaidAmount", "PrepaidAmount")?,
        rounding: amount_or_zero(total, "cbc:PayableRoundingAmount", "PayableRoundingAmount")?,
        payable: amount(total, "cbc:PayableAmount", "PayableAmount")?,
    };
    Ok(Figures { lines, allowances, charges, groups, prepaid, totals })
}

fn group(subtotal: Element<'_, '_>) -> Result<VatGroup, RestateError> {
    let category = subtotal.first("cac:TaxCategory").ok_or(foreign("a VAT category"))?;
    Ok(VatGroup {
        vat: vat_with_reason(category)?,
        taxable: amount(subtotal, "cbc:TaxableAmount", "TaxableAmount")?,
        vat_amount: amount(subtotal, "cbc:TaxAmount", "TaxAmount")?,
    })
}

fn vat_with_reason(category: Element<'_, '_>) -> Result<Vat, RestateError> {
    if category.text_at("cbc:ID") == Vat::STANDARD_15.category() {
        let percent = rate(category)?;
        let known = [Vat::STANDARD_15, Vat::STANDARD_5].into_iter();
        return known.into_iter().find(|vat| Decimal::from(vat.percent()) == percent).ok_or(foreign("a VAT rate"));
    }
    let exemption = Exemption::from_code(category.text_at("cbc:TaxExemptionReasonCode"));
    exemption.map(Vat::Untaxed).ok_or(foreign("the reason why no VAT is charged"))
}

fn rate(category: Element<'_, '_>) -> Result<Decimal, RestateError> {
    parsed(category.text_at("cbc:Percent"), "a VAT rate")
}

fn share(change: Element<'_, '_>) -> Result<Option<Share>, RestateError> {
    let Some(percent) = change.first("cbc:MultiplierFactorNumeric") else { return Ok(None) };
    let base = amount(change, "cbc:BaseAmount", "BaseAmount")?;
    Ok(Some(Share { percent: parsed(percent.text(), "a percentage")?, base }))
}

fn line(line: Element<'_, '_>, vat: Vat) -> Result<LineFigures, RestateError> {
    let quantity = line.first("cbc:InvoicedQuantity").ok_or(foreign("a quantity"))?;
    let base = line.at("cac:Price/cbc:BaseQuantity");
    let discount = line.first("cac:AllowanceCharge");
    Ok(LineFigures {
        name: own_text(line, "cac:Item/cbc:Name"),
        quantity: parsed(quantity.text(), "a quantity")?,
        unit: quantity.attribute("unitCode").unwrap_or_default().to_owned(),
        vat,
        net_unit_price: parsed::<Decimal>(line.text_at("cac:Price/cbc:PriceAmount"), "a price")?.normalize(),
        base_quantity: base.map_or(Ok(Quantity::ONE), |base| parsed(base.text(), "a base quantity"))?,
        allowance: discount.map_or(Ok(Money::ZERO), |change| amount(change, "cbc:Amount", "AllowanceCharge"))?,
        allowance_share: discount.map_or(Ok(None), share)?,
        net: amount(line, "cbc:LineExtensionAmount", "LineExtensionAmount")?,
        vat_amount: amount(line, "cac:TaxTotal/cbc:TaxAmount", "TaxAmount")?,
        gross: amount(line, "cac:TaxTotal/cbc:RoundingAmount", "RoundingAmount")?,
    })
}

fn prepayment(line: Element<'_, '_>, reference: Element<'_, '_>) -> Result<PrepaymentFigures, RestateError> {
    let subtotal = line.at("cac:TaxTotal/cac:TaxSubtotal").ok_or(foreign("a prepayment"))?;
    let group = group(subtotal)?;
    let (date, time) = (reference.text_at("cbc:IssueDate"), reference.text_at("cbc:IssueTime"));
    Ok(PrepaymentFigures {
        number: parsed(reference.text_at("cbc:ID"), "a prepayment's number")?,
        issued_at: Timestamp::from_riyadh(date, time).ok_or(foreign("a prepayment's time"))?,
        vat: group.vat,
        taxable: group.taxable,
        vat_amount: group.vat_amount,
    })
}

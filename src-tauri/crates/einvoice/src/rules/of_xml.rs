//! The statements of a document as its XML writes them, whoever wrote it. What stands twice is taken once: the reader
//! and the proof refuse what must not be repeated.

use std::borrow::Cow;
use std::str::FromStr as _;

use rust_decimal::Decimal;

use super::facts::{
    Address, Attachment, Category, Change, Contact, Facts, Issued, ItemIds, Line, Party, Payment, Prepayment,
    Reference, Signature, Subtotal, TaxTotal, Text, Totals,
};
use crate::xml::tree::Element;

pub(crate) fn facts<'t>(root: Element<'t, '_>) -> Facts<'t> {
    let mut unreadable = Vec::new();
    let mut reader = Reader { unreadable: &mut unreadable };
    let total = root.first("cac:LegalMonetaryTotal");
    let mut sum = |name| total.and_then(|total| reader.number(total, name));
    let totals = Totals {
        lines: sum("cbc:LineExtensionAmount"),
        without_vat: sum("cbc:TaxExclusiveAmount"),
        with_vat: sum("cbc:TaxInclusiveAmount"),
        allowances: sum("cbc:AllowanceTotalAmount"),
        charges: sum("cbc:ChargeTotalAmount"),
        prepaid: sum("cbc:PrepaidAmount"),
        rounding: sum("cbc:PayableRoundingAmount"),
        payable: sum("cbc:PayableAmount"),
    };
    let tax_totals: Vec<TaxTotal<'t>> = root
        .all("cac:TaxTotal")
        .map(|total| TaxTotal {
            currency: total.first("cbc:TaxAmount").and_then(|amount| amount.attribute("currencyID")).map(Cow::Borrowed),
            amount: reader.number(total, "cbc:TaxAmount"),
            subtotals: total.all("cac:TaxSubtotal").map(|subtotal| reader.subtotal(subtotal)).collect(),
        })
        .collect();
    let type_code = root.first("cbc:InvoiceTypeCode");
    let delivery = root.first("cac:Delivery");
    Facts {
        profile: text(root, "cbc:ProfileID"),
        number: text(root, "cbc:ID"),
        issue_date: text(root, "cbc:IssueDate"),
        issue_time: text(root, "cbc:IssueTime"),
        type_code: type_code.map(|code| code.raw_text().into()),
        type_name: type_code.map(|code| code.attribute("name").unwrap_or_default().into()),
        notes: root.all("cbc:Note").map(|note| note.raw_text().into()).collect(),
        currency: text(root, "cbc:DocumentCurrencyCode"),
        tax_currency: text(root, "cbc:TaxCurrencyCode"),
        order: text(root, "cac:OrderReference/cbc:ID"),
        contract: text(root, "cac:ContractDocumentReference/cbc:ID"),
        originals: root
            .all("cac:BillingReference")
            .map(|reference| text(reference, "cac:InvoiceDocumentReference/cbc:ID"))
            .collect(),
        days: days(root),
        issued: Some(issued(root)),
        seller: root.at("cac:AccountingSupplierParty/cac:Party").map(|found| party(found)).unwrap_or_default(),
        buyer: root
            .at("cac:AccountingCustomerParty/cac:Party")
            .filter(|party| party.children().next().is_some())
            .map(|found| party(found)),
        supplied_on: delivery.and_then(|delivery| text(delivery, "cbc:ActualDeliveryDate")),
        supplied_until: delivery.and_then(|delivery| text(delivery, "cbc:LatestDeliveryDate")),
        payments: root.all("cac:PaymentMeans").map(|means| payment(means)).collect(),
        changes: root.all("cac:AllowanceCharge").map(|change| reader.change(change)).collect(),
        exemptions: tax_totals
            .iter()
            .flat_map(|total| &total.subtotals)
            .filter_map(|subtotal: &Subtotal<'t>| subtotal.category.reason_code.clone())
            .collect(),
        tax_totals,
        totals,
        lines: root.all("cac:InvoiceLine").map(|line| reader.line(line)).collect(),
        amount_currencies: currencies(amounts(root)),
        unreadable,
    }
}

/// The text as it is written, blanks included: lengths are counted over it.
fn text<'t>(parent: Element<'t, '_>, path: &str) -> Text<'t> {
    parent.at(path).map(|found| found.raw_text().into())
}

fn days<'t>(root: Element<'t, '_>) -> Vec<Cow<'t, str>> {
    const DAYS: [&str; 5] =
        ["cbc:IssueDate", "cbc:DueDate", "cbc:TaxPointDate", "cbc:ActualDeliveryDate", "cbc:LatestDeliveryDate"];
    root.descendants()
        .filter(|element| DAYS.iter().any(|name| element.is(name)))
        .map(|day| day.raw_text().into())
        .collect()
}

/// Everything but the totals of VAT; what those are made of is among it.
fn amounts<'t, 'a: 't>(root: Element<'t, 'a>) -> impl Iterator<Item = Element<'t, 'a>> {
    let others = root.children().filter(|child| !child.is("cac:TaxTotal"));
    let parts = root.all("cac:TaxTotal").flat_map(|total| total.all("cac:TaxSubtotal"));
    others.chain(parts).flat_map(Element::descendants)
}

fn currencies<'t, 'a: 't>(elements: impl Iterator<Item = Element<'t, 'a>>) -> Vec<Cow<'t, str>> {
    elements.filter_map(|element| element.attribute("currencyID")).map(Cow::Borrowed).collect()
}

fn issued<'t>(root: Element<'t, '_>) -> Issued<'t> {
    let stamp = root.at(
        "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/sig:UBLDocumentSignatures/sac:SignatureInformation",
    );
    let of_stamp = |name| stamp.and_then(|stamp| text(stamp, name));
    Issued {
        uuid: text(root, "cbc:UUID"),
        references: root.all("cac:AdditionalDocumentReference").map(|found| reference(found)).collect(),
        signature: root.first("cac:Signature").map(|signature| Signature {
            id: text(signature, "cbc:ID"),
            method: text(signature, "cbc:SignatureMethod"),
        }),
        stamp: (of_stamp("cbc:ID"), of_stamp("sbc:ReferencedSignatureID")),
    }
}

fn reference<'t>(reference: Element<'t, '_>) -> Reference<'t> {
    Reference {
        id: text(reference, "cbc:ID"),
        uuid: text(reference, "cbc:UUID"),
        attachment: reference.first("cac:Attachment").map(|attachment| {
            let object = attachment.first("cbc:EmbeddedDocumentBinaryObject");
            Attachment {
                content: object.map(Element::raw_text).unwrap_or_default().into(),
                mime: object.map(|object| object.attribute("mimeCode").unwrap_or_default().into()),
            }
        }),
    }
}

fn party<'t>(party: Element<'t, '_>) -> Party<'t> {
    Party {
        ids: party
            .all("cac:PartyIdentification")
            .filter_map(|id| id.first("cbc:ID"))
            .map(|id| (id.attribute("schemeID").unwrap_or_default().into(), id.raw_text().into()))
            .collect(),
        name: text(party, "cac:PartyLegalEntity/cbc:RegistrationName"),
        vat_number: text(party, "cac:PartyTaxScheme/cbc:CompanyID"),
        tax: text(party, "cac:PartyTaxScheme/cac:TaxScheme/cbc:ID"),
        address: party.first("cac:PostalAddress").map(|address| Address {
            street: text(address, "cbc:StreetName"),
            additional_street: text(address, "cbc:AdditionalStreetName"),
            building: text(address, "cbc:BuildingNumber"),
            district: text(address, "cbc:CitySubdivisionName"),
            city: text(address, "cbc:CityName"),
            postal_code: text(address, "cbc:PostalZone"),
            province: text(address, "cbc:CountrySubentity"),
            country: text(address, "cac:Country/cbc:IdentificationCode"),
        }),
        contact: Contact {
            name: text(party, "cac:Contact/cbc:Name"),
            telephone: text(party, "cac:Contact/cbc:Telephone"),
            note: text(party, "cac:Contact/cbc:Note"),
        },
    }
}

fn payment<'t>(means: Element<'t, '_>) -> Payment<'t> {
    Payment {
        code: text(means, "cbc:PaymentMeansCode"),
        reason: text(means, "cbc:InstructionNote"),
        terms: text(means, "cac:PayeeFinancialAccount/cbc:PaymentNote"),
        account: text(means, "cac:PayeeFinancialAccount/cbc:ID"),
    }
}

fn item_ids<'t>(item: Element<'t, '_>) -> ItemIds<'t> {
    ItemIds {
        buyers: text(item, "cac:BuyersItemIdentification/cbc:ID"),
        sellers: text(item, "cac:SellersItemIdentification/cbc:ID"),
        standard: text(item, "cac:StandardItemIdentification/cbc:ID"),
    }
}

/// Beyond every amount, price and quantity: 10^12.
const BEYOND: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);

/// Reads numbers, and remembers what is none.
struct Reader<'r> {
    unreadable: &'r mut Vec<&'static str>,
}

impl Reader<'_> {
    fn number(&mut self, parent: Element<'_, '_>, name: &'static str) -> Option<Decimal> {
        let text = parent.first(name)?.text();
        // More digits than any amount has; a decimal of the library keeps 28. Within the bound no rule's reckoning
        // overflows.
        let number = Decimal::from_str(text)
            .ok()
            .filter(|number| number.abs() < BEYOND && text.len() <= 29 && !text.contains(['e', 'E', '_']));
        if number.is_none() {
            self.unreadable.push(name);
        }
        number
    }

    fn change<'t>(&mut self, change: Element<'t, '_>) -> Change<'t> {
        Change {
            is_charge: matches!(change.text_at("cbc:ChargeIndicator"), "true" | "1"),
            reason_code: text(change, "cbc:AllowanceChargeReasonCode"),
            reason: text(change, "cbc:AllowanceChargeReason"),
            percent: self.number(change, "cbc:MultiplierFactorNumeric"),
            amount: self.number(change, "cbc:Amount"),
            base: self.number(change, "cbc:BaseAmount"),
            category: change.first("cac:TaxCategory").map(|category| self.category(category)),
        }
    }

    fn category<'t>(&mut self, category: Element<'t, '_>) -> Category<'t> {
        Category {
            code: category.first("cbc:ID").map(|code| code.text().into()),
            percent: self.number(category, "cbc:Percent"),
            reason_code: text(category, "cbc:TaxExemptionReasonCode"),
            reason: text(category, "cbc:TaxExemptionReason"),
            is_vat: category.text_at("cac:TaxScheme/cbc:ID").eq_ignore_ascii_case("VAT"),
        }
    }

    fn subtotal<'t>(&mut self, subtotal: Element<'t, '_>) -> Subtotal<'t> {
        Subtotal {
            taxable: self.number(subtotal, "cbc:TaxableAmount"),
            tax: self.number(subtotal, "cbc:TaxAmount"),
            category: subtotal.first("cac:TaxCategory").map(|category| self.category(category)).unwrap_or_default(),
        }
    }

    fn line<'t>(&mut self, line: Element<'t, '_>) -> Line<'t> {
        let total = line.first("cac:TaxTotal");
        let item = line.first("cac:Item");
        let price = line.first("cac:Price");
        let base = price.and_then(|price| price.first("cbc:BaseQuantity"));
        let quantity = line.first("cbc:InvoicedQuantity");
        let category = item.and_then(|item| item.first("cac:ClassifiedTaxCategory"));
        Line {
            id: text(line, "cbc:ID"),
            quantity: self.number(line, "cbc:InvoicedQuantity"),
            unit: quantity.and_then(|quantity| quantity.attribute("unitCode")).map(Cow::Borrowed),
            net: self.number(line, "cbc:LineExtensionAmount"),
            changes: line.all("cac:AllowanceCharge").map(|change| self.change(change)).collect(),
            tax: total.and_then(|total| self.number(total, "cbc:TaxAmount")),
            gross: total.and_then(|total| self.number(total, "cbc:RoundingAmount")),
            subtotals: total
                .into_iter()
                .flat_map(|total| total.all("cac:TaxSubtotal"))
                .map(|subtotal| self.subtotal(subtotal))
                .collect(),
            name: item.and_then(|item| text(item, "cbc:Name")),
            item_ids: item.map(item_ids).unwrap_or_default(),
            category: category.map(|category| self.category(category)).unwrap_or_default(),
            price: price.and_then(|price| self.number(price, "cbc:PriceAmount")),
            price_changes: price
                .into_iter()
                .flat_map(|price| price.all("cac:AllowanceCharge"))
                .map(|change| self.change(change))
                .collect(),
            base_quantity: price.and_then(|price| self.number(price, "cbc:BaseQuantity")),
            base_unit: base.and_then(|base| base.attribute("unitCode")).map(Cow::Borrowed),
            prepayment: line.first("cac:DocumentReference").map(|reference| Prepayment {
                number: text(reference, "cbc:ID"),
                date: text(reference, "cbc:IssueDate"),
                time: text(reference, "cbc:IssueTime"),
                type_code: text(reference, "cbc:DocumentTypeCode"),
            }),
        }
    }
}

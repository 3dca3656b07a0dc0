//! Reading a document to be issued from JSON, as `sanduq issue` takes it: every fault is named with its line and field.

pub mod amendment;
mod object;

use sanduq_domain::basket::{Basket, Charge, ChargeReason, Discount, Line, Prepayment, Prices};
use sanduq_domain::decimal::{Percent, Quantity, UnitPrice};
use sanduq_domain::invoice::{Flags, InvoiceNumber, InvoiceType, Supply};
use sanduq_domain::money::Money;
use sanduq_domain::party::{Buyer, BuyerAddress, BuyerId, BuyerIdScheme, VatNumber};
use sanduq_domain::tender::{Tender, TenderKind};
use sanduq_domain::timestamp::{Day, Timestamp};
use sanduq_domain::vat::{Exemption, Vat};
use sanduq_till::draft::{Asked, AskedOriginal, Draft, Purpose};
use serde_json::Value;

use object::{Faults, Object};

const KEYS: &[&str] = &[
    "kind",
    "type",
    "flags",
    "prices",
    "supply",
    "buyer",
    "original",
    "reason",
    "note",
    "order",
    "lines",
    "discount",
    "discount_percent",
    "charges",
    "prepaid",
    "rounding",
    "tenders",
];
const LINE_KEYS: &[&str] = &[
    "name",
    "quantity",
    "unit",
    "unit_price",
    "base_quantity",
    "vat",
    "rate",
    "exemption",
    "discount",
    "discount_percent",
    "original_line",
];
const BUYER_KEYS: &[&str] = &[
    "name",
    "vat_number",
    "id_scheme",
    "id",
    "street",
    "building",
    "additional",
    "district",
    "city",
    "postal_code",
    "country",
];

/// Reads one document, or says everything that is wrong with it.
///
/// ```
/// let draft = sanduq_cli::draft::read(r#"{"lines":[{"name":"حليب","unit_price":"5.00"}]}"#).unwrap();
/// assert_eq!(draft.basket.lines[0].quantity.to_string(), "1");
/// let faults = sanduq_cli::draft::read(r#"{"lines":[{"name":"حليب"}]}"#).unwrap_err();
/// assert_eq!(faults, ["line 1, unit_price: it is missing"]);
/// ```
///
/// # Errors
/// Every fault, each a sentence that begins with its place.
pub fn read(json: &str) -> Result<Draft, Vec<String>> {
    let value: Value = serde_json::from_str(json).map_err(|error| vec![format!("it is no JSON: {error}")])?;
    let Value::Object(map) = &value else { return Err(vec!["a basket is a JSON object".to_owned()]) };
    let mut faults = Faults::default();
    let object = Object::new(map, String::new(), KEYS, &mut faults);
    let draft = read_draft(&object, &mut faults);
    match draft {
        Some(draft) if faults.is_empty() => {
            let gives_back = matches!(draft.purpose, Purpose::Credit(_)) && draft.basket.lines.is_empty();
            let basket = draft.basket.faults();
            if gives_back || basket.is_empty() {
                Ok(draft)
            } else {
                Err(basket.iter().map(ToString::to_string).collect())
            }
        }
        _ => Err(faults.into_sentences()),
    }
}

fn read_draft(object: &Object<'_>, faults: &mut Faults) -> Option<Draft> {
    let lines = object.list("lines", faults);
    let mut asked = Asked { reason: object.text("reason", faults).unwrap_or_default(), ..Asked::default() };
    let kind = object.choice("kind", faults, |key| match key {
        "invoice" => Some(NoteKind::Invoice),
        "credit_note" => Some(NoteKind::Credit),
        "debit_note" => Some(NoteKind::Debit),
        _ => None,
    });
    let kind = kind.unwrap_or_default();
    asked.originals = read_originals(object, faults);
    let mut read = Vec::new();
    for (index, value) in lines.iter().enumerate() {
        let Some(line) = Object::of_value(value, format!("line {}", index + 1), LINE_KEYS, faults) else { continue };
        let place = line.count("original_line", faults);
        match place {
            // Told by its place alone, a line takes everything else from the original.
            Some(place) if kind == NoteKind::Credit && !line.has("name") && !line.has("unit_price") => {
                asked.returns.push((place, line.parsed("quantity", faults)));
            }
            _ => {
                read.push(read_line(&line, faults)?);
                asked.lines.push(place);
            }
        }
    }
    if !asked.returns.is_empty() && !read.is_empty() {
        faults.say("lines: name either the original's lines alone, or every line in full");
    }
    let basket = Basket {
        prices: object
            .choice("prices", faults, |key| match key {
                "inclusive" => Some(Prices::Inclusive),
                "exclusive" => Some(Prices::Exclusive),
                _ => None,
            })
            .unwrap_or_default(),
        lines: read,
        discount: read_discount(object, faults),
        charges: object.objects("charges", &["reason", "amount", "vat", "rate", "exemption"], faults, read_charge),
        prepaid: object.objects(
            "prepaid",
            &["number", "issued_at", "amount", "vat", "rate", "exemption"],
            faults,
            read_prepayment,
        ),
        rounding: object.signed_amount("rounding", faults).unwrap_or_default(),
    };
    Some(Draft {
        purpose: match kind {
            NoteKind::Invoice => {
                for key in ["original", "reason"].into_iter().filter(|key| object.has(key)) {
                    faults.say(&format!("{key}: only a note has one"));
                }
                Purpose::Sale
            }
            NoteKind::Credit => Purpose::Credit(asked),
            NoteKind::Debit => Purpose::Debit(asked),
        },
        invoice_type: object.choice("type", faults, InvoiceType::from_key),
        flags: read_flags(object, faults),
        supply: object.object("supply", &["on", "until"], faults).and_then(|supply| {
            let until = supply.parsed::<Day>("until", faults);
            Some(Supply { on: supply.required("on", faults)?, until })
        }),
        buyer: object.object("buyer", BUYER_KEYS, faults).map(|buyer| read_buyer(&buyer, faults)),
        note: object.text("note", faults).unwrap_or_default(),
        order: object.text("order", faults).unwrap_or_default(),
        basket,
        tenders: object.objects("tenders", &["kind", "amount", "reference"], faults, read_tender),
    })
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum NoteKind {
    #[default]
    Invoice,
    Credit,
    Debit,
}

fn read_line(line: &Object<'_>, faults: &mut Faults) -> Option<Line> {
    let name = line.required_text("name", faults);
    let quantity = if line.has("quantity") { line.parsed("quantity", faults) } else { Some(Quantity::ONE) };
    let unit_price = line.required::<UnitPrice>("unit_price", faults);
    let vat = read_vat(line, faults);
    let base = if line.has("base_quantity") { line.parsed("base_quantity", faults) } else { Some(Quantity::ONE) };
    let mut read = Line::new(&name?, quantity?, unit_price?, vat?);
    read.base_quantity = base?;
    read.discount = read_discount(line, faults);
    if let Some(unit) = line.text("unit", faults) {
        read.unit = unit;
    }
    Some(read)
}

fn read_discount(object: &Object<'_>, faults: &mut Faults) -> Discount {
    let amount = object.parsed::<Money>("discount", faults).map(Discount::Amount);
    let percent = object.parsed::<Percent>("discount_percent", faults).map(Discount::Percent);
    if amount.is_some() && percent.is_some() {
        faults.at(object, "discount", "give an amount or a percentage, not both");
    }
    amount.or(percent).unwrap_or_default()
}

/// `vat` is S where it is left out; S has a `rate` of 15 or 5, the others an `exemption`.
fn read_vat(object: &Object<'_>, faults: &mut Faults) -> Option<Vat> {
    let category = object.text("vat", faults).unwrap_or_else(|| "S".to_owned());
    let rate = object.text("rate", faults);
    let code = object.text("exemption", faults);
    if category == "S" {
        if code.is_some() {
            faults.at(object, "exemption", "what is taxed (S) has none");
        }
        return match rate.as_deref() {
            None | Some("15") => Some(Vat::STANDARD_15),
            Some("5") => Some(Vat::STANDARD_5),
            Some(_) => faults.none_at(object, "rate", "it is 15 or 5"),
        };
    }
    if !["Z", "E", "O"].contains(&category.as_str()) {
        return faults.none_at(object, "vat", &format!("{category:?} is none of S, Z, E, O"));
    }
    if rate.is_some_and(|rate| rate != "0") {
        return faults.none_at(object, "rate", "only what is taxed (S) has one");
    }
    let exemption = match code.as_deref() {
        // There is one reason only for what VAT does not touch.
        None if category == "O" => Some(Exemption::NotSubject),
        None => {
            return faults.none_at(
                object,
                "exemption",
                "it is missing: say why no VAT is charged, such as VATEX-SA-32",
            );
        }
        Some(code) => Exemption::from_code(code),
    };
    match exemption {
        Some(exemption) if exemption.category() == category => Some(Vat::Untaxed(exemption)),
        Some(exemption) => {
            faults.none_at(object, "exemption", &format!("{} belongs to {}", exemption.code(), exemption.category()))
        }
        None => faults.none_at(
            object,
            "exemption",
            &format!("{:?} is not on the authority's list", code.unwrap_or_default()),
        ),
    }
}

fn read_charge(charge: &Object<'_>, faults: &mut Faults) -> Option<Charge> {
    let reason = charge.choice("reason", faults, ChargeReason::from_key);
    if !charge.has("reason") {
        faults.at(charge, "reason", "it is missing: delivery, freight, packing or service");
    }
    let amount = charge.required("amount", faults);
    Some(Charge { reason: reason?, amount: amount?, vat: read_vat(charge, faults)? })
}

fn read_prepayment(prepayment: &Object<'_>, faults: &mut Faults) -> Option<Prepayment> {
    let number = prepayment.required::<InvoiceNumber>("number", faults);
    let amount = prepayment.required("amount", faults);
    let vat = read_vat(prepayment, faults);
    let written = prepayment.required_text("issued_at", faults)?;
    let moment = written.split_once('T').and_then(|(day, time)| Timestamp::from_riyadh(day, time));
    let Some(issued_at) = moment else {
        return faults.none_at(prepayment, "issued_at", "a moment is written as 2026-11-22T14:05:09");
    };
    Some(Prepayment { number: number?, issued_at, amount: amount?, vat: vat? })
}

fn read_tender(tender: &Object<'_>, faults: &mut Faults) -> Option<Tender> {
    let kind = tender.choice("kind", faults, TenderKind::from_key);
    if !tender.has("kind") {
        faults.at(tender, "kind", "it is missing: cash, card, transfer or credit");
    }
    let amount = tender.required("amount", faults);
    let reference = tender.text("reference", faults).unwrap_or_default();
    Some(Tender { kind: kind?, amount: amount?, reference })
}

fn read_flags(object: &Object<'_>, faults: &mut Faults) -> Flags {
    let mut flags = Flags::default();
    for value in object.list("flags", faults) {
        if !value.as_str().is_some_and(|key| flags.set(key)) {
            faults.say(&format!("flags: {value} is none of third_party, nominal, export, summary"));
        }
    }
    flags
}

/// One object, or a list of them.
fn read_originals(object: &Object<'_>, faults: &mut Faults) -> Vec<AskedOriginal> {
    const ORIGINAL_KEYS: &[&str] = &["number", "date"];
    let values = match object.get("original") {
        None => return Vec::new(),
        Some(Value::Array(values)) => values.iter().collect(),
        Some(value) => vec![value],
    };
    let mut originals = Vec::new();
    for value in values {
        let Some(original) = Object::of_value(value, "original".to_owned(), ORIGINAL_KEYS, faults) else { continue };
        let issued_on = original.parsed("date", faults);
        if let Some(number) = original.required("number", faults) {
            originals.push(AskedOriginal { number, issued_on });
        }
    }
    originals
}

fn read_buyer(buyer: &Object<'_>, faults: &mut Faults) -> Buyer {
    let mut text = |key| buyer.text(key, faults).unwrap_or_default();
    let address = BuyerAddress {
        street: text("street"),
        building: text("building"),
        additional: text("additional"),
        district: text("district"),
        city: text("city"),
        postal_code: text("postal_code"),
        country: text("country"),
    };
    let (name, value) = (text("name"), text("id"));
    let scheme = buyer.choice("id_scheme", faults, BuyerIdScheme::from_code);
    let id = match scheme {
        Some(scheme) => Some(BuyerId { scheme, value }),
        None => {
            if !value.is_empty() && !buyer.has("id_scheme") {
                faults.at(buyer, "id_scheme", "it is missing: say what kind of number the id is, such as NAT");
            }
            None
        }
    };
    // Most buyers are of the Kingdom: an address without a country is there.
    let stated = address != BuyerAddress::default();
    let country = if stated && address.country.trim().is_empty() { "SA".to_owned() } else { address.country.clone() };
    Buyer {
        name,
        vat_number: buyer.parsed::<VatNumber>("vat_number", faults),
        id,
        address: stated.then_some(BuyerAddress { country, ..address }),
    }
    .trimmed()
}

#[cfg(test)]
mod tests;

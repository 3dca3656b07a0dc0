//! Reading what is put right on a rejected document, as `sanduq reissue` takes it.

use std::collections::BTreeMap;

use sanduq_domain::invoice::Supply;
use sanduq_domain::party::{SellerForm, SellerIdScheme};
use sanduq_domain::timestamp::Day;
use sanduq_domain::vat::Exemption;
use sanduq_till::reissue::{Amendment, ReissueFault};
use serde_json::Value;

use super::object::{Faults, Object};
use super::{BUYER_KEYS, read_buyer, read_flags};

const KEYS: &[&str] = &["shop", "buyer", "reason", "lines", "exemptions", "note", "order", "supply", "flags"];
const LINE_KEYS: &[&str] = &["line", "name"];
const SHOP_KEYS: &[&str] =
    &["name", "id_scheme", "id", "street", "building", "additional", "district", "city", "postal_code"];
/// What `sanduq issue` knows and a document keeps when it is issued anew.
const MONEY_KEYS: &[&str] =
    &["type", "prices", "discount", "discount_percent", "charges", "prepaid", "rounding", "tenders", "total"];
const LINE_MONEY_KEYS: &[&str] =
    &["quantity", "unit", "unit_price", "base_quantity", "vat", "rate", "exemption", "discount", "discount_percent"];

/// Reads an amendment, or says everything that is wrong with it.
///
/// ```
/// use sanduq_cli::draft::amendment::read;
///
/// let amendment = read(r#"{"buyer":{"name":"مؤسسة الأمل"},"lines":[{"line":2,"name":"حليب طازج"}]}"#).unwrap();
/// assert_eq!(amendment.names[&2], "حليب طازج");
/// let faults = read(r#"{"lines":[{"line":1,"unit_price":"9.00"}]}"#).unwrap_err();
/// assert!(faults[0].starts_with("line 1, unit_price: a document is issued anew at its own amounts"));
/// ```
///
/// # Errors
/// Every fault, each a sentence that begins with its place.
pub fn read(json: &str) -> Result<Amendment, Vec<String>> {
    let value: Value = serde_json::from_str(json).map_err(|error| vec![format!("it is no JSON: {error}")])?;
    let Value::Object(map) = &value else { return Err(vec!["an amendment is a JSON object".to_owned()]) };
    let mut faults = Faults::default();
    let object = Object::new(map, String::new(), &[KEYS, MONEY_KEYS].concat(), &mut faults);
    refuse_money(&object, MONEY_KEYS, "", &mut faults);
    let supply = object.object("supply", &["on", "until"], &mut faults).and_then(|supply| {
        let until = supply.parsed::<Day>("until", &mut faults);
        Some(Supply { on: supply.required("on", &mut faults)?, until })
    });
    let amendment = Amendment {
        shop: object.object("shop", SHOP_KEYS, &mut faults).map(|shop| read_shop(&shop, &mut faults)),
        buyer: object.object("buyer", BUYER_KEYS, &mut faults).map(|buyer| read_buyer(&buyer, &mut faults)),
        reason: object.text("reason", &mut faults),
        names: read_names(&object, &mut faults),
        exemptions: read_exemptions(&object, &mut faults),
        note: object.text("note", &mut faults),
        order: object.text("order", &mut faults),
        supply,
        flags: object.has("flags").then(|| read_flags(&object, &mut faults)),
    };
    if faults.is_empty() { Ok(amendment) } else { Err(faults.into_sentences()) }
}

/// The whole shop: what is left out is missing.
fn read_shop(shop: &Object<'_>, faults: &mut Faults) -> SellerForm {
    let id_scheme = shop.choice("id_scheme", faults, SellerIdScheme::from_code);
    let mut text = |key| shop.text(key, faults).unwrap_or_default();
    SellerForm {
        name: text("name"),
        // The certificate's, which stays.
        vat_number: String::new(),
        id_scheme,
        id: text("id"),
        street: text("street"),
        building: text("building"),
        additional: text("additional"),
        district: text("district"),
        city: text("city"),
        postal_code: text("postal_code"),
    }
}

fn read_names(object: &Object<'_>, faults: &mut Faults) -> BTreeMap<usize, String> {
    let mut names = BTreeMap::new();
    for (index, value) in object.list("lines", faults).iter().enumerate() {
        let place = format!("line {}", index + 1);
        let keys = [LINE_KEYS, LINE_MONEY_KEYS].concat();
        let Some(line) = Object::of_value(value, place.clone(), &keys, faults) else { continue };
        refuse_money(&line, LINE_MONEY_KEYS, &format!("{place}, "), faults);
        if !line.has("line") {
            faults.at(&line, "line", "it is missing: say which, counted from 1");
        }
        if let (Some(number), Some(name)) = (line.count("line", faults), line.text("name", faults)) {
            names.insert(number, name);
        }
    }
    names
}

fn read_exemptions(object: &Object<'_>, faults: &mut Faults) -> Vec<Exemption> {
    let known = |value: &Value| value.as_str().and_then(Exemption::from_code);
    let mut exemptions = Vec::new();
    for value in object.list("exemptions", faults) {
        match known(value) {
            Some(exemption) => exemptions.push(exemption),
            None => faults.at(object, "exemptions", &format!("{value} is not on the authority's list")),
        }
    }
    exemptions
}

fn refuse_money(object: &Object<'_>, keys: &[&str], place: &str, faults: &mut Faults) {
    for key in keys.iter().filter(|key| object.has(key)) {
        faults.say(&ReissueFault::MoneyStays { field: format!("{place}{key}") }.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_be_put_right_is_read() {
        let amendment = read(
            r#"{"shop":{"name":"بقالة","street":"العليا"},"buyer":{"name":"شركة","id_scheme":"CRN","id":"1010010000","city":"جدة"},"reason":"إرجاع",
                "lines":[{"line":1,"name":"خبز"},{"line":3,"name":"حليب"}],"exemptions":["VATEX-SA-35"],
                "note":"n","order":"PO-7","supply":{"on":"2026-11-01","until":"2026-11-20"},"flags":["summary"]}"#,
        )
        .unwrap();
        assert_eq!(amendment.names.keys().collect::<Vec<_>>(), [&1, &3]);
        assert_eq!(amendment.exemptions, [Exemption::Medicines]);
        assert_eq!(amendment.shop.unwrap().street, "العليا");
        assert!(amendment.flags.unwrap().summary && amendment.supply.unwrap().until.is_some());
        assert_eq!(amendment.buyer.unwrap().address.unwrap().country, "SA");
        assert_eq!((amendment.note.as_deref(), amendment.order.as_deref()), (Some("n"), Some("PO-7")));
        assert_eq!(read("{}"), Ok(Amendment::default()));
    }

    #[test]
    fn every_fault_is_named_and_money_gets_its_proper_way() {
        let faults = read(
            r#"{"discount":"1.00","colour":"red","exemptions":["VATEX-SA-99"],
                "lines":[{"line":1,"quantity":"2"},{"name":"خبز"}],"flags":["third"],"reason":7}"#,
        )
        .unwrap_err();
        for start in [
            "colour: there is no such field",
            "discount: a document is issued anew at its own amounts",
            "reason: it is a text in quotes",
            "line 1, quantity: a document is issued anew at its own amounts",
            "line 2, line: it is missing",
            "exemptions: \"VATEX-SA-99\" is not on the authority's list",
            "flags: \"third\" is none of",
        ] {
            assert!(faults.iter().any(|fault| fault.starts_with(start)), "{start}: {faults:?}");
        }
        assert_eq!(faults.len(), 7, "{faults:?}");
    }
}

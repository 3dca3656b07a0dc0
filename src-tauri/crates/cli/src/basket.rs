//! Reading a basket from JSON: every fault is named with its line and field.

use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::decimal::{Quantity, UnitPrice};
use sanduq_domain::money::Money;
use sanduq_domain::tender::{Tender, TenderKind};
use sanduq_domain::vat::Vat;
use serde_json::{Map, Value};

const BASKET_KEYS: &[&str] = &["lines", "discount", "tenders"];
const LINE_KEYS: &[&str] = &["name", "quantity", "unit", "unit_price", "vat", "discount"];
const TENDER_KEYS: &[&str] = &["kind", "amount", "reference"];

/// What a JSON basket says.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) basket: Basket,
    pub(crate) tenders: Vec<Tender>,
}

/// Reads one basket, or says everything that is wrong with it.
pub(crate) fn read(json: &str) -> Result<Read, Vec<String>> {
    let value: Value = serde_json::from_str(json).map_err(|error| vec![format!("it is no JSON: {error}")])?;
    let mut faults = Vec::new();
    let Value::Object(object) = &value else { return Err(vec!["a basket is a JSON object".to_owned()]) };
    unknown_keys(object, BASKET_KEYS, "", &mut faults);
    let lines = list(object, "lines", &mut faults)
        .iter()
        .enumerate()
        .filter_map(|(index, line)| read_line(line, index + 1, &mut faults))
        .collect();
    let tenders = list(object, "tenders", &mut faults)
        .iter()
        .enumerate()
        .filter_map(|(index, tender)| read_tender(tender, index + 1, &mut faults))
        .collect();
    let discount = optional::<Money>(object, "discount", "", &mut faults).unwrap_or_default();
    let basket = Basket { lines, discount };
    if faults.is_empty() {
        faults.extend(basket.faults().iter().map(ToString::to_string));
    }
    if faults.is_empty() { Ok(Read { basket, tenders }) } else { Err(faults) }
}

fn read_line(line: &Value, number: usize, faults: &mut Vec<String>) -> Option<Line> {
    let place = format!("line {number}, ");
    let Value::Object(object) = line else {
        faults.push(format!("line {number}: a line is a JSON object"));
        return None;
    };
    unknown_keys(object, LINE_KEYS, &place, faults);
    let name = text(object, "name", &place, faults);
    if name.is_none() {
        missing(object, "name", &place, faults);
    }
    let quantity = optional::<Quantity>(object, "quantity", &place, faults);
    let quantity = if object.contains_key("quantity") { quantity } else { Some(Quantity::ONE) };
    let unit_price = optional::<UnitPrice>(object, "unit_price", &place, faults);
    if unit_price.is_none() {
        missing(object, "unit_price", &place, faults);
    }
    let vat = match text(object, "vat", &place, faults).as_deref() {
        None | Some("S") => Some(Vat::STANDARD_15),
        Some(other) => {
            faults.push(format!("{place}vat: {other:?} is not sold here yet; S is"));
            None
        }
    };
    let discount = optional::<Money>(object, "discount", &place, faults).unwrap_or_default();
    let unit = text(object, "unit", &place, faults).unwrap_or_else(|| "PCE".to_owned());
    Some(Line { name: name?, quantity: quantity?, unit, unit_price: unit_price?, discount, vat: vat? })
}

fn read_tender(tender: &Value, number: usize, faults: &mut Vec<String>) -> Option<Tender> {
    let place = format!("tender {number}, ");
    let Value::Object(object) = tender else {
        faults.push(format!("tender {number}: a tender is a JSON object"));
        return None;
    };
    unknown_keys(object, TENDER_KEYS, &place, faults);
    let kind = match text(object, "kind", &place, faults) {
        None => {
            missing(object, "kind", &place, faults);
            None
        }
        Some(key) => {
            let kind = TenderKind::from_key(&key);
            if kind.is_none() {
                faults.push(format!("{place}kind: {key:?} is neither cash nor card"));
            }
            kind
        }
    };
    let amount = optional::<Money>(object, "amount", &place, faults);
    if amount.is_none() {
        missing(object, "amount", &place, faults);
    }
    let reference = text(object, "reference", &place, faults).unwrap_or_default();
    Some(Tender { kind: kind?, amount: amount?, reference })
}

fn list<'a>(object: &'a Map<String, Value>, key: &str, faults: &mut Vec<String>) -> &'a [Value] {
    match object.get(key) {
        None => &[],
        Some(Value::Array(values)) => values,
        Some(_) => {
            faults.push(format!("{key}: it is a list"));
            &[]
        }
    }
}

fn text(object: &Map<String, Value>, key: &str, place: &str, faults: &mut Vec<String>) -> Option<String> {
    match object.get(key)? {
        Value::String(text) => Some(text.clone()),
        _ => {
            faults.push(format!("{place}{key}: it is a text in quotes"));
            None
        }
    }
}

fn optional<T>(object: &Map<String, Value>, key: &str, place: &str, faults: &mut Vec<String>) -> Option<T>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    match text(object, key, place, faults)?.parse() {
        Ok(value) => Some(value),
        Err(error) => {
            faults.push(format!("{place}{key}: {error}"));
            None
        }
    }
}

fn missing(object: &Map<String, Value>, key: &str, place: &str, faults: &mut Vec<String>) {
    if !object.contains_key(key) {
        faults.push(format!("{place}{key}: it is missing"));
    }
}

fn unknown_keys(object: &Map<String, Value>, known: &[&str], place: &str, faults: &mut Vec<String>) {
    for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
        faults.push(format!("{place}{key}: there is no such field"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basket_reads_with_its_optional_keys_left_out() {
        let full = read(
            r#"{"lines":[{"name":"خبز صامولي","quantity":"3","unit":"PCE","unit_price":"10.10","vat":"S","discount":"1.00"}],
                "discount":"5.00","tenders":[{"kind":"cash","amount":"50.00"}]}"#,
        )
        .unwrap();
        assert_eq!(full.basket.discount.to_string(), "5.00");
        assert_eq!(full.tenders.len(), 1);
        let short = read(r#"{"lines":[{"name":"Milk","unit_price":"5"}]}"#).unwrap();
        assert_eq!(short.basket.lines[0].quantity, Quantity::ONE);
        assert_eq!(short.basket.lines[0].unit, "PCE");
    }

    #[test]
    fn every_fault_names_its_line_and_field() {
        for (json, expected) in [
            ("", "it is no JSON"),
            ("[]", "a basket is a JSON object"),
            ("{}", "lines: there is nothing to sell"),
            (r#"{"lines":[{"unit_price":"1"}]}"#, "line 1, name: it is missing"),
            (r#"{"lines":[{"name":"Milk"}]}"#, "line 1, unit_price: it is missing"),
            (r#"{"lines":[{"name":"Milk","unit_price":5}]}"#, "line 1, unit_price: it is a text in quotes"),
            (r#"{"lines":[{"name":"Milk","unit_price":"-5"}]}"#, "line 1, unit_price: a number is digits"),
            (r#"{"lines":[{"name":"Milk","unit_price":"5","quantity":"0"}]}"#, "line 1, quantity: a quantity is above"),
            (r#"{"lines":[{"name":"Milk","unit_price":"5","vat":"X"}]}"#, "line 1, vat: \"X\""),
            (r#"{"lines":[{"name":"Milk","unit_price":"5","colour":"red"}]}"#, "line 1, colour: there is no such"),
            (
                r#"{"lines":[{"name":"Milk","unit_price":"5","discount":"6"}]}"#,
                "line 1, discount: the discount is more",
            ),
            (
                r#"{"lines":[{"name":"Milk","unit_price":"5"}],"tenders":[{"kind":"gold","amount":"5"}]}"#,
                "tender 1, kind",
            ),
        ] {
            let faults = read(json).unwrap_err();
            assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{json}: {faults:?}");
        }
    }
}

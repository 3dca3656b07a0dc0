use super::*;

#[test]
fn a_basket_reads_with_its_optional_keys_left_out() {
    let full = read(
        r#"{"lines":[{"name":"خبز صامولي","quantity":"3","unit":"PCE","unit_price":"10.10","vat":"S","discount":"1.00"}],
            "discount":"5.00","tenders":[{"kind":"cash","amount":"50.00"}]}"#,
    )
    .unwrap();
    assert_eq!(full.basket.discount, Discount::Amount("5.00".parse().unwrap()));
    assert_eq!(full.tenders.len(), 1);
    let short = read(r#"{"lines":[{"name":"Milk","unit_price":"5"}]}"#).unwrap();
    assert_eq!(short.basket.lines[0].quantity, Quantity::ONE);
    assert_eq!(short.basket.lines[0].unit, "PCE");
    assert!(matches!(short.purpose, Purpose::Sale));
}

#[test]
fn everything_a_document_can_say_is_read() {
    let draft = read(
        r#"{"kind":"credit_note","type":"standard","flags":["summary","export"],"prices":"exclusive",
            "supply":{"on":"2026-11-01","until":"2026-11-20"},"reason":"إرجاع","note":"n","order":"PO-7",
            "original":[{"number":"T1-000001"},{"number":"OLD-9","date":"2026-01-02"}],
            "buyer":{"name":"شركة","vat_number":"310122393500003","id_scheme":"CRN","id":"1010010000","city":"جدة"},
            "lines":[{"name":"قلم أزرق","unit_price":"1.50","base_quantity":"12","rate":"5","discount_percent":"10",
                      "original_line":2},
                     {"name":"دواء","unit_price":"9","vat":"Z","exemption":"VATEX-SA-35"},
                     {"name":"رسوم حكومية","unit_price":"9","vat":"O"}],
            "discount_percent":"2.5","rounding":"-0.03",
            "charges":[{"reason":"delivery","amount":"20.00"}],
            "prepaid":[{"number":"ADV-1","issued_at":"2026-11-01T10:00:00","amount":"11.50","rate":"5"}],
            "tenders":[{"kind":"transfer","amount":"1"},{"kind":"credit","amount":"1"}]}"#,
    )
    .unwrap();
    let Purpose::Credit(asked) = &draft.purpose else { panic!("a credit note") };
    assert_eq!((asked.originals.len(), asked.lines.as_slice()), (2, &[Some(2), None, None][..]));
    assert_eq!(draft.invoice_type, Some(InvoiceType::Standard));
    assert!(draft.flags.summary && draft.flags.export && !draft.flags.nominal);
    assert_eq!(draft.basket.lines[0].vat, Vat::STANDARD_5);
    assert_eq!(draft.basket.lines[1].vat, Vat::Untaxed(Exemption::Medicines));
    assert_eq!(draft.basket.rounding, Money::from_halalas(-3));
    assert_eq!(draft.buyer.unwrap().address.unwrap().country, "SA");
}

#[test]
fn a_credit_note_may_name_lines_by_their_place_or_none_at_all() {
    let draft = |lines: &str| {
        read(&format!(r#"{{"kind":"credit_note","original":{{"number":"T1-000001"}},"reason":"r"{lines}}}"#)).unwrap()
    };
    let Purpose::Credit(asked) =
        draft(r#","lines":[{"original_line":2,"quantity":"1.5"},{"original_line":1}]"#).purpose
    else {
        panic!("a credit note")
    };
    assert_eq!(asked.returns, [(2, Some("1.5".parse().unwrap())), (1, None)]);
    assert!(draft("").basket.lines.is_empty());
}

#[test]
fn every_fault_names_its_line_and_field() {
    let with = |line: &str| format!(r#"{{"lines":[{{"name":"Milk","unit_price":"5"{line}}}]}}"#);
    let and = |rest: &str| format!(r#"{{"lines":[{{"name":"Milk","unit_price":"5"}}],{rest}}}"#);
    for (json, expected) in [
        (String::new(), "it is no JSON"),
        ("[]".into(), "a basket is a JSON object"),
        ("{}".into(), "lines: there is nothing to sell"),
        (r#"{"lines":[7]}"#.into(), "line 1: it is a JSON object"),
        (r#"{"lines":[{"unit_price":"1"}]}"#.into(), "line 1, name: it is missing"),
        (r#"{"lines":[{"name":"Milk"}]}"#.into(), "line 1, unit_price: it is missing"),
        (r#"{"lines":[{"name":"Milk","unit_price":5}]}"#.into(), "line 1, unit_price: it is a text in quotes"),
        (r#"{"lines":[{"name":"Milk","unit_price":"-5"}]}"#.into(), "line 1, unit_price: a number is digits"),
        (with(r#","quantity":"0""#), "line 1, quantity: a quantity is above"),
        (with(r#","vat":"X""#), "line 1, vat: \"X\""),
        (with(r#","vat":"Z""#), "line 1, exemption: it is missing"),
        (with(r#","vat":"E","exemption":"VATEX-SA-32""#), "line 1, exemption: VATEX-SA-32 belongs to Z"),
        (with(r#","vat":"Z","exemption":"VATEX-XX""#), "line 1, exemption: \"VATEX-XX\" is not on"),
        (with(r#","rate":"10""#), "line 1, rate: it is 15 or 5"),
        (with(r#","colour":"red""#), "line 1, colour: there is no such"),
        (with(r#","discount":"6""#), "line 1, discount: the discount is more"),
        (with(r#","discount":"1","discount_percent":"1""#), "line 1, discount: give an amount or"),
        (with(r#","discount_percent":"101""#), "line 1, discount_percent: the number is too large"),
        (and(r#""tenders":[{"kind":"gold","amount":"5"}]"#), "tender 1, kind: \"gold\""),
        (and(r#""kind":"note""#), "kind: \"note\""),
        (and(r#""reason":"x""#), "reason: only a note has one"),
        (and(r#""flags":["self_billed"]"#), "flags: \"self_billed\""),
        (and(r#""buyer":{"vat_number":"12"}"#), "buyer, vat_number: a VAT number"),
        (and(r#""buyer":{"id":"12"}"#), "buyer, id_scheme: it is missing"),
        (and(r#""supply":{"until":"2026-11-01"}"#), "supply, on: it is missing"),
        (and(r#""charges":[{"reason":"magic","amount":"1"}]"#), "charge 1, reason: \"magic\""),
        (and(r#""prepaid":[{"number":"A","issued_at":"now","amount":"1"}]"#), "prepaid 1, issued_at: a moment"),
        (and(r#""rounding":"0.001""#), "rounding: an amount is digits"),
    ] {
        let faults = read(&json).unwrap_err();
        assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{json}: {faults:?}");
    }
}

/// The README's own examples, each on one line as a till takes it.
#[test]
fn the_examples_of_the_readme_are_read() {
    let readme = include_str!("../../../../../README.md");
    let examples: Vec<&str> = readme.lines().map(str::trim).filter(|line| line.starts_with("{\"")).collect();
    assert!(examples.len() >= 8, "{}", examples.len());
    for example in examples {
        if let Err(faults) = read(example) {
            panic!("{example}: {faults:?}");
        }
    }
}

//! An independent validator finds nothing against what is issued: not an error, not a warning.
#![allow(clippy::unwrap_used)]

mod support;

use proptest::prelude::*;
use rust_decimal::Decimal;
use sanduq_domain::basket::{Basket, Charge, ChargeReason, Discount, Line, Prices};
use sanduq_domain::invoice::Kind;
use sanduq_domain::money::Money;
use sanduq_domain::vat::{Exemption, Vat};
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::csr::InvoiceKinds;
use sanduq_einvoice::issue::issue;
use sanduq_einvoice::read::read;
use sanduq_einvoice::restate::restate;
use sanduq_einvoice::rules::gate;
use sanduq_einvoice::samples::compliance_samples;
use sanduq_einvoice::verify::verify;
use support::{basket, correction, document_id, invoice, issued_at, judge, seeds, seller, standard, unit};

#[test]
fn each_kind_of_document_is_flawless() {
    let unit = unit();
    for kind in [Kind::Invoice, Kind::CreditNote(correction()), Kind::DebitNote(correction())] {
        let link = ChainLink::first();
        for invoice in [invoice(kind.clone(), &basket()), standard(kind.clone(), &basket())] {
            let issued = issue(&invoice, &link, document_id(), &unit);
            let xml = String::from_utf8(issued.xml).unwrap();
            assert_eq!(judge(&xml, &link), Vec::<String>::new(), "{xml}");
        }
    }
}

#[test]
fn compliance_samples_are_flawless_and_chained() {
    let unit = unit();
    let mut link = ChainLink::first();
    let samples = compliance_samples(&seller(), InvoiceKinds::Both, issued_at());
    let codes: Vec<_> = samples.iter().map(|sample| sample.kind.code()).collect();
    assert_eq!(codes, ["388", "381", "383", "388", "381", "383"]);
    for sample in samples {
        let issued = issue(&sample, &link, document_id(), &unit);
        assert_eq!(judge(std::str::from_utf8(&issued.xml).unwrap(), &link), Vec::<String>::new());
        link = issued.next_link();
    }
    assert_eq!(link.icv, 7);
}

/// A judge that finds nothing must be able to find something.
#[test]
fn the_judge_sees_a_changed_line_and_a_foreign_predecessor() {
    let link = ChainLink::first();
    let issued = issue(&invoice(Kind::Invoice, &basket()), &link, document_id(), &unit());
    let xml = String::from_utf8(issued.xml.clone()).unwrap();
    assert!(!judge(&xml.replace(">30.30<", ">30.31<"), &link).is_empty());
    assert!(!judge(&xml, &issued.next_link()).is_empty());
}

fn vat() -> impl Strategy<Value = Vat> {
    // These two need a citizen, whom no document here names.
    let lawful: Vec<Vat> = Exemption::ALL
        .iter()
        .filter(|reason| !matches!(reason, Exemption::PrivateEducation | Exemption::PrivateHealthcare))
        .map(|&reason| Vat::Untaxed(reason))
        .collect();
    prop_oneof![4 => Just(Vat::STANDARD_15), 2 => Just(Vat::STANDARD_5), 4 => prop::sample::select(lawful)]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ء-ي]{3,12}( [ء-ي]{2,8}){0,3}",
        "[A-Za-z][A-Za-z0-9&<>'\"%/ .-]{2,40}[a-z]",
        "[ء-ي]{2,8} [0-9]{1,3} (ml|g|%) [&<>\"']{1,3} [A-Z]{2,8}",
    ]
}

/// A third has none; the rest by amount and by percentage, up to the whole.
fn discount(off: i64, amount: Money) -> Discount {
    match off {
        0..=33 => Discount::Amount(Money::from_halalas(amount.halalas() * off / 33)),
        34..=66 => Discount::Percent(Decimal::new((off - 33) * 303, 2).to_string().parse().unwrap()),
        _ => Discount::NONE,
    }
}

fn line() -> impl Strategy<Value = Line> {
    let quantity = prop_oneof![3 => (1_i64..50, Just(0_u32)), 2 => (1_i64..20_000, 1_u32..=6)];
    let base = prop_oneof![4 => Just("1"), 1 => prop::sample::select(vec!["100", "12", "2.5", "0.75"])];
    let unit = prop::sample::select(vec!["PCE", "KGM", "LTR", "MTR"]);
    (name(), 0_i64..200_000, 0_u32..=4, quantity, base, unit, vat(), 0_i64..=100).prop_map(
        |(name, price, price_scale, (quantity, scale), base, unit, vat, off)| {
            let text = |value: i64, scale: u32| Decimal::new(value, scale).to_string();
            let quantity = text(quantity, scale).parse().unwrap();
            let mut line = Line::new(&name, quantity, text(price, price_scale).parse().unwrap(), vat);
            line.base_quantity = base.parse().unwrap();
            line.unit = unit.to_owned();
            line.discount = discount(off, line.shelf_total());
            line
        },
    )
}

fn charge() -> impl Strategy<Value = Charge> {
    (prop::sample::select(&ChargeReason::ALL[..]), 1_i64..100_000, vat()).prop_map(|(reason, halalas, vat)| Charge {
        reason,
        amount: Money::from_halalas(halalas),
        vat,
    })
}

fn any_basket() -> impl Strategy<Value = Basket> {
    let prices = prop_oneof![2 => Just(Prices::Inclusive), 1 => Just(Prices::Exclusive)];
    let charges = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(charge(), 1..4)];
    (prices, prop::collection::vec(line(), 1..12), charges, 0_i64..=200).prop_map(|(prices, lines, charges, off)| {
        let mut basket = Basket { prices, charges, ..Basket::of(lines) };
        basket.discount = discount(off, basket.line_total());
        basket
    })
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        3 => Just(Kind::Invoice),
        1 => Just(Kind::CreditNote(correction())),
        1 => Just(Kind::DebitNote(correction())),
    ]
}

/// `EINVOICE_CASES` asks for more.
#[allow(clippy::disallowed_methods, reason = "a longer run of a test is asked for from outside")]
fn cases() -> u32 {
    std::env::var("EINVOICE_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(300)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: seeds(), ..ProptestConfig::default() })]

    #[test]
    fn no_rule_fires_on_any_basket(
        basket in any_basket(),
        kind in kind(),
        is_standard in any::<bool>(),
        icv in 1_u64..1_000_000,
    ) {
        let link = ChainLink { icv, ..ChainLink::first() };
        let asked = if is_standard { standard(kind, &basket) } else { invoice(kind, &basket) };
        prop_assert_eq!(gate(&asked), []);
        let issued = issue(&asked, &link, document_id(), &unit());
        let again = restate(&issued.xml).expect("what is issued is told again");
        prop_assert_eq!(gate(&again), []);
        prop_assert_eq!(&issue(&again, &link, document_id(), &unit()), &issued);
        let xml = String::from_utf8(issued.xml).unwrap();
        prop_assert_eq!(judge(&xml, &link), Vec::<String>::new(), "{}", xml);
        let verified = verify(xml.as_bytes()).expect("what is issued is proved");
        prop_assert_eq!(verified.hash, issued.hash);
        let document = read(xml.as_bytes()).expect("what is issued is read");
        prop_assert_eq!(document.lines.len(), basket.lines.len());
        prop_assert_eq!(document.charges.len(), basket.charges.len());
        let totals = asked.figures.totals;
        prop_assert_eq!((document.totals.with_vat, document.totals.payable), (totals.with_vat, totals.payable));
        let settled: Money = document.settled_lines().into_iter().sum();
        if basket.charges.is_empty() {
            prop_assert_eq!(settled, totals.with_vat);
            if basket.prices == Prices::Inclusive {
                prop_assert_eq!(document.shelf_discount(), basket.discount.of(basket.line_total()));
            }
        }
    }
}

//! Documents broken before they are issued.

use sanduq_domain::basket::{Basket, Charge, ChargeReason, Discount, Line, Prepayment, Prices};
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{Flags, Invoice, Kind, Supply};
use sanduq_domain::party::{Buyer, BuyerAddress, BuyerId, BuyerIdScheme, SellerIdScheme};
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::vat::{Exemption, Vat};

use crate::Case;
use crate::support::{basket, business, correction, invoice, issued_at, standard};

/// Reasons that the breakdown merges away: the gate sees them, nobody can in the XML.
pub(crate) const NOT_WRITTEN: &str = "the breakdown names one reason a category; the gate knows them all";

const NOT_ALPHANUMERIC: &str = "the rule's words say letters and digits; the authority's check does not look";
const NOBODY: &str = "the authority asks it only where there is a buyer";
const BLANKS: &str = "blanks are no name; the authority counts them";

type Change = fn(&mut Invoice);

pub(crate) fn simplified() -> Invoice {
    invoice(Kind::Invoice, &basket())
}

pub(crate) fn simplified_to_a_business() -> Invoice {
    Invoice { buyer: Some(business()), ..simplified() }
}

pub(crate) fn standard_invoice() -> Invoice {
    standard(Kind::Invoice, &basket())
}

pub(crate) fn simplified_credit_note() -> Invoice {
    invoice(Kind::CreditNote(correction()), &basket())
}

pub(crate) fn standard_credit_note() -> Invoice {
    standard(Kind::CreditNote(correction()), &basket())
}

pub(crate) fn standard_debit_note() -> Invoice {
    standard(Kind::DebitNote(correction()), &basket())
}

fn summary() -> Invoice {
    let supply = Supply { on: "2026-11-01".parse().unwrap(), until: Some("2026-11-22".parse().unwrap()) };
    let flags = Flags { summary: true, ..Flags::default() };
    Invoice { flags, supply: Some(supply), ..simplified_to_a_business() }
}

/// Without a VAT number, known by another id.
fn known_by(scheme: BuyerIdScheme, value: &str) -> Option<Buyer> {
    Some(Buyer { vat_number: None, id: Some(BuyerId { scheme, value: value.into() }), ..business() })
}

fn of_reasons(reasons: &[(&str, Exemption)]) -> Figures {
    let line = |(price, reason): &(&str, Exemption)| {
        Line::new("خدمة للمواطن", "1".parse().unwrap(), price.parse().unwrap(), Vat::Untaxed(*reason))
    };
    Figures::solve(&Basket::of(reasons.iter().map(line))).unwrap()
}

fn lesson() -> Invoice {
    Invoice {
        buyer: known_by(BuyerIdScheme::National, "1010010000"),
        figures: of_reasons(&[("300", Exemption::PrivateEducation)]),
        ..simplified()
    }
}

/// Everything a basket can hold at once.
fn everything(prices: Prices) -> Invoice {
    let mut basket = basket();
    basket.prices = prices;
    basket.lines[0].discount = Discount::Percent("12.5".parse().unwrap());
    basket.lines[2].base_quantity = "2".parse().unwrap();
    basket.discount = Discount::Percent("10".parse().unwrap());
    basket.charges.push(Charge {
        reason: ChargeReason::Delivery,
        amount: "15".parse().unwrap(),
        vat: Vat::STANDARD_15,
    });
    basket.prepaid.push(Prepayment {
        number: "S1-000007".parse().unwrap(),
        issued_at: issued_at(),
        amount: "100".parse().unwrap(),
        vat: Vat::STANDARD_15,
    });
    basket.rounding = "0.03".parse().unwrap();
    let flags = Flags { third_party: true, nominal: true, export: true, summary: true };
    Invoice { flags, note: "ن".repeat(1000), order: "ط".repeat(127), ..standard(Kind::Invoice, &basket) }
}

/// What must stay lawful, up to the last character.
pub(crate) fn lawful() -> Vec<(&'static str, Invoice)> {
    let abroad = BuyerAddress {
        street: "ش".repeat(1000),
        city: "م".repeat(127),
        country: "AE".into(),
        ..BuyerAddress::default()
    };
    let mut note = standard_debit_note();
    if let Kind::DebitNote(correction) = &mut note.kind {
        correction.reason = "س".repeat(1000);
        correction.originals.push(correction.originals[0].clone());
    }
    note.payment.clear();
    let to = |buyer| Invoice { buyer, ..standard_invoice() };
    vec![
        ("simplified", simplified()),
        ("simplified to a business", simplified_to_a_business()),
        ("simplified credit note", simplified_credit_note()),
        ("simplified debit note", invoice(Kind::DebitNote(correction()), &basket())),
        ("standard", standard_invoice()),
        ("standard credit note", standard_credit_note()),
        ("standard debit note of two documents, unpaid", note),
        ("summary", summary()),
        ("lesson", lesson()),
        ("everything at prices with VAT", everything(Prices::Inclusive)),
        ("everything at prices without VAT", everything(Prices::Exclusive)),
        ("to another state", to(Some(Buyer { name: "ا".repeat(1000), address: Some(abroad), ..business() }))),
        ("to a commercial registration", to(known_by(BuyerIdScheme::CommercialRegistration, "1010010001"))),
        ("to a unified number", to(known_by(BuyerIdScheme::Unified, "7010010001"))),
        ("to a tax identification number", to(known_by(BuyerIdScheme::Tin, "3010010001"))),
        ("to a citizen", to(known_by(BuyerIdScheme::National, "1010010001"))),
        ("to a resident", to(known_by(BuyerIdScheme::Iqama, "2010010001"))),
        ("to a passport", to(known_by(BuyerIdScheme::Passport, "K1234567"))),
    ]
}

const NONE: &[(&str, &str)] = &[];

fn case(name: &'static str, of: fn() -> Invoice, change: Change, breaks: &'static [&'static str]) -> Case<Change> {
    Case { name, of, change, breaks, stricter: NONE, beyond: NONE }
}

fn stricter(case: Case<Change>, stricter: &'static [(&'static str, &'static str)]) -> Case<Change> {
    Case { stricter, ..case }
}

fn address(invoice: &mut Invoice) -> &mut BuyerAddress {
    invoice.buyer.as_mut().unwrap().address.as_mut().unwrap()
}

pub(crate) fn cases() -> Vec<Case<Change>> {
    [head(), sellers(), buyers(), buyers_ids(), buyers_addresses(), citizens_and_summaries(), notes()]
        .into_iter()
        .flatten()
        .collect()
}

fn head() -> Vec<Case<Change>> {
    vec![
        case(
            "a clock before 2000",
            simplified,
            |i| i.issued_at = Timestamp::from_riyadh("1999-12-31", "23:59:59").unwrap(),
            &["BR-KSA-F-01"],
        ),
        case(
            "a clock before 2000 on a standard document",
            standard_invoice,
            |i| i.issued_at = Timestamp::from_unix_millis(0),
            &["BR-KSA-F-01"],
        ),
        case("a long note", simplified, |i| i.note = "ن".repeat(1001), &["BR-KSA-F-06-C2"]),
        case("a long order", standard_invoice, |i| i.order = "7".repeat(128), &["BR-KSA-F-06-C3"]),
    ]
}

fn sellers() -> Vec<Case<Change>> {
    vec![
        stricter(
            case("marks in the registration", simplified, |i| i.seller.id = "1010-01000".into(), &["BR-KSA-F-08"]),
            &[("BR-KSA-08", NOT_ALPHANUMERIC)],
        ),
        case("a short registration", simplified, |i| i.seller.id = "101001".into(), &["BR-KSA-F-08"]),
        case("a unified number from 1", simplified, |i| i.seller.id_scheme = SellerIdScheme::Unified, &["BR-KSA-F-09"]),
        case("counting digits", simplified, |i| i.seller.id = "1012345678".into(), &["BR-KSA-F-13"]),
        case("zeros", standard_invoice, |i| i.seller.id = "1000000000".into(), &["BR-KSA-F-13"]),
        Case {
            beyond: &[("QR", "the QR repeats the name")],
            ..case("no name", simplified, |i| i.seller.name = String::new(), &["BR-06", "BR-KSA-F-06-C10"])
        },
        case("no street", simplified, |i| i.seller.address.street = String::new(), &["BR-KSA-F-06-C4"]),
        case("a long street", simplified, |i| i.seller.address.street = "ش".repeat(1001), &["BR-KSA-F-06-C4"]),
        case("no city", standard_invoice, |i| i.seller.address.city = String::new(), &["BR-KSA-F-06-C7"]),
        case("no district", standard_invoice, |i| i.seller.address.district = String::new(), &["BR-KSA-F-06-C9"]),
        stricter(
            case("a long district", simplified, |i| i.seller.address.district = "ح".repeat(128), &[]),
            &[("BR-KSA-F-06-C9", "the authority asks it only where the buyer is in the Kingdom")],
        ),
        case("a short building", simplified, |i| i.seller.address.building = "232".into(), &["BR-KSA-37"]),
        case(
            "letters in the postal code",
            simplified,
            |i| i.seller.address.postal_code = "2333a".into(),
            &["BR-KSA-66"],
        ),
    ]
}

fn buyers() -> Vec<Case<Change>> {
    vec![
        stricter(
            case(
                "nobody",
                standard_invoice,
                |i| i.buyer = None,
                &["BR-KSA-10", "BR-KSA-81", "BR-KSA-F-06-C23", "BR-KSA-F-06-C25"],
            ),
            &[("BR-KSA-42", NOBODY)],
        ),
        case("no name", standard_credit_note, |i| i.buyer.as_mut().unwrap().name = String::new(), &["BR-KSA-42"]),
        stricter(
            case("a name of blanks", standard_invoice, |i| i.buyer.as_mut().unwrap().name = "  ".into(), &[]),
            &[("BR-KSA-42", BLANKS)],
        ),
        case(
            "a long name",
            standard_invoice,
            |i| i.buyer.as_mut().unwrap().name = "ا".repeat(1001),
            &["BR-KSA-F-06-C12"],
        ),
        case(
            "a long name, simplified",
            simplified_to_a_business,
            |i| i.buyer.as_mut().unwrap().name = "ا".repeat(1001),
            &["BR-KSA-F-06-C32"],
        ),
        case(
            "the shop itself",
            standard_invoice,
            |i| i.buyer.as_mut().unwrap().vat_number = Some(i.seller.vat_number.clone()),
            &["BR-CUSTOM-VALIDATION-01"],
        ),
        case(
            "the shop itself, simplified",
            simplified_to_a_business,
            |i| i.buyer.as_mut().unwrap().vat_number = Some(i.seller.vat_number.clone()),
            &["BR-CUSTOM-VALIDATION-01"],
        ),
    ]
}

fn buyers_ids() -> Vec<Case<Change>> {
    use BuyerIdScheme::{CommercialRegistration, Iqama, National, Other, Passport, Tin, Unified};
    vec![
        case("no id", standard_invoice, |i| i.buyer.as_mut().unwrap().vat_number = None, &["BR-KSA-81"]),
        case("an empty id", standard_invoice, |i| i.buyer = known_by(Passport, ""), &["BR-KSA-81"]),
        case("a TIN from 1", standard_invoice, |i| i.buyer = known_by(Tin, "1010010000"), &["BR-KSA-F-07"]),
        case(
            "a short registration",
            standard_invoice,
            |i| i.buyer = known_by(CommercialRegistration, "101001"),
            &["BR-KSA-F-08"],
        ),
        case(
            "a unified number from 1",
            standard_invoice,
            |i| i.buyer = known_by(Unified, "1010010000"),
            &["BR-KSA-F-09"],
        ),
        case(
            "a national id from 2",
            standard_invoice,
            |i| i.buyer = known_by(National, "2010010000"),
            &["BR-KSA-F-10"],
        ),
        case("an iqama from 1", simplified, |i| i.buyer = known_by(Iqama, "1010010000"), &["BR-KSA-F-11"]),
        case("counting down", standard_invoice, |i| i.buyer = known_by(Other, "987654321"), &["BR-KSA-F-13"]),
        case("eight alike", simplified, |i| i.buyer = known_by(Passport, "5544444444"), &["BR-KSA-F-13"]),
        stricter(
            case("marks in a passport", standard_invoice, |i| i.buyer = known_by(Passport, "K 12-34"), &[]),
            &[("BR-KSA-14", NOT_ALPHANUMERIC)],
        ),
    ]
}

fn buyers_addresses() -> Vec<Case<Change>> {
    vec![
        case(
            "nowhere",
            standard_invoice,
            |i| i.buyer.as_mut().unwrap().address = None,
            &["BR-KSA-10", "BR-KSA-F-06-C23", "BR-KSA-F-06-C25"],
        ),
        case(
            "no street",
            standard_invoice,
            |i| address(i).street.clear(),
            &["BR-KSA-10", "BR-KSA-63", "BR-KSA-F-06-C23"],
        ),
        case(
            "no city",
            standard_debit_note,
            |i| address(i).city.clear(),
            &["BR-KSA-10", "BR-KSA-63", "BR-KSA-F-06-C25"],
        ),
        case("no district", standard_invoice, |i| address(i).district.clear(), &["BR-KSA-63", "BR-KSA-F-06-C28"]),
        case("no building", standard_invoice, |i| address(i).building.clear(), &["BR-KSA-63"]),
        case("no postal code", standard_invoice, |i| address(i).postal_code.clear(), &["BR-KSA-63", "BR-KSA-67"]),
        case("a short postal code", standard_invoice, |i| address(i).postal_code = "1221".into(), &["BR-KSA-67"]),
        case("no country", standard_invoice, |i| address(i).country.clear(), &["BR-KSA-10"]),
        case("a country that is none", standard_invoice, |i| address(i).country = "QQ".into(), &["BR-CL-14"]),
        case(
            "a country in small letters",
            simplified_to_a_business,
            |i| address(i).country = "sa".into(),
            &["BR-CL-14"],
        ),
        case("a long street", standard_invoice, |i| address(i).street = "ش".repeat(1001), &["BR-KSA-F-06-C23"]),
        case(
            "a long street, simplified",
            simplified_to_a_business,
            |i| address(i).street = "ش".repeat(1001),
            &["BR-KSA-F-06-C24"],
        ),
        case("a long city", standard_invoice, |i| address(i).city = "م".repeat(128), &["BR-KSA-F-06-C26"]),
        case(
            "a long city, simplified",
            simplified_to_a_business,
            |i| address(i).city = "م".repeat(128),
            &["BR-KSA-F-06-C26"],
        ),
        case("a long district", standard_invoice, |i| address(i).district = "ح".repeat(128), &["BR-KSA-F-06-C29"]),
        stricter(
            case(
                "a long district, simplified",
                simplified_to_a_business,
                |i| address(i).district = "ح".repeat(128),
                &[],
            ),
            &[("BR-KSA-F-06-C29", "the limit is the same for both types; the authority asks it of standard documents")],
        ),
    ]
}

fn citizens_and_summaries() -> Vec<Case<Change>> {
    use Exemption::{Medicines, NotSubject, PrivateEducation, PrivateHealthcare};
    vec![
        case("a lesson to nobody", lesson, |i| i.buyer = None, &["BR-KSA-25", "BR-KSA-49"]),
        case("a lesson to a nameless citizen", lesson, |i| i.buyer.as_mut().unwrap().name.clear(), &["BR-KSA-25"]),
        case(
            "a lesson to a resident",
            lesson,
            |i| i.buyer = known_by(BuyerIdScheme::Iqama, "2010010000"),
            &["BR-KSA-49"],
        ),
        case(
            "health care to a business",
            standard_invoice,
            |i| i.figures = of_reasons(&[("300", PrivateHealthcare)]),
            &["BR-KSA-49"],
        ),
        stricter(
            case(
                "a lesson among what is not taxed",
                simplified,
                |i| i.figures = of_reasons(&[("300", PrivateEducation), ("50", NotSubject)]),
                &["BR-KSA-49"],
            ),
            &[("BR-KSA-25", "the authority asks it only where every reason is of citizens")],
        ),
        stricter(
            case(
                "health care below medicines",
                simplified,
                |i| i.figures = of_reasons(&[("50", PrivateHealthcare), ("300", Medicines)]),
                &[],
            ),
            &[("BR-KSA-25", NOT_WRITTEN), ("BR-KSA-49", NOT_WRITTEN)],
        ),
        case("a summary of no time", summary, |i| i.supply = None, &["BR-KSA-72"]),
        case("a summary without end", summary, |i| i.supply.as_mut().unwrap().until = None, &["BR-KSA-72"]),
        case("a summary to a nameless buyer", summary, |i| i.buyer.as_mut().unwrap().name.clear(), &["BR-KSA-71"]),
        stricter(
            case("a summary of no time to nobody", summary, |i| (i.buyer, i.supply) = (None, None), &["BR-KSA-71"]),
            &[("BR-KSA-72", "the authority asks it only where the buyer is in the Kingdom")],
        ),
        stricter(
            case("a simplified export", simplified, |i| i.flags.export = true, &[]),
            &[("BR-KSA-31", "the rule's words forbid it; the authority's check looks at self-billing only")],
        ),
    ]
}

fn notes() -> Vec<Case<Change>> {
    fn reason(invoice: &mut Invoice, reason: String) {
        if let Kind::CreditNote(correction) | Kind::DebitNote(correction) = &mut invoice.kind {
            correction.reason = reason;
        }
    }
    vec![
        case(
            "a note of nothing",
            simplified_credit_note,
            |i| {
                if let Kind::CreditNote(correction) = &mut i.kind {
                    correction.originals.clear();
                }
            },
            &["BR-KSA-56"],
        ),
        case("an empty reason", standard_credit_note, |i| reason(i, String::new()), &["BR-KSA-F-06-C13"]),
        case("a long reason", standard_debit_note, |i| reason(i, "س".repeat(1001)), &["BR-KSA-F-06-C13"]),
        case(
            "a supply that ends before it begins",
            standard_invoice,
            |i| {
                let until = Some("2026-11-19".parse().unwrap());
                i.supply = Some(Supply { on: "2026-11-20".parse().unwrap(), until });
            },
            &["BR-KSA-36"],
        ),
    ]
}

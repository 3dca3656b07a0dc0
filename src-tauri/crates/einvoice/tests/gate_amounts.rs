//! What the rules of VAT, amounts, lines, changes and prepayments find in broken documents is what an independent
//! validator finds in them. Where the two differ, the case says why.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

#[path = "gate_amounts/model.rs"]
mod model;
#[path = "gate_amounts/rich.rs"]
mod rich;
#[path = "gate_amounts/xml.rs"]
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use fatoora_core::config::Config;
use fatoora_core::invoice::validation::{
    Severity as TheirSeverity, ZatcaStage, ZatcaValidationOptions, validate_zatca_invoice_from_str,
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use sanduq_domain::basket::{Basket, Discount, Line, Prices};
use sanduq_domain::decimal::Quantity;
use sanduq_domain::invoice::{Invoice, Kind};
use sanduq_domain::money::Money;
use sanduq_domain::vat::Vat;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::issue;
use sanduq_einvoice::rules::{self, Rule, Severity};
use support::{correction, document_id, seeds, unit};

/// How two verdicts on a broken document go together.
#[derive(Clone, Copy)]
enum Verdict {
    /// Both name the same rules.
    Same,
    /// We name these besides, because.
    WeAdd(&'static [&'static str], &'static str),
    /// The validator gives up before it asks rules, because; we name these.
    NotAsked(&'static [&'static str], &'static str),
}

/// A document with one thing broken, and what both say.
struct Broken {
    name: String,
    ours: BTreeSet<&'static str>,
    /// None where the validator never came to the rules.
    theirs: Option<BTreeMap<String, Severity>>,
    verdict: Verdict,
}

/// What the validator says of every rule that stands in our table, when it gets that far.
fn judged(xml: &str) -> Option<BTreeMap<String, Severity>> {
    let options = ZatcaValidationOptions {
        evaluated_at: Some("2026-11-22T14:15:00+03:00".parse().unwrap()),
        previous_invoice_hash: Some(ChainLink::first().previous_hash.to_string()),
    };
    let report = validate_zatca_invoice_from_str(xml, &Config::default(), &options).ok()?;
    let refused = |stage| report.stages.iter().any(|other| other.stage == stage && !other.findings.is_empty());
    if refused(ZatcaStage::Xsd) {
        return None;
    }
    let of_rules = report.stages.iter().filter(|stage| matches!(stage.stage, ZatcaStage::Cen | ZatcaStage::Ksa));
    let found = of_rules.flat_map(|stage| &stage.findings).map(|found| {
        let severity = match found.finding.severity {
            TheirSeverity::Warning => Severity::Warning,
            TheirSeverity::Error => Severity::Error,
        };
        (found.finding.code.clone(), severity)
    });
    Some(found.filter(|(id, _)| rule(id).is_some()).collect())
}

fn rule(id: &str) -> Option<&'static Rule> {
    rules::TABLE.iter().copied().flatten().find(|rule| rule.id == id)
}

fn written(invoice: &Invoice) -> String {
    String::from_utf8(issue(invoice, &ChainLink::first(), document_id(), &unit()).xml).unwrap()
}

fn ids(found: &[rules::Breach]) -> BTreeSet<&'static str> {
    found.iter().map(|breach| breach.rule.id).collect()
}

/// Where ours and the validator's verdict are not what the case says.
fn differences(cases: &[Broken]) -> Vec<String> {
    cases.iter().filter_map(difference).collect()
}

fn difference(case: &Broken) -> Option<String> {
    let Broken { name, ours, theirs, verdict } = case;
    let none = BTreeMap::new();
    let (theirs, added, because) = match (verdict, theirs) {
        (Verdict::Same, Some(theirs)) => (theirs, &[][..], "nothing"),
        (Verdict::WeAdd(rules, because), Some(theirs)) => (theirs, *rules, *because),
        (Verdict::NotAsked(rules, because), None) => (&none, *rules, *because),
        (_, None) => return Some(format!("{name}: not asked, we say {ours:?}")),
        (Verdict::NotAsked(..), Some(theirs)) => return Some(format!("{name}: asked, and says {theirs:?}")),
    };
    let expected: BTreeSet<&str> = theirs.keys().map(String::as_str).chain(added.iter().copied()).collect();
    let is_told_apart = added.iter().all(|id| !theirs.contains_key(*id));
    let is_as_severe = theirs.iter().all(|(id, severity)| rule(id).unwrap().severity == *severity);
    let agree = !ours.is_empty() && *ours == expected && is_told_apart && is_as_severe;
    (!agree)
        .then(|| format!("{name}: we {ours:?}, the validator {theirs:?}, and we besides {added:?}, because {because}"))
}

fn kinds() -> [Kind; 3] {
    [Kind::Invoice, Kind::CreditNote(correction()), Kind::DebitNote(correction())]
}

#[test]
fn what_is_whole_breaks_no_rule() {
    for kind in kinds() {
        for invoice in [rich::simplified(kind.clone()), rich::standard(kind)] {
            assert_eq!(rules::gate(&invoice), [], "{:?}", invoice.kind);
            let xml = written(&invoice);
            assert_eq!(judged(&xml), Some(BTreeMap::new()), "{xml}");
            assert_eq!(rules::check(xml.as_bytes()).unwrap(), []);
        }
    }
}

/// The gate before and the check after agree on every broken model too.
#[test]
fn the_gate_and_the_check_are_one() {
    for (name, invoice, _) in model::broken() {
        let xml = written(&invoice);
        assert_eq!(rules::gate(&invoice), rules::check(xml.as_bytes()).unwrap(), "{name}");
    }
}

#[test]
fn a_broken_model_breaks_the_same_rules_for_the_validator() {
    assert_eq!(differences(&MODELS), [""; 0]);
}

#[test]
fn a_broken_xml_breaks_the_same_rules_for_the_validator() {
    assert_eq!(differences(&DOCUMENTS), [""; 0]);
}

static MODELS: LazyLock<Vec<Broken>> = LazyLock::new(|| {
    let judge = |(name, invoice, verdict): (String, Invoice, Verdict)| Broken {
        name,
        ours: ids(&rules::gate(&invoice)),
        theirs: judged(&written(&invoice)),
        verdict,
    };
    model::broken().into_iter().map(judge).collect()
});

static DOCUMENTS: LazyLock<Vec<Broken>> = LazyLock::new(|| {
    let judge = |(name, xml, verdict): (String, String, Verdict)| Broken {
        ours: ids(&rules::check(xml.as_bytes()).unwrap()),
        theirs: judged(&xml),
        name,
        verdict,
    };
    xml::broken().into_iter().map(judge).collect()
});

/// Prices have bounds, but not the type that carries them.
#[test]
fn a_product_that_does_not_fit_is_wrong() {
    let mut invoice = rich::simplified(Kind::Invoice);
    invoice.figures.lines[0].net_unit_price = Decimal::MAX;
    assert_eq!(ids(&rules::gate(&invoice)), ["BR-KSA-EN16931-11"].into());
}

/// Half of 1.15 is 0.575. As binary numbers it is a little less, and a validator that reckons so wants 0.57.
#[test]
fn a_percentage_that_ends_on_half_a_halala_is_sold() {
    let mut line = Line::new("لبن رايب", Quantity::ONE, "1.15".parse().unwrap(), Vat::STANDARD_15);
    line.discount = Discount::Percent("50".parse().unwrap());
    let invoice = rich::solved(Basket { prices: Prices::Exclusive, ..Basket::of([line]) });
    assert_eq!(rules::gate(&invoice), []);
    assert_eq!(judged(&written(&invoice)), Some(BTreeMap::new()));
}

/// A share of `base` halalas, off the line and off the basket.
fn shared(base: i64, hundredths: i64, prices: Prices) -> Invoice {
    let percent = Decimal::new(hundredths, 2).to_string().parse().unwrap();
    let line = |name: &str| {
        Line::new(name, Quantity::ONE, Money::from_halalas(base).to_string().parse().unwrap(), Vat::STANDARD_15)
    };
    let lines = [Line { discount: Discount::Percent(percent), ..line("لبن رايب") }, line("خبز صامولي")];
    rich::solved(Basket { prices, discount: Discount::Percent(percent), ..Basket::of(lines) })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: seeds(), ..ProptestConfig::default() })]

    #[test]
    fn every_percentage_is_sold(base in 1_i64..10_000_000, hundredths in 0_i64..=10_000, exclusive: bool) {
        let prices = if exclusive { Prices::Exclusive } else { Prices::Inclusive };
        prop_assert_eq!(rules::gate(&shared(base, hundredths, prices)), []);
        // Whole and half percentages end on half a halala far more often.
        prop_assert_eq!(rules::gate(&shared(base, hundredths / 50 * 50, prices)), []);
    }
}

/// One rule of each room that this file is about.
const ROOMS: [&str; 7] = ["BR-KSA-18", "BR-CO-18", "BR-16", "BR-31", "BR-CO-10", "BR-DEC-01", "BR-KSA-73"];

#[test]
fn each_rule_of_these_rooms_is_broken_once() {
    let rooms = rules::TABLE.iter().filter(|room| room.iter().any(|rule| ROOMS.contains(&rule.id)));
    let broken: BTreeSet<&str> = MODELS.iter().chain(&*DOCUMENTS).flat_map(|case| &case.ours).copied().collect();
    let never: Vec<&str> = rooms.copied().flatten().map(|rule| rule.id).filter(|id| !broken.contains(id)).collect();
    assert_eq!(never, Vec::<&str>::new());
}

/// Said to people in their language: a sentence with an end, and no field's code in the Arabic one.
#[test]
fn each_rule_says_its_sentence() {
    for rule in rules::TABLE.iter().copied().flatten() {
        assert!(rule.arabic.ends_with(['.', '؟']) && rule.english.ends_with('.'), "{}", rule.id);
        assert!(rule.arabic.chars().any(|c| ('\u{0600}'..'\u{0700}').contains(&c)), "{}", rule.id);
    }
}

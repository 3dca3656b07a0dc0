//! The rules of head, parties, notes and flags say what the independent validator says, and where they say more, why.
//!
//! A case breaks one thing in a lawful document and names every rule that is broken by it: those that both report, and
//! those that only one does, with the reason.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "gate_statements/ids.rs"]
mod ids;
mod support;
#[path = "gate_statements/typed.rs"]
mod typed;
#[path = "gate_statements/written.rs"]
mod written;

use std::collections::{BTreeMap, BTreeSet};

use fatoora_core::config::Config;
use fatoora_core::invoice::validation::{ZatcaStage, ZatcaValidationOptions, validate_zatca_invoice_from_str};
use sanduq_domain::invoice::Invoice;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::issue;
use sanduq_einvoice::rules::{self, Breach, Severity};
use support::{document_id, unit};

/// One thing broken in a lawful document.
pub(crate) struct Case<B> {
    pub(crate) name: &'static str,
    pub(crate) of: fn() -> Invoice,
    pub(crate) change: B,
    /// What both report.
    pub(crate) breaks: &'static [&'static str],
    /// What only the rules here report, and why they are right to.
    pub(crate) stricter: &'static [(&'static str, &'static str)],
    /// What only the validator reports, and why the rules here need not.
    pub(crate) beyond: &'static [(&'static str, &'static str)],
}

impl<B> Case<B> {
    fn expected(&self, besides: &[(&'static str, &'static str)]) -> BTreeSet<String> {
        self.breaks.iter().chain(besides.iter().map(|(id, _)| id)).map(|id| (*id).to_owned()).collect()
    }

    fn holds(&self, ours: &BTreeSet<String>, theirs: &BTreeSet<String>) -> Result<(), String> {
        let (here, there) = (self.expected(self.stricter), self.expected(self.beyond));
        if here.is_empty() {
            return Err(format!("{}: a case that breaks nothing proves nothing", self.name));
        }
        if *ours == here && *theirs == there {
            return Ok(());
        }
        Err(format!("{}:\n  here  {ours:?}\n  named {here:?}\n  there {theirs:?}\n  named {there:?}", self.name))
    }
}

fn ids_of(breaches: &[Breach]) -> BTreeSet<String> {
    breaches.iter().map(|breach| breach.rule.id.to_owned()).collect()
}

fn written(invoice: &Invoice) -> String {
    String::from_utf8(issue(invoice, &ChainLink::first(), document_id(), &unit()).xml).unwrap()
}

/// What the validator finds, by stage: `XSD` where the schema refuses, ids of rules, `QR` and `STAMP` for the proofs.
fn found(xml: &str) -> BTreeSet<String> {
    let options = ZatcaValidationOptions {
        evaluated_at: Some("2026-11-22T14:15:00+03:00".parse().unwrap()),
        previous_invoice_hash: Some(ChainLink::first().previous_hash.to_string()),
    };
    // Where a proof cannot even begin the error keeps what was found before.
    let report = match validate_zatca_invoice_from_str(xml, &Config::default(), &options) {
        Ok(report) => report,
        Err(error) => {
            let proofs = [ZatcaStage::Signature, ZatcaStage::Qr, ZatcaStage::PreviousInvoiceHash];
            assert!(error.stage.is_some_and(|stage| proofs.contains(&stage)), "the validator stopped: {error}");
            *error.report
        }
    };
    report
        .stages
        .iter()
        .flat_map(|stage| stage.findings.iter().map(move |finding| (stage.stage, finding.finding.code.clone())))
        .map(|(stage, code)| match stage {
            ZatcaStage::Xsd => "XSD".to_owned(),
            ZatcaStage::Cen | ZatcaStage::Ksa => code,
            ZatcaStage::Qr => "QR".to_owned(),
            _ => "STAMP".to_owned(),
        })
        .filter(|id| id != "BR-KSA-98")
        .collect()
}

#[test]
fn what_is_lawful_breaks_nothing() {
    for (name, invoice) in typed::lawful() {
        assert_eq!(rules::gate(&invoice), [], "{name}");
        let xml = written(&invoice);
        assert_eq!(rules::check(xml.as_bytes()).unwrap(), [], "{name}");
        assert_eq!(found(&xml), BTreeSet::new(), "{name}");
    }
}

#[test]
fn a_broken_document_breaks_before_the_issue_what_it_would_break_after() {
    let mut wrong = Vec::new();
    for case in typed::cases() {
        let mut invoice = (case.of)();
        (case.change)(&mut invoice);
        let xml = written(&invoice);
        let gate = ids_of(&rules::gate(&invoice));
        wrong.extend(case.holds(&gate, &found(&xml)).err());
        let mut check = ids_of(&rules::check(xml.as_bytes()).unwrap());
        // What XML cannot say, only the gate can know.
        check
            .extend(case.stricter.iter().filter(|(_, why)| *why == typed::NOT_WRITTEN).map(|(id, _)| (*id).to_owned()));
        if gate != check {
            wrong.push(format!("{}: the gate says {gate:?}, of its XML {check:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_document_of_another_writer_breaks_what_the_validator_finds() {
    let mut wrong = Vec::new();
    for case in written::cases() {
        let xml = written::changed(&case);
        let ours = ids_of(&rules::check(xml.as_bytes()).unwrap());
        // Whoever changes a document breaks its proofs: those are another test's question.
        let theirs: BTreeSet<String> = found(&xml).into_iter().filter(|id| id != "QR" && id != "STAMP").collect();
        wrong.extend(case.holds(&ours, &theirs).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_of_these_rooms_is_broken_by_a_case() {
    let typed = typed::cases().into_iter().map(|case| case.expected(case.stricter));
    let written = written::cases().into_iter().map(|case| case.expected(case.stricter));
    let broken: BTreeSet<String> = typed.chain(written).flatten().collect();
    let never: Vec<_> = rules::TABLE
        .iter()
        .copied()
        .flatten()
        .map(|rule| rule.id)
        // Rules of figures, and those of the house, are another test's.
        .filter(|id| !ids::OF_FIGURES.contains(id) && !id.starts_with("SANDUQ-") && !broken.contains(*id))
        .collect();
    assert_eq!(never, Vec::<&str>::new());
}

#[test]
fn every_rule_of_the_authority_stands_in_one_place() {
    let here = rules::TABLE.iter().copied().flatten().map(|rule| rule.id);
    let elsewhere = rules::ELSEWHERE.iter().copied().flatten().map(|(id, _)| *id);
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for id in here.chain(elsewhere) {
        *places.entry(id).or_default() += 1;
    }
    let known: BTreeSet<&str> = ids::ERRORS.iter().chain(ids::WARNINGS).copied().collect();
    assert_eq!(known.len(), ids::ERRORS.len() + ids::WARNINGS.len(), "an id is listed twice");
    let missing: Vec<_> = known.iter().filter(|id| !places.contains_key(*id)).collect();
    let repeated: Vec<_> = places.iter().filter(|(_, count)| **count > 1).map(|(id, _)| id).collect();
    let unknown: Vec<_> = places.keys().filter(|id| !known.contains(*id) && !id.starts_with("SANDUQ-")).collect();
    assert_eq!((missing, repeated, unknown), (Vec::new(), Vec::new(), Vec::new()));
}

#[test]
fn a_rule_weighs_what_the_authority_says_it_weighs() {
    for rule in rules::TABLE.iter().copied().flatten().filter(|rule| !rule.id.starts_with("SANDUQ-")) {
        let listed = if rule.severity == Severity::Error { ids::ERRORS } else { ids::WARNINGS };
        assert!(listed.contains(&rule.id), "{} is no {:?}", rule.id, rule.severity);
    }
}

#[test]
fn every_rule_tells_people_what_to_do() {
    let mut sentences = BTreeSet::new();
    for rule in rules::TABLE.iter().copied().flatten() {
        for sentence in [rule.arabic, rule.english] {
            assert!(
                sentence.ends_with('.') && sentence.matches('.').count() <= 2,
                "{}: one sentence: {sentence}",
                rule.id
            );
            assert!(sentences.insert(sentence), "{}: said twice: {sentence}", rule.id);
        }
        assert!(rule.arabic.contains('؛'), "{}: what is wrong؛ what to do: {}", rule.id, rule.arabic);
        assert!(rule.english.contains([';', ',']), "{}: what is wrong; what to do: {}", rule.id, rule.english);
        let tanwin = |letter: char| ('\u{64b}'..='\u{64d}').contains(&letter);
        assert!(!rule.arabic.contains(tanwin), "{}: the screen's engine misplaces tanwin: {}", rule.id, rule.arabic);
        assert!(!rule.arabic.contains("BR-") && !rule.english.contains("BR-"), "{}", rule.id);
        assert!(!rule.field.is_empty(), "{}", rule.id);
    }
}

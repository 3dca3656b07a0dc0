//! Looking after a till: verification, export.

use std::fs;

use sanduq_einvoice::read::read;
use sanduq_einvoice::rules::check as check_rules;
use sanduq_einvoice::verify::verify as verify_document;

use crate::args::{Check, Export};
use crate::failure::Failure;
use crate::home::Place;

pub(crate) fn verify(place: &Place) -> Result<(), Failure> {
    let till = place.open("sanduq verify")?;
    place.sign_in(&till)?;
    let audit = till.audit()?;
    print_json(&audit)?;
    match audit.faults.first() {
        None => Ok(()),
        Some(first) => Err(Failure::Undone(format!(
            "{} fault(s); the first: {} {}",
            audit.faults.len(),
            first.number,
            first.fault
        ))),
    }
}

pub(crate) fn export(place: &Place, options: &Export) -> Result<(), Failure> {
    let till = place.open("sanduq export")?;
    let actor = place.sign_in(&till)?;
    let documents = till.export(&actor, &options.out)?;
    print_json(&serde_json::json!({ "documents": documents, "folder": options.out }))
}

/// Needs no till: anybody may check a document.
pub(crate) fn check(options: &Check) -> Result<(), Failure> {
    let xml = fs::read(&options.file)
        .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", options.file.display())))?;
    let mut faults: Vec<String> = match verify_document(&xml) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    };
    let document = read(&xml).map_err(|error| faults.push(error.to_string())).ok();
    faults.dedup();
    let broken = check_rules(&xml).unwrap_or_default();
    let rules: Vec<_> = broken
        .iter()
        .map(|breach| {
            serde_json::json!({
                "rule": breach.rule.id, "severity": breach.rule.severity.key(), "field": breach.rule.field,
                "line": breach.line, "ar": breach.rule.arabic, "en": breach.rule.english,
            })
        })
        .collect();
    faults.extend(broken.iter().map(ToString::to_string));
    print_json(&serde_json::json!({
        "number": document.as_ref().map(|d| d.number.clone()),
        "kind": document.as_ref().map(|d| d.kind.key()),
        "seller": document.as_ref().map(|d| d.seller.name.clone()),
        "issued_at": document.as_ref().map(|d| d.issued_at.riyadh_date_time()),
        "total": document.as_ref().map(|d| d.totals.payable.to_string()),
        "currency": document.as_ref().map(|d| d.currency.clone()),
        "type": document.as_ref().map(|d| d.invoice_type.key()),
        "valid": faults.is_empty(),
        "faults": faults,
        "rules": rules,
    }))?;
    if faults.is_empty() { Ok(()) } else { Err(Failure::Undone(faults.join("; "))) }
}

pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value).map_err(|error| Failure::Machine(error.to_string()))?;
    println!("{text}");
    Ok(())
}

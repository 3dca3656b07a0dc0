//! Rejected and held documents: what was said about them, and putting them right.

use std::io::{Read as _, Write as _};
use std::path::Path;

use sanduq_till::clinic::diagnose;
use sanduq_till::journal::{Asked, Entry, Page};
use serde_json::{Value, json};

use crate::args::{Journal, Reissue, Release};
use crate::draft::amendment;
use crate::failure::Failure;
use crate::home::Place;
use crate::maintain::print_json;

pub(crate) fn reissue(place: &Place, options: &Reissue) -> Result<(), Failure> {
    let amendment = match &options.amendment {
        None => amendment::read("{}"),
        Some(file) => amendment::read(&text_of(file)?),
    };
    let amendment = amendment.map_err(|faults| Failure::Input(faults.join("; ")))?;
    let till = place.open("sanduq reissue")?;
    let actor = place.sign_in(&till)?;
    if options.preview {
        let preview = till.preview_reissue(&actor, &options.number, &amendment)?;
        let differences = preview.differences.iter().map(|difference| {
            json!({
                "field": difference.field, "line": difference.line, "before": difference.before,
                "after": difference.after,
            })
        });
        return print_json(&json!({
            "number": options.number, "differences": differences.collect::<Vec<_>>(),
            "faults": preview.breaches.iter().map(ToString::to_string).collect::<Vec<_>>(),
        }));
    }
    let sale = till.reissue(&actor, &options.number, &amendment)?;
    let pages = till.journal_of(&actor, &options.number)?;
    let rejected = pages.iter().rev().nth(1).map(|page| &page.document);
    print_json(&json!({
        "number": sale.number, "uuid": sale.uuid, "icv": sale.icv, "hash": sale.hash, "total": sale.total,
        "vat": sale.vat, "kind": sale.kind, "type": sale.invoice_type.key(),
        "replaces": rejected.map(|rejected| json!({ "uuid": rejected.uuid, "icv": rejected.icv })),
    }))
}

pub(crate) fn release(place: &Place, options: &Release) -> Result<(), Failure> {
    let till = place.open("sanduq release")?;
    let actor = place.sign_in(&till)?;
    till.release(&actor, &options.number)?;
    print_json(&json!({ "number": options.number, "released": true }))
}

pub(crate) fn journal(place: &Place, options: &Journal) -> Result<(), Failure> {
    let till = place.open("sanduq journal")?;
    let actor = place.sign_in(&till)?;
    let mut output = std::io::stdout().lock();
    match &options.number {
        Some(number) => {
            for page in till.journal_of(&actor, number)? {
                for entry in &page.entries {
                    writeln!(output, "{}", told(entry, Some(&page)))?;
                }
            }
        }
        None => {
            for entry in till.newest_exchanges(&actor, options.newest)? {
                writeln!(output, "{}", told(&entry, None))?;
            }
        }
    }
    Ok(())
}

fn told(entry: &Entry, page: Option<&Page>) -> Value {
    let messages = entry.messages.iter().map(|said| {
        let found = diagnose(&said.code, &said.category);
        json!({
            "code": said.code, "category": said.category, "text": said.text, "field": found.field,
            "who": found.healer.key(), "cure": found.cure.key(),
            "what": { "ar": found.what.arabic, "en": found.what.english },
            "do": { "ar": found.remedy.sentence().arabic, "en": found.remedy.sentence().english },
        })
    });
    let (request, proof) = match &entry.request {
        Asked::Kept(body) => (Some(body), "kept"),
        Asked::Proved(body) => (Some(body), "proved"),
        Asked::Differs => (None, "differs"),
        Asked::NotNoted => (None, "not_noted"),
    };
    json!({
        "number": page.map(|page| &page.document.number), "icv": page.map(|page| page.document.icv),
        "uuid": page.map(|page| page.document.uuid), "operation": entry.operation,
        "sent_at": entry.sent_at.riyadh_date_time(), "elapsed_ms": entry.elapsed, "status": entry.status,
        "outcome": entry.outcome, "messages": messages.collect::<Vec<_>>(), "request": request,
        "request_proof": proof, "response": entry.response,
    })
}

fn text_of(file: &Path) -> Result<String, Failure> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(|error| Failure::Input(format!("{} cannot be read: {error}", file.display())))
}

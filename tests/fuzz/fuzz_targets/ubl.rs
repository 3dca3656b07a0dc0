//! Any bytes as a document: nothing that reads, proves, judges or hashes one may panic or hang.

#![no_main]

mod edit;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use sanduq_domain::document::Document;
use sanduq_einvoice::{canonical, read, restate, rules, verify};

fuzz_target!(|xml: &[u8]| {
    if let Ok(document) = read::read(xml) {
        look_at(&document);
        assert!(rules::check(xml).is_ok(), "what is read can be judged");
    }
    if let Ok(breaches) = rules::check(xml) {
        breaches.iter().for_each(|breach| drop(breach.to_string()));
    }
    if let Ok(invoice) = restate::restate(xml) {
        let document = read::read(xml).expect("what is told again was read");
        assert_eq!(invoice.figures.totals.payable, document.totals.payable, "and says the same");
    }
    match verify::verify(xml) {
        Ok(verified) => assert_eq!(canonical::hash(xml), Ok(verified.hash), "what is proved is what is hashed"),
        Err(faults) => faults.iter().for_each(|fault| drop(fault.to_string())),
    }
    if let Ok(bytes) = canonical::bytes(xml) {
        assert_eq!(canonical::bytes(&bytes).as_deref(), Ok(bytes.as_slice()), "canonical bytes are their own");
    }
});

// Half of the documents are edited as documents, the others byte by byte.
fuzz_mutator!(|bytes: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let text = std::str::from_utf8(&bytes[..size]).ok().filter(|_| seed % 2 == 0);
    match text.and_then(|xml| edit::edit(xml, seed / 2)) {
        Some(edited) if edited.len() <= max_size => {
            bytes[..edited.len()].copy_from_slice(edited.as_bytes());
            edited.len()
        }
        _ => fuzzer_mutate(bytes, size, max_size),
    }
});

/// What paper, screens and auditors ask of a document.
fn look_at(document: &Document) {
    let settled = document.settled_lines();
    assert_eq!(settled.len(), document.lines.len());
    assert_eq!(document.shelf_charges().len(), document.charges.len());
    let (discount, issued_at) = (document.shelf_discount(), document.issued_at);
    drop((discount.to_string(), issued_at.riyadh_date_time(), issued_at.riyadh_day().to_string()));
    for line in &document.lines {
        drop((line.shelf_unit_price().to_string(), line.shelf_discount().to_string()));
    }
}

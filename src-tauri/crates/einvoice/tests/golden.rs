//! The exact bytes of one document of each kind. `UPDATE_GOLDEN=1` writes them anew: look at what changed before you
//! keep it, for whatever changes here changes every document issued from then on.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::PathBuf;

use sanduq_domain::invoice::Kind;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::issue;
use support::{basket, correction, document_id, invoice, judge, standard, unit};

#[test]
fn documents_keep_their_bytes() {
    let mut link = ChainLink::first();
    let kinds = || {
        [
            ("invoice", Kind::Invoice),
            ("credit_note", Kind::CreditNote(correction())),
            ("debit_note", Kind::DebitNote(correction())),
        ]
    };
    let simplified = kinds().map(|(name, kind)| (name.to_owned(), invoice(kind, &basket())));
    let standard = kinds().map(|(name, kind)| (format!("standard_{name}"), standard(kind, &basket())));
    for (name, invoice) in simplified.into_iter().chain(standard) {
        let issued = issue(&invoice, &link, document_id(), &unit());
        let xml = String::from_utf8(issued.xml.clone()).unwrap();
        assert_eq!(judge(&xml, &link), Vec::<String>::new());
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.xml"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &issued.xml).unwrap();
        }
        let golden = std::fs::read_to_string(&path).unwrap();
        assert_eq!(xml, golden, "{}", path.display());
        link = issued.next_link();
    }
}

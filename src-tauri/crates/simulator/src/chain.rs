//! Whether the documents of a unit form the chain they should. The gateway cannot reject for it, since documents may
//! come in any order; so it is worked out when asked, over everything that was judged.

use crate::records::{Judged, Violation};

/// base64(hex(SHA-256("0"))): what the first document of a chain points to.
const FIRST_PIH: &str = "NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==";

/// `judged` is ordered by unit and ICV.
pub(crate) fn violations(judged: &[Judged]) -> Vec<Violation> {
    judged.chunk_by(|one, other| one.csid == other.csid).flat_map(of_unit).collect()
}

fn of_unit(documents: &[Judged]) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut before: Option<&Judged> = None;
    for document in documents {
        let (previous_icv, expected) = before.map_or((0, FIRST_PIH), |before| (before.icv, before.hash.as_str()));
        if before.is_some() && document.icv == previous_icv {
            found.push(violation("icv_reused", document, format!("ICV {previous_icv} was used before")));
        } else if document.icv != previous_icv + 1 {
            let detail = format!("ICV {} follows {previous_icv}", document.icv);
            found.push(violation("icv_gap", document, detail));
        } else if document.pih != expected {
            found.push(violation("pih", document, format!("ICV {} does not point to its predecessor", document.icv)));
        }
        before = Some(document);
    }
    found
}

fn violation(kind: &str, document: &Judged, detail: String) -> Violation {
    Violation { kind: kind.to_owned(), uuid: document.uuid.clone(), detail }
}

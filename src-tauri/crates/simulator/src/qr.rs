//! The QR of a simplified document against the document itself: nine tags, each of which must say what stands there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use der::{Decode as _, Encode as _};
use x509_cert::Certificate;

use crate::document::Document;
use crate::reply::Finding;

/// By staff statement; the published rule allows 1000.
const LONGEST: usize = 700;

/// The codes of the tags in their order. Those that were never seen are made like those that were.
const CODES: [&str; 9] = [
    "sellerName_QRCODE_INVALID",
    "sellerVatNumber_QRCODE_INVALID",
    "invoiceTimeStamp_QRCODE_INVALID",
    "invoiceTotal_QRCODE_INVALID",
    "invoiceVatTotal_QRCODE_INVALID",
    "invoiceHash_QRCODE_INVALID",
    "invoiceSignature_QRCODE_INVALID",
    "PUBLIC_KEY_QRCODE_INVALID",
    "CERTIFICATE_SIGNATURE_QRCODE_INVALID",
];

const CATEGORY: &str = "QRCODE_VALIDATION";

/// `hash` is the document's, computed.
pub(crate) fn findings(document: &Document, hash: &str) -> Vec<Finding> {
    let unusable = |text: &str| vec![Finding::error("QRCODE_INVALID", CATEGORY, text)];
    if document.qr.is_empty() || document.qr.len() > LONGEST {
        return unusable(&format!("The QR code must be present and at most {LONGEST} characters long."));
    }
    let Some(tags) = BASE64.decode(&document.qr).ok().as_deref().and_then(nine_tags) else {
        return unusable("The QR code is not base64 of the tags 1 to 9, each with its length.");
    };
    let certificate = document.certificate.as_deref().and_then(|der| Certificate::from_der(der).ok());
    let public_key = certificate
        .as_ref()
        .and_then(|certificate| certificate.tbs_certificate().subject_public_key_info().to_der().ok());
    let authority = certificate.as_ref().map(|certificate| certificate.signature().raw_bytes().to_vec());
    let text = |tag: usize| std::str::from_utf8(&tags[tag - 1]).unwrap_or_default();
    let fits = [
        text(1) == document.seller_name,
        text(2) == document.seller_vat,
        text(3).trim_end_matches('Z') == document.issued.trim_end_matches('Z'),
        document.totals.iter().any(|total| same_amount(total, text(4))),
        document.vat_totals.iter().any(|total| same_amount(total, text(5))),
        text(6) == hash,
        text(7) == document.signature,
        public_key.is_some_and(|key| key == tags[7]),
        authority.is_some_and(|signature| signature == tags[8]),
    ];
    let wrong = fits.into_iter().enumerate().filter(|(_, fits)| !fits);
    wrong
        .map(|(number, _)| {
            let text = format!("Tag {} of the QR code does not match the invoice.", number + 1);
            Finding::error(CODES[number], CATEGORY, &text)
        })
        .collect()
}

fn nine_tags(mut bytes: &[u8]) -> Option<[Vec<u8>; 9]> {
    let mut tags: [Vec<u8>; 9] = Default::default();
    for (number, tag) in tags.iter_mut().enumerate() {
        let (head, rest) = bytes.split_at_checked(2)?;
        let (value, rest) = rest.split_at_checked(head[1].into())?;
        if usize::from(head[0]) != number + 1 {
            return None;
        }
        *tag = value.to_vec();
        bytes = rest;
    }
    bytes.is_empty().then_some(tags)
}

/// `115` and `115.00` are.
fn same_amount(one: &str, other: &str) -> bool {
    let bare = |amount: &str| match amount.split_once('.') {
        Some(_) => amount.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => amount.to_owned(),
    };
    !one.is_empty() && bare(one) == bare(other)
}

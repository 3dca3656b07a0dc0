//! The checks on a document, each with a document that fails it and nothing else where that can be.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fatoora_core::csr::SigningKey;
use fatoora_core::invoice::InvoiceSubType::{Simplified, Standard};
use fatoora_core::invoice::sign::invoice_hash_base64_from_xml_str;
use sanduq_fatoora::{Credentials, Outcome, Submission};
use sanduq_simulator::{Judging, Settings, Severity};
use sha2::{Digest as _, Sha256};

use crate::till::{FIRST_PIH, Paper, Till, csr_with, issued, now, otp, simulator};

fn codes(outcome: &Outcome) -> Vec<&str> {
    match outcome {
        Outcome::Rejected { errors } => errors.iter().map(|error| error.code.as_str()).collect(),
        Outcome::Accepted { warnings, .. } => warnings.iter().map(|warning| warning.code.as_str()).collect(),
        other => panic!("{other:?}"),
    }
}

fn xml(submission: &Submission) -> String {
    String::from_utf8(BASE64.decode(&submission.invoice_base64).unwrap()).unwrap()
}

/// The document with one part of its text changed, and hashed anew.
fn changed(submission: &Submission, change: impl Fn(&str) -> String) -> Submission {
    let before = xml(submission);
    let after = change(&before);
    assert_ne!(before, after, "the change changes something");
    let hash = invoice_hash_base64_from_xml_str(&after).unwrap();
    Submission::of_xml(hash, &submission.uuid, after.as_bytes())
}

/// The text between two marks, in the place of which another stands.
fn between(xml: &str, open: &str, close: &str, change: impl Fn(&str) -> String) -> String {
    let start = xml.find(open).unwrap_or_else(|| panic!("{open} is in the document")) + open.len();
    let end = start + xml[start..].find(close).unwrap();
    format!("{}{}{}", &xml[..start], change(&xml[start..end]), &xml[end..])
}

fn qr_with(xml: &str, change: impl Fn(&mut Vec<Vec<u8>>)) -> String {
    let start = xml.find("<cbc:ID>QR</cbc:ID>").unwrap();
    let (before, rest) = xml.split_at(start);
    let rest = between(rest, "mimeCode=\"text/plain\">", "</cbc:EmbeddedDocumentBinaryObject>", |base64| {
        let bytes = BASE64.decode(base64.trim()).unwrap();
        let mut tags = Vec::new();
        let mut left = bytes.as_slice();
        while let [_, length, tail @ ..] = left {
            tags.push(tail[..usize::from(*length)].to_vec());
            left = &tail[usize::from(*length)..];
        }
        change(&mut tags);
        let mut written = Vec::new();
        for (tag, value) in (1u8..).zip(&tags) {
            written.extend([tag, u8::try_from(value.len()).unwrap()]);
            written.extend(value);
        }
        BASE64.encode(written)
    });
    format!("{before}{rest}")
}

#[tokio::test]
async fn each_tag_of_the_qr_must_be_the_documents() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let cases: [(usize, &str, u16); 9] = [
        (1, "sellerName_QRCODE_INVALID", 400),
        (2, "sellerVatNumber_QRCODE_INVALID", 400),
        (3, "invoiceTimeStamp_QRCODE_INVALID", 202),
        (4, "invoiceTotal_QRCODE_INVALID", 400),
        (5, "invoiceVatTotal_QRCODE_INVALID", 400),
        (6, "invoiceHash_QRCODE_INVALID", 400),
        (7, "invoiceSignature_QRCODE_INVALID", 400),
        (8, "PUBLIC_KEY_QRCODE_INVALID", 400),
        (9, "CERTIFICATE_SIGNATURE_QRCODE_INVALID", 400),
    ];
    for (tag, code, status) in cases {
        let document = till.next(&production, Simplified);
        // The hash leaves the QR out, so that everything else still holds.
        let wrong = changed(&document, |xml| qr_with(xml, |tags| tags[tag - 1][0] ^= 1));
        assert_eq!(wrong.invoice_hash, document.invoice_hash);
        let answer = till.client.report(&production, &wrong).await;
        assert_eq!((answer.status, codes(&answer.outcome)), (Some(status), vec![code]), "{}", answer.body);
    }
    let document = till.next(&production, Simplified);
    let eight = changed(&document, |xml| qr_with(xml, |tags| drop(tags.pop())));
    assert_eq!(codes(&till.client.report(&production, &eight).await.outcome), ["QRCODE_INVALID"]);
    simulator.stop().await;
}

#[tokio::test]
async fn each_part_of_the_stamp_is_checked() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let flip = |text: &str| {
        let other = if text.starts_with('A') { "B" } else { "A" };
        format!("{other}{}", &text[1..])
    };
    let cases: [(&str, &str, Severity); 4] = [
        ("<ds:X509IssuerName>", "certificate-issuer-name", Severity::Warning),
        ("<ds:X509SerialNumber>", "X509SerialNumber", Severity::Warning),
        ("<xades:CertDigest>", "certificate-hashing", Severity::Error),
        ("<xades:SigningTime>", "signed-properties-hashing", Severity::Error),
    ];
    for (mark, code, severity) in cases {
        let document = till.next(&production, Simplified);
        let wrong = changed(&document, |xml| {
            let changed = between(xml, mark, &mark.replace('<', "</"), |text| match mark {
                "<ds:X509IssuerName>" => text.replace("SIM", "SYM"),
                "<ds:X509SerialNumber>" => format!("1{text}"),
                "<xades:CertDigest>" => between(text, "<ds:DigestValue>", "</ds:DigestValue>", flip),
                _ => text.replacen("20", "19", 1),
            });
            if code == "signed-properties-hashing" { changed } else { resealed(xml, &changed) }
        });
        let answer = till.client.report(&production, &wrong).await;
        assert_eq!(codes(&answer.outcome), [code], "{}", answer.body);
        let status = if severity == Severity::Warning { 202 } else { 400 };
        assert_eq!(answer.status, Some(status), "{code}");
    }

    let document = till.next(&production, Simplified);
    let unsigned = changed(&document, |xml| {
        let other = |base64: &str| {
            let mut signature = BASE64.decode(base64).unwrap();
            *signature.last_mut().unwrap() ^= 1;
            BASE64.encode(signature)
        };
        let xml = between(xml, "<ds:SignatureValue>", "</ds:SignatureValue>", other);
        qr_with(&xml, |tags| tags[6] = other(std::str::from_utf8(&tags[6]).unwrap()).into_bytes())
    });
    let answer = till.client.report(&production, &unsigned).await;
    assert_eq!((answer.status, codes(&answer.outcome)), (Some(202), vec!["invalid-digital-signature"]));
    simulator.stop().await;
}

/// The digest of the signed properties made to fit their change, so that nothing but the change is wrong.
fn resealed(before: &str, after: &str) -> String {
    let digest = |xml: &str| {
        let hex: String = Sha256::digest(properties(xml)).iter().map(|byte| format!("{byte:02x}")).collect();
        BASE64.encode(hex)
    };
    assert!(before.contains(&digest(before)), "the digest is taken as the signer took it");
    after.replace(&digest(before), &digest(after))
}

/// The signed properties as they are hashed: each prefix declared where it is used.
fn properties(xml: &str) -> String {
    let start = xml.find("<xades:SignedProperties").unwrap();
    let end = xml.find("</xades:SignedProperties>").unwrap() + "</xades:SignedProperties>".len();
    let dsig = " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"";
    let mut text = xml[start..end].replacen(
        "<xades:SignedProperties",
        "<xades:SignedProperties xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\"",
        1,
    );
    for name in ["DigestMethod", "DigestValue", "X509IssuerName", "X509SerialNumber"] {
        text = text.replace(&format!("<ds:{name}"), &format!("<ds:{name}{dsig}"));
    }
    text
}

#[tokio::test]
async fn a_stranger_to_the_gateway_cannot_sign() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let elsewhere = crate::till::simulator().await;
    let (other, foreign) = Till::onboarded(&elsewhere).await;
    till.key = other.key;
    let document = till.next(&foreign, Simplified);
    let answer = till.client.report(&production, &document).await;
    assert_eq!((answer.status, codes(&answer.outcome)), (Some(400), vec!["invalid-certificate"]));
    elsewhere.stop().await;
    simulator.stop().await;
}

#[tokio::test]
async fn a_sample_stamped_with_the_wrong_csid_is_taken_with_a_warning() {
    let simulator = simulator().await;
    let till = Till::new(&simulator, "0100");
    let ask = async || issued(till.client.request_compliance_csid(&otp(&simulator), &till.csr_pem).await.outcome).1;
    let (one, other) = (ask().await, ask().await);
    let sample = till.document(&one, Simplified, Paper::Invoice, 1, FIRST_PIH, now());
    let answer = till.client.check_compliance(&other, &sample).await;
    assert_eq!((answer.status, codes(&answer.outcome)), (Some(202), vec!["invalid-signing-certificate"]));
    simulator.stop().await;
}

/// A till whose certificate covers other kinds, or another seller.
async fn compliance_of(simulator: &sanduq_simulator::Running, title: &str, vat: &str) -> (Till, Credentials) {
    let mut till = Till::new(simulator, title);
    till.key = SigningKey::generate();
    till.csr_pem = csr_with(&till.key, title, vat, "Riyadh", "A Shop");
    let password = simulator.issue_otp(vat, sanduq_simulator::OtpKind::New).unwrap().parse().unwrap();
    let (_, compliance) = issued(till.client.request_compliance_csid(&password, &till.csr_pem).await.outcome);
    (till, compliance)
}

#[tokio::test]
async fn the_certificate_must_cover_seller_and_kind() {
    let simulator = simulator().await;
    for (title, vat, kind) in [
        ("0100", crate::till::VAT, Standard),
        ("1000", crate::till::VAT, Simplified),
        ("1100", "311111111100003", Simplified),
        ("1100", "311111111100003", Standard),
    ] {
        let (mut till, compliance) = compliance_of(&simulator, title, vat).await;
        let document = till.next(&compliance, kind);
        let answer = till.client.check_compliance(&compliance, &document).await;
        assert_eq!(
            (answer.status, codes(&answer.outcome)),
            (Some(400), vec!["certificate-permissions"]),
            "{title} {vat}"
        );
    }
    simulator.stop().await;
}

/// Standard documents bear no stamp of the till that would break with a change.
async fn cleared_after(change: impl Fn(&str) -> String, judging: Judging) -> (Option<u16>, Vec<String>) {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.set_settings(Settings { judging, ..Settings::default() });
    let document = till.next(&production, Standard);
    let answer = till.client.clear(&production, &changed(&document, change)).await;
    let codes = codes(&answer.outcome).into_iter().map(str::to_owned).collect();
    simulator.stop().await;
    (answer.status, codes)
}

#[tokio::test]
async fn rules_are_judged_under_their_own_codes() {
    let (status, codes) = cleared_after(|xml| xml.replacen(">23.00<", ">24.00<", 1), Judging::Full).await;
    assert_eq!(status, Some(400));
    assert!(codes.iter().any(|code| code.starts_with("BR-")), "{codes:?}");
}

#[tokio::test]
async fn counter_and_previous_hash_are_looked_at_for_their_form() {
    let with_pih = |xml: &str| xml.replace(FIRST_PIH, "bm8=");
    let (status, codes) = cleared_after(with_pih, Judging::Full).await;
    assert_eq!((status, codes.contains(&"KSA-13".to_owned())), (Some(400), true), "{codes:?}");
    let with_icv = |xml: &str| {
        let start = xml.find("<cbc:ID>ICV</cbc:ID>").unwrap();
        let (before, rest) = xml.split_at(start);
        format!("{before}{}", between(rest, "<cbc:UUID>", "</cbc:UUID>", |_| "one".to_owned()))
    };
    let (status, codes) = cleared_after(with_icv, Judging::Full).await;
    assert_eq!((status, codes.contains(&"BR-KSA-34".to_owned())), (Some(400), true), "{codes:?}");
}

#[tokio::test]
async fn a_broken_schema_stops_everything_else() {
    let reordered = |xml: &str| xml.replace("<cbc:UUID>", "<cbc:Note>x</cbc:Note><cbc:Nothing/><cbc:UUID>");
    let (status, codes) = cleared_after(reordered, Judging::Full).await;
    assert_eq!(status, Some(400));
    assert!(codes.iter().all(|code| code == "XSD_ZATCA_INVALID"), "{codes:?}");
}

#[tokio::test]
async fn judging_by_identity_only_looks_at_no_rule() {
    let (status, found) = cleared_after(|xml| xml.replacen(">23.00<", ">24.00<", 1), Judging::IdentityOnly).await;
    assert_eq!((status, found), (Some(200), vec![]));

    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.set_settings(Settings { judging: Judging::IdentityOnly, ..Settings::default() });
    let document = till.next(&production, Simplified);
    let other_hash = Submission { invoice_hash: BASE64.encode([7; 32]), ..document.clone() };
    let answer = till.client.report(&production, &other_hash).await;
    assert_eq!(codes(&answer.outcome), ["invalid-invoice-hash"]);
    let without_qr = changed(&document, |xml| qr_with(xml, Vec::clear));
    assert_eq!(till.client.report(&production, &without_qr).await.status, Some(200));
    simulator.stop().await;
}

#[tokio::test]
async fn entities_are_not_expanded() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    let bomb = xml(&document).replacen("<Invoice", "<!DOCTYPE Invoice [<!ENTITY a \"x\">]><Invoice", 1);
    let wrong = Submission::of_xml(&document.invoice_hash, &document.uuid, bomb.as_bytes());
    let answer = till.client.report(&production, &wrong).await;
    assert_eq!(codes(&answer.outcome), ["XSD_ZATCA_INVALID"]);
    simulator.stop().await;
}

#[tokio::test]
async fn what_nests_too_deep_is_refused_and_harms_nobody() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    for judging in [Judging::Full, Judging::IdentityOnly] {
        simulator.set_settings(Settings { judging, ..Settings::default() });
        let wrong = Submission::of_xml(&document.invoice_hash, &document.uuid, deep.as_bytes());
        let answer = till.client.report(&production, &wrong).await;
        assert_eq!((answer.status, codes(&answer.outcome)), (Some(400), vec!["XSD_ZATCA_INVALID"]), "{judging:?}");
    }
    assert!(matches!(till.client.report(&production, &document).await.outcome, Outcome::Accepted { .. }));
    simulator.stop().await;
}

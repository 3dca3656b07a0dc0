//! `verify` accepts what is issued and names what was changed; `read` says what was asked.
#![allow(clippy::unwrap_used)]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sanduq_domain::document::DocumentKind;
use sanduq_domain::invoice::{InvoiceType, Kind};
use sanduq_einvoice::canonical;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::{Issued, issue};
use sanduq_einvoice::qr::{self, QrTag};
use sanduq_einvoice::read::{ReadError, read};
use sanduq_einvoice::verify::{Fault, verify, verify_chain_step};
use sanduq_einvoice::xml::XmlError;
use support::{basket, correction, document_id, invoice, issued_at, unit};

fn issued() -> Issued {
    issue(&invoice(Kind::CreditNote(correction()), &basket()), &ChainLink::first(), document_id(), &unit())
}

fn text(issued: &Issued) -> String {
    String::from_utf8(issued.xml.clone()).unwrap()
}

/// The faults' names, without what they carry.
fn faults(xml: &str) -> Vec<String> {
    let faults = verify(xml.as_bytes()).expect_err("a changed document is not accepted");
    faults.iter().map(|fault| format!("{fault:?}").split([' ', '{']).next().unwrap().to_owned()).collect()
}

/// Changes the one character after `head`.
fn flip(xml: &str, head: &str) -> String {
    assert_eq!(xml.matches(head).count(), 1, "{head}");
    let at = xml.find(head).unwrap() + head.len();
    let other = if xml[at..].starts_with('A') { "B" } else { "A" };
    format!("{}{other}{}", &xml[..at], &xml[at + 1..])
}

#[test]
fn each_issued_document_is_proved_and_chained() {
    let mut expected = ChainLink::first();
    for kind in [Kind::Invoice, Kind::CreditNote(correction()), Kind::DebitNote(correction())] {
        let issued = issue(&invoice(kind, &basket()), &expected, document_id(), &unit());
        let verified = verify(&issued.xml).unwrap();
        assert_eq!(verified.hash, issued.hash);
        assert_eq!(verified.certificate, *unit().certificate());
        assert_eq!(verified.signing_time, "2026-11-22T14:05:09");
        expected = verify_chain_step(&expected, &verified).unwrap();
        assert_eq!(expected, issued.next_link());
        assert!(matches!(
            verify_chain_step(&expected, &verified).unwrap_err()[..],
            [Fault::ChainCounter { .. }, Fault::ChainHash { .. }]
        ));
    }
}

#[test]
fn issuing_twice_gives_the_same_bytes() {
    assert_eq!(issued(), issued());
}

#[test]
fn a_change_is_named() {
    let xml = text(&issued());
    let time = "<xades:SigningTime>2026-11-22T14:05:09";
    for (changed, expected) in [
        (xml.replace(">30.30<", ">30.31<"), &["InvoiceHash"][..]),
        (xml.replace("خبز", "خبر"), &["InvoiceHash"]),
        (xml.replace(time, "<xades:SigningTime>2026-11-22T14:05:10"), &["SignedProperties"]),
        (xml.replace(time, &format!(" {time}")), &["SignedProperties"]),
        (flip(&xml, "<ds:X509IssuerName>"), &["SignedProperties", "CertificateIssuer"]),
        (flip(&xml, "<ds:X509SerialNumber>"), &["SignedProperties", "CertificateSerial"]),
        (flip(&xml, "<ds:SignatureValue>ME"), &["Signature", "QrValue(Signature)"]),
    ] {
        assert_ne!(changed, xml);
        assert_eq!(faults(&changed), expected);
    }
}

#[test]
fn a_changed_hash_is_named() {
    let issued = issued();
    let xml = text(&issued);
    let digest = format!("<ds:DigestValue>{}", &issued.hash.to_string()[..3]);
    assert_eq!(faults(&flip(&xml, &digest)), ["InvoiceHash", "Signature", "QrValue(InvoiceHash)"]);
}

#[test]
fn a_changed_certificate_is_named() {
    let xml = text(&issued());
    let start = xml.find("<ds:X509Certificate>").unwrap() + "<ds:X509Certificate>".len();
    let end = xml.find("</ds:X509Certificate>").unwrap();
    let der = BASE64.decode(&xml[start..end]).unwrap();
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut der = der.clone();
        change(&mut der);
        format!("{}{}{}", &xml[..start], BASE64.encode(der), &xml[end..])
    };
    let last = der.len() - 1;
    assert_eq!(faults(&with(&|der| der[last] ^= 1)), ["CertificateDigest", "QrValue(CertificateSignature)"]);
    let name = der.windows(6).position(|bytes| bytes == b"Till 1").unwrap();
    assert_eq!(faults(&with(&|der| der[name] ^= 1)), ["CertificateDigest"]);
    assert_eq!(faults(&with(&|der| der[0] ^= 1)), ["Certificate(NotX509(Error"]);
}

#[test]
fn each_changed_value_of_the_qr_is_named() {
    let issued = issued();
    let xml = text(&issued);
    let values = qr::decode(&issued.qr).unwrap();
    assert_eq!(values.iter().map(|(tag, _)| *tag).collect::<Vec<_>>(), QrTag::ALL);
    for index in 0..values.len() {
        let with = |values: &[(QrTag, Vec<u8>)]| {
            let values: Vec<(QrTag, &[u8])> = values.iter().map(|(tag, value)| (*tag, value.as_slice())).collect();
            xml.replace(&issued.qr, &qr::encode(&values))
        };
        let mut changed = values.clone();
        *changed[index].1.last_mut().unwrap() ^= 1;
        assert_eq!(faults(&with(&changed)), [format!("QrValue({:?})", values[index].0)]);
        let mut missing = values.clone();
        missing.remove(index);
        assert_eq!(faults(&with(&missing)), [format!("QrMissing({:?})", values[index].0)]);
    }
}

#[test]
fn what_is_missing_or_doubled_is_named() {
    let xml = text(&issued());
    let between = |head: &str, tail: &str| {
        let start = xml.find(head).unwrap();
        let end = start + xml[start..].find(tail).unwrap() + tail.len();
        (&xml[..start], &xml[start..end], &xml[end..])
    };
    let (before, stamp, after) = between("<ext:UBLExtensions>", "</ext:UBLExtensions>");
    assert_eq!(faults(&format!("{before}{after}")), ["Missing(Stamp)"]);
    assert_eq!(faults(&format!("{before}{stamp}{stamp}{after}")), ["Repeated(Stamp)"]);
    let (before, qr, after) =
        between("<cac:AdditionalDocumentReference><cbc:ID>QR<", "</cac:AdditionalDocumentReference>");
    assert_eq!(faults(&format!("{before}{after}")), ["Missing(Qr)"]);
    assert_eq!(faults(&format!("{before}{qr}{qr}{after}")), ["Repeated(Qr)"]);
}

/// What is left out of the hash must not be read as anything else.
#[test]
fn a_reference_with_two_ids_is_no_counter() {
    let xml = text(&issued());
    let forged = xml.replace("<cbc:ID>ICV</cbc:ID>", "<cbc:ID>ICV</cbc:ID><cbc:ID>QR</cbc:ID>");
    assert!(faults(&forged).contains(&"Missing(Icv)".to_owned()));
    assert_eq!(read(forged.as_bytes()).unwrap_err(), ReadError::Missing { what: "ICV" });
}

#[test]
fn reading_gives_what_was_asked() {
    let asked = invoice(Kind::DebitNote(correction()), &basket());
    let link = ChainLink { icv: 77, ..ChainLink::first() };
    let issued = issue(&asked, &link, document_id(), &unit());
    let document = read(&issued.xml).unwrap();
    assert_eq!(document.kind, DocumentKind::DebitNote);
    assert_eq!(document.invoice_type, InvoiceType::Simplified);
    assert_eq!(document.number, asked.number.as_str());
    assert_eq!(document.uuid, document_id());
    assert_eq!(document.issued_at, issued_at());
    assert_eq!(document.icv, 77);
    assert_eq!(document.previous_hash, link.previous_hash.to_string());
    assert_eq!(document.originals, ["S1-000041"]);
    assert_eq!(document.reason, Some(correction().reason));
    assert_eq!(document.payment_means, ["10", "48"]);
    assert_eq!(document.qr, issued.qr);
    assert_eq!(document.buyer, None);
    let seller = &document.seller;
    assert_eq!(seller.name, asked.seller.name);
    assert_eq!(seller.vat_number, asked.seller.vat_number.as_str());
    assert_eq!(seller.ids, [("CRN".to_owned(), asked.seller.id.clone())]);
    let address = &asked.seller.address;
    assert_eq!(
        [&seller.street, &seller.building, &seller.additional, &seller.district, &seller.city, &seller.postal_code],
        [
            &address.street,
            &address.building,
            &address.additional,
            &address.district,
            &address.city,
            &address.postal_code
        ]
    );
    assert_eq!(seller.country, "SA");
    assert_eq!(document.lines.len(), asked.figures.lines.len());
    for (read, asked) in document.lines.iter().zip(&asked.figures.lines) {
        assert_eq!(read.name, asked.name);
        assert_eq!(read.quantity, asked.quantity.decimal());
        assert_eq!(read.unit, asked.unit);
        assert_eq!(read.net_unit_price, asked.net_unit_price);
        assert_eq!(
            (read.allowance, read.net, read.vat_amount, read.gross),
            (asked.allowance, asked.net, asked.vat_amount, asked.gross)
        );
        assert_eq!((read.vat_category.as_str(), read.vat_rate), (asked.vat.category(), asked.vat.percent().into()));
    }
    let totals = asked.figures.totals;
    assert_eq!(
        (document.totals.lines, document.totals.allowances, document.totals.taxable, document.totals.vat),
        (totals.lines, totals.allowances, totals.taxable, totals.vat)
    );
    assert_eq!((document.totals.with_vat, document.totals.payable), (totals.payable, totals.payable));
    // Two reasons of one category share its part, and the larger names it.
    let parts: Vec<_> = document.vat.iter().map(|part| (part.category.as_str(), part.exemption.clone())).collect();
    assert_eq!(parts, [("S", None), ("Z", Some(("VATEX-SA-36".to_owned(), "المعادن المؤهلة".to_owned())))]);
}

#[test]
fn another_layout_of_the_same_document_reads_the_same() {
    let issued = issued();
    let xml = text(&issued);
    let other = xml
        .replace("<cac:", "<a:")
        .replace("</cac:", "</a:")
        .replace("xmlns:cac=", "xmlns:a=")
        .replace("<cbc:IssueDate>", "\r\n\t<!-- when --><cbc:IssueDate>")
        .replace("<cbc:ID>S1-000042</cbc:ID>", "<cbc:ID><![CDATA[S1-]]>&#48;00042</cbc:ID>");
    assert_eq!(read(other.as_bytes()).unwrap(), read(&issued.xml).unwrap());
}

#[test]
fn hostile_input_is_refused_quietly() {
    let deep = "<a>".repeat(100_000);
    let wide = format!("<a {}/>", (0..100_000).map(|i| format!("b{i}=\"\" ")).collect::<String>());
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
    for xml in [
        deep.as_str(),
        &wide,
        bomb,
        "",
        "<",
        "<a",
        "<a>",
        "</a>",
        "<a/><a/>",
        "x<a/>",
        "<a>&b;</a>",
        "<a>&#0;</a>",
        "<a b='1' b='2'/>",
        "<a:b/>",
        "<a xmlns:b=''/>",
        "<a><![CDATA[",
        "<!--",
        "<a>\u{1}</a>",
        "<a b='<'/>",
        "<a b=1/>",
        "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
        "<?xml version='1.1'?><a/>",
        " <?xml version='1.0'?><a/>",
    ] {
        let head: String = xml.chars().take(40).collect();
        assert!(matches!(read(xml.as_bytes()), Err(ReadError::Xml(_))), "{head}");
        assert!(canonical::hash(xml.as_bytes()).is_err(), "{head}");
        assert!(verify(xml.as_bytes()).is_err(), "{head}");
    }
    assert_eq!(canonical::hash(&[0xFF]), Err(XmlError::NotUtf8));
    assert_eq!(canonical::hash(bomb.as_bytes()), Err(XmlError::DocumentType { at: 0 }));
    assert_eq!(read(b"<Invoice/>").unwrap_err(), ReadError::NotAnInvoice);
}

/// Cut anywhere or changed anywhere, a document is refused or read, and nothing panics.
#[test]
fn damaged_documents_do_not_panic() {
    let xml = issued().xml;
    for at in (0..xml.len()).step_by(37) {
        let _ = read(&xml[..at]);
        assert!(verify(&xml[..at]).is_err());
        for byte in [b'<', b'&', b'"', 0, b'9'] {
            let mut changed = xml.clone();
            changed[at] = byte;
            let _ = read(&changed).map(|document| (document.shelf_discount(), document.lines.len()));
            let _ = verify(&changed);
        }
    }
}

/// No till writes such lines, and any program may.
#[test]
fn lines_below_zero_are_settled_as_they_stand() {
    let gross = "<cbc:RoundingAmount currencyID=\"SAR\">";
    let document = read(text(&issued()).replace(gross, &format!("{gross}-")).as_bytes()).unwrap();
    assert!(document.lines.iter().all(|line| line.gross.is_negative()));
    assert_eq!(document.settled_lines(), document.lines.iter().map(|line| line.gross).collect::<Vec<_>>());
}

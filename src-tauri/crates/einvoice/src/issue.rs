//! Issues a document: written, hashed, stamped and coded in one go.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sanduq_domain::invoice::{Invoice, InvoiceType};
use uuid::Uuid;

use crate::certificate::Certificate;
use crate::chain::ChainLink;
use crate::hash::{InvoiceHash, hex_base64};
use crate::key::UnitKey;
use crate::qr::{self, QrTag};
use crate::stamp::Stamp;
use crate::ubl::{self, lawful};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const QR_HEAD: &str = "<cac:AdditionalDocumentReference><cbc:ID>QR</cbc:ID><cac:Attachment>\
                       <cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">";
const QR_TAIL: &str = "</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>";
const SIGNATURE: &str = "<cac:Signature><cbc:ID>urn:oasis:names:specification:ubl:signature:Invoice</cbc:ID>\
                         <cbc:SignatureMethod>urn:oasis:names:specification:ubl:dsig:enveloped:xades</cbc:SignatureMethod>\
                         </cac:Signature>";

/// A unit that may stamp: its key, its certificate, and all of the stamp that no document changes.
#[derive(Debug)]
pub struct SigningUnit {
    key: UnitKey,
    certificate: Certificate,
    stamp: Stamp,
}

/// The key is not the one that the certificate certifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the certificate belongs to another key")]
pub struct KeyMismatch;

impl SigningUnit {
    /// # Errors
    /// When the certificate belongs to another key.
    pub fn new(key: UnitKey, certificate: Certificate) -> Result<Self, KeyMismatch> {
        if key.public_key() != certificate.public_key() {
            return Err(KeyMismatch);
        }
        let stamp = Stamp::of(&certificate);
        Ok(SigningUnit { key, certificate, stamp })
    }

    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }
}

/// A document that exists: these bytes are stored, sent and never made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub xml: Vec<u8>,
    pub hash: InvoiceHash,
    pub icv: u64,
    pub uuid: Uuid,
    /// Base64 of the QR's values, as it stands in the XML.
    pub qr: String,
}

impl Issued {
    /// The place of the document that comes next.
    #[must_use]
    pub const fn next_link(&self) -> ChainLink {
        ChainLink::after(self.icv, self.hash)
    }
}

/// Issues `invoice` at its place in the chain. The same arguments give the same bytes: signatures are those of RFC 6979,
/// and the signing time is the time of issue.
///
/// What may be issued is [`crate::rules`]' question and answered before.
#[must_use]
pub fn issue(invoice: &Invoice, link: &ChainLink, uuid: Uuid, unit: &SigningUnit) -> Issued {
    let written = ubl::write(invoice, link, uuid);
    let hash = InvoiceHash::of_canonical(&written.xml);
    let hash_text = hash.to_string();
    // The raw hash is the message (not the hash's text, and not SignedInfo).
    let signature = BASE64.encode(unit.key.sign(hash.as_bytes()).as_bytes());
    let issued_at = invoice.issued_at.riyadh_date_time();
    let properties = hex_base64(unit.stamp.properties_digest(&issued_at));

    let totals = &invoice.figures.totals;
    let (payable, vat) = (totals.payable.to_string(), totals.vat.to_string());
    let name = lawful(&invoice.seller.name);
    let values: [(QrTag, &[u8]); 9] = [
        (QrTag::SellerName, name.as_bytes()),
        (QrTag::VatNumber, invoice.seller.vat_number.as_str().as_bytes()),
        (QrTag::IssuedAt, issued_at.as_bytes()),
        (QrTag::Payable, payable.as_bytes()),
        (QrTag::Vat, vat.as_bytes()),
        (QrTag::InvoiceHash, hash_text.as_bytes()),
        (QrTag::Signature, signature.as_bytes()),
        (QrTag::PublicKey, unit.certificate.public_key()),
        (QrTag::CertificateSignature, unit.certificate.signature()),
    ];
    let shown = match invoice.invoice_type {
        InvoiceType::Simplified => &values[..],
        InvoiceType::Standard => &values[..8],
    };
    let qr = qr::encode(shown);

    let blocks = unit.stamp.len() + qr.len() + QR_HEAD.len() + QR_TAIL.len() + SIGNATURE.len() + 512;
    let mut xml = Vec::with_capacity(DECLARATION.len() + written.xml.len() + blocks);
    xml.extend_from_slice(DECLARATION.as_bytes());
    xml.extend_from_slice(&written.xml[..written.head]);
    unit.stamp.write(&mut xml, [&hash_text, &properties, &signature, &issued_at]);
    xml.extend_from_slice(&written.xml[written.head..written.references]);
    xml.extend_from_slice(QR_HEAD.as_bytes());
    xml.extend_from_slice(qr.as_bytes());
    xml.extend_from_slice(QR_TAIL.as_bytes());
    xml.extend_from_slice(SIGNATURE.as_bytes());
    xml.extend_from_slice(&written.xml[written.references..]);
    Issued { xml, hash, icv: link.icv, uuid, qr }
}

//! The stamp: the signature block of a document (XAdES, in the authority's reading of it).
//!
//! What is signed is the document's hash, not `SignedInfo`; what is hashed of `SignedProperties` is one exact text with
//! its white space. So the block is a fixed text with holes, and everything that does not depend on the document is
//! filled once for a unit.

use sha2::{Digest as _, Sha256};

use crate::certificate::Certificate;
use crate::ubl::escape_text;

/// The block as the authority's own tool lays it out; the white space within `SignedProperties` is part of its digest.
const TEMPLATE: &str = r##"<ext:UBLExtensions>
    <ext:UBLExtension>
        <ext:ExtensionURI>urn:oasis:names:specification:ubl:dsig:enveloped:xades</ext:ExtensionURI>
        <ext:ExtensionContent>
            <sig:UBLDocumentSignatures xmlns:sig="urn:oasis:names:specification:ubl:schema:xsd:CommonSignatureComponents-2" xmlns:sac="urn:oasis:names:specification:ubl:schema:xsd:SignatureAggregateComponents-2" xmlns:sbc="urn:oasis:names:specification:ubl:schema:xsd:SignatureBasicComponents-2">
                <sac:SignatureInformation>
                    <cbc:ID>urn:oasis:names:specification:ubl:signature:1</cbc:ID>
                    <sbc:ReferencedSignatureID>urn:oasis:names:specification:ubl:signature:Invoice</sbc:ReferencedSignatureID>
                    <ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="signature">
                        <ds:SignedInfo>
                            <ds:CanonicalizationMethod Algorithm="http://www.w3.org/2006/12/xml-c14n11"/>
                            <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/>
                            <ds:Reference Id="invoiceSignedData" URI="">
                                <ds:Transforms>
                                    <ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">
                                        <ds:XPath>not(//ancestor-or-self::ext:UBLExtensions)</ds:XPath>
                                    </ds:Transform>
                                    <ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">
                                        <ds:XPath>not(//ancestor-or-self::cac:Signature)</ds:XPath>
                                    </ds:Transform>
                                    <ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">
                                        <ds:XPath>not(//ancestor-or-self::cac:AdditionalDocumentReference[cbc:ID='QR'])</ds:XPath>
                                    </ds:Transform>
                                    <ds:Transform Algorithm="http://www.w3.org/2006/12/xml-c14n11"/>
                                </ds:Transforms>
                                <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
                                <ds:DigestValue>{hole}</ds:DigestValue>
                            </ds:Reference>
                            <ds:Reference Type="http://www.w3.org/2000/09/xmldsig#SignatureProperties" URI="#xadesSignedProperties">
                                <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
                                <ds:DigestValue>{hole}</ds:DigestValue>
                            </ds:Reference>
                        </ds:SignedInfo>
                        <ds:SignatureValue>{hole}</ds:SignatureValue>
                        <ds:KeyInfo>
                            <ds:X509Data>
                                <ds:X509Certificate>{certificate}</ds:X509Certificate>
                            </ds:X509Data>
                        </ds:KeyInfo>
                        <ds:Object>
                            <xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="signature">
                                {properties}
                            </xades:QualifyingProperties>
                        </ds:Object>
                    </ds:Signature>
                </sac:SignatureInformation>
            </sig:UBLDocumentSignatures>
        </ext:ExtensionContent>
    </ext:UBLExtension>
</ext:UBLExtensions>"##;

/// `{xades}` and `{ds}` are nothing in the file and namespace declarations in the text that is hashed.
const PROPERTIES: &str = r#"<xades:SignedProperties{xades} Id="xadesSignedProperties">
                                    <xades:SignedSignatureProperties>
                                        <xades:SigningTime>{hole}</xades:SigningTime>
                                        <xades:SigningCertificate>
                                            <xades:Cert>
                                                <xades:CertDigest>
                                                    <ds:DigestMethod{ds} Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
                                                    <ds:DigestValue{ds}>{digest}</ds:DigestValue>
                                                </xades:CertDigest>
                                                <xades:IssuerSerial>
                                                    <ds:X509IssuerName{ds}>{issuer}</ds:X509IssuerName>
                                                    <ds:X509SerialNumber{ds}>{serial}</ds:X509SerialNumber>
                                                </xades:IssuerSerial>
                                            </xades:Cert>
                                        </xades:SigningCertificate>
                                    </xades:SignedSignatureProperties>
                                </xades:SignedProperties>"#;

const XADES_DECLARATION: &str = r#" xmlns:xades="http://uri.etsi.org/01903/v1.3.2#""#;
const DS_DECLARATION: &str = r#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#""#;
const HOLE: &str = "{hole}";

/// A unit's stamp with only the document's own values missing.
#[derive(Debug, Clone)]
pub(crate) struct Stamp {
    /// The text before, between and after: hash, digest of the properties, signature, signing time.
    block: [String; 5],
    /// What is hashed of the properties, before the signing time: as a hasher that has seen it.
    properties_head: Sha256,
    properties_tail: String,
}

impl Stamp {
    pub(crate) fn of(certificate: &Certificate) -> Self {
        let filled = PROPERTIES
            .replace("{digest}", &certificate.digest())
            .replace("{issuer}", &escape_text(certificate.issuer()))
            .replace("{serial}", certificate.serial());
        let written = filled.replace("{xades}", "").replace("{ds}", "");
        let hashed = filled.replace("{xades}", XADES_DECLARATION).replace("{ds}", DS_DECLARATION);
        let (head, tail) = hashed.split_once(HOLE).expect("the properties have one hole");
        let block = TEMPLATE.replace("{certificate}", certificate.as_base64()).replace("{properties}", &written);
        let pieces: Vec<String> = block.split(HOLE).map(str::to_owned).collect();
        Stamp {
            block: pieces.try_into().expect("the block has four holes"),
            properties_head: Sha256::new_with_prefix(head),
            properties_tail: tail.to_owned(),
        }
    }

    /// SHA-256 of the properties signed at `signing_time`.
    pub(crate) fn properties_digest(&self, signing_time: &str) -> [u8; 32] {
        let mut hasher = self.properties_head.clone();
        hasher.update(signing_time);
        hasher.update(&self.properties_tail);
        hasher.finalize().into()
    }

    /// Bytes of the block without the document's own values.
    pub(crate) fn len(&self) -> usize {
        self.block.iter().map(String::len).sum()
    }

    /// Appends the block, `values` being hash, digest of the properties, signature and signing time.
    pub(crate) fn write(&self, xml: &mut Vec<u8>, values: [&str; 4]) {
        let [first, rest @ ..] = &self.block;
        xml.extend_from_slice(first.as_bytes());
        for (value, text) in values.into_iter().zip(rest) {
            xml.extend_from_slice(value.as_bytes());
            xml.extend_from_slice(text.as_bytes());
        }
    }
}

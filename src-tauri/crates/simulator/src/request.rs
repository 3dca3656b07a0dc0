//! Reading a certificate request and refusing what the gateway refuses.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use der::asn1::{Any, ObjectIdentifier, PrintableStringRef, Utf8StringRef};
use der::{Decode as _, DecodePem as _, Encode as _, Tag, Tagged as _};
use k256::ecdsa::signature::Verifier as _;
use k256::pkcs8::DecodePublicKey as _;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;
use x509_cert::request::{CertReq, ExtensionReq};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use crate::profile::Profile;

const EXTENSION_REQUEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.14");
const TEMPLATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.20.2");
const ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const SECP256K1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.10");
const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

const SURNAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.4");
const USER_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.1");
const TITLE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.12");
const REGISTERED_ADDRESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.26");
const BUSINESS_CATEGORY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.15");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const ORGANIZATION_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");

const LONGEST_UNIT: usize = 64;
const LONGEST_NAME: usize = 127;

/// A request that passed every check, reduced to what a certificate is made of.
#[derive(Debug, Clone)]
pub(crate) struct CheckedRequest {
    pub(crate) subject: Name,
    pub(crate) public_key: SubjectPublicKeyInfoOwned,
    /// The subjectAltName exactly as asked for.
    pub(crate) alternative_name: Extension,
    pub(crate) vat: String,
    pub(crate) title: String,
    pub(crate) unit: String,
}

/// Why a request is refused; each has its own shape of answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Not a request, or one with the wrong key, signature or fields.
    Invalid(String),
    /// The policy module knows no such template.
    Template {
        asked: String,
    },
    /// The title asks for document kinds that do not exist.
    Title,
    TooLong(&'static str),
}

/// `csr` is the field of the request body: base64 of the whole PEM text.
pub(crate) fn check(csr: &str, profile: Profile) -> Result<CheckedRequest, Refusal> {
    let request = decoded(csr)?;
    signed_by_its_own_key(&request)?;
    let extensions = requested_extensions(&request)?;
    let template = extensions.iter().find(|extension| extension.extn_id == TEMPLATE).map(template_name);
    if let Some(required) = profile.required_template() {
        let asked = template.flatten().unwrap_or_default();
        if asked != required {
            return Err(Refusal::Template { asked });
        }
    }
    let alternative_name = extensions
        .iter()
        .find(|extension| extension.extn_id == ALTERNATIVE_NAME)
        .cloned()
        .ok_or_else(|| invalid("the subject alternative name is missing"))?;
    let directory = directory_name(&alternative_name)?;
    let required = |oid, what: &str| {
        attribute(&directory, oid).filter(|text| !text.trim().is_empty()).ok_or_else(|| invalid(what))
    };
    let unit = required(SURNAME, "SN is missing in the subject alternative name")?;
    let vat = required(USER_ID, "UID is missing in the subject alternative name")?;
    let title = required(TITLE, "title is missing in the subject alternative name")?;
    required(REGISTERED_ADDRESS, "registeredAddress is missing in the subject alternative name")?;
    required(BUSINESS_CATEGORY, "businessCategory is missing in the subject alternative name")?;
    check_subject(&request.info.subject, &vat)?;
    if !is_vat_number(&vat) {
        return Err(invalid("UID is not a VAT number"));
    }
    if !is_unit(&unit) {
        return Err(invalid("SN is not of the form 1-…|2-…|3-…"));
    }
    if unit.len() > LONGEST_UNIT {
        return Err(Refusal::TooLong("SN"));
    }
    if !matches!(title.as_str(), "1000" | "0100" | "1100") {
        return Err(Refusal::Title);
    }
    Ok(CheckedRequest {
        subject: request.info.subject,
        public_key: request.info.public_key,
        alternative_name,
        vat,
        title,
        unit,
    })
}

fn decoded(csr: &str) -> Result<CertReq, Refusal> {
    let pem = BASE64.decode(csr).map_err(|_| invalid("the request is not base64"))?;
    // Bare DER in base64 is refused: the armour lines belong to it.
    CertReq::from_pem(pem.trim_ascii()).map_err(|_| invalid("the request is not PKCS#10 in PEM"))
}

fn signed_by_its_own_key(request: &CertReq) -> Result<(), Refusal> {
    let key_info = &request.info.public_key;
    let curve = key_info.algorithm.parameters.as_ref().and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
    if key_info.algorithm.oid != EC_PUBLIC_KEY || curve != Some(SECP256K1) {
        return Err(invalid("the key is not on secp256k1"));
    }
    if request.algorithm.oid != ECDSA_WITH_SHA256 {
        return Err(invalid("the request is not signed with ecdsa-with-SHA256"));
    }
    let unreadable = |_| invalid("the request cannot be read");
    let key = k256::ecdsa::VerifyingKey::from_public_key_der(&key_info.to_der().map_err(unreadable)?)
        .map_err(|_| invalid("the key is not on secp256k1"))?;
    let signature = k256::ecdsa::Signature::from_der(request.signature.raw_bytes())
        .map_err(|_| invalid("the request's signature cannot be read"))?;
    // Either of the two values that sign the same; other programs write the higher one half of the time.
    key.verify(&request.info.to_der().map_err(unreadable)?, &signature.normalize_s())
        .map_err(|_| invalid("the request is not signed by its own key"))
}

fn requested_extensions(request: &CertReq) -> Result<Vec<Extension>, Refusal> {
    request
        .info
        .attributes
        .iter()
        .filter(|attribute| attribute.oid == EXTENSION_REQUEST)
        .flat_map(|attribute| attribute.values.iter())
        .find_map(|value| value.decode_as::<ExtensionReq>().ok())
        .map(|request| request.0)
        .ok_or_else(|| invalid("no extensions are requested"))
}

/// UTF8String or PrintableString; anything else has only been seen in refused requests.
fn template_name(extension: &Extension) -> Option<String> {
    let any = Any::from_der(extension.extn_value.as_bytes()).ok()?;
    text(&any)
}

fn text(any: &Any) -> Option<String> {
    match any.tag() {
        Tag::Utf8String => any.decode_as::<Utf8StringRef<'_>>().ok().map(|text| text.to_string()),
        Tag::PrintableString => any.decode_as::<PrintableStringRef<'_>>().ok().map(|text| text.to_string()),
        _ => None,
    }
}

fn directory_name(alternative_name: &Extension) -> Result<Name, Refusal> {
    let names = SubjectAltName::from_der(alternative_name.extn_value.as_bytes())
        .map_err(|_| invalid("the subject alternative name cannot be read"))?;
    match names.0.as_slice() {
        [GeneralName::DirectoryName(name)] => Ok(name.clone()),
        _ => Err(invalid("the subject alternative name is not one directory name")),
    }
}

fn attribute(name: &Name, oid: ObjectIdentifier) -> Option<String> {
    name.iter_rdn().flat_map(|rdn| rdn.iter()).find(|part| part.oid == oid).and_then(|part| text(&part.value))
}

fn check_subject(subject: &Name, vat: &str) -> Result<(), Refusal> {
    for (oid, field) in [(COMMON_NAME, "CN"), (ORGANIZATION, "O"), (ORGANIZATION_UNIT, "OU"), (COUNTRY, "C")] {
        let Some(value) = attribute(subject, oid).filter(|text| !text.trim().is_empty()) else {
            return Err(invalid(&format!("{field} is missing in the subject")));
        };
        if value.len() > LONGEST_NAME {
            return Err(Refusal::TooLong(field));
        }
        // A VAT group (eleventh digit 1) names its member by TIN.
        let group = vat.as_bytes().get(10) == Some(&b'1');
        if field == "OU" && group && !(value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(invalid("OU of a VAT group member is its ten-digit TIN"));
        }
        if field == "C" && value != "SA" {
            return Err(invalid("C is not SA"));
        }
    }
    Ok(())
}

pub(crate) fn is_vat_number(text: &str) -> bool {
    text.len() == 15 && text.starts_with('3') && text.ends_with('3') && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_unit(text: &str) -> bool {
    let parts: Vec<&str> = text.split('|').collect();
    !text.contains('=')
        && parts.len() == 3
        && parts.iter().zip(["1-", "2-", "3-"]).all(|(part, prefix)| part.len() > 2 && part.starts_with(prefix))
}

fn invalid(reason: &str) -> Refusal {
    Refusal::Invalid(reason.to_owned())
}

//! The little DER that certificate requests are written with: exact bytes, nothing optional.

use der::asn1::ObjectIdentifier;

pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const UTF8_STRING: u8 = 0x0C;
pub(crate) const PRINTABLE_STRING: u8 = 0x13;
/// `[0]`, constructed.
pub(crate) const CONTEXT_0: u8 = 0xA0;
/// `[4]`, constructed.
pub(crate) const CONTEXT_4: u8 = 0xA4;

const OBJECT_IDENTIFIER: u8 = 0x06;

/// One element: tag, length, and the parts one after another.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut bytes = Vec::with_capacity(length + 6);
    bytes.push(tag);
    push_length(&mut bytes, length);
    for part in parts {
        bytes.extend_from_slice(part);
    }
    bytes
}

pub(crate) fn oid(text: &str) -> Vec<u8> {
    let id = ObjectIdentifier::new(text).expect("object identifiers are written in this crate");
    element(OBJECT_IDENTIFIER, &[id.as_bytes()])
}

/// A BER length in its shortest form, as DER and the QR want it.
pub(crate) fn push_length(bytes: &mut Vec<u8>, length: usize) {
    if length < 0x80 {
        bytes.push(length as u8);
        return;
    }
    let octets = length.to_be_bytes();
    let first = octets.iter().position(|&octet| octet != 0).expect("a long length is not zero");
    bytes.push(0x80 | (octets.len() - first) as u8);
    bytes.extend_from_slice(&octets[first..]);
}

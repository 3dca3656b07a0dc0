//! The QR: nine values, tag by tag, in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::certificate::verify_secp256k1;
use crate::der::push_length;

/// A value of the QR. The discriminant is its tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum QrTag {
    SellerName = 1,
    VatNumber = 2,
    /// `yyyy-MM-ddTHH:mm:ss`, Riyadh time.
    IssuedAt = 3,
    Payable = 4,
    Vat = 5,
    /// Base64 text.
    InvoiceHash = 6,
    /// Base64 text of the DER signature.
    Signature = 7,
    /// SubjectPublicKeyInfo, DER bytes.
    PublicKey = 8,
    /// The issuer's signature over the certificate, DER bytes. On simplified documents only.
    CertificateSignature = 9,
}

impl QrTag {
    pub const ALL: [QrTag; 9] = [
        QrTag::SellerName,
        QrTag::VatNumber,
        QrTag::IssuedAt,
        QrTag::Payable,
        QrTag::Vat,
        QrTag::InvoiceHash,
        QrTag::Signature,
        QrTag::PublicKey,
        QrTag::CertificateSignature,
    ];

    /// The tag as a number, 1 to 9.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        QrTag::ALL.into_iter().find(|tag| tag.number() == number)
    }
}

/// Why a text is no QR of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    #[error("the QR is not base64")]
    NotBase64,
    #[error("the QR ends within a value")]
    Truncated,
    #[error("the QR holds tag {0}, which no document has")]
    UnknownTag(u8),
    #[error("the QR's tags are not in order, each once")]
    OutOfOrder,
    #[error("the QR's length octets are not in their shortest form")]
    NotShortest,
}

/// The longest text the authority takes (BR-CL-KSA-14).
pub const MAX_TEXT: usize = 1000;

/// Base64 of the values in the order given, which must be that of their tags.
#[must_use]
pub fn encode(values: &[(QrTag, &[u8])]) -> String {
    let length = values.iter().map(|(_, value)| value.len() + 4).sum();
    let mut bytes = Vec::with_capacity(length);
    for (tag, value) in values {
        bytes.push(tag.number());
        push_length(&mut bytes, value.len());
        bytes.extend_from_slice(value);
    }
    BASE64.encode(bytes)
}

/// The values of a QR's base64 text, in the order of their tags.
///
/// # Errors
/// When the text is not a sequence of known tags, each once and in order, with lengths in their shortest BER form.
pub fn decode(text: &str) -> Result<Vec<(QrTag, Vec<u8>)>, QrError> {
    let bytes = BASE64.decode(text).map_err(|_| QrError::NotBase64)?;
    let mut rest = bytes.as_slice();
    let mut values: Vec<(QrTag, Vec<u8>)> = Vec::with_capacity(9);
    while let Some((&number, after)) = rest.split_first() {
        let tag = QrTag::from_number(number).ok_or(QrError::UnknownTag(number))?;
        if values.last().is_some_and(|&(last, _)| last >= tag) {
            return Err(QrError::OutOfOrder);
        }
        let (length, after) = split_length(after)?;
        let (value, after) = after.split_at_checked(length).ok_or(QrError::Truncated)?;
        values.push((tag, value.to_vec()));
        rest = after;
    }
    Ok(values)
}

/// Whether the stamp in a QR's values is one over their hash with the key that they name: nobody without that key made
/// them up. Whose key it is they cannot prove.
#[must_use]
pub fn stamp_holds(values: &[(QrTag, Vec<u8>)]) -> bool {
    let value = |tag| values.iter().find(|(found, _)| *found == tag).map(|(_, value)| value.as_slice());
    let plain = |tag| BASE64.decode(value(tag)?).ok();
    match (plain(QrTag::InvoiceHash), plain(QrTag::Signature), value(QrTag::PublicKey)) {
        (Some(hash), Some(signature), Some(key)) => verify_secp256k1(key, &hash, &signature),
        _ => false,
    }
}

fn split_length(bytes: &[u8]) -> Result<(usize, &[u8]), QrError> {
    let (&first, rest) = bytes.split_first().ok_or(QrError::Truncated)?;
    if first < 0x80 {
        return Ok((usize::from(first), rest));
    }
    let octets = usize::from(first & 0x7F);
    if octets == 0 || octets > 3 {
        return Err(QrError::Truncated);
    }
    let (head, rest) = rest.split_at_checked(octets).ok_or(QrError::Truncated)?;
    let length = head.iter().fold(0, |sum, &octet| sum << 8 | usize::from(octet));
    let shortest = head[0] != 0 && length >= 0x80;
    if shortest { Ok((length, rest)) } else { Err(QrError::NotShortest) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_have_long_lengths() {
        for (length, head) in [(127, 2), (128, 3), (255, 3), (256, 4), (70_000, 5)] {
            let name = vec![b'x'; length];
            let text = encode(&[(QrTag::SellerName, &name), (QrTag::VatNumber, b"3")]);
            assert_eq!(BASE64.decode(&text).unwrap().len(), head + length + 3);
            assert_eq!(decode(&text).unwrap(), [(QrTag::SellerName, name), (QrTag::VatNumber, b"3".to_vec())]);
        }
    }

    #[test]
    fn what_is_no_qr_is_refused() {
        let of = |bytes: &[u8]| decode(&BASE64.encode(bytes));
        assert_eq!(decode("*"), Err(QrError::NotBase64));
        assert_eq!(of(&[1, 5, 0]), Err(QrError::Truncated));
        assert_eq!(of(&[1]), Err(QrError::Truncated));
        assert_eq!(of(&[1, 0x82, 1]), Err(QrError::Truncated));
        assert_eq!(of(&[1, 0x81, 5, 1, 1, 1, 1, 1]), Err(QrError::NotShortest));
        assert_eq!(of(&[10, 0]), Err(QrError::UnknownTag(10)));
        assert_eq!(of(&[2, 0, 1, 0]), Err(QrError::OutOfOrder));
        assert_eq!(of(&[2, 0, 2, 0]), Err(QrError::OutOfOrder));
    }
}

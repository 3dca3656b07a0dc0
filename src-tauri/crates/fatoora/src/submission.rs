//! The body of a document request, made once and sent unchanged however often it takes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;

/// One signed document as the gateway takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Submission {
    /// Base64 of the raw SHA-256, 44 characters.
    #[serde(rename = "invoiceHash")]
    pub invoice_hash: String,
    /// Must equal `cbc:UUID` in the document.
    pub uuid: String,
    /// Base64 of the signed XML's exact bytes, one line.
    #[serde(rename = "invoice")]
    pub invoice_base64: String,
}

impl Submission {
    pub fn new(invoice_hash: impl Into<String>, uuid: impl Into<String>, invoice_base64: impl Into<String>) -> Self {
        Self { invoice_hash: invoice_hash.into(), uuid: uuid.into(), invoice_base64: invoice_base64.into() }
    }

    /// The same, from the signed XML as it is stored.
    pub fn of_xml(invoice_hash: impl Into<String>, uuid: impl Into<String>, signed_xml: &[u8]) -> Self {
        Self::new(invoice_hash, uuid, BASE64.encode(signed_xml))
    }

    /// The exact bytes of the request. Store them before the first send.
    pub fn body(&self) -> SubmissionBody {
        SubmissionBody(serde_json::to_vec(self).expect("three strings always serialise"))
    }
}

/// Request bytes, fresh from a [`Submission`] or read back from the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionBody(Vec<u8>);

impl SubmissionBody {
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl From<Vec<u8>> for SubmissionBody {
    fn from(stored: Vec<u8>) -> Self {
        Self(stored)
    }
}

impl From<&Submission> for SubmissionBody {
    fn from(submission: &Submission) -> Self {
        submission.body()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_the_same_bytes_every_time() {
        let submission = Submission::of_xml("aGFzaA==", "4f0c1d62-9a7e-4b55-8d0e-2f6b1c3a7e90", b"<Invoice/>");
        let expected = concat!(
            r#"{"invoiceHash":"aGFzaA==","uuid":"4f0c1d62-9a7e-4b55-8d0e-2f6b1c3a7e90","#,
            r#""invoice":"PEludm9pY2UvPg=="}"#
        );
        assert_eq!(submission.body().as_bytes(), expected.as_bytes());
        assert_eq!(SubmissionBody::from(expected.as_bytes().to_vec()), submission.body());
    }
}

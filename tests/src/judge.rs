//! The independent validator: it never saw our code, so that we do not mark our own homework.

use fatoora_core::config::Config;
use fatoora_core::invoice::validation::{ZatcaValidationOptions, validate_zatca_invoice_from_str};
use sanduq_domain::timestamp::Timestamp;

/// Everything the validator finds in a document, warnings too. Left out is BR-KSA-98 alone, which says that a document
/// is older than a day. `previous_hash` is what the document must name as its predecessor.
#[must_use]
pub fn findings(xml: &str, previous_hash: &str) -> Vec<String> {
    // In Riyadh it is tomorrow for three hours of every day that a machine in UTC calls today (BR-KSA-04).
    let riyadh = format!("{}+03:00", now().riyadh_date_time());
    let options = ZatcaValidationOptions {
        evaluated_at: Some(riyadh.parse().expect("a moment of our era")),
        previous_invoice_hash: Some(previous_hash.to_owned()),
    };
    let report = match validate_zatca_invoice_from_str(xml, &Config::default(), &options) {
        Ok(report) => report,
        Err(error) => return vec![format!("the validator failed: {error}")],
    };
    let mut found: Vec<String> = report
        .stages
        .iter()
        .flat_map(|stage| &stage.findings)
        .filter(|finding| finding.finding.code != "BR-KSA-98")
        .map(|finding| format!("{} {}", finding.finding.code, finding.finding.message))
        .collect();
    if !report.is_complete() {
        found.push("the validator could not finish".to_owned());
    }
    found
}

#[allow(clippy::disallowed_methods, reason = "the judge asks what day it is")]
fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock after 1970");
    Timestamp::from_unix_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

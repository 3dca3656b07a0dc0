//! The independent validator: it never saw our code, so that we do not mark our own homework.

use fatoora_core::config::Config;
use fatoora_core::invoice::validation::{ZatcaValidationOptions, validate_zatca_invoice_from_str};
use sanduq_device::clock::Clock;
use sanduq_domain::timestamp::Timestamp;

/// Everything the validator finds in a document, warnings too. Left out is BR-KSA-98 alone, which says that a document
/// is older than a day. `previous_hash` is what the document must name as its predecessor.
#[must_use]
pub fn findings(xml: &str, previous_hash: &str) -> Vec<String> {
    // Left to itself the validator takes the day of UTC: what is issued after midnight in Riyadh would be of tomorrow.
    let now = Timestamp::from_unix_millis(Clock::system().now_millis()).riyadh_date_time();
    let evaluated_at = format!("{now}+03:00").parse().expect("a moment in Riyadh");
    let options = ZatcaValidationOptions {
        evaluated_at: Some(evaluated_at),
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

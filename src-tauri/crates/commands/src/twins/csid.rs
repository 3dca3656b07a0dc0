//! Onboarding and certificates as they travel.

use sanduq_till::csid::{Check, Csid, Validity};
use sanduq_till::onboarding::{ComplianceStep, Step, Way};
use sanduq_till::setup::InvoiceKinds;

use crate::wire;

impl From<Step> for wire::OnboardingStep {
    fn from(step: Step) -> Self {
        match step {
            Step::Key => wire::OnboardingStep::Key,
            Step::ComplianceCsid => wire::OnboardingStep::ComplianceCsid,
            Step::Check(ComplianceStep::StandardInvoice) => wire::OnboardingStep::StandardInvoice,
            Step::Check(ComplianceStep::StandardCreditNote) => wire::OnboardingStep::StandardCreditNote,
            Step::Check(ComplianceStep::StandardDebitNote) => wire::OnboardingStep::StandardDebitNote,
            Step::Check(ComplianceStep::SimplifiedInvoice) => wire::OnboardingStep::SimplifiedInvoice,
            Step::Check(ComplianceStep::SimplifiedCreditNote) => wire::OnboardingStep::SimplifiedCreditNote,
            Step::Check(ComplianceStep::SimplifiedDebitNote) => wire::OnboardingStep::SimplifiedDebitNote,
            Step::ProductionCsid => wire::OnboardingStep::ProductionCsid,
        }
    }
}

impl From<Way> for wire::Onboarding {
    fn from(way: Way) -> Self {
        wire::Onboarding {
            complete: way.next().is_none(),
            wants_otp: way.wants_otp,
            renewal: way.renewal,
            steps: way
                .steps
                .into_iter()
                .map(|(step, done)| wire::OnboardingProgress { step: step.into(), done })
                .collect(),
        }
    }
}

impl From<Csid> for wire::Csid {
    fn from(csid: Csid) -> Self {
        wire::Csid {
            unit: csid.unit,
            kinds: match csid.kinds {
                InvoiceKinds::Simplified => wire::Kinds::Simplified,
                InvoiceKinds::Standard => wire::Kinds::Standard,
                InvoiceKinds::Both => wire::Kinds::Both,
            },
            serial: csid.serial,
            issuer: csid.issuer,
            begins: csid.begins.unix_millis(),
            ends: csid.ends.unix_millis(),
            days_left: csid.days_left,
            validity: match csid.validity {
                Validity::Long => wire::Validity::Long,
                Validity::Weeks => wire::Validity::Weeks,
                Validity::Month => wire::Validity::Month,
                Validity::Week => wire::Validity::Week,
                Validity::Ended => wire::Validity::Ended,
                Validity::Refused => wire::Validity::Refused,
            },
            check: match csid.check {
                Check::Recent => wire::Check::Recent,
                Check::Old => wire::Check::Old,
            },
            checked_at: csid.checked_at.map(|at| at.unix_millis()),
            open_documents: csid.open_documents,
        }
    }
}

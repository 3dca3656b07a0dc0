//! How much a finding weighs. A table, since the authority moves codes from one column to the other without notice.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::profile::Profile;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Warning,
    Error,
}

/// The weight of one code in one environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Weight {
    pub profile: Profile,
    pub code: String,
    pub severity: Severity,
    /// Moved since the start, away from what is known of the real gateway.
    pub moved: bool,
}

struct Row {
    code: &'static str,
    developer_portal: Severity,
    simulation: Severity,
    core: Severity,
}

/// What is not here weighs what its finder says: for the published rules, their own severity.
const TABLE: &[Row] = &[
    everywhere("BR-KSA-98", Severity::Warning),
    everywhere("invalid-signing-certificate", Severity::Warning),
    everywhere("certificate-issuer-name", Severity::Warning),
    everywhere("X509SerialNumber", Severity::Warning),
    // An error until October 2025.
    everywhere("invalid-digital-signature", Severity::Warning),
    everywhere("invoiceTimeStamp_QRCODE_INVALID", Severity::Warning),
    // The sandbox lets pass what the others enforce.
    Row {
        code: "signed-properties-hashing",
        developer_portal: Severity::Warning,
        simulation: Severity::Error,
        core: Severity::Error,
    },
];

const fn everywhere(code: &'static str, severity: Severity) -> Row {
    Row { code, developer_portal: severity, simulation: severity, core: severity }
}

impl Row {
    fn of(&self, profile: Profile) -> Severity {
        match profile {
            Profile::DeveloperPortal => self.developer_portal,
            Profile::Simulation => self.simulation,
            Profile::Core => self.core,
        }
    }
}

/// The table as it stands now.
#[derive(Debug, Default)]
pub(crate) struct Severities {
    moved: Mutex<BTreeMap<(Profile, String), Severity>>,
}

impl Severities {
    pub(crate) fn of(&self, profile: Profile, code: &str, otherwise: Severity) -> Severity {
        let moved = self.lock().get(&(profile, code.to_owned())).copied();
        let usual = || TABLE.iter().find(|row| row.code == code).map(|row| row.of(profile));
        moved.or_else(usual).unwrap_or(otherwise)
    }

    pub(crate) fn set(&self, profiles: &[Profile], code: &str, severity: Severity) {
        let mut moved = self.lock();
        for profile in profiles {
            moved.insert((*profile, code.to_owned()), severity);
        }
    }

    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    pub(crate) fn list(&self) -> Vec<Weight> {
        let usual = Profile::ALL.into_iter().flat_map(|profile| {
            TABLE.iter().map(move |row| ((profile, row.code.to_owned()), (row.of(profile), false)))
        });
        let mut weights: BTreeMap<_, _> = usual.collect();
        weights.extend(self.lock().iter().map(|(key, severity)| (key.clone(), (*severity, true))));
        weights
            .into_iter()
            .map(|((profile, code), (severity, moved))| Weight { profile, code, severity, moved })
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(Profile, String), Severity>> {
        self.moved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

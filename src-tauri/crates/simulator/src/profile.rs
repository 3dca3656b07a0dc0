//! The three environments of the gateway, as far as they behave differently.

use serde::{Deserialize, Serialize};

/// One environment of the gateway. Keys, one-time passwords and CSIDs never cross from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// The sandbox: takes the published one-time password, any template, and asks for no samples.
    DeveloperPortal,
    /// The rehearsal stage, and what training speaks to.
    Simulation,
    /// As production behaves.
    Core,
}

impl Profile {
    pub const ALL: [Self; 3] = [Self::DeveloperPortal, Self::Simulation, Self::Core];

    /// Its segment in the path, and its name in the state file.
    pub fn name(self) -> &'static str {
        match self {
            Self::DeveloperPortal => "developer-portal",
            Self::Simulation => "simulation",
            Self::Core => "core",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }

    /// The template a CSR must carry; none where any will do.
    pub(crate) fn required_template(self) -> Option<&'static str> {
        match self {
            Self::DeveloperPortal => None,
            Self::Simulation => Some("PREZATCA-Code-Signing"),
            Self::Core => Some("ZATCA-Code-Signing"),
        }
    }

    pub(crate) fn asks_for_samples(self) -> bool {
        match self {
            Self::DeveloperPortal => false,
            Self::Simulation | Self::Core => true,
        }
    }

    /// Whether this one-time password is as good as any: the sandbox publishes one that works, and two that do not.
    pub(crate) fn takes_otp(self, otp: &str, lenient: bool) -> bool {
        match self {
            Self::DeveloperPortal => otp == "123345" || (lenient && !matches!(otp, "111111" | "222222")),
            Self::Simulation | Self::Core => false,
        }
    }

    /// Of compliance CSIDs, where they do not tell one from another.
    pub(crate) fn fixed_request_id(self) -> Option<i64> {
        match self {
            Self::DeveloperPortal => Some(1_234_567_890_123),
            Self::Simulation | Self::Core => None,
        }
    }

    /// Who signs production CSIDs here: the names are the real ones, marked.
    pub(crate) fn production_issuer(self) -> &'static str {
        match self {
            Self::Simulation => "SIM-PEZEINVOICESCA1-CA",
            Self::DeveloperPortal | Self::Core => "SIM-PRZEINVOICESCA4-CA",
        }
    }
}

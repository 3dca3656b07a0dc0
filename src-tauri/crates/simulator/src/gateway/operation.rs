//! The six operations, and what each takes.

use serde::{Deserialize, Serialize};

use crate::records::{CsidKind, OtpKind};

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    RequestCompliance,
    CheckCompliance,
    RequestProduction,
    RenewProduction,
    Reporting,
    Clearance,
}

impl Operation {
    /// By method and the path behind the profile; `Err` is the status of the refusal.
    pub(crate) fn route(method: &str, path: &str) -> Result<Self, u16> {
        match (method, path) {
            ("POST", "compliance") => Ok(Self::RequestCompliance),
            ("POST", "compliance/invoices") => Ok(Self::CheckCompliance),
            ("POST", "production/csids") => Ok(Self::RequestProduction),
            ("PATCH", "production/csids") => Ok(Self::RenewProduction),
            ("POST", "invoices/reporting/single") => Ok(Self::Reporting),
            ("POST", "invoices/clearance/single") => Ok(Self::Clearance),
            (
                _,
                "compliance"
                | "compliance/invoices"
                | "production/csids"
                | "invoices/reporting/single"
                | "invoices/clearance/single",
            ) => Err(405),
            _ => Err(404),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::RequestCompliance => "request_compliance",
            Self::CheckCompliance => "check_compliance",
            Self::RequestProduction => "request_production",
            Self::RenewProduction => "renew_production",
            Self::Reporting => "reporting",
            Self::Clearance => "clearance",
        }
    }

    /// Which credentials it takes.
    pub(super) fn credentials(self) -> Option<CsidKind> {
        match self {
            Self::RequestCompliance => None,
            Self::CheckCompliance | Self::RequestProduction => Some(CsidKind::Compliance),
            Self::RenewProduction | Self::Reporting | Self::Clearance => Some(CsidKind::Production),
        }
    }

    pub(super) fn otp(self) -> Option<OtpKind> {
        match self {
            Self::RequestCompliance => Some(OtpKind::New),
            Self::RenewProduction => Some(OtpKind::Renewal),
            Self::CheckCompliance | Self::RequestProduction | Self::Reporting | Self::Clearance => None,
        }
    }

    pub(super) fn expected_clearance_status(self) -> Option<&'static str> {
        match self {
            Self::Reporting => Some("0"),
            Self::Clearance => Some("1"),
            Self::RequestCompliance | Self::CheckCompliance | Self::RequestProduction | Self::RenewProduction => None,
        }
    }
}

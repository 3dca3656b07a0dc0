//! Who may drive the window. The web view opens itself to WebDriver for whoever sets a variable; a till that sells for
//! the books must not.

use std::env;
use std::ffi::OsString;

/// Read by the runtime under the window when it makes the web view.
const VARIABLE: &str = "TAURI_WEBVIEW_AUTOMATION";

/// The variable is set, and this till is not for practice. Whoever started the program must take it away.
#[derive(Debug)]
pub(crate) struct Refused;

impl std::fmt::Display for Refused {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{VARIABLE} is set: only a training till may be driven by another program")
    }
}

impl std::error::Error for Refused {}

/// Must be asked before the first web view is made. `environment` as on the wire.
pub(crate) fn admit(environment: &str) -> Result<(), Refused> {
    judge(environment, env::var_os(VARIABLE))
}

fn judge(environment: &str, variable: Option<OsString>) -> Result<(), Refused> {
    match (environment, variable) {
        ("training", _) | (_, None) => Ok(()),
        (_, Some(_)) => Err(Refused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_training_till_may_be_driven() {
        assert!(judge("training", Some("true".into())).is_ok());
        for environment in ["sandbox", "simulation", "production", ""] {
            assert!(judge(environment, Some("true".into())).is_err());
            assert!(judge(environment, None).is_ok());
        }
    }
}

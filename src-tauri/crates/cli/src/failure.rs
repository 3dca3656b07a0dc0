//! How a command fails: one sentence, and whose fault it is in the exit code.

use std::process::ExitCode;

use sanduq_host::HostError;
use sanduq_till::error::TillError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// What was given is wrong; nothing was changed by it.
    #[error("{0}")]
    Input(String),
    /// It was asked rightly and could not be done.
    #[error("{0}")]
    Undone(String),
    #[error("{0}")]
    Machine(String),
}

impl Failure {
    pub(crate) fn report(&self) -> ExitCode {
        eprintln!("sanduq: {self}");
        match self {
            Failure::Input(_) => ExitCode::from(2),
            Failure::Undone(_) | Failure::Machine(_) => ExitCode::FAILURE,
        }
    }
}

impl From<TillError> for Failure {
    fn from(error: TillError) -> Self {
        let text = error.to_string();
        match error {
            TillError::Seller(_)
            | TillError::TillName
            | TillError::UserName(_)
            | TillError::Pin(_)
            | TillError::WrongPin
            | TillError::Basket(_)
            | TillError::Rules(_)
            | TillError::Correction(_)
            | TillError::Reissue(_)
            | TillError::Tender(_)
            | TillError::UnknownDocument
            | TillError::OtpNotDigits
            | TillError::Issuers(_)
            | TillError::WrongOtp
            | TillError::Gateway(_)
            | TillError::KindNotCovered(_)
            | TillError::AlreadyOnboarded
            | TillError::AlreadySetUp => Failure::Input(text),
            TillError::Store(_) | TillError::Vault(_) | TillError::Path(_) | TillError::File(_) => {
                Failure::Machine(text)
            }
            _ => Failure::Undone(text),
        }
    }
}

impl From<HostError> for Failure {
    fn from(error: HostError) -> Self {
        match error {
            HostError::Till(error) => error.into(),
            HostError::Path(error) => Failure::Machine(error.to_string()),
            HostError::Address(error) => Failure::Input(error.to_string()),
            HostError::Practice(error) => Failure::Machine(error.to_string()),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Machine(error.to_string())
    }
}

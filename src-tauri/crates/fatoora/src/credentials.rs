//! What must never be seen: one-time passwords, tokens, API secrets.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{Environment, Error};

/// Text that prints as `[redacted]`, cannot be serialised, and is wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the key vault and for the request header. Nothing else has a use for it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// The six digits that the taxpayer takes from the portal, one for each unit. Used up by the first success.
#[derive(Clone, PartialEq, Eq)]
pub struct Otp(Secret);

impl Otp {
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl FromStr for Otp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = text.trim();
        let well_formed = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
        well_formed.then(|| Self(Secret::new(digits))).ok_or(Error::Otp)
    }
}

impl fmt::Debug for Otp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Otp([redacted])")
    }
}

/// What a CSID authenticates with: the token exactly as received (decoding it first is answered 401) and its secret.
/// They know where they were issued, and no client of another environment sends them.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    environment: Environment,
    token: Secret,
    secret: Secret,
}

impl Credentials {
    pub fn new(environment: Environment, token: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { environment, token: Secret::new(token), secret: Secret::new(secret) }
    }

    /// Where they were issued, and the only place where they count.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// The `binarySecurityToken` verbatim, for the key vault.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The token decoded once: the certificate as one line of base64 DER, which is what stands in `ds:X509Certificate`.
    /// `None` when the token is not what a gateway issues.
    pub fn certificate_base64(&self) -> Option<String> {
        let decoded = BASE64.decode(self.token.expose()).ok()?;
        let text = String::from_utf8(decoded).ok()?;
        let line = text.trim().to_owned();
        BASE64.decode(&line).ok()?;
        Some(line)
    }

    pub(crate) fn basic(&self) -> Zeroizing<String> {
        let pair = Zeroizing::new(format!("{}:{}", self.token.expose(), self.secret.expose()));
        let encoded = Zeroizing::new(BASE64.encode(pair.as_bytes()));
        Zeroizing::new(format!("Basic {}", encoded.as_str()))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credentials({}, [redacted])", self.environment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_six_ascii_digits_are_a_one_time_password() {
        assert_eq!(" 123345 ".parse::<Otp>().unwrap().expose(), "123345");
        for wrong in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "12 456"] {
            assert!(wrong.parse::<Otp>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn secrets_do_not_print() {
        let otp: Otp = "987654".parse().unwrap();
        let credentials = Credentials::new(Environment::Training, "TUlJ-token", "the-api-secret");
        let printed = format!("{otp:?} {credentials:?} {:?} {:#?}", credentials.secret(), credentials.token());
        for secret in ["987654", "TUlJ", "the-api-secret"] {
            assert!(!printed.contains(secret), "{printed}");
        }
    }

    #[test]
    fn the_token_is_sent_as_it_came_and_decoded_once_for_the_certificate() {
        let token = BASE64.encode("TUlJQ0RFUg==");
        let credentials = Credentials::new(Environment::Training, token.clone(), "s");
        assert_eq!(credentials.certificate_base64().as_deref(), Some("TUlJQ0RFUg=="));
        assert_eq!(credentials.basic().as_str(), format!("Basic {}", BASE64.encode(format!("{token}:s"))));
        assert_eq!(Credentials::new(Environment::Training, "not base64!", "s").certificate_base64(), None);
    }
}

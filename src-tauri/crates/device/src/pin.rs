//! The PIN a user signs in with, and its hash. How often a wrong one may be tried is decided elsewhere.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use zeroize::Zeroizing;

const SHORTEST: usize = 4;
const LONGEST: usize = 64;

/// What is wrong with a PIN or with its stored hash.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// The user's fault.
    #[error("a PIN has at least {SHORTEST} characters")]
    TooShort,
    /// The user's fault.
    #[error("a PIN has at most {LONGEST} characters")]
    TooLong,
    /// The stored text is not an argon2 hash: the database was changed from outside.
    #[error("the stored PIN hash cannot be read")]
    UnreadableHash,
    /// The machine's fault.
    #[error("the PIN could not be hashed on this machine")]
    Machine,
}

/// A PIN of 4 to 64 characters. Arabic-Indic and Persian digits are the same as 0-9, so that the keyboard's language
/// does not lock anyone out.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes what was typed.
    ///
    /// ```
    /// use sanduq_device::pin::{Pin, PinHash};
    /// let hash = PinHash::make(&Pin::new("4071")?)?;
    /// assert!(hash.verify(&Pin::new("٤٠٧١")?));
    /// # Ok::<(), sanduq_device::pin::PinError>(())
    /// ```
    pub fn new(typed: &str) -> Result<Self, PinError> {
        match typed.chars().count() {
            ..SHORTEST => return Err(PinError::TooShort),
            SHORTEST..=LONGEST => {}
            _ => return Err(PinError::TooLong),
        }
        // Room for all of it at once: a string that grows leaves copies behind in memory.
        let mut pin = Zeroizing::new(String::with_capacity(typed.len()));
        pin.extend(typed.chars().map(western_digit));
        Ok(Self(pin))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin([redacted])")
    }
}

/// The argon2id hash of a PIN, as a PHC string. A PIN is short, so even its hash is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PinHash(String);

impl PinHash {
    /// Hashes with a fresh salt and the OWASP minimum: 19 MiB, two passes, one lane.
    pub fn make(pin: &Pin) -> Result<Self, PinError> {
        let hash: PasswordHash = Argon2::default().hash_password(pin.as_bytes()).map_err(|_| PinError::Machine)?;
        Ok(Self(hash.to_string()))
    }

    /// Takes back what [`PinHash::as_str`] gave.
    pub fn parse(stored: &str) -> Result<Self, PinError> {
        PasswordHash::new(stored).map_err(|_| PinError::UnreadableHash)?;
        Ok(Self(stored.to_owned()))
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the hash of `pin`. Takes as long for a wrong PIN as for the right one.
    pub fn verify(&self, pin: &Pin) -> bool {
        PasswordHash::new(&self.0).is_ok_and(|hash| Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok())
    }
}

impl fmt::Debug for PinHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinHash([redacted])")
    }
}

fn western_digit(c: char) -> char {
    let value = match c {
        '٠'..='٩' => u32::from(c) - u32::from('٠'),
        '۰'..='۹' => u32::from(c) - u32::from('۰'),
        _ => return c,
    };
    char::from_digit(value, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_pin_does_not_verify_and_equal_pins_hash_differently() {
        let pin = Pin::new("4071").unwrap();
        let hash = PinHash::make(&pin).unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_ne!(hash, PinHash::make(&pin).unwrap());
        let stored = PinHash::parse(hash.as_str()).unwrap();
        assert!(stored.verify(&pin));
        assert!(!stored.verify(&Pin::new("4072").unwrap()));
        assert_eq!(PinHash::parse("4071"), Err(PinError::UnreadableHash));
    }

    #[test]
    fn arabic_and_persian_digits_are_the_same_pin() {
        for typed in ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"] {
            assert_eq!(Pin::new(typed).unwrap().as_bytes(), b"0123456789");
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(matches!(Pin::new("٤٠٧"), Err(PinError::TooShort)));
        assert!(matches!(Pin::new(&"1".repeat(65)), Err(PinError::TooLong)));
        assert!(Pin::new(&"٤".repeat(64)).is_ok());
    }

    #[test]
    fn neither_pin_nor_hash_is_printed() {
        let pin = Pin::new("4071").unwrap();
        assert_eq!(format!("{pin:?} {:?}", PinHash::make(&pin).unwrap()), "Pin([redacted]) PinHash([redacted])");
    }
}

//! The PIN a user signs in with: it opens the user's slot of the key vault, and no hash of it is kept elsewhere. How
//! often a wrong one may be tried is decided elsewhere.

use std::fmt;

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
}

/// A PIN of 4 to 64 characters. Arabic-Indic and Persian digits are the same as 0-9, so that the keyboard's language
/// does not lock anyone out.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes what was typed.
    ///
    /// ```
    /// use sanduq_device::pin::{Pin, PinError};
    /// assert!(Pin::new("٤٠٧١").is_ok());
    /// assert_eq!(Pin::new("407").unwrap_err(), PinError::TooShort);
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
        assert_eq!(format!("{pin:?}"), "Pin([redacted])");
    }
}

//! People at the till and what each may do.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The key of a user of this till.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub i64);

/// The key of a session: from sign-in to sign-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub i64);

/// What a person is in the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Cashier,
    Manager,
    Owner,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Cashier, Role::Manager, Role::Owner];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Role::Cashier => "cashier",
            Role::Manager => "manager",
            Role::Owner => "owner",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Role::ALL.into_iter().find(|role| role.key() == key)
    }

    /// Whether the role may do what the permission names.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::Sell => true,
            Permission::SeeDashboard | Permission::Sync | Permission::Export | Permission::Correct => {
                matches!(self, Role::Manager | Role::Owner)
            }
            Permission::SetUp => matches!(self, Role::Owner),
        }
    }
}

/// What an action needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    Sell,
    /// Issue credit and debit notes.
    Correct,
    SeeDashboard,
    Sync,
    Export,
    SetUp,
}

/// Why a text is not fit as a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    #[error("a PIN has 4 to 8 digits")]
    NotDigits,
    #[error("this PIN is too easy to guess")]
    Guessable,
}

/// Whether a text may become a PIN: 4 to 8 digits, not all the same, not counting up or down.
///
/// # Errors
/// Says which of the two it breaks.
pub fn check_pin(pin: &str) -> Result<(), PinError> {
    if !(4..=8).contains(&pin.len()) || !pin.bytes().all(|b| b.is_ascii_digit()) {
        return Err(PinError::NotDigits);
    }
    let steps: Vec<i16> = pin.as_bytes().windows(2).map(|w| i16::from(w[1]) - i16::from(w[0])).collect();
    let guessable = [0, 1, -1].iter().any(|step| steps.iter().all(|s| s == step));
    if guessable { Err(PinError::Guessable) } else { Ok(()) }
}

/// A sign-in name: 1 to 40 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct UserName(String);

/// The text is no sign-in name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a user's name has 1 to 40 characters")]
pub struct UserNameError;

impl UserName {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UserName {
    type Err = UserNameError;

    fn from_str(text: &str) -> Result<Self, UserNameError> {
        crate::text::one_line(text, 1, 40).map(|name| UserName(name.to_owned())).map_err(|_| UserNameError)
    }
}

impl TryFrom<String> for UserName {
    type Error = UserNameError;

    fn try_from(text: String) -> Result<Self, UserNameError> {
        text.parse()
    }
}

impl From<UserName> for String {
    fn from(name: UserName) -> String {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessable_pins_are_refused() {
        for pin in ["0000", "1234", "4321", "99999999", "3456"] {
            assert_eq!(check_pin(pin), Err(PinError::Guessable), "{pin}");
        }
        for pin in ["", "123", "123456789", "12a4", "١٢٣٤"] {
            assert_eq!(check_pin(pin), Err(PinError::NotDigits), "{pin}");
        }
        assert_eq!(check_pin("2580"), Ok(()));
    }
}

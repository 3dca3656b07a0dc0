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
    /// Stands behind the cashiers: approves what is beyond them, looks after the drawer.
    Supervisor,
    Manager,
    Owner,
    /// Sets the machine up, and never sells.
    Installer,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Cashier, Role::Supervisor, Role::Manager, Role::Owner, Role::Installer];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Role::Cashier => "cashier",
            Role::Supervisor => "supervisor",
            Role::Manager => "manager",
            Role::Owner => "owner",
            Role::Installer => "installer",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Role::ALL.into_iter().find(|role| role.key() == key)
    }

    /// Whether the role may do what the permission names: the whole table.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        use Role::{Cashier, Installer, Manager, Owner, Supervisor};
        match permission {
            Permission::Sell => matches!(self, Cashier | Supervisor | Manager | Owner),
            Permission::Approve | Permission::MoveCash | Permission::CloseShift => {
                matches!(self, Supervisor | Manager | Owner)
            }
            Permission::SeeDashboard => matches!(self, Supervisor | Manager | Owner | Installer),
            Permission::Sync => matches!(self, Manager | Owner | Installer),
            Permission::Correct | Permission::Export | Permission::KeepItems | Permission::KeepPeople => {
                matches!(self, Manager | Owner)
            }
            Permission::SetUp => matches!(self, Owner | Installer),
        }
    }

    /// Whether somebody of this role may make, change and send away people of the `other`.
    #[must_use]
    pub const fn may_keep(self, other: Role) -> bool {
        match self {
            Role::Owner => true,
            Role::Manager => matches!(other, Role::Cashier | Role::Supervisor),
            Role::Cashier | Role::Supervisor | Role::Installer => false,
        }
    }
}

/// What an action needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Sell, hold, take returns within the policy, open a shift.
    Sell,
    /// Allow on the spot what is beyond somebody else.
    Approve,
    /// Put cash into the drawer or take some out, beside sales.
    MoveCash,
    /// Look at the running shift's figures and close it.
    CloseShift,
    /// Issue debit notes, and rejected documents anew.
    Correct,
    /// Items, prices, stock; take a customer off the list.
    KeepItems,
    /// Users and their PINs, and how far each role may go alone.
    KeepPeople,
    SeeDashboard,
    Sync,
    Export,
    SetUp,
}

impl Permission {
    pub const ALL: [Permission; 11] = [
        Permission::Sell,
        Permission::Approve,
        Permission::MoveCash,
        Permission::CloseShift,
        Permission::Correct,
        Permission::KeepItems,
        Permission::KeepPeople,
        Permission::SeeDashboard,
        Permission::Sync,
        Permission::Export,
        Permission::SetUp,
    ];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Permission::Sell => "sell",
            Permission::Approve => "approve",
            Permission::MoveCash => "move_cash",
            Permission::CloseShift => "close_shift",
            Permission::Correct => "correct",
            Permission::KeepItems => "keep_items",
            Permission::KeepPeople => "keep_people",
            Permission::SeeDashboard => "see_dashboard",
            Permission::Sync => "sync",
            Permission::Export => "export",
            Permission::SetUp => "set_up",
        }
    }
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

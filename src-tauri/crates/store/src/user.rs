//! People who can sign in. Their PINs are the key vault's business; here are their names, roles and wrong tries.

use rusqlite::{Connection, Row};
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::{Role, UserId, UserName};

use crate::StoreError;
use crate::column::{collect, first, moment};

/// Whose a PIN is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinState {
    /// The user's alone.
    Own,
    /// Somebody else knows it too: it opens the till once, to be changed.
    OneTime,
    /// It has.
    Spent,
}

impl PinState {
    const ALL: [(PinState, &'static str); 3] =
        [(PinState::Own, "own"), (PinState::OneTime, "one_time"), (PinState::Spent, "spent")];

    fn key(self) -> &'static str {
        PinState::ALL.iter().find(|(state, _)| *state == self).map_or("own", |(_, key)| key)
    }

    fn from_key(key: &str) -> Option<Self> {
        PinState::ALL.iter().find(|(_, known)| *known == key).map(|(state, _)| *state)
    }
}

/// A user with what sign-in needs.
#[derive(Debug, Clone)]
pub struct UserRow {
    pub id: UserId,
    pub name: String,
    pub role: Role,
    /// Wrong PINs since the last right one.
    pub wrong_pins: i64,
    pub last_wrong_pin: Timestamp,
    pub pin: PinState,
    /// Whether he still works here.
    pub active: bool,
}

pub fn insert(db: &Connection, name: &UserName, role: Role) -> Result<UserId, StoreError> {
    db.execute("INSERT INTO user (name, role) VALUES (?1, ?2)", (name.as_str(), role.key()))?;
    Ok(UserId(db.last_insert_rowid()))
}

pub fn all(db: &Connection) -> Result<Vec<UserRow>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM user ORDER BY id")?;
    collect(statement.query([])?, read)
}

pub fn find(db: &Connection, name: &str) -> Result<Option<UserRow>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM user WHERE name = ?1")?;
    first(statement.query([name])?, read)
}

pub fn set_pin(db: &Connection, user: UserId, pin: PinState) -> Result<(), StoreError> {
    db.execute("UPDATE user SET pin = ?2, wrong_pins = 0 WHERE id = ?1", (user.0, pin.key()))?;
    Ok(())
}

pub fn set_role(db: &Connection, user: UserId, role: Role) -> Result<(), StoreError> {
    db.execute("UPDATE user SET role = ?2 WHERE id = ?1", (user.0, role.key()))?;
    Ok(())
}

pub fn set_active(db: &Connection, user: UserId, active: bool) -> Result<(), StoreError> {
    db.execute("UPDATE user SET active = ?2 WHERE id = ?1", (user.0, active))?;
    Ok(())
}

pub fn note_wrong_pin(db: &Connection, user: UserId, at: Timestamp) -> Result<(), StoreError> {
    db.execute(
        "UPDATE user SET wrong_pins = wrong_pins + 1, last_wrong_pin = ?2 WHERE id = ?1",
        (user.0, at.unix_millis()),
    )?;
    Ok(())
}

pub fn forget_wrong_pins(db: &Connection, user: UserId) -> Result<(), StoreError> {
    db.execute("UPDATE user SET wrong_pins = 0 WHERE id = ?1", [user.0])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<UserRow, StoreError> {
    Ok(UserRow {
        id: UserId(row.get("id")?),
        name: row.get("name")?,
        role: Role::from_key(&row.get::<_, String>("role")?).ok_or(StoreError::Corrupt { column: "role" })?,
        wrong_pins: row.get("wrong_pins")?,
        last_wrong_pin: moment(row, "last_wrong_pin")?,
        pin: PinState::from_key(&row.get::<_, String>("pin")?).ok_or(StoreError::Corrupt { column: "pin" })?,
        active: row.get("active")?,
    })
}

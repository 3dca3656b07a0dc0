//! The one line to the gateway, as it was left: so that the next process knows what the last one learnt.

use rusqlite::Connection;
use sanduq_domain::timestamp::Timestamp;

use crate::StoreError;
use crate::column::{first, moment};

/// What the way to the gateway was like. The words are the use cases'.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRow {
    pub state: String,
    /// Why the gateway refuses this till; empty otherwise.
    pub reason: String,
    pub since: Timestamp,
    /// Failures in a row.
    pub failures: i64,
    /// Nothing is sent before this moment.
    pub closed_until: Option<Timestamp>,
    /// How close the oldest document was to its deadline when that was last looked at.
    pub alarm: String,
    /// By how many milliseconds this machine's clock was ahead of the authority's, and when that was, by this machine.
    pub clock: Option<(i64, Timestamp)>,
}

pub fn find(db: &Connection) -> Result<Option<LineRow>, StoreError> {
    let mut statement = db.prepare_cached("SELECT * FROM line")?;
    first(statement.query([])?, |row| {
        Ok(LineRow {
            state: row.get("state")?,
            reason: row.get("reason")?,
            since: moment(row, "since")?,
            failures: row.get("failures")?,
            closed_until: row.get::<_, Option<i64>>("closed_until")?.map(Timestamp::from_unix_millis),
            alarm: row.get("alarm")?,
            clock: row
                .get::<_, Option<i64>>("clock_ahead")?
                .zip(row.get::<_, Option<i64>>("clock_at")?)
                .map(|(ahead, at)| (ahead, Timestamp::from_unix_millis(at))),
        })
    })
}

pub fn keep(db: &Connection, line: &LineRow) -> Result<(), StoreError> {
    db.prepare_cached("INSERT OR REPLACE INTO line VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute((
        &line.state,
        &line.reason,
        line.since.unix_millis(),
        line.failures,
        line.closed_until.map(Timestamp::unix_millis),
        &line.alarm,
        line.clock.map(|(ahead, _)| ahead),
        line.clock.map(|(_, at)| at.unix_millis()),
    ))?;
    Ok(())
}

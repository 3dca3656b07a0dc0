//! Where each document stands with the authority, and when it is due again.
//!
//! Nothing here looks at all documents: what is asked at every step is answered from an index that holds the open ones,
//! so the queue costs the same with a hundred thousand documents as with one.

use rusqlite::{Connection, Row};
use sanduq_domain::timestamp::Timestamp;

use crate::StoreError;
use crate::column::{collect, first, moment};

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Not sent yet, or certainly not received.
    Pending,
    /// Sent, and the answer was lost: it may or may not have arrived.
    Unknown,
    /// The gateway answers without judging it, again and again: a person decides whether it is sent once more.
    Held,
    /// Accepted: reported, or cleared where it is a standard document.
    Reported,
    ReportedWithWarnings,
    Rejected,
}

impl Standing {
    pub const ALL: [Standing; 6] = [
        Standing::Pending,
        Standing::Unknown,
        Standing::Held,
        Standing::Reported,
        Standing::ReportedWithWarnings,
        Standing::Rejected,
    ];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Standing::Pending => "pending",
            Standing::Unknown => "unknown",
            Standing::Held => "held",
            Standing::Reported => "reported",
            Standing::ReportedWithWarnings => "reported_with_warnings",
            Standing::Rejected => "rejected",
        }
    }

    /// Whether the authority has it.
    #[must_use]
    pub const fn is_accepted(self) -> bool {
        matches!(self, Standing::Reported | Standing::ReportedWithWarnings)
    }

    fn from_key(key: &str) -> Result<Self, StoreError> {
        Standing::ALL
            .into_iter()
            .find(|standing| standing.key() == key)
            .ok_or(StoreError::Corrupt { column: "standing" })
    }
}

/// One document's place in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    pub document: i64,
    pub issued_at: Timestamp,
    pub standing: Standing,
    /// How often it was sent.
    pub attempts: i64,
    /// Failures in a row of the same cause.
    pub failures: i64,
    /// Why it failed; empty when it did not.
    pub cause: String,
    pub next_attempt_at: Timestamp,
    /// Set while a request is on the wire: if the process dies then, nobody knows what became of it.
    pub in_flight_since: Option<Timestamp>,
}

/// What may be sent next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heads {
    /// The oldest that has not failed: due whenever the line is.
    pub fresh: Option<OutboxRow>,
    /// Of those that have failed, the one whose wait ends first.
    pub waiting: Option<OutboxRow>,
}

/// How many documents have each standing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub pending: i64,
    pub unknown: i64,
    pub held: i64,
    pub reported: i64,
    pub reported_with_warnings: i64,
    /// Rejected, and not issued anew yet.
    pub rejected: i64,
    /// Rejected, with another in its place.
    pub replaced: i64,
}

impl Counts {
    /// Those without a final answer.
    #[must_use]
    pub const fn open(&self) -> i64 {
        self.pending + self.unknown + self.held
    }
}

pub fn insert(db: &Connection, document: i64, due: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO outbox VALUES (?1, 'pending', 0, 0, ?2, NULL, '')")?
        .execute((document, due.unix_millis()))?;
    Ok(())
}

pub fn heads(db: &Connection) -> Result<Heads, StoreError> {
    let mut fresh = db.prepare_cached(
        "SELECT outbox.*, document.issued_at FROM outbox INDEXED BY outbox_fresh
         JOIN document ON document.id = outbox.document_id
         WHERE standing IN ('pending', 'unknown') AND failures = 0 ORDER BY outbox.document_id LIMIT 1",
    )?;
    let mut waiting = db.prepare_cached(
        "SELECT outbox.*, document.issued_at FROM outbox INDEXED BY outbox_waiting
         JOIN document ON document.id = outbox.document_id
         WHERE standing IN ('pending', 'unknown') AND failures > 0 ORDER BY next_attempt_at LIMIT 1",
    )?;
    Ok(Heads { fresh: first(fresh.query([])?, read)?, waiting: first(waiting.query([])?, read)? })
}

/// The moment of issue of the oldest document without a final answer.
pub fn oldest_open(db: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT min(issued_at) FROM document WHERE id IN (
             SELECT min(document_id) FROM outbox WHERE standing IN ('pending', 'unknown') AND failures = 0
             UNION ALL
             SELECT min(document_id) FROM outbox WHERE standing IN ('pending', 'unknown') AND failures > 0
             UNION ALL
             SELECT document_id FROM outbox
             WHERE standing IN ('rejected', 'held', 'reported_with_warnings') AND standing = 'held'
             UNION ALL
             -- Issued anew, they are older than their place says.
             SELECT id FROM document WHERE replaces IS NOT NULL AND EXISTS (
                 SELECT 1 FROM outbox WHERE document_id = document.id AND standing IN ('pending', 'unknown')))",
    )?;
    Ok(statement.query_row([], |row| row.get::<_, Option<i64>>(0))?.map(Timestamp::from_unix_millis))
}

/// The oldest `count` documents without a final answer.
pub fn oldest_waiting(db: &Connection, count: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT document_id FROM (
             SELECT * FROM (SELECT document_id FROM outbox INDEXED BY outbox_fresh
                            WHERE standing IN ('pending', 'unknown') AND failures = 0 ORDER BY document_id LIMIT ?1)
             UNION ALL
             SELECT document_id FROM outbox INDEXED BY outbox_waiting
             WHERE standing IN ('pending', 'unknown') AND failures > 0
             UNION ALL
             SELECT document_id FROM outbox
             WHERE standing IN ('rejected', 'held', 'reported_with_warnings') AND standing = 'held')
         ORDER BY document_id LIMIT ?1",
    )?;
    collect(statement.query([count])?, |row| Ok(row.get(0)?))
}

/// At most `count` documents that somebody should look at: first what was rejected and not issued anew, and what is held,
/// oldest first; then what was accepted with warnings, newest first.
pub fn needing_attention(db: &Connection, count: i64) -> Result<Vec<i64>, StoreError> {
    let mut calling = db.prepare_cached(
        "SELECT document_id FROM outbox INDEXED BY outbox_attention
         WHERE standing IN ('rejected', 'held', 'reported_with_warnings') AND standing <> 'reported_with_warnings'
           AND document_id NOT IN (SELECT replaces FROM document WHERE replaces IS NOT NULL)
         ORDER BY document_id LIMIT ?1",
    )?;
    let mut found: Vec<i64> = collect(calling.query([count])?, |row| Ok(row.get(0)?))?;
    let mut warned = db.prepare_cached(
        "SELECT document_id FROM outbox INDEXED BY outbox_attention
         WHERE standing IN ('rejected', 'held', 'reported_with_warnings') AND standing = 'reported_with_warnings'
         ORDER BY document_id DESC LIMIT ?1",
    )?;
    let warned: Vec<i64> = collect(warned.query([count - found.len() as i64])?, |row| Ok(row.get(0)?))?;
    found.extend(warned);
    Ok(found)
}

pub fn find(db: &Connection, document: i64) -> Result<Option<OutboxRow>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT outbox.*, document.issued_at FROM outbox JOIN document ON document.id = outbox.document_id
         WHERE document_id = ?1",
    )?;
    first(statement.query([document])?, read)
}

pub fn counts(db: &Connection) -> Result<Counts, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT
            (SELECT max(id) FROM document),
            (SELECT count(*) FROM outbox WHERE standing IN ('pending', 'unknown') AND failures = 0)
              + (SELECT count(*) FROM outbox WHERE standing IN ('pending', 'unknown') AND failures > 0),
            (SELECT count(*) FROM outbox WHERE standing = 'unknown'),
            (SELECT count(*) FROM document WHERE replaces IS NOT NULL)",
    )?;
    let (all, open, unknown, replaced) = statement.query_row([], |row| {
        Ok((row.get::<_, Option<i64>>(0)?.unwrap_or(0), row.get::<_, i64>(1)?, row.get::<_, i64>(2)?, row.get(3)?))
    })?;
    let mut counts = Counts { pending: open - unknown, unknown, replaced, ..Counts::default() };
    let mut looked_at = db.prepare_cached(
        "SELECT standing, count(*) FROM outbox WHERE standing IN ('rejected', 'held', 'reported_with_warnings')
         GROUP BY standing",
    )?;
    for (standing, count) in collect(looked_at.query([])?, |row| {
        Ok((Standing::from_key(&row.get::<_, String>(0)?)?, row.get::<_, i64>(1)?))
    })? {
        match standing {
            Standing::Rejected => counts.rejected = count - replaced,
            Standing::Held => counts.held = count,
            Standing::ReportedWithWarnings => counts.reported_with_warnings = count,
            Standing::Pending | Standing::Unknown | Standing::Reported => {}
        }
    }
    counts.reported = all - open - counts.rejected - replaced - counts.held - counts.reported_with_warnings;
    Ok(counts)
}

/// Notes, before the first byte leaves, that a request is about to be on the wire.
pub fn claim(db: &Connection, document: i64, at: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE outbox SET in_flight_since = ?2, attempts = attempts + 1 WHERE document_id = ?1")?
        .execute((document, at.unix_millis()))?;
    Ok(())
}

/// What an attempt has made of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled<'a> {
    pub standing: Standing,
    pub failures: i64,
    pub cause: &'a str,
    pub next_attempt_at: Timestamp,
}

/// Ends an attempt.
pub fn settle(db: &Connection, document: i64, settled: &Settled<'_>) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE outbox SET standing = ?2, failures = ?3, cause = ?4, next_attempt_at = ?5, in_flight_since = NULL
         WHERE document_id = ?1",
    )?
    .execute((
        document,
        settled.standing.key(),
        settled.failures,
        settled.cause,
        settled.next_attempt_at.unix_millis(),
    ))?;
    Ok(())
}

/// At start: what was on the wire when the process died is unknown, and kept as an exchange without an answer. Says how
/// many there were.
pub fn recover(db: &Connection) -> Result<usize, StoreError> {
    db.execute(
        "INSERT INTO exchange (operation, unit_id, document_id, sent_at, elapsed, request_sha256, request_form, request,
                               outcome, messages, response_form, response)
         SELECT CASE invoice_type WHEN 'standard' THEN 'clearance' ELSE 'reporting' END, unit_id, document_id,
                in_flight_since, 0, x'', 'none', x'', 'disconnected', '[]', 'none', x''
         FROM outbox JOIN document ON document.id = document_id
         WHERE in_flight_since IS NOT NULL AND standing IN ('pending', 'unknown')",
        [],
    )?;
    Ok(db.execute(
        "UPDATE outbox SET standing = 'unknown', in_flight_since = NULL
         WHERE in_flight_since IS NOT NULL AND standing IN ('pending', 'unknown')",
        [],
    )?)
}

/// Makes every open document due at `now`. What is held stays held.
pub fn hasten(db: &Connection, now: Timestamp) -> Result<(), StoreError> {
    db.execute(
        "UPDATE outbox SET next_attempt_at = ?1
         WHERE standing IN ('pending', 'unknown') AND failures > 0 AND next_attempt_at > ?1",
        [now.unix_millis()],
    )?;
    Ok(())
}

/// Lets a held document go out again. It may have arrived: so it is unknown, and its bytes are the same. Says whether it
/// was held.
pub fn release(db: &Connection, document: i64, now: Timestamp) -> Result<bool, StoreError> {
    let changed = db.execute(
        "UPDATE outbox SET standing = 'unknown', failures = 0, cause = '', next_attempt_at = ?2
         WHERE document_id = ?1 AND standing = 'held'",
        (document, now.unix_millis()),
    )?;
    Ok(changed == 1)
}

fn read(row: &Row<'_>) -> Result<OutboxRow, StoreError> {
    Ok(OutboxRow {
        document: row.get("document_id")?,
        issued_at: moment(row, "issued_at")?,
        standing: Standing::from_key(&row.get::<_, String>("standing")?)?,
        attempts: row.get("attempts")?,
        failures: row.get("failures")?,
        cause: row.get("cause")?,
        next_attempt_at: moment(row, "next_attempt_at")?,
        in_flight_since: row.get::<_, Option<i64>>("in_flight_since")?.map(Timestamp::from_unix_millis),
    })
}

//! What the gateway remembers, in SQLite: in memory for a test, in a file for a training till that is to go on working
//! after a restart. One-time passwords live here and nowhere else; of API secrets only a digest is kept.

use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use time::OffsetDateTime;

use crate::Error;
use crate::profile::Profile;
use crate::records::{
    AcceptedDocument, Csid, CsidKind, Judged, LastWord, LogEntry, NewAccepted, NewCsid, OtpKind, Password, Violation,
};

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS otp (
        value TEXT NOT NULL, profile TEXT NOT NULL, vat TEXT NOT NULL, kind TEXT NOT NULL,
        expires_at INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE IF NOT EXISTS csid (
        id INTEGER PRIMARY KEY, profile TEXT NOT NULL, kind TEXT NOT NULL, token TEXT NOT NULL UNIQUE,
        secret_digest BLOB NOT NULL, certificate BLOB NOT NULL, csr TEXT NOT NULL, vat TEXT NOT NULL,
        title TEXT NOT NULL, unit TEXT NOT NULL, request_id INTEGER NOT NULL, not_after INTEGER NOT NULL,
        active INTEGER NOT NULL DEFAULT 1, steps TEXT NOT NULL DEFAULT '') STRICT;
    CREATE TABLE IF NOT EXISTS accepted (
        id INTEGER PRIMARY KEY, profile TEXT NOT NULL, vat TEXT NOT NULL, hash TEXT NOT NULL, uuid TEXT NOT NULL,
        icv INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, csid INTEGER NOT NULL,
        duplicates INTEGER NOT NULL DEFAULT 0, cleared BLOB) STRICT;
    CREATE INDEX IF NOT EXISTS accepted_hash ON accepted (vat, hash);
    CREATE TABLE IF NOT EXISTS judged (
        csid INTEGER NOT NULL, icv INTEGER NOT NULL, hash TEXT NOT NULL, pih TEXT NOT NULL, uuid TEXT NOT NULL,
        body_digest BLOB NOT NULL, heard INTEGER NOT NULL, PRIMARY KEY (csid, uuid)) STRICT;
    CREATE TABLE IF NOT EXISTS violation (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, uuid TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS log (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, profile TEXT NOT NULL, operation TEXT NOT NULL,
        status INTEGER, verdict TEXT NOT NULL, uuid TEXT NOT NULL, hash TEXT NOT NULL, fault TEXT NOT NULL) STRICT;
";

/// The hash is remembered for a day after an acceptance.
pub(crate) const DUPLICATE_WINDOW_SECONDS: i64 = 24 * 60 * 60;

#[derive(Debug)]
pub(crate) struct State {
    connection: Mutex<Connection>,
}

impl State {
    pub(crate) fn in_memory() -> Result<Self, Error> {
        Self::of(Connection::open_in_memory()?)
    }

    pub(crate) fn file(path: &Path) -> Result<Self, Error> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        Self::of(connection)
    }

    fn of(connection: Connection) -> Result<Self, Error> {
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic under the lock leaves SQLite whole: its transaction rolls back.
        self.connection.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let connection = self.lock();
        Ok(connection.query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0)).optional()?)
    }

    pub(crate) fn keep_setting(&self, name: &str, value: &[u8]) -> Result<(), Error> {
        self.lock().execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", params![name, value])?;
        Ok(())
    }

    /// Forgets everything but the authority's keys.
    pub(crate) fn reset(&self) -> Result<(), Error> {
        self.lock().execute_batch(
            "BEGIN; DELETE FROM otp; DELETE FROM csid; DELETE FROM accepted; DELETE FROM judged;
             DELETE FROM violation; DELETE FROM log; COMMIT;",
        )?;
        Ok(())
    }

    pub(crate) fn add_otp(
        &self,
        value: &str,
        profile: Profile,
        vat: &str,
        kind: OtpKind,
        expires_at: i64,
    ) -> Result<(), Error> {
        self.lock().execute(
            "INSERT INTO otp (value, profile, vat, kind, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![value, profile.name(), vat, kind.name(), expires_at],
        )?;
        Ok(())
    }

    pub(crate) fn has_otp(
        &self,
        value: &str,
        profile: Profile,
        vat: Option<&str>,
        kind: OtpKind,
        now: OffsetDateTime,
    ) -> Result<bool, Error> {
        let connection = self.lock();
        let found: i64 = connection.query_row(
            "SELECT count(*) FROM otp WHERE value = ?1 AND profile = ?2 AND (?3 IS NULL OR vat = ?3) AND kind = ?4
             AND expires_at > ?5 AND used = 0",
            params![value, profile.name(), vat, kind.name(), now.unix_timestamp()],
            |row| row.get(0),
        )?;
        Ok(found > 0)
    }

    /// Uses the password up and records the CSID, both or neither. `Used` when another request was faster.
    pub(crate) fn issue(&self, csid: &NewCsid<'_>, otp: Option<&str>) -> Result<Password, Error> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        if let Some(otp) = otp {
            let spent = transaction.execute(
                "UPDATE otp SET used = 1 WHERE value = ?1 AND profile = ?2 AND vat = ?3 AND used = 0",
                params![otp, csid.profile.name(), csid.vat],
            )?;
            if spent == 0 {
                return Ok(Password::Used);
            }
        }
        transaction.execute(
            "INSERT INTO csid (profile, kind, token, secret_digest, certificate, csr, vat, title, unit, request_id,
             not_after) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                csid.profile.name(),
                csid.kind.name(),
                csid.token,
                csid.secret_digest,
                csid.certificate,
                csid.csr,
                csid.vat,
                csid.title,
                csid.unit,
                csid.request_id,
                csid.not_after
            ],
        )?;
        transaction.commit()?;
        Ok(Password::Good)
    }

    pub(crate) fn csid_by_token(&self, token: &str) -> Result<Option<Csid>, Error> {
        let connection = self.lock();
        Ok(connection.query_row("SELECT * FROM csid WHERE token = ?1", [token], csid_of).optional()?)
    }

    pub(crate) fn csid_by_certificate(&self, certificate: &[u8]) -> Result<Option<Csid>, Error> {
        let connection = self.lock();
        Ok(connection.query_row("SELECT * FROM csid WHERE certificate = ?1", [certificate], csid_of).optional()?)
    }

    pub(crate) fn pass_step(&self, csid: i64, step: &str) -> Result<(), Error> {
        self.lock().execute(
            "UPDATE csid SET steps = steps || ?2 || ',' WHERE id = ?1 AND instr(',' || steps, ',' || ?2 || ',') = 0",
            params![csid, step],
        )?;
        Ok(())
    }

    /// `Some` when the same hash was accepted within the window: with the cleared copy, if there is one.
    pub(crate) fn duplicate(
        &self,
        vat: &str,
        hash: &str,
        now: OffsetDateTime,
    ) -> Result<Option<Option<Vec<u8>>>, Error> {
        counted_duplicate(&self.lock(), vat, hash, now)
    }

    /// `Err(cleared)` when another request with the same hash was accepted first.
    pub(crate) fn accept(
        &self,
        document: &NewAccepted<'_>,
        now: OffsetDateTime,
    ) -> Result<Result<(), Option<Vec<u8>>>, Error> {
        let connection = self.lock();
        if let Some(cleared) = counted_duplicate(&connection, document.vat, document.hash, now)? {
            return Ok(Err(cleared));
        }
        let known = connection.execute(
            "UPDATE accepted SET duplicates = duplicates + 1 WHERE vat = ?1 AND hash = ?2",
            params![document.vat, document.hash],
        )?;
        if known == 0 {
            connection.execute(
                "INSERT INTO accepted (profile, vat, hash, uuid, icv, kind, at, csid, cleared)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    document.profile.name(),
                    document.vat,
                    document.hash,
                    document.uuid,
                    i64::try_from(document.icv).unwrap_or(i64::MAX),
                    document.kind,
                    now.unix_timestamp(),
                    document.csid,
                    document.cleared
                ],
            )?;
        } else {
            // After the window the gateway answers as if it were new and drops the copy.
            connection.execute(
                "UPDATE accepted SET at = ?3 WHERE vat = ?1 AND hash = ?2",
                params![document.vat, document.hash, now.unix_timestamp()],
            )?;
        }
        Ok(Ok(()))
    }

    pub(crate) fn accepted(&self, vat: Option<&str>, hash: Option<&str>) -> Result<Vec<AcceptedDocument>, Error> {
        let connection = self.lock();
        let mut statement = connection.prepare(
            "SELECT profile, vat, hash, uuid, icv, kind, at, csid, duplicates FROM accepted
             WHERE (?1 IS NULL OR vat = ?1) AND (?2 IS NULL OR hash = ?2) ORDER BY id",
        )?;
        let rows = statement.query_map(params![vat, hash], |row| {
            Ok(AcceptedDocument {
                profile: row.get(0)?,
                vat: row.get(1)?,
                hash: row.get(2)?,
                uuid: row.get(3)?,
                icv: row.get::<_, i64>(4)?.unsigned_abs(),
                kind: row.get(5)?,
                at: row.get(6)?,
                csid: row.get(7)?,
                duplicates: row.get(8)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn judged(&self, csid: i64, uuid: &str) -> Result<Option<Judged>, Error> {
        let connection = self.lock();
        let row =
            connection.query_row("SELECT * FROM judged WHERE csid = ?1 AND uuid = ?2", params![csid, uuid], judged_of);
        Ok(row.optional()?)
    }

    pub(crate) fn all_judged(&self) -> Result<Vec<Judged>, Error> {
        let connection = self.lock();
        let mut statement = connection.prepare("SELECT * FROM judged ORDER BY csid, icv")?;
        let rows = statement.query_map([], judged_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn keep_judged(&self, judged: &Judged) -> Result<(), Error> {
        self.lock().execute(
            "INSERT OR REPLACE INTO judged (csid, icv, hash, pih, uuid, body_digest, heard)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                judged.csid,
                i64::try_from(judged.icv).unwrap_or(i64::MAX),
                judged.hash,
                judged.pih,
                judged.uuid,
                judged.body_digest,
                i64::from(judged.last_word == LastWord::Heard)
            ],
        )?;
        Ok(())
    }

    pub(crate) fn note(&self, violation: &Violation, now: OffsetDateTime) -> Result<(), Error> {
        self.lock().execute(
            "INSERT INTO violation (at, kind, uuid, detail) VALUES (?1, ?2, ?3, ?4)",
            params![now.unix_timestamp(), violation.kind, violation.uuid, violation.detail],
        )?;
        Ok(())
    }

    pub(crate) fn noted(&self) -> Result<Vec<Violation>, Error> {
        let connection = self.lock();
        let mut statement = connection.prepare("SELECT kind, uuid, detail FROM violation ORDER BY id")?;
        let rows = statement
            .query_map([], |row| Ok(Violation { kind: row.get(0)?, uuid: row.get(1)?, detail: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn log(&self, entry: &LogEntry) -> Result<(), Error> {
        self.lock().execute(
            "INSERT INTO log (at, profile, operation, status, verdict, uuid, hash, fault)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                entry.at,
                entry.profile,
                entry.operation,
                entry.status,
                entry.verdict,
                entry.uuid,
                entry.hash,
                entry.fault
            ],
        )?;
        Ok(())
    }

    pub(crate) fn logged(&self) -> Result<Vec<LogEntry>, Error> {
        let connection = self.lock();
        let mut statement = connection
            .prepare("SELECT at, profile, operation, status, verdict, uuid, hash, fault FROM log ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(LogEntry {
                at: row.get(0)?,
                profile: row.get(1)?,
                operation: row.get(2)?,
                status: row.get(3)?,
                verdict: row.get(4)?,
                uuid: row.get(5)?,
                hash: row.get(6)?,
                fault: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn counted_duplicate(
    connection: &Connection,
    vat: &str,
    hash: &str,
    now: OffsetDateTime,
) -> Result<Option<Option<Vec<u8>>>, Error> {
    let found: Option<(i64, Option<Vec<u8>>)> = connection
        .query_row(
            "SELECT id, cleared FROM accepted WHERE vat = ?1 AND hash = ?2 AND at > ?3 ORDER BY id LIMIT 1",
            params![vat, hash, now.unix_timestamp() - DUPLICATE_WINDOW_SECONDS],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((id, cleared)) = found else { return Ok(None) };
    connection.execute("UPDATE accepted SET duplicates = duplicates + 1 WHERE id = ?1", [id])?;
    Ok(Some(cleared))
}

fn csid_of(row: &Row<'_>) -> rusqlite::Result<Csid> {
    let kind: String = row.get("kind")?;
    let steps: String = row.get("steps")?;
    Ok(Csid {
        id: row.get("id")?,
        profile: row.get("profile")?,
        kind: if kind == CsidKind::Production.name() { CsidKind::Production } else { CsidKind::Compliance },
        secret_digest: row.get("secret_digest")?,
        csr: row.get("csr")?,
        vat: row.get("vat")?,
        title: row.get("title")?,
        request_id: row.get("request_id")?,
        not_after: row.get("not_after")?,
        active: row.get::<_, i64>("active")? == 1,
        steps: steps.split(',').filter(|step| !step.is_empty()).map(str::to_owned).collect(),
    })
}

fn judged_of(row: &Row<'_>) -> rusqlite::Result<Judged> {
    Ok(Judged {
        csid: row.get("csid")?,
        icv: row.get::<_, i64>("icv")?.unsigned_abs(),
        hash: row.get("hash")?,
        pih: row.get("pih")?,
        uuid: row.get("uuid")?,
        body_digest: row.get("body_digest")?,
        last_word: if row.get::<_, i64>("heard")? == 1 { LastWord::Heard } else { LastWord::Lost },
    })
}

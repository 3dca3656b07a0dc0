//! The tables, and how files of earlier versions come to have them.

use rusqlite::Connection;

use crate::Error;

/// Applied in order, each once; never edited. A file says in `user_version` how many it has had.
const STEPS: &[&str] = &[FIRST, SECOND];

pub(super) fn bring_up_to_date(connection: &mut Connection) -> Result<(), Error> {
    let had: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for (number, step) in (1u32..).zip(STEPS).skip(had as usize) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

/// The first files do not say that they had it.
const FIRST: &str = "
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

/// CSIDs end in more ways than one; a document is known by its UUID whoever sends it.
const SECOND: &str = "
    ALTER TABLE csid ADD COLUMN standing TEXT NOT NULL DEFAULT 'active';
    ALTER TABLE csid ADD COLUMN works_until INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE csid ADD COLUMN parent INTEGER;
    ALTER TABLE csid ADD COLUMN renews INTEGER;
    UPDATE csid SET works_until = not_after;
    ALTER TABLE csid DROP COLUMN active;
    CREATE INDEX csid_certificate ON csid (certificate);
    CREATE INDEX csid_parent ON csid (parent);
    ALTER TABLE judged RENAME TO judged_before;
    CREATE TABLE judged (
        profile TEXT NOT NULL, vat TEXT NOT NULL, uuid TEXT NOT NULL, csid INTEGER NOT NULL, icv INTEGER NOT NULL,
        hash TEXT NOT NULL, pih TEXT NOT NULL, body_digest BLOB NOT NULL, heard INTEGER NOT NULL,
        PRIMARY KEY (vat, uuid, profile)) STRICT;
    INSERT INTO judged (profile, vat, uuid, csid, icv, hash, pih, body_digest, heard)
        SELECT csid.profile, csid.vat, uuid, csid, icv, hash, pih, body_digest, heard
        FROM judged_before JOIN csid ON csid.id = judged_before.csid;
    DROP TABLE judged_before;
    ALTER TABLE log ADD COLUMN headers TEXT NOT NULL DEFAULT '';
";

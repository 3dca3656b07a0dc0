//! What was accepted and what was judged.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use time::OffsetDateTime;

use super::State;
use crate::Error;
use crate::profile::Profile;
use crate::records::{AcceptedDocument, Judged, LastWord, NewAccepted, Standing};

/// The hash is remembered for a day after an acceptance.
const DUPLICATE_WINDOW_SECONDS: i64 = 24 * 60 * 60;

impl State {
    /// Whether the same hash was accepted within the window; then it is counted.
    pub(crate) fn duplicate(
        &self,
        profile: Profile,
        vat: &str,
        hash: &str,
        now: OffsetDateTime,
    ) -> Result<Standing, Error> {
        counted_duplicate(&self.lock(), profile, vat, hash, now)
    }

    /// `Known` when another request with the same hash was accepted first.
    pub(crate) fn accept(&self, document: &NewAccepted<'_>, now: OffsetDateTime) -> Result<Standing, Error> {
        let connection = self.lock();
        let before = counted_duplicate(&connection, document.profile, document.vat, document.hash, now)?;
        if before != Standing::New {
            return Ok(before);
        }
        // After the window the gateway answers as if it were new and drops the copy.
        let mut renew = connection.prepare_cached(
            "UPDATE accepted SET duplicates = duplicates + 1, at = ?4 WHERE vat = ?1 AND hash = ?2 AND profile = ?3",
        )?;
        let profile = document.profile.name();
        if renew.execute(params![document.vat, document.hash, profile, now.unix_timestamp()])? > 0 {
            return Ok(Standing::New);
        }
        let mut insert = connection.prepare_cached(
            "INSERT INTO accepted (profile, vat, hash, uuid, icv, kind, at, csid, cleared)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        insert.execute(params![
            profile,
            document.vat,
            document.hash,
            document.uuid,
            i64::try_from(document.icv).unwrap_or(i64::MAX),
            document.kind,
            now.unix_timestamp(),
            document.csid,
            document.cleared
        ])?;
        Ok(Standing::New)
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

    pub(crate) fn judged(&self, profile: Profile, vat: &str, uuid: &str) -> Result<Option<Judged>, Error> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT * FROM judged WHERE vat = ?1 AND uuid = ?2 AND profile = ?3")?;
        Ok(statement.query_row(params![vat, uuid, profile.name()], judged_of).optional()?)
    }

    /// By chain and counter.
    pub(crate) fn all_judged(&self) -> Result<Vec<Judged>, Error> {
        let connection = self.lock();
        let mut statement = connection.prepare("SELECT * FROM judged ORDER BY csid, icv")?;
        let rows = statement.query_map([], judged_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn keep_judged(&self, judged: &Judged) -> Result<(), Error> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "INSERT OR REPLACE INTO judged (profile, vat, uuid, csid, icv, hash, pih, body_digest, heard)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        statement.execute(params![
            judged.profile.name(),
            judged.vat,
            judged.uuid,
            judged.csid,
            i64::try_from(judged.icv).unwrap_or(i64::MAX),
            judged.hash,
            judged.pih,
            judged.body_digest,
            i64::from(judged.last_word == LastWord::Heard)
        ])?;
        Ok(())
    }
}

fn counted_duplicate(
    connection: &Connection,
    profile: Profile,
    vat: &str,
    hash: &str,
    now: OffsetDateTime,
) -> Result<Standing, Error> {
    let mut statement = connection.prepare_cached(
        "UPDATE accepted SET duplicates = duplicates + 1 WHERE vat = ?1 AND hash = ?2 AND profile = ?3 AND at > ?4
         RETURNING duplicates, cleared",
    )?;
    let since = now.unix_timestamp() - DUPLICATE_WINDOW_SECONDS;
    let known = statement
        .query_row(params![vat, hash, profile.name(), since], |row| {
            Ok(Standing::Known { times: row.get(0)?, cleared: row.get(1)? })
        })
        .optional()?;
    Ok(known.unwrap_or(Standing::New))
}

fn judged_of(row: &Row<'_>) -> rusqlite::Result<Judged> {
    Ok(Judged {
        csid: row.get("csid")?,
        profile: row.get("profile")?,
        vat: row.get("vat")?,
        icv: row.get::<_, i64>("icv")?.unsigned_abs(),
        hash: row.get("hash")?,
        pih: row.get("pih")?,
        uuid: row.get("uuid")?,
        body_digest: row.get("body_digest")?,
        last_word: if row.get::<_, i64>("heard")? == 1 { LastWord::Heard } else { LastWord::Lost },
    })
}

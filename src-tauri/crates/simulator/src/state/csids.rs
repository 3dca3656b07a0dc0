//! One-time passwords and CSIDs.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{OptionalExtension as _, Row, ToSql, params};
use time::OffsetDateTime;

use super::State;
use crate::Error;
use crate::profile::Profile;
use crate::records::{Csid, CsidKind, CsidStanding, HeldCsid, NewCsid, OtpKind, Password};

impl State {
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
             not_after, works_until, parent, renews)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, ?13)",
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
                csid.not_after,
                csid.parent,
                csid.renews
            ],
        )?;
        transaction.commit()?;
        Ok(Password::Good)
    }

    /// This number, or the next that no CSID has: two may be issued within a millisecond.
    pub(crate) fn free_request_id(&self, wanted: i64) -> Result<i64, Error> {
        let last: Option<i64> = self.lock().query_row("SELECT max(request_id) FROM csid", [], |row| row.get(0))?;
        Ok(last.map_or(wanted, |last| if last < wanted { wanted } else { last + 1 }))
    }

    pub(crate) fn csid_by_token(&self, token: &str) -> Result<Option<HeldCsid>, Error> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached("SELECT * FROM csid WHERE token = ?1")?;
        Ok(statement.query_row([token], held_of).optional()?)
    }

    /// The id of the CSID that has this certificate.
    pub(crate) fn csid_by_certificate(&self, certificate: &[u8]) -> Result<Option<i64>, Error> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached("SELECT id FROM csid WHERE certificate = ?1")?;
        Ok(statement.query_row([certificate], |row| row.get(0)).optional()?)
    }

    /// The last production CSID that was issued for a compliance CSID.
    pub(crate) fn production_of(&self, compliance: i64) -> Result<Option<HeldCsid>, Error> {
        let connection = self.lock();
        let found = connection.query_row(
            "SELECT * FROM csid WHERE parent = ?1 ORDER BY id DESC LIMIT 1",
            [compliance],
            held_of,
        );
        Ok(found.optional()?)
    }

    pub(crate) fn csids(&self) -> Result<Vec<Csid>, Error> {
        let connection = self.lock();
        let mut statement = connection.prepare("SELECT * FROM csid ORDER BY id")?;
        let rows = statement.query_map([], csid_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn pass_step(&self, csid: i64, step: &str) -> Result<(), Error> {
        self.lock().execute(
            "UPDATE csid SET steps = steps || ?2 || ',' WHERE id = ?1 AND instr(',' || steps, ',' || ?2 || ',') = 0",
            params![csid, step],
        )?;
        Ok(())
    }

    pub(crate) fn revoke_csid(&self, csid: i64) -> Result<(), Error> {
        self.change("UPDATE csid SET standing = 'revoked' WHERE id = ?1", csid, &[&csid])
    }

    /// It works until then, and no longer than before.
    pub(crate) fn supersede_csid(&self, csid: i64, until: i64) -> Result<(), Error> {
        let change = "UPDATE csid SET standing = 'superseded', works_until = min(works_until, ?2)
             WHERE id = ?1 AND standing <> 'revoked'";
        self.lock().execute(change, params![csid, until])?;
        Ok(())
    }

    pub(crate) fn expire_csid(&self, csid: i64, at: i64) -> Result<(), Error> {
        self.change("UPDATE csid SET works_until = ?2 WHERE id = ?1", csid, &[&csid, &at])
    }

    pub(crate) fn set_secret(&self, csid: i64, digest: &[u8]) -> Result<(), Error> {
        self.change("UPDATE csid SET secret_digest = ?2 WHERE id = ?1", csid, &[&csid, &digest])
    }

    fn change(&self, statement: &str, csid: i64, values: &[&dyn ToSql]) -> Result<(), Error> {
        let changed = self.lock().execute(statement, values)?;
        if changed == 0 { Err(Error::NoSuchCsid { id: csid }) } else { Ok(()) }
    }
}

fn csid_of(row: &Row<'_>) -> rusqlite::Result<Csid> {
    let steps: String = row.get("steps")?;
    Ok(Csid {
        id: row.get("id")?,
        profile: row.get("profile")?,
        kind: row.get("kind")?,
        vat: row.get("vat")?,
        title: row.get("title")?,
        unit: row.get("unit")?,
        request_id: row.get("request_id")?,
        not_after: row.get("not_after")?,
        works_until: row.get("works_until")?,
        standing: row.get("standing")?,
        steps: steps.split(',').filter(|step| !step.is_empty()).map(str::to_owned).collect(),
    })
}

fn held_of(row: &Row<'_>) -> rusqlite::Result<HeldCsid> {
    Ok(HeldCsid {
        csid: csid_of(row)?,
        token: row.get("token")?,
        secret_digest: row.get("secret_digest")?,
        csr: row.get("csr")?,
        renews: row.get("renews")?,
    })
}

impl FromSql for Profile {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::named(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

impl FromSql for CsidKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        [Self::Compliance, Self::Production]
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or(FromSqlError::InvalidType)
    }
}

impl FromSql for CsidStanding {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        [Self::Active, Self::Superseded, Self::Revoked]
            .into_iter()
            .find(|standing| standing.name() == name)
            .ok_or(FromSqlError::InvalidType)
    }
}

//! The life of this till's CSIDs: what each says, how long it lasts, when the gateway last took it.

use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::Permission;
use sanduq_einvoice::csr::InvoiceKinds;
use sanduq_store::unit::{self, UnitRow};

use crate::error::TillError;
use crate::session::Actor;
use crate::till::Till;
use crate::unit::{certificate, kinds};

const DAY: i64 = 24 * 60 * 60;
/// A certificate should have been checked within so many days; every answer of the gateway to the unit is such a check.
const CHECK_DAYS: i64 = 7;

/// A production CSID of this till.
#[derive(Debug, Clone)]
pub struct Csid {
    /// The unit's own number in the certificate.
    pub unit: String,
    pub kinds: InvoiceKinds,
    pub serial: String,
    pub issuer: String,
    pub begins: Timestamp,
    pub ends: Timestamp,
    /// Whole days that are left; 0 when it has ended.
    pub days_left: i64,
    pub validity: Validity,
    pub check: Check,
    /// When the gateway last answered it.
    pub checked_at: Option<Timestamp>,
    /// Documents signed with it that have no final answer yet.
    pub open_documents: i64,
}

/// How long a CSID will do, by the warnings that are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Validity {
    Long,
    /// 60 days or less.
    Weeks,
    /// 30 days or less.
    Month,
    /// 7 days or less.
    Week,
    Ended,
    /// The gateway refuses it: most likely it was revoked.
    Refused,
}

/// How long ago the gateway took it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    Recent,
    /// More than a week ago, or never.
    Old,
}

impl Validity {
    /// Of a certificate that ends `left` seconds from now.
    #[must_use]
    pub const fn of_seconds(left: i64) -> Self {
        // By the days that the screen counts.
        match left / DAY {
            _ if left <= 0 => Validity::Ended,
            0..=7 => Validity::Week,
            8..=30 => Validity::Month,
            31..=60 => Validity::Weeks,
            _ => Validity::Long,
        }
    }
}

impl Till {
    /// Every production CSID this till has had, the one in use first.
    ///
    /// # Errors
    /// When the role does not allow it or the database fails.
    pub fn csids(&self, actor: &Actor) -> Result<Vec<Csid>, TillError> {
        actor.require(Permission::SeeDashboard)?;
        let units = self.store.read(|db| {
            let all = unit::all(db)?.into_iter();
            all.map(|unit| Ok((unit::open_documents(db, unit.id)?, unit))).collect::<Result<Vec<_>, TillError>>()
        })?;
        let now = self.now();
        units.iter().filter_map(|(open, unit)| csid(now, unit, *open).transpose()).collect()
    }

    /// The CSID in use, once there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn csid(&self) -> Result<Option<Csid>, TillError> {
        let Some(unit) = self.store.read(unit::issuing)? else { return Ok(None) };
        let open = self.store.read(|db| unit::open_documents(db, unit.id))?;
        csid(self.now(), &unit, open)
    }
}

fn csid(now: Timestamp, unit: &UnitRow, open_documents: i64) -> Result<Option<Csid>, TillError> {
    let Some(own) = &unit.production_certificate else { return Ok(None) };
    let certificate = certificate(own)?;
    let left = certificate.not_after().seconds_since(now);
    let checked = unit.contact_at.is_some_and(|at| now.seconds_since(at) <= CHECK_DAYS * DAY);
    Ok(Some(Csid {
        unit: certificate.unit_serial().unwrap_or(&unit.name).to_owned(),
        kinds: kinds(unit)?,
        serial: certificate.serial().to_owned(),
        issuer: certificate.issuer().to_owned(),
        begins: certificate.not_before(),
        ends: certificate.not_after(),
        days_left: (left / DAY).max(0),
        validity: if unit.refused_at.is_some() { Validity::Refused } else { Validity::of_seconds(left) },
        check: if checked { Check::Recent } else { Check::Old },
        checked_at: unit.contact_at,
        open_documents,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_due_sixty_thirty_and_seven_days_before_the_end() {
        for (days, expected) in [
            (61, Validity::Long),
            (60, Validity::Weeks),
            (31, Validity::Weeks),
            (30, Validity::Month),
            (8, Validity::Month),
            (7, Validity::Week),
            (0, Validity::Ended),
            (-1, Validity::Ended),
        ] {
            assert_eq!(Validity::of_seconds(days * DAY), expected, "{days}");
        }
        assert_eq!(Validity::of_seconds(1), Validity::Week, "the last second counts");
    }
}

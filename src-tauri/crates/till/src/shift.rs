//! Shifts: a float in, a count out, and the report in between. What waits for the network holds none of it up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use sanduq_domain::document::DocumentKind;
use sanduq_domain::money::Money;
use sanduq_domain::shift::{Counts, CountsError, business_day};
use sanduq_domain::tender::TenderKind;
use sanduq_domain::text::one_line;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::Permission;
use sanduq_einvoice::read::read;
use sanduq_fatoora::Environment;
use sanduq_receipt::slips::{Desk, DrawerCount, HandOver, ReportKind, Slip, TakenVat};
pub use sanduq_receipt::slips::{ShiftReport, Tally};
pub use sanduq_store::cash_move::CashMoveRow;
use sanduq_store::cash_move::{self, NewCashMove};
use sanduq_store::shift::{self, CloseRow, ShiftRow};
use sanduq_store::user::PinState;
use sanduq_store::{Transaction, audit, document, outbox, session, user};

use crate::approval::Approval;
use crate::error::TillError;
use crate::session::Actor;
use crate::till::{Change, Till};

/// Why a drawer cannot change hands so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShiftFault {
    #[error("a shift is open already")]
    AlreadyOpen,
    #[error("there is no such shift")]
    Unknown,
    #[error("say why the cash is moved")]
    NoReason,
    #[error("an amount is above zero")]
    NotAnAmount,
    /// How much there is nobody is told before it was counted.
    #[error("the drawer has less than that")]
    MoreThanThereIs,
    #[error(transparent)]
    Counts(#[from] CountsError),
    #[error("a drawer is handed to somebody else")]
    ToOneself,
}

/// A shift as it is known.
#[derive(Debug, Clone)]
pub struct Shift {
    pub number: i64,
    /// Such as `2026-11-26`.
    pub business_day: String,
    pub opened_at: Timestamp,
    pub cashier: String,
    pub float: Money,
    pub closed: Option<ClosedShift>,
}

#[derive(Debug, Clone)]
pub struct ClosedShift {
    pub at: Timestamp,
    pub counted: Money,
    pub expected: Money,
    /// Who counted it.
    pub by: String,
    pub approved_by: String,
    pub handed_to: String,
}

/// What was counted, note by note, and what it comes to.
struct Count<'a> {
    counts: &'a Counts,
    counted: Money,
}

/// A drawer that changes hands.
pub struct Over<'a> {
    pub counts: &'a Counts,
    /// Of the one who is signed in.
    pub pin: &'a str,
    /// Who takes over, with his PIN.
    pub to: &'a Approval,
    /// What he should know, or empty.
    pub remark: &'a str,
}

/// Which way cash is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    In,
    Out,
}

impl std::fmt::Debug for Over<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Over([redacted])")
    }
}

impl From<ShiftRow> for Shift {
    fn from(row: ShiftRow) -> Self {
        Shift {
            number: row.id,
            business_day: row.business_day,
            opened_at: row.opened_at,
            cashier: row.cashier,
            float: row.float,
            closed: row.close.map(|close| ClosedShift {
                at: close.closed_at,
                counted: close.counted,
                expected: close.expected,
                by: close.closed_by,
                approved_by: close.approved_by,
                handed_to: close.handed_to,
            }),
        }
    }
}

impl Till {
    /// The shift that is open, if one is.
    ///
    /// # Errors
    /// When the database fails.
    pub fn open_shift(&self) -> Result<Option<Shift>, TillError> {
        Ok(self.store.read(shift::open)?.map(Shift::from))
    }

    /// The latest shifts, newest first.
    ///
    /// # Errors
    /// When the role does not allow it.
    pub fn shifts(&self, actor: &Actor, count: i64) -> Result<Vec<Shift>, TillError> {
        actor.require(Permission::CloseShift)?;
        Ok(self.store.read(|db| shift::latest(db, count))?.into_iter().map(Shift::from).collect())
    }

    /// Begins a shift with what lies in the drawer.
    ///
    /// # Errors
    /// When one is open.
    pub fn begin_shift(&self, actor: &Actor, float: Money) -> Result<Shift, TillError> {
        actor.require(Permission::Sell)?;
        if float.is_negative() || float > Money::MAX {
            return Err(ShiftFault::NotAnAmount.into());
        }
        let now = self.now();
        let day = business_day(now, self.policy()?.day_begins).to_string();
        let row = self.store.write(|tx| insert(tx, actor, &day, now, float))?;
        self.announce(Change::Shift);
        Ok(row.into())
    }

    /// Puts cash into the drawer or takes some out, beside sales.
    ///
    /// # Errors
    /// When nobody who may has allowed it, no shift is open, or no reason is given.
    pub fn move_cash(
        &self,
        actor: &Actor,
        way: Way,
        amount: Money,
        reason: &str,
        approval: Option<&Approval>,
    ) -> Result<(), TillError> {
        if amount <= Money::ZERO || amount > Money::MAX {
            return Err(ShiftFault::NotAnAmount.into());
        }
        let reason = one_line(reason, 1, 120).map_err(|_| ShiftFault::NoReason)?;
        let leave = self.leave(actor, Permission::MoveCash, approval)?;
        let now = self.now();
        let signed = match way {
            Way::In => amount,
            Way::Out => -amount,
        };
        self.store.write(|tx| {
            let open = shift::open(tx)?.ok_or(TillError::ShiftNeeded)?;
            let ends = shift::ends(tx)?;
            let left = drawer(tx, &open, ends.0)?.expected();
            if way == Way::Out && amount > left {
                return Err(ShiftFault::MoreThanThereIs.into());
            }
            let new = NewCashMove {
                shift: open.id,
                at: now,
                session: actor.session,
                amount: signed,
                reason,
                approved_by: &leave.by,
            };
            cash_move::insert(tx, &new)?;
            let details = serde_json::json!({
                "shift": open.id, "amount": signed, "reason": reason, "approved_by": leave.by,
            });
            Ok::<_, TillError>(audit::append(tx, now, Some(actor.session), "cash_moved", &details.to_string())?)
        })?;
        self.announce(Change::Shift);
        // It is noted; a drawer that does not open is opened with its key.
        let _ = self.open_drawer();
        Ok(())
    }

    /// What was moved in a shift, in its order.
    ///
    /// # Errors
    /// When the database fails.
    pub fn cash_moves(&self, shift: i64) -> Result<Vec<CashMoveRow>, TillError> {
        Ok(self.store.read(|db| cash_move::of_shift(db, shift))?)
    }

    /// The report of a shift: of the one that is open an X report, of a closed one its Z report again.
    ///
    /// # Errors
    /// When there is no such shift, or nobody who may has allowed it.
    pub fn shift_report(
        &self,
        actor: &Actor,
        number: i64,
        approval: Option<&Approval>,
    ) -> Result<ShiftReport, TillError> {
        self.leave(actor, Permission::CloseShift, approval)?;
        let row = self.store.read(|db| shift::find(db, number))?.ok_or(ShiftFault::Unknown)?;
        self.report(&row)
    }

    /// Closes the open shift with what was counted, before anybody was told what should be there. What waits for the
    /// network waits on.
    ///
    /// # Errors
    /// When no shift is open, a coin is named that there is none of, or nobody who may has allowed it.
    pub fn close_shift(
        &self,
        actor: &Actor,
        counts: &Counts,
        approval: Option<&Approval>,
    ) -> Result<ShiftReport, TillError> {
        let counted = lawful(counts)?;
        let open = self.store.read(shift::open)?.ok_or(TillError::ShiftNeeded)?;
        let leave = self.leave(actor, Permission::CloseShift, approval)?;
        // Whatever cannot be read is found out before the shift is closed for good.
        self.report(&open)?;
        let row = self.store.write(|tx| self.end_shift(tx, actor, &Count { counts, counted }, &leave.by, None))?;
        self.announce(Change::Shift);
        self.report(&row)
    }

    /// Hands the drawer to somebody else: this shift is closed with what was counted, his begins with the same, and both
    /// prove with their PINs that they stand under it. Answers the new session and the slip.
    ///
    /// # Errors
    /// As [`Till::close_shift`], and when a PIN is wrong or must be changed first, or the other may not sell. Nothing has
    /// happened then.
    pub fn hand_over(&self, actor: &Actor, over: &Over<'_>) -> Result<(Actor, HandOver), TillError> {
        actor.require(Permission::Sell)?;
        let remark = one_line(over.remark, 0, 200).map_err(|_| TillError::NoteUnfit)?;
        let counted = lawful(over.counts)?;
        if over.to.user == actor.name {
            return Err(ShiftFault::ToOneself.into());
        }
        let open = self.store.read(shift::open)?.ok_or(TillError::ShiftNeeded)?;
        self.report(&open)?;
        self.prove(Some(actor.session), &actor.name, over.pin)?;
        let (known, _) = self.prove(Some(actor.session), &over.to.user, &over.to.pin)?;
        if known.pin != PinState::Own {
            return Err(TillError::PinToBeChanged);
        }
        if !known.role.may(Permission::Sell) {
            return Err(TillError::NotPermitted);
        }
        let now = self.now();
        let day = business_day(now, self.policy()?.day_begins).to_string();
        let (next, row) = self.store.write(|tx| {
            user::forget_wrong_pins(tx, known.id)?;
            let handed = Some((known.name.as_str(), remark));
            let count = Count { counts: over.counts, counted };
            let row = self.end_shift(tx, actor, &count, "", handed)?;
            session::close(tx, actor.session, now)?;
            audit::append(tx, now, Some(actor.session), "signed_out", "{}")?;
            let session = session::open(tx, known.id, now)?;
            audit::append(tx, now, Some(session), "signed_in", "{}")?;
            let next = Actor { session, name: known.name.clone(), role: known.role, since: now, pin_is_own: true };
            insert(tx, &next, &day, now, counted)?;
            Ok::<_, TillError>((next, row))
        })?;
        self.announce(Change::Shift);
        let report = self.report(&row)?;
        let oldest_pending = self.store.read(outbox::oldest_open)?;
        let slip = HandOver {
            desk: report.desk,
            from: actor.name.clone(),
            to: next.name.clone(),
            tenders: report.tenders,
            drawer: report.drawer,
            pending: report.pending,
            oldest_pending,
            remark: remark.to_owned(),
        };
        Ok((next, slip))
    }

    /// Prints a shift's report.
    ///
    /// # Errors
    /// When no printer prints; then it waits.
    pub fn print_shift(&self, actor: &Actor, report: &ShiftReport) -> Result<(), TillError> {
        let letter = match report.kind {
            ReportKind::X => 'X',
            ReportKind::Z => 'Z',
        };
        let name = format!("{letter}-{}", report.number);
        self.print_slip(actor, &name, Slip::Report(report.clone())).map(|_| ())
    }

    /// Prints the slip of a hand-over.
    ///
    /// # Errors
    /// When no printer prints; then it waits.
    pub fn print_hand_over(&self, actor: &Actor, slip: &HandOver) -> Result<(), TillError> {
        self.print_slip(actor, "hand-over", Slip::HandOver(slip.clone())).map(|_| ())
    }

    fn end_shift(
        &self,
        tx: &Transaction<'_>,
        actor: &Actor,
        count: &Count<'_>,
        approved_by: &str,
        handed: Option<(&str, &str)>,
    ) -> Result<ShiftRow, TillError> {
        let now = self.now();
        let (handed_to, remark) = handed.unwrap_or_default();
        let open = shift::open(tx)?.ok_or(TillError::ShiftNeeded)?;
        let (last_document, last_audit) = shift::ends(tx)?;
        let expected = drawer(tx, &open, last_document)?.expected();
        let close = CloseRow {
            closed_at: now,
            last_document,
            last_audit,
            counted: count.counted,
            counts: count.counts.clone(),
            expected,
            closed_by: actor.name.clone(),
            approved_by: approved_by.to_owned(),
            handed_to: handed_to.to_owned(),
        };
        shift::close(tx, open.id, actor.session, &close)?;
        let details = serde_json::json!({
            "shift": open.id, "counted": count.counted, "expected": expected,
            "approved_by": approved_by, "handed_to": handed_to, "remark": remark,
        });
        audit::append(tx, now, Some(actor.session), "shift_closed", &details.to_string())?;
        shift::find(tx, open.id)?.ok_or_else(|| TillError::Damaged("a shift".into()))
    }

    /// Where and by whom a slip is made.
    pub(crate) fn slip_desk(&self, cashier: &str) -> Result<Desk, TillError> {
        let shop = self.require_shop()?;
        Ok(Desk {
            shop: shop.seller.name,
            till: shop.till_name,
            cashier: cashier.to_owned(),
            at: self.now(),
            training: self.environment()? != Environment::Production,
        })
    }

    fn report(&self, row: &ShiftRow) -> Result<ShiftReport, TillError> {
        let desk = self.slip_desk(&row.cashier)?;
        let (first, last, report) = self.store.read(|db| {
            let (now_document, now_audit) = shift::ends(db)?;
            let (last_document, last_audit) =
                row.close.as_ref().map_or((now_document, now_audit), |close| (close.last_document, close.last_audit));
            let kinds = shift::kinds(db, row.after_document, last_document)?;
            let tally = |kind: &str| {
                kinds
                    .iter()
                    .find(|sum| sum.kind == kind)
                    .map_or(Tally::default(), |sum| Tally { count: sum.count.unsigned_abs(), total: sum.total })
            };
            let events = shift::events(db, row.after_audit, last_audit)?;
            let happened = |event: &str| events.get(event).copied().unwrap_or(0).unsigned_abs();
            let numbers = shift::numbers(db, row.after_document, last_document)?;
            let mut drawer = drawer(db, row, last_document)?;
            drawer.counted = row.close.as_ref().map(|close| close.counted);
            let signed = |name: fn(&CloseRow) -> &String| row.close.as_ref().map(name).cloned().unwrap_or_default();
            let report = ShiftReport {
                desk,
                kind: if row.close.is_some() { ReportKind::Z } else { ReportKind::X },
                number: row.id.to_string(),
                opened_at: row.opened_at,
                closed_at: row.close.as_ref().map(|close| close.closed_at),
                closed_by: signed(|close| &close.closed_by),
                approved_by: signed(|close| &close.approved_by),
                handed_to: signed(|close| &close.handed_to),
                invoices: tally("invoice"),
                credit_notes: tally("credit_note"),
                debit_notes: tally("debit_note"),
                numbers,
                vat: Vec::new(),
                tenders: taken(db, row.after_document, last_document)?,
                drawer,
                reprints: happened("receipt_reprinted"),
                removed_lines: ["line_removed", "quantity_lowered", "cart_cleared", "basket_dropped"]
                    .into_iter()
                    .map(happened)
                    .sum(),
                pending: {
                    let counts = outbox::counts(db)?;
                    (counts.pending + counts.unknown + counts.held).unsigned_abs()
                },
            };
            Ok::<_, TillError>((row.after_document + 1, last_document, report))
        })?;
        Ok(ShiftReport { vat: self.taken_vat(first, last)?, ..report })
    }

    /// By category and rate, of what each document says. One at a time: sales go on meanwhile.
    fn taken_vat(&self, first: i64, last: i64) -> Result<Vec<TakenVat>, TillError> {
        let mut taken: BTreeMap<(String, Decimal), (Money, Money)> = BTreeMap::new();
        for id in first..=last {
            let xml = self.store.read(|db| {
                let row = document::find(db, id)?.filter(|row| row.replaces.is_none());
                row.map(|row| document::xml(db, row.id)).transpose()
            })?;
            let Some(xml) = xml else { continue };
            let document = read(&xml).map_err(|error| TillError::Damaged(error.to_string()))?;
            for part in &document.vat {
                let sum = taken.entry((part.category.clone(), part.rate.normalize())).or_default();
                match document.kind {
                    DocumentKind::CreditNote => {
                        sum.0 -= part.taxable;
                        sum.1 -= part.amount;
                    }
                    DocumentKind::Invoice | DocumentKind::DebitNote | DocumentKind::Prepayment => {
                        sum.0 += part.taxable;
                        sum.1 += part.amount;
                    }
                }
            }
        }
        let told = |((category, rate), (taxable, amount))| TakenVat { category, rate, taxable, amount };
        Ok(taken.into_iter().map(told).collect())
    }
}

/// A new shift of whoever is signed in.
fn insert(tx: &Transaction<'_>, actor: &Actor, day: &str, now: Timestamp, float: Money) -> Result<ShiftRow, TillError> {
    if shift::open(tx)?.is_some() {
        return Err(ShiftFault::AlreadyOpen.into());
    }
    let id = shift::insert(tx, day, now, actor.session, &actor.name, float)?;
    let details = serde_json::json!({ "shift": id, "float": float }).to_string();
    audit::append(tx, now, Some(actor.session), "shift_opened", &details)?;
    shift::find(tx, id)?.ok_or_else(|| TillError::Damaged("a shift".into()))
}

/// What was counted, if a drawer can hold it.
fn lawful(counts: &Counts) -> Result<Money, TillError> {
    let counted = counts.total().map_err(ShiftFault::from)?;
    if counted > Money::MAX { Err(ShiftFault::NotAnAmount.into()) } else { Ok(counted) }
}

/// What should lie in the drawer after these documents.
fn drawer(db: &sanduq_store::Connection, row: &ShiftRow, last_document: i64) -> Result<DrawerCount, TillError> {
    let change: Money = shift::kinds(db, row.after_document, last_document)?.iter().map(|sum| sum.change).sum();
    let mut drawer = DrawerCount { float: row.float, sales: -change, ..DrawerCount::default() };
    for sum in shift::tenders(db, row.after_document, last_document)? {
        match (sum.kind, sum.refund) {
            (TenderKind::Cash, false) => drawer.sales += sum.amount,
            (TenderKind::Cash, true) => drawer.refunds += sum.amount,
            (TenderKind::Card | TenderKind::Transfer | TenderKind::Credit, _) => {}
        }
    }
    for moved in cash_move::of_shift(db, row.id)? {
        if moved.amount.is_negative() { drawer.paid_out -= moved.amount } else { drawer.paid_in += moved.amount }
    }
    Ok(drawer)
}

/// By what was handed over, change and refunds taken off.
fn taken(db: &sanduq_store::Connection, from: i64, to: i64) -> Result<Vec<(TenderKind, Tally)>, TillError> {
    let change: Money = shift::kinds(db, from, to)?.iter().map(|sum| sum.change).sum();
    let mut taken = Vec::new();
    let sums = shift::tenders(db, from, to)?;
    for kind in TenderKind::ALL {
        let own = sums.iter().filter(|sum| sum.kind == kind);
        let count = own.clone().map(|sum| sum.count.unsigned_abs()).sum();
        if count == 0 {
            continue;
        }
        let mut total: Money = own.map(|sum| if sum.refund { -sum.amount } else { sum.amount }).sum();
        if kind == TenderKind::Cash {
            total -= change;
        }
        taken.push((kind, Tally { count, total }));
    }
    Ok(taken)
}

//! Shifts and the drawer: what each command does, and its twins.

use sanduq_domain::shift::{Counts, DENOMINATIONS, LARGEST_COIN};
use sanduq_till::approval::Approval;
use sanduq_till::shift::{Over, Shift, ShiftReport, Way};

use crate::desk::Desk;
use crate::fault::{Code, Fault};
use crate::handlers::app_show;
use crate::twins::amount;
use crate::wire;

const LATEST: i64 = 60;

pub(crate) async fn shift_show(desk: &Desk, _: wire::Nothing) -> Result<wire::ShiftState, Fault> {
    let till = desk.till();
    let open = match till.open_shift()? {
        None => None,
        Some(shift) => Some(wire::OpenShift {
            moves: till
                .cash_moves(shift.number)?
                .into_iter()
                .map(|moved| wire::CashMove {
                    at: moved.at.unix_millis(),
                    by: moved.by,
                    amount: moved.amount.to_string(),
                    reason: moved.reason,
                    approved_by: moved.approved_by,
                })
                .collect(),
            number: shift.number,
            business_day: shift.business_day,
            opened_at: shift.opened_at.unix_millis(),
            cashier: shift.cashier,
            float: shift.float.to_string(),
        }),
    };
    Ok(wire::ShiftState { open, denominations: DENOMINATIONS.to_vec(), largest_coin: LARGEST_COIN })
}

pub(crate) async fn shift_open(desk: &Desk, request: wire::ShiftOpen) -> Result<wire::ShiftState, Fault> {
    desk.till().begin_shift(&desk.actor()?, amount(&request.float)?)?;
    shift_show(desk, wire::Nothing {}).await
}

pub(crate) async fn cash_move(desk: &Desk, request: wire::CashMoveMake) -> Result<wire::ShiftState, Fault> {
    let way = match request.way {
        wire::CashWay::In => Way::In,
        wire::CashWay::Out => Way::Out,
    };
    let approval = request.approval.map(Approval::from);
    let (till, actor, amount) = (desk.till(), desk.actor()?, amount(&request.amount)?);
    beside(move || till.move_cash(&actor, way, amount, &request.reason, approval.as_ref())).await?;
    shift_show(desk, wire::Nothing {}).await
}

pub(crate) async fn shift_close(desk: &Desk, request: wire::ShiftClose) -> Result<wire::ShiftReport, Fault> {
    let approval = request.approval.map(Approval::from);
    let (till, actor) = (desk.till(), desk.actor()?);
    let closing = beside(move || {
        let report = till.close_shift(&actor, &Counts(request.counts), approval.as_ref())?;
        // It is closed; a jam leaves a paper in the queue.
        let _ = till.print_shift(&actor, &report);
        Ok(report)
    });
    Ok(closing.await?.into())
}

pub(crate) async fn shift_hand_over(desk: &Desk, request: wire::ShiftHandOver) -> Result<wire::AppState, Fault> {
    let (till, actor) = (desk.till(), desk.actor()?);
    let (counts, to) = (Counts(request.counts), request.to.into());
    let over = Over { counts: &counts, pin: &request.pin, to: &to, remark: &request.remark };
    let (next, slip) = till.hand_over(&actor, &over)?;
    // In one breath with it: whoever asked may be gone by the time the slip is out.
    desk.seat(Some(next.clone()));
    let _ = beside(move || till.print_hand_over(&next, &slip)).await;
    app_show(desk, wire::Nothing {}).await
}

pub(crate) async fn shift_report(desk: &Desk, request: wire::ShiftPick) -> Result<wire::ShiftReport, Fault> {
    let approval = request.approval.map(Approval::from);
    let (till, actor) = (desk.till(), desk.actor()?);
    Ok(beside(move || till.shift_report(&actor, request.number, approval.as_ref())).await?.into())
}

pub(crate) async fn shift_print(desk: &Desk, request: wire::ShiftPick) -> Result<wire::Done, Fault> {
    let approval = request.approval.map(Approval::from);
    let (till, actor) = (desk.till(), desk.actor()?);
    beside(move || {
        let report = till.shift_report(&actor, request.number, approval.as_ref())?;
        till.print_shift(&actor, &report)
    })
    .await?;
    Ok(wire::Done {})
}

pub(crate) async fn shift_list(desk: &Desk, _: wire::Nothing) -> Result<wire::Shifts, Fault> {
    let shifts = desk.till().shifts(&desk.actor()?, LATEST)?;
    Ok(wire::Shifts { shifts: shifts.into_iter().map(wire::ShiftRow::from).collect() })
}

/// A report reads each document of its shift: it is made beside the others.
async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, sanduq_till::error::TillError> + Send + 'static,
) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|error| Fault::new(Code::MachineFailed, error.to_string()))??)
}

impl From<Shift> for wire::ShiftRow {
    fn from(shift: Shift) -> Self {
        let closed = shift.closed;
        wire::ShiftRow {
            number: shift.number,
            business_day: shift.business_day,
            opened_at: shift.opened_at.unix_millis(),
            cashier: shift.cashier,
            closed_at: closed.as_ref().map(|closed| closed.at.unix_millis()),
            counted: closed.as_ref().map(|closed| closed.counted.to_string()),
            difference: closed.as_ref().map(|closed| (closed.counted - closed.expected).to_string()),
            closed_by: closed.as_ref().map(|closed| closed.by.clone()).unwrap_or_default(),
            approved_by: closed.as_ref().map(|closed| closed.approved_by.clone()).unwrap_or_default(),
            handed_to: closed.map(|closed| closed.handed_to).unwrap_or_default(),
        }
    }
}

impl From<ShiftReport> for wire::ShiftReport {
    fn from(report: ShiftReport) -> Self {
        let (first_number, last_number) = report.numbers.unwrap_or_default();
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let tally = |tally: sanduq_till::shift::Tally| wire::Tally {
            count: count(tally.count),
            total: tally.total.to_string(),
        };
        let drawer = report.drawer;
        wire::ShiftReport {
            number: report.number,
            closed: report.closed_at.is_some(),
            cashier: report.desk.cashier,
            opened_at: report.opened_at.unix_millis(),
            closed_at: report.closed_at.map(|at| at.unix_millis()),
            closed_by: report.closed_by,
            approved_by: report.approved_by,
            handed_to: report.handed_to,
            invoices: tally(report.invoices),
            credit_notes: tally(report.credit_notes),
            debit_notes: tally(report.debit_notes),
            first_number,
            last_number,
            vat: report
                .vat
                .into_iter()
                .map(|part| wire::TakenVat {
                    category: part.category,
                    rate: part.rate.to_string(),
                    taxable: part.taxable.to_string(),
                    amount: part.amount.to_string(),
                })
                .collect(),
            tenders: report
                .tenders
                .into_iter()
                .map(|(kind, taken)| wire::TakenTender {
                    kind: kind.into(),
                    count: count(taken.count),
                    total: taken.total.to_string(),
                })
                .collect(),
            float: drawer.float.to_string(),
            cash_sales: drawer.sales.to_string(),
            cash_refunds: drawer.refunds.to_string(),
            paid_in: drawer.paid_in.to_string(),
            paid_out: drawer.paid_out.to_string(),
            expected: drawer.expected().to_string(),
            counted: drawer.counted.map(|counted| counted.to_string()),
            difference: drawer.difference().map(|difference| difference.to_string()),
            reprints: count(report.reprints),
            removed_lines: count(report.removed_lines),
            pending: count(report.pending),
        }
    }
}

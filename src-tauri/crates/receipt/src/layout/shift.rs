//! The shop's own reckoning: the shift so far (X), the shift closed (Z), and the drawer passed on.

use sanduq_domain::money::Money;

use crate::language::{Phrase, phrase};
use crate::layout::sheet::{Column, Sheet, Side, leading};
use crate::layout::{Layout, Weight, head, totals, words};
use crate::letterhead::Letterhead;
use crate::paper::Paper;
use crate::slips::{DrawerCount, HandOver, ReportKind, ShiftReport, Tally};
use crate::text::{Reading, Style};

pub(super) fn report(report: &ShiftReport, letterhead: &Letterhead, paper: Paper) -> Layout {
    let mut sheet = own_sheet(letterhead, paper);
    let counted = [report.invoices, report.credit_notes, report.debit_notes].map(|tally| tally.total);
    let amounts = counted
        .into_iter()
        .chain(report.vat.iter().flat_map(|vat| [vat.taxable, vat.amount]))
        .chain(report.tenders.iter().map(|(_, tally)| tally.total))
        .chain(of_drawer(&report.drawer));
    sheet.amounts = totals::column_of(amounts, &sheet);

    let title = match report.kind {
        ReportKind::X => phrase("تقرير X: الوردية حتى الآن", "X report: the shift so far"),
        ReportKind::Z => phrase("تقرير Z: إقفال الوردية", "Z report: the shift closed"),
    };
    head::slip(&report.desk, letterhead, &title, &mut sheet);
    sheet.pair(&phrase("رقم الوردية", "Shift No"), &report.number, Reading::Latin);
    let moment = |at: sanduq_domain::timestamp::Timestamp| format!("{} {}", at.riyadh_date(), at.riyadh_time());
    sheet.pair(&phrase("من", "From"), &moment(report.opened_at), Reading::Latin);
    if let Some(closed) = report.closed_at {
        sheet.pair(&phrase("إلى", "Until"), &moment(closed), Reading::Latin);
    }
    head::made(&report.desk, &mut sheet);
    for (name, who) in [
        (phrase("الإقفال", "Closed by"), &report.closed_by),
        (phrase("بموافقة", "Approved by"), &report.approved_by),
        (phrase("سُلّمت إلى", "Handed to"), &report.handed_to),
    ] {
        if !who.is_empty() {
            sheet.pair(&name, who, Reading::Own);
        }
    }
    if let Some((first, last)) = &report.numbers {
        sheet.pair(&phrase("أول مستند", "First document"), first, Reading::Latin);
        sheet.pair(&phrase("آخر مستند", "Last document"), last, Reading::Latin);
    }

    heading(&phrase("المبيعات شاملة الضريبة", "Sales incl. VAT"), &mut sheet);
    tally(&phrase("فواتير", "Invoices"), report.invoices, &mut sheet);
    tally(&phrase("إشعارات دائنة", "Credit notes"), negative(report.credit_notes), &mut sheet);
    tally(&phrase("إشعارات مدينة", "Debit notes"), report.debit_notes, &mut sheet);
    sum(
        &phrase("صافي المبيعات", "Net sales"),
        report.invoices.total - report.credit_notes.total + report.debit_notes.total,
        &mut sheet,
    );

    heading(&phrase("ضريبة القيمة المضافة", "Value added tax"), &mut sheet);
    for vat in &report.vat {
        let name = words::vat_on(&vat.category, vat.rate, vat.taxable);
        sheet.amount(&name, &vat.amount.to_string(), Weight::Regular);
    }
    sum(&phrase("مجموع الضريبة", "Total VAT"), report.vat.iter().map(|vat| vat.amount).sum(), &mut sheet);

    heading(&phrase("وسائل الدفع", "Means of payment"), &mut sheet);
    for (kind, taken) in &report.tenders {
        tally(&words::tender(*kind), *taken, &mut sheet);
    }
    drawer(&report.drawer, &mut sheet);

    heading(&phrase("للمراجعة", "For review"), &mut sheet);
    for (name, count) in [
        (phrase("نسخ مطبوعة", "Copies printed"), report.reprints),
        (phrase("أصناف حذفت قبل البيع", "Lines removed before sale"), report.removed_lines),
        (phrase("مستندات لم تبلغ بعد", "Documents not reported yet"), report.pending),
    ] {
        sheet.amount(&name, &count.to_string(), Weight::Regular);
    }
    sheet.space(10);
    head::slip_end(&report.desk, &mut sheet);
    sheet.finish()
}

pub(super) fn hand_over(slip: &HandOver, letterhead: &Letterhead, paper: Paper) -> Layout {
    let mut sheet = own_sheet(letterhead, paper);
    let amounts = slip.tenders.iter().map(|(_, tally)| tally.total).chain(of_drawer(&slip.drawer));
    sheet.amounts = totals::column_of(amounts, &sheet);
    head::slip(&slip.desk, letterhead, &phrase("تسليم الصندوق", "Drawer hand-over"), &mut sheet);
    let at = format!("{} {}", slip.desk.at.riyadh_date(), slip.desk.at.riyadh_time());
    sheet.pair(&phrase("التاريخ", "Date"), &at, Reading::Latin);
    sheet.pair(&phrase("الصندوق", "Till"), &slip.desk.till, Reading::Own);
    sheet.pair(&phrase("المسلم", "Handed over by"), &slip.from, Reading::Own);
    sheet.pair(&phrase("المستلم", "Taken over by"), &slip.to, Reading::Own);
    if !slip.tenders.is_empty() {
        heading(&phrase("وسائل الدفع", "Means of payment"), &mut sheet);
        for (kind, taken) in &slip.tenders {
            tally(&words::tender(*kind), *taken, &mut sheet);
        }
    }
    drawer(&slip.drawer, &mut sheet);
    heading(&phrase("الإبلاغ", "Reporting"), &mut sheet);
    let pending = phrase("مستندات لم تبلغ بعد", "Documents not reported yet");
    sheet.amount(&pending, &slip.pending.to_string(), Weight::Regular);
    if let Some(oldest) = slip.oldest_pending {
        let since = format!("{} {}", oldest.riyadh_date(), oldest.riyadh_time());
        sheet.pair(&phrase("أقدمها منذ", "Oldest since"), &since, Reading::Latin);
    }
    sheet.pair(&phrase("ملاحظة", "Remark"), &slip.remark, Reading::Own);
    sheet.space(16);
    signature(&phrase("توقيع المسلم", "Signed, handing over"), &slip.from, &mut sheet);
    signature(&phrase("توقيع المستلم", "Signed, taking over"), &slip.to, &mut sheet);
    head::slip_end(&slip.desk, &mut sheet);
    sheet.finish()
}

/// On an office sheet names and amounts keep the distance of a roll, or nobody finds the one to the other.
fn own_sheet(letterhead: &Letterhead, paper: Paper) -> Sheet {
    let mut sheet = Sheet::new(paper, letterhead.language.of_own_papers());
    if !sheet.is_roll() {
        let middle = (sheet.frame.start + sheet.frame.end) / 2;
        sheet.frame = Column { start: middle - 420, end: middle + 420 };
    }
    sheet
}

fn of_drawer(drawer: &DrawerCount) -> impl Iterator<Item = Money> {
    let counted = [drawer.counted, drawer.difference()].into_iter().flatten();
    [drawer.float, drawer.sales, -drawer.refunds, drawer.paid_in, -drawer.paid_out, drawer.expected()]
        .into_iter()
        .chain(counted)
}

fn drawer(drawer: &DrawerCount, sheet: &mut Sheet) {
    heading(&phrase("النقد في الدرج", "Cash in the drawer"), sheet);
    for (name, amount) in [
        (phrase("رصيد البداية", "Float"), drawer.float),
        (phrase("مبيعات نقدية", "Cash sales"), drawer.sales),
        (phrase("مردودات نقدية", "Cash refunds"), -drawer.refunds),
        (phrase("إيداع", "Paid in"), drawer.paid_in),
        (phrase("سحب", "Paid out"), -drawer.paid_out),
    ] {
        sheet.amount(&name, &amount.to_string(), Weight::Regular);
    }
    sum(&phrase("المتوقع", "Expected"), drawer.expected(), sheet);
    if let (Some(counted), Some(difference)) = (drawer.counted, drawer.difference()) {
        sheet.amount(&phrase("المعدود", "Counted"), &counted.to_string(), Weight::Bold);
        let name = if difference.is_zero() {
            phrase("مطابق", "In balance")
        } else if difference.is_negative() {
            phrase("عجز", "Short")
        } else {
            phrase("زيادة", "Over")
        };
        sheet.amount(&name, &difference.to_string(), Weight::Bold);
    }
}

fn heading(words: &Phrase, sheet: &mut Sheet) {
    sheet.need(5 * leading(sheet.sizes.body));
    sheet.space(8);
    let (bold, small) = (sheet.bold(), sheet.small());
    let style = Style { size: bold.size + 1, ..bold };
    sheet.phrase(words, style, small, Side::Start);
    sheet.rule(2);
    sheet.space(3);
}

/// Name, how many, how much.
fn tally(name: &Phrase, tally: Tally, sheet: &mut Sheet) {
    let counted = phrase(
        format!("{} \u{2066}({})\u{2069}", name.arabic, tally.count),
        format!("{} ({})", name.english, tally.count),
    );
    sheet.amount(&counted, &tally.total.to_string(), Weight::Regular);
}

fn negative(tally: Tally) -> Tally {
    Tally { total: -tally.total, ..tally }
}

fn sum(name: &Phrase, amount: Money, sheet: &mut Sheet) {
    sheet.space(3);
    sheet.dashes();
    sheet.space(3);
    sheet.amount(name, &amount.to_string(), Weight::Bold);
}

/// A line to sign on.
fn signature(name: &Phrase, who: &str, sheet: &mut Sheet) {
    sheet.need(5 * leading(sheet.sizes.body));
    sheet.space(2 * leading(sheet.sizes.body));
    sheet.rule(1);
    sheet.space(2);
    sheet.pair(name, who, Reading::Own);
    sheet.space(8);
}

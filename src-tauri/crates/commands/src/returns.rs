//! Goods that come back, and debit notes: what each command does, and its twins.

use sanduq_domain::decimal::Quantity;
use sanduq_domain::item::ItemId;
use sanduq_domain::vat::Vat;
use sanduq_till::approval::Approval;
use sanduq_till::returns::{Brought, Debit, ForeignReturn, Receipt, Return, Worth};

use crate::counter::handed_over;
use crate::desk::Desk;
use crate::fault::{Code, Fault};
use crate::twins::{amount, quantity};
use crate::wire;

/// What the law knows as causes of a credit note (VAT implementing regulation, article 54), in the shop's words.
const REASONS: [(&str, &str, &str); 5] = [
    ("changed_mind", "عدول العميل عن الشراء", "Change of mind"),
    ("defective", "بضاعة معيبة", "Defective goods"),
    ("wrong_item", "صنف غير المطلوب", "Wrong item"),
    ("wrong_price", "تصحيح السعر", "Price corrected"),
    ("cancelled", "إلغاء البيع", "Sale cancelled"),
];

pub(crate) async fn return_find(desk: &Desk, request: wire::ReturnFind) -> Result<wire::Brought, Fault> {
    let (own, elsewhere) = match desk.till().brought(&desk.actor()?, &request.scan)? {
        Brought::Own(receipt) => (Some(receipt.into()), None),
        Brought::Elsewhere(foreign) => {
            let elsewhere = wire::ReturnElsewhere {
                return_id: foreign.return_id.to_string(),
                issued_at: foreign.issued_at.unix_millis(),
                total: foreign.total.to_string(),
                left: foreign.left.to_string(),
            };
            (None, Some(elsewhere))
        }
    };
    let reason =
        |(key, ar, en): (&str, &str, &str)| wire::ReturnReason { key: key.into(), ar: ar.into(), en: en.into() };
    Ok(wire::Brought { own, elsewhere, reasons: REASONS.map(reason).to_vec() })
}

pub(crate) async fn return_weigh(desk: &Desk, request: wire::ReturnWeigh) -> Result<wire::ReturnWorth, Fault> {
    Ok(desk.till().weigh_return(&request.number, &parts(request.lines)?)?.into())
}

pub(crate) async fn return_weigh_elsewhere(
    desk: &Desk,
    request: wire::ReturnWeighElsewhere,
) -> Result<wire::ReturnWorth, Fault> {
    Ok(desk.till().weigh_foreign_return(&items(request.items)?)?.into())
}

pub(crate) async fn return_take(desk: &Desk, request: wire::ReturnTake) -> Result<wire::Sale, Fault> {
    let back = Return {
        return_id: id(&request.return_id)?,
        scan: if request.scan.is_empty() { request.number.clone() } else { request.scan },
        number: request.number,
        lines: parts(request.lines)?,
        reason: request.reason,
        refund: request.refund.map(Into::into),
    };
    let approval = request.approval.map(Approval::from);
    let note = desk.till().take_back(&desk.actor()?, &back, approval.as_ref())?;
    Ok(handed_over(desk, note).await)
}

pub(crate) async fn return_take_elsewhere(
    desk: &Desk,
    request: wire::ReturnTakeElsewhere,
) -> Result<wire::Sale, Fault> {
    let back = ForeignReturn {
        return_id: id(&request.return_id)?,
        code: request.code,
        number: request.number,
        items: items(request.items)?,
        reason: request.reason,
        refund: request.refund.into(),
    };
    let approval = request.approval.map(Approval::from);
    let note = desk.till().take_back_foreign(&desk.actor()?, &back, approval.as_ref())?;
    Ok(handed_over(desk, note).await)
}

pub(crate) async fn debit_issue(desk: &Desk, request: wire::DebitIssue) -> Result<wire::Sale, Fault> {
    let debit = Debit {
        debit_id: id(&request.debit_id)?,
        number: request.number,
        reason: request.reason,
        name: request.name,
        amount: amount(&request.amount)?,
        vat: Vat::from_key(&request.vat).ok_or_else(|| Fault::new(Code::BadRequest, "no such VAT"))?,
        paid: request.paid.into(),
    };
    let note = desk.till().debit(&desk.actor()?, &debit)?;
    Ok(handed_over(desk, note).await)
}

/// Places, and how much of each; none: all that is left.
fn parts(lines: Vec<wire::ReturnPart>) -> Result<Vec<(usize, Option<Quantity>)>, Fault> {
    let part = |part: wire::ReturnPart| {
        let quantity = if part.quantity.trim().is_empty() { None } else { Some(quantity(&part.quantity)?) };
        Ok((part.place, quantity))
    };
    lines.into_iter().map(part).collect()
}

fn items(items: Vec<wire::ReturnItem>) -> Result<Vec<(ItemId, Quantity)>, Fault> {
    items.into_iter().map(|item| Ok((ItemId(item.item), quantity(&item.quantity)?))).collect()
}

fn id(text: &str) -> Result<uuid::Uuid, Fault> {
    text.parse().map_err(|_| Fault::new(Code::BadRequest, "the id is no UUID"))
}

impl From<Worth> for wire::ReturnWorth {
    fn from(worth: Worth) -> Self {
        wire::ReturnWorth { parts: worth.parts.iter().map(ToString::to_string).collect(), due: worth.due.to_string() }
    }
}

impl From<Receipt> for wire::ReturnReceipt {
    fn from(receipt: Receipt) -> Self {
        wire::ReturnReceipt {
            return_id: receipt.return_id.to_string(),
            number: receipt.number,
            issued_at: receipt.issued_at.unix_millis(),
            cashier: receipt.cashier,
            invoice_type: receipt.invoice_type.into(),
            buyer: receipt.buyer,
            total: receipt.total.to_string(),
            left: receipt.left.to_string(),
            lines: receipt
                .lines
                .into_iter()
                .map(|line| wire::ReturnLine {
                    place: line.place,
                    name: line.name,
                    name_en: line.name_en,
                    unit: line.unit,
                    quantity: line.quantity,
                    left: line.left,
                    amount_left: line.amount_left.to_string(),
                })
                .collect(),
            paid: receipt.paid.into_iter().map(Into::into).collect(),
            scanned: receipt.scanned,
        }
    }
}

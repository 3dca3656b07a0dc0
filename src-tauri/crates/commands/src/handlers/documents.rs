//! Documents one by one: lists, the page of one, the clinic.

use sanduq_domain::party::SellerForm;
use sanduq_till::error::TillError;
use sanduq_till::reissue::Amendment;
use sanduq_till::sync::clearance::PATIENCE;

use super::{LATEST, queue_show};
use crate::desk::Desk;
use crate::fault::Fault;
use crate::twins::documents::{amendment, amendment_form, exemption_choices, kind};
use crate::wire;

pub(crate) async fn document_list(desk: &Desk, request: wire::DocumentList) -> Result<wire::Documents, Fault> {
    let documents = desk.till().documents(request.filter.into(), LATEST)?;
    Ok(wire::Documents { documents: documents.into_iter().map(wire::DocumentRow::from).collect() })
}

pub(crate) async fn document_show(desk: &Desk, request: wire::DocumentShow) -> Result<wire::DocumentPage, Fault> {
    let pages = desk.till().journal_of(&desk.actor()?, &request.number)?;
    let first = pages.first().map(|page| page.document.clone()).ok_or(TillError::UnknownDocument)?;
    let issued = pages.into_iter().map(|page| wire::IssuedDocument {
        icv: page.document.icv as i64,
        uuid: page.document.uuid.to_string(),
        hash: page.document.hash,
        standing: page.queued.standing.into(),
        lacks_copy: page.lacks_copy,
        attempts: page.queued.attempts,
        xml: String::from_utf8_lossy(&page.xml).into_owned(),
        exchanges: page.entries.into_iter().map(wire::Exchange::from).collect(),
    });
    let around = desk.till().around(&desk.actor()?, &request.number)?;
    Ok(wire::DocumentPage {
        issued: issued.collect(),
        buyer: around.buyer,
        reason: around.reason,
        originals: around.originals.into_iter().map(|(number, here)| wire::DocumentOriginal { number, here }).collect(),
        credited_by: around.credited_by,
        paid: around.paid.into_iter().map(wire::Tender::from).collect(),
        change: around.change.to_string(),
        kind: kind(&first.kind),
        invoice_type: first.invoice_type.into(),
        issued_at: first.issued_at.unix_millis(),
        total: first.total.to_string(),
        vat: first.vat.to_string(),
        cashier: first.cashier,
        number: first.number,
    })
}

pub(crate) async fn document_release(desk: &Desk, request: wire::DocumentShow) -> Result<wire::QueueState, Fault> {
    desk.till().release(&desk.actor()?, &request.number)?;
    queue_show(desk, wire::Nothing {}).await
}

pub(crate) async fn clinic_show(desk: &Desk, request: wire::DocumentShow) -> Result<wire::Clinic, Fault> {
    let till = desk.till();
    let invoice = till.restated(&request.number)?;
    let shop = till.shop()?.ok_or(TillError::NotSetUp)?;
    let pages = till.journal_of(&desk.actor()?, &request.number)?;
    let rejected = pages.into_iter().next_back().ok_or(TillError::UnknownDocument)?;
    let said = rejected.entries.into_iter().rev().find(|entry| !entry.messages.is_empty());
    let mut form = amendment_form(&invoice, SellerForm::from(shop.seller));
    form.shop.till_name = shop.till_name;
    Ok(wire::Clinic {
        kind: kind(invoice.kind.key()),
        issued_at: invoice.issued_at.unix_millis(),
        total: invoice.figures.totals.payable.to_string(),
        vat: invoice.figures.totals.vat.to_string(),
        diagnoses: said.into_iter().flat_map(|entry| entry.messages).map(wire::Diagnosis::from).collect(),
        form,
        exemptions: exemption_choices(&invoice),
        number: request.number,
    })
}

pub(crate) async fn reissue_preview(
    desk: &Desk,
    request: wire::DocumentReissue,
) -> Result<wire::ReissuePreview, Fault> {
    let (number, amendment) = asked(desk, request)?;
    Ok(desk.till().preview_reissue(&desk.actor()?, &number, &amendment)?.into())
}

pub(crate) async fn document_reissue(desk: &Desk, request: wire::DocumentReissue) -> Result<wire::Reissued, Fault> {
    let (number, amendment) = asked(desk, request)?;
    let sale = desk.till().reissue(&desk.actor()?, &number, &amendment)?;
    // It is issued, whatever keeps its clearance from being asked for: then the queue does.
    let _ = desk.till().clear(&sale.number, PATIENCE).await;
    Ok(wire::Reissued { number: sale.number, icv: sale.icv as i64, uuid: sale.uuid.to_string() })
}

fn asked(desk: &Desk, request: wire::DocumentReissue) -> Result<(String, Amendment), Fault> {
    let invoice = desk.till().restated(&request.number)?;
    Ok((request.number, amendment(request.form, &invoice)?))
}

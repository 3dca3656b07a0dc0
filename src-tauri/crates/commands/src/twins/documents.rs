//! Documents one by one, from what the till knows to what travels, and back.

use sanduq_domain::invoice::{Flags, Invoice, Kind, Supply};
use sanduq_domain::party::{Buyer, BuyerAddress, BuyerId, BuyerIdScheme, SellerForm, VatNumber};
use sanduq_domain::timestamp::Day;
use sanduq_domain::vat::{Exemption, Vat};
use sanduq_till::clinic::{self, Cure, Healer, Remedy, diagnose};
use sanduq_till::dashboard::{self, Filter, Standing};
use sanduq_till::journal::{Asked, Entry, Said};
use sanduq_till::reissue::{Amendment, Preview};

use super::western;
use crate::fault::{Code, Fault, FieldFault, RuleFault};
use crate::wire;

impl From<wire::Filter> for Filter {
    fn from(filter: wire::Filter) -> Self {
        match filter {
            wire::Filter::Latest => Filter::Latest,
            wire::Filter::Waiting => Filter::Waiting,
            wire::Filter::Attention => Filter::Attention,
        }
    }
}

impl From<Standing> for wire::Standing {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Pending => wire::Standing::Pending,
            Standing::Unknown => wire::Standing::Unknown,
            Standing::Held => wire::Standing::Held,
            Standing::Reported => wire::Standing::Reported,
            Standing::ReportedWithWarnings => wire::Standing::ReportedWithWarnings,
            Standing::Rejected => wire::Standing::Rejected,
        }
    }
}

impl From<sanduq_domain::invoice::InvoiceType> for wire::InvoiceType {
    fn from(invoice_type: sanduq_domain::invoice::InvoiceType) -> Self {
        match invoice_type {
            sanduq_domain::invoice::InvoiceType::Standard => wire::InvoiceType::Standard,
            sanduq_domain::invoice::InvoiceType::Simplified => wire::InvoiceType::Simplified,
        }
    }
}

/// The word that a document's kind is stored as.
pub(crate) fn kind(key: &str) -> wire::DocumentKind {
    match key {
        "credit_note" => wire::DocumentKind::CreditNote,
        "debit_note" => wire::DocumentKind::DebitNote,
        _ => wire::DocumentKind::Invoice,
    }
}

impl From<dashboard::Row> for wire::DocumentRow {
    fn from(row: dashboard::Row) -> Self {
        wire::DocumentRow {
            id: row.id,
            number: row.number,
            kind: kind(&row.kind),
            invoice_type: row.invoice_type.into(),
            icv: row.icv as i64,
            issued_at: row.issued_at.unix_millis(),
            total: row.total.to_string(),
            standing: row.standing.into(),
            alarm: row.alarm.into(),
            lacks_copy: row.lacks_copy,
            replaced: row.replaced,
            attempts: row.attempts,
            status: row.status,
            diagnoses: row.messages.into_iter().map(wire::Diagnosis::from).collect(),
        }
    }
}

impl From<clinic::Sentence> for wire::Sentence {
    fn from(sentence: clinic::Sentence) -> Self {
        wire::Sentence { ar: sentence.arabic.into(), en: sentence.english.into() }
    }
}

impl From<Said> for wire::Diagnosis {
    fn from(said: Said) -> Self {
        let found = diagnose(&said.code, &said.category);
        wire::Diagnosis {
            code: said.code,
            text: said.text,
            what: found.what.into(),
            todo: found.remedy.sentence().into(),
            field: found.field.into(),
            healer: match found.healer {
                Healer::Cashier => wire::Healer::Cashier,
                Healer::Manager => wire::Healer::Manager,
                Healer::Accountant => wire::Healer::Accountant,
                Healer::Installer => wire::Healer::Installer,
                Healer::Us => wire::Healer::Us,
            },
            remedy: found.remedy.into(),
            cure: match found.cure {
                Cure::Amended => wire::Cure::Amended,
                Cure::Unchanged => wire::Cure::Unchanged,
                Cure::Never => wire::Cure::Never,
                Cure::Needless => wire::Cure::Needless,
            },
        }
    }
}

impl From<Remedy> for wire::Remedy {
    fn from(remedy: Remedy) -> Self {
        match remedy {
            Remedy::CompleteBuyer => wire::Remedy::CompleteBuyer,
            Remedy::CompleteShop => wire::Remedy::CompleteShop,
            Remedy::ChooseExemption => wire::Remedy::ChooseExemption,
            Remedy::CorrectReason => wire::Remedy::CorrectReason,
            Remedy::CorrectNames => wire::Remedy::CorrectNames,
            Remedy::CorrectStatements => wire::Remedy::CorrectStatements,
            Remedy::CorrectClock => wire::Remedy::CorrectClock,
            Remedy::RenewCsid => wire::Remedy::RenewCsid,
            Remedy::IssueAnew => wire::Remedy::IssueAnew,
            Remedy::CallAboutMoney => wire::Remedy::CallAboutMoney,
            Remedy::CallSupport => wire::Remedy::CallSupport,
            Remedy::Nothing => wire::Remedy::Nothing,
        }
    }
}

impl From<Entry> for wire::Exchange {
    fn from(entry: Entry) -> Self {
        wire::Exchange {
            operation: entry.operation,
            sent_at: entry.sent_at.unix_millis(),
            elapsed: entry.elapsed,
            status: entry.status,
            outcome: entry.outcome,
            request_proof: match entry.request {
                Asked::Kept(_) => wire::RequestProof::Kept,
                Asked::Proved(_) => wire::RequestProof::Proved,
                Asked::Differs => wire::RequestProof::Differs,
                Asked::NotNoted => wire::RequestProof::NotNoted,
            },
            diagnoses: entry.messages.into_iter().map(wire::Diagnosis::from).collect(),
            response: entry.response,
        }
    }
}

/// The form of a rejected document, filled with what it says; the shop as it is now.
pub(crate) fn amendment_form(invoice: &Invoice, shop: SellerForm) -> wire::AmendmentForm {
    wire::AmendmentForm {
        buyer: invoice.buyer.clone().map(wire::BuyerForm::from).unwrap_or_default(),
        shop: shop.into(),
        reason: invoice.kind.correction().map(|correction| correction.reason.clone()).unwrap_or_default(),
        names: invoice.figures.lines.iter().map(|line| line.name.clone()).collect(),
        exemptions: exemptions(invoice).iter().map(|exemption| exemption.code().to_owned()).collect(),
        note: invoice.note.clone(),
        order: invoice.order.clone(),
        supply_on: invoice.supply.map(|supply| supply.on.to_string()).unwrap_or_default(),
        supply_until: invoice.supply.and_then(|supply| supply.until).map(|day| day.to_string()).unwrap_or_default(),
        flags: invoice.flags.keys().map(str::to_owned).collect(),
    }
}

/// One for each untaxed category: a document told again has no more.
fn exemptions(invoice: &Invoice) -> Vec<Exemption> {
    invoice.figures.groups.iter().filter_map(|group| group.vat.exemption()).collect()
}

pub(crate) fn exemption_choices(invoice: &Invoice) -> Vec<wire::ExemptionChoice> {
    let choice = |stated: Exemption| wire::ExemptionChoice {
        category: stated.category().into(),
        code: stated.code().into(),
        reasons: Exemption::ALL
            .iter()
            .filter(|reason| reason.category() == stated.category())
            .map(|reason| wire::ExemptionReason {
                code: reason.code().into(),
                name: wire::Sentence { ar: reason.arabic().into(), en: reason.english().into() },
            })
            .collect(),
    };
    exemptions(invoice).into_iter().map(choice).collect()
}

impl From<Buyer> for wire::BuyerForm {
    fn from(buyer: Buyer) -> Self {
        let address = buyer.address.unwrap_or_default();
        let (id_scheme, id) = buyer.id.map_or((String::new(), String::new()), |id| (id.scheme.code().into(), id.value));
        wire::BuyerForm {
            name: buyer.name,
            vat_number: buyer.vat_number.map(String::from).unwrap_or_default(),
            id_scheme,
            id,
            street: address.street,
            building: address.building,
            additional: address.additional,
            district: address.district,
            city: address.city,
            postal_code: address.postal_code,
            country: address.country,
        }
    }
}

/// What was typed, against the document as it is: a text that is no VAT number or day is named by its field.
pub(crate) fn amendment(form: wire::AmendmentForm, invoice: &Invoice) -> Result<Amendment, Fault> {
    let mut faults = Vec::new();
    let mut wrong = |field: &str, code: &str| faults.push(FieldFault { field: field.into(), code: code.into() });
    let buyer = buyer(form.buyer, &mut wrong);
    let supply = supply(&form.supply_on, &form.supply_until, &mut wrong);
    let mut flags = Flags::default();
    for key in &form.flags {
        if !flags.set(key) {
            wrong("flags", "not_plausible");
        }
    }
    if !faults.is_empty() {
        return Err(Fault { faults, ..Fault::new(Code::WrongFields, "the amendment has wrong fields") });
    }
    let unknown = || Fault::new(Code::BadRequest, "there is no such reason for not charging VAT");
    let exemptions = form.exemptions.iter().map(|code| Exemption::from_code(code).ok_or_else(unknown));
    let stated: Vec<Vat> = invoice.figures.groups.iter().map(|group| group.vat).collect();
    let exemptions: Vec<Exemption> = exemptions.collect::<Result<_, _>>()?;
    Ok(Amendment {
        shop: Some(form.shop.into()),
        buyer: Some(buyer),
        reason: match invoice.kind {
            Kind::Invoice => None,
            Kind::CreditNote(_) | Kind::DebitNote(_) => Some(form.reason),
        },
        names: form.names.into_iter().enumerate().map(|(index, name)| (index + 1, name)).collect(),
        exemptions: exemptions.into_iter().filter(|exemption| !stated.contains(&Vat::Untaxed(*exemption))).collect(),
        note: Some(form.note),
        order: Some(form.order),
        supply,
        flags: Some(flags),
    })
}

fn buyer(form: wire::BuyerForm, wrong: &mut impl FnMut(&str, &str)) -> Buyer {
    let number = western(&form.vat_number);
    let vat_number: Option<VatNumber> = number.parse().ok();
    if vat_number.is_none() && !number.is_empty() {
        wrong("buyer.vat_number", "not_a_vat_number");
    }
    let scheme = BuyerIdScheme::from_code(&form.id_scheme);
    if scheme.is_none() && !form.id.trim().is_empty() {
        wrong("buyer.id_scheme", "too_short");
    }
    let address = BuyerAddress {
        street: form.street,
        building: western(&form.building),
        additional: western(&form.additional),
        district: form.district,
        city: form.city,
        postal_code: western(&form.postal_code),
        country: form.country.trim().to_ascii_uppercase(),
    };
    // A country alone is no address: it is what an empty form begins with.
    let is_stated = BuyerAddress { country: String::new(), ..address.clone() } != BuyerAddress::default();
    Buyer {
        name: form.name,
        vat_number,
        id: scheme.map(|scheme| BuyerId { scheme, value: western(&form.id) }),
        address: is_stated.then_some(address),
    }
}

fn supply(on: &str, until: &str, wrong: &mut impl FnMut(&str, &str)) -> Option<Supply> {
    let (on, until) = (western(on), western(until));
    if on.is_empty() {
        if !until.is_empty() {
            wrong("supply_on", "too_short");
        }
        return None;
    }
    let Some(first) = day(&on) else {
        wrong("supply_on", "not_a_day");
        return None;
    };
    if until.is_empty() {
        return Some(Supply { on: first, until: None });
    }
    match day(&until) {
        Some(last) => Some(Supply { on: first, until: Some(last) }),
        None => {
            wrong("supply_until", "not_a_day");
            None
        }
    }
}

/// A day as screens show it, `22/11/2026`, or as documents do, `2026-11-22`.
fn day(typed: &str) -> Option<Day> {
    match typed.split('/').collect::<Vec<_>>()[..] {
        [day, month, year] => format!("{year}-{month:0>2}-{day:0>2}").parse().ok(),
        _ => typed.parse().ok(),
    }
}

impl From<Preview> for wire::ReissuePreview {
    fn from(preview: Preview) -> Self {
        wire::ReissuePreview {
            differences: preview
                .differences
                .into_iter()
                .map(|difference| wire::Difference {
                    field: difference.field.into(),
                    line: difference.line,
                    before: difference.before,
                    after: difference.after,
                })
                .collect(),
            rules: preview.breaches.iter().map(RuleFault::from).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn a_day_is_read_as_it_is_shown_and_as_it_stands_in_documents() {
        assert_eq!(day("2/1/2026"), day("2026-01-02"));
        assert!(day("29/02/2028").is_some());
        for wrong in ["29/02/2026", "2026/02/01", "1/2", "1/2/26", "1/2/2026/3", "tomorrow"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}

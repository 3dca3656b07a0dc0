//! The statements of a document that is about to be issued: what [`crate::ubl`] will write.

use std::borrow::Cow;

use rust_decimal::Decimal;
use sanduq_domain::decimal::{Quantity, riyals};
use sanduq_domain::figures::{Allowance, ChargeFigures, LineFigures, PrepaymentFigures, Share};
use sanduq_domain::invoice::Invoice;
use sanduq_domain::money::Money;
use sanduq_domain::party::{Buyer, BuyerAddress, Seller};
use sanduq_domain::vat::Vat;

use super::facts::{
    Address, Category, Change, Contact, Facts, Line, Party, Payment, Prepayment, Subtotal, TaxTotal, Text, Totals,
};
use crate::ubl;

pub(crate) fn facts(invoice: &Invoice) -> Facts<'_> {
    let figures = &invoice.figures;
    let totals = &figures.totals;
    let delivery = ubl::delivery(invoice);
    let vat = Some(riyals(totals.vat));
    let subtotals = ubl::breakdown(&figures.groups)
        .into_iter()
        .map(|group| Subtotal {
            taxable: Some(riyals(group.taxable)),
            tax: Some(riyals(group.vat_amount)),
            category: category_with_reason(group.vat),
        })
        .collect();
    Facts {
        profile: stated("reporting:1.0"),
        number: stated(invoice.number.as_str()),
        issue_date: Some(invoice.issued_at.riyadh_date().into()),
        issue_time: Some(invoice.issued_at.riyadh_time().into()),
        type_code: stated(invoice.kind.code()),
        type_name: Some(invoice.invoice_type.name(invoice.flags).into()),
        notes: unless_empty(&invoice.note).into_iter().collect(),
        currency: stated("SAR"),
        tax_currency: stated("SAR"),
        order: unless_empty(&invoice.order),
        contract: None,
        originals: invoice
            .kind
            .correction()
            .map(|correction| correction.originals.iter().map(|original| stated(original.number.as_str())).collect())
            .unwrap_or_default(),
        days: days(invoice),
        issued: None,
        seller: seller(&invoice.seller),
        buyer: invoice.buyer.as_ref().map(buyer),
        supplied_on: delivery.map(|(on, _)| on.to_string().into()),
        supplied_until: delivery.and_then(|(_, until)| until).map(|day| day.to_string().into()),
        payments: ubl::payments(invoice)
            .map(|(code, reason)| Payment {
                code: stated(code),
                reason: reason.map(Cow::Borrowed),
                ..Payment::default()
            })
            .collect(),
        changes: figures.allowances.iter().map(allowance).chain(figures.charges.iter().map(charge)).collect(),
        tax_totals: vec![
            TaxTotal { currency: stated("SAR"), amount: vat, subtotals },
            TaxTotal { currency: stated("SAR"), amount: vat, subtotals: Vec::new() },
        ],
        exemptions: figures
            .groups
            .iter()
            .filter_map(|group| group.vat.exemption())
            .map(|exemption| exemption.code().into())
            .collect(),
        totals: Totals {
            lines: Some(riyals(totals.lines)),
            without_vat: Some(riyals(totals.taxable)),
            with_vat: Some(riyals(totals.with_vat)),
            allowances: (!figures.allowances.is_empty()).then(|| riyals(totals.allowances)),
            charges: (!figures.charges.is_empty()).then(|| riyals(totals.charges)),
            prepaid: (!figures.prepaid.is_empty()).then(|| riyals(totals.prepaid)),
            rounding: (!totals.rounding.is_zero()).then(|| riyals(totals.rounding)),
            payable: Some(riyals(totals.payable)),
        },
        lines: figures
            .lines
            .iter()
            .map(line)
            .chain(figures.prepaid.iter().map(prepayment))
            .enumerate()
            .map(|(index, line)| Line { id: Some((index + 1).to_string().into()), ..line })
            .collect(),
        amount_currencies: vec!["SAR".into()],
        unreadable: Vec::new(),
    }
}

fn days(invoice: &Invoice) -> Vec<Cow<'_, str>> {
    let originals = invoice.kind.correction().into_iter().flat_map(|correction| &correction.originals);
    let supply = ubl::delivery(invoice).map(|(on, until)| [Some(on), until]);
    let named = originals.map(|original| original.issued_on).chain(supply.into_iter().flatten());
    let prepaid = invoice.figures.prepaid.iter().map(|prepaid| prepaid.issued_at.riyadh_date());
    std::iter::once(invoice.issued_at.riyadh_date())
        .chain(named.flatten().map(|day| day.to_string()))
        .chain(prepaid)
        .map(Cow::Owned)
        .collect()
}

#[allow(clippy::unnecessary_wraps, reason = "a statement is optional, and this one is made")]
fn stated(text: &str) -> Text<'_> {
    Some(Cow::Borrowed(text))
}

fn unless_empty(text: &str) -> Text<'_> {
    stated(text).filter(|text| !text.is_empty())
}

fn seller(seller: &Seller) -> Party<'_> {
    let address = &seller.address;
    Party {
        ids: vec![(seller.id_scheme.code().into(), seller.id.as_str().into())],
        name: stated(&seller.name),
        vat_number: stated(seller.vat_number.as_str()),
        tax: stated("VAT"),
        address: Some(Address {
            street: stated(&address.street),
            building: stated(&address.building),
            district: stated(&address.district),
            city: stated(&address.city),
            postal_code: stated(&address.postal_code),
            country: stated("SA"),
            ..Address::default()
        }),
        contact: Contact::default(),
    }
}

fn buyer(buyer: &Buyer) -> Party<'_> {
    Party {
        ids: buyer.id.iter().map(|id| (id.scheme.code().into(), id.value.as_str().into())).collect(),
        name: unless_empty(&buyer.name),
        vat_number: buyer.vat_number.as_ref().and_then(|number| stated(number.as_str())),
        tax: buyer.vat_number.as_ref().and_then(|_| stated("VAT")),
        address: buyer.address.as_ref().map(buyer_address),
        contact: Contact::default(),
    }
}

fn buyer_address(address: &BuyerAddress) -> Address<'_> {
    Address {
        street: unless_empty(&address.street),
        building: unless_empty(&address.building),
        district: unless_empty(&address.district),
        city: unless_empty(&address.city),
        postal_code: unless_empty(&address.postal_code),
        country: unless_empty(&address.country),
        ..Address::default()
    }
}

fn category(vat: Vat) -> Category<'static> {
    Category {
        code: stated(vat.category()),
        percent: Some(Decimal::new(vat.percent() * 100, 2)),
        is_vat: true,
        ..Category::default()
    }
}

fn category_with_reason(vat: Vat) -> Category<'static> {
    Category {
        reason_code: vat.exemption().and_then(|exemption| stated(exemption.code())),
        reason: vat.exemption().and_then(|exemption| stated(exemption.arabic())),
        ..category(vat)
    }
}

fn discount(amount: Money, share: Option<Share>) -> Change<'static> {
    Change {
        is_charge: false,
        reason_code: stated(ubl::DISCOUNT_CODE),
        reason: stated(ubl::DISCOUNT_TEXT),
        percent: share.map(|share| share.percent.decimal()),
        amount: Some(riyals(amount)),
        base: share.map(|share| riyals(share.base)),
        category: None,
    }
}

fn allowance(allowance: &Allowance) -> Change<'static> {
    Change { category: Some(category(allowance.vat)), ..discount(allowance.amount, allowance.share) }
}

fn charge(charge: &ChargeFigures) -> Change<'static> {
    Change {
        is_charge: true,
        reason_code: stated(charge.reason.code()),
        reason: stated(charge.reason.arabic()),
        percent: None,
        amount: Some(riyals(charge.amount)),
        base: None,
        category: Some(category(charge.vat)),
    }
}

fn line(line: &LineFigures) -> Line<'_> {
    let base = line.base_quantity != Quantity::ONE;
    Line {
        quantity: Some(line.quantity.decimal()),
        unit: stated(&line.unit),
        net: Some(riyals(line.net)),
        changes: (!line.allowance.is_zero())
            .then(|| discount(line.allowance, line.allowance_share))
            .into_iter()
            .collect(),
        tax: Some(riyals(line.vat_amount)),
        gross: Some(riyals(line.gross)),
        name: stated(&line.name),
        category: category(line.vat),
        price: Some(line.net_unit_price),
        base_quantity: base.then(|| line.base_quantity.decimal()),
        base_unit: base.then(|| line.unit.as_str().into()),
        ..Line::default()
    }
}

fn prepayment(prepaid: &PrepaymentFigures) -> Line<'_> {
    let nothing = Some(riyals(Money::ZERO));
    Line {
        quantity: Some(Decimal::ONE),
        unit: stated("PCE"),
        net: nothing,
        tax: nothing,
        gross: nothing,
        name: stated(ubl::PREPAYMENT_NAME),
        category: category(prepaid.vat),
        price: nothing,
        prepayment: Some(Prepayment {
            number: stated(prepaid.number.as_str()),
            date: Some(prepaid.issued_at.riyadh_date().into()),
            time: Some(prepaid.issued_at.riyadh_time().into()),
            type_code: stated("386"),
        }),
        subtotals: vec![Subtotal {
            taxable: Some(riyals(prepaid.taxable)),
            tax: Some(riyals(prepaid.vat_amount)),
            category: category_with_reason(prepaid.vat),
        }],
        ..Line::default()
    }
}

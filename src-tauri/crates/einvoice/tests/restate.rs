//! Our own documents are told again to the byte (the pairs and the random documents hold that); others' are not.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::invoice::{Invoice, Kind};
use sanduq_domain::vat::{Exemption, Vat};
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::issue;
use sanduq_einvoice::restate::{RestateError, restate};
use support::{basket, document_id, invoice, standard, unit};

fn written(invoice: &Invoice) -> String {
    String::from_utf8(issue(invoice, &ChainLink::first(), document_id(), &unit()).xml).unwrap()
}

#[test]
fn what_is_told_again_is_the_invoice_that_was_issued() {
    let mut asked = standard(
        Kind::Invoice,
        &Basket::of([
            Line::new("خبز صامولي", "3".parse().unwrap(), "10.10".parse().unwrap(), Vat::STANDARD_15),
            Line::new("سبيكة", "1".parse().unwrap(), "500".parse().unwrap(), Vat::Untaxed(Exemption::Metals)),
        ]),
    );
    // The day of issue, which a standard document states where nothing else was said.
    let told = restate(written(&asked).as_bytes()).unwrap();
    assert_eq!(told.supply.unwrap().on, asked.issued_at.riyadh_day());
    asked.supply = told.supply;
    assert_eq!(told, asked);
}

#[test]
fn of_several_reasons_in_a_category_the_one_that_the_document_names_is_told() {
    let lines = [("40", Exemption::Medicines), ("500", Exemption::Metals)]
        .map(|(price, reason)| Line::new("بضاعة", "1".parse().unwrap(), price.parse().unwrap(), Vat::Untaxed(reason)));
    let told = restate(written(&invoice(Kind::Invoice, &Basket::of(lines))).as_bytes()).unwrap();
    let reasons: Vec<_> = told.figures.lines.iter().map(|line| line.vat).collect();
    assert_eq!(reasons, [Vat::Untaxed(Exemption::Metals); 2]);
    assert_eq!(told.figures.groups.len(), 1);
}

#[test]
fn what_this_program_would_write_otherwise_is_not_told_again() {
    let xml = written(&invoice(Kind::Invoice, &basket()));
    for (from, to, what) in [
        ("<cbc:TaxCurrencyCode>SAR<", "<cbc:TaxCurrencyCode>USD<", "something"),
        ("<cbc:AllowanceChargeReason>خصم<", "<cbc:AllowanceChargeReason>تخفيض<", "something"),
        ("schemeID=\"CRN\"", "schemeID=\"GLN\"", "the seller's id"),
        ("<cbc:PaymentMeansCode>48<", "<cbc:PaymentMeansCode>49<", "a means of payment"),
    ] {
        assert!(xml.contains(from), "{from} is not there");
        let other = restate(xml.replace(from, to).as_bytes()).unwrap_err();
        assert_eq!(other, RestateError::Foreign { what });
    }
    assert!(matches!(restate(b"<Invoice/>"), Err(RestateError::Read(_))));
}

//! Models in which one thing is broken that the solver and the basket would never let through.

use rust_decimal::Decimal;
use sanduq_domain::figures::{Figures, LineFigures};
use sanduq_domain::invoice::Invoice;
use sanduq_domain::money::Money;
use sanduq_domain::vat::Vat;

use crate::Verdict::{self, NotAsked, Same, WeAdd};
use crate::rich::{self, FINANCE, MEDICINES, OUTSIDE};

const HALALA: Money = Money::from_halalas(1);
const RIYAL: Money = Money::from_halalas(100);

/// Names of a broken document, the document, and how the verdicts on it go together.
pub(crate) fn broken() -> Vec<(String, Invoice, Verdict)> {
    // The validator takes its time: each kind of document has its turn.
    let mut documents = crate::kinds()
        .into_iter()
        .flat_map(|kind| [rich::simplified(kind.clone()), rich::standard(kind)])
        .collect::<Vec<_>>()
        .into_iter()
        .cycle();
    let mut cases = Vec::new();
    let mut add = |name: &str, verdict: Verdict, change: &dyn Fn(&mut Figures)| {
        let mut invoice = documents.next().unwrap();
        change(&mut invoice.figures);
        cases.push((name.to_owned(), invoice, verdict));
    };
    totals(&mut add);
    groups(&mut add);
    lines(&mut add);
    changes(&mut add);
    prepayments(&mut add);
    cases
}

type Add<'a> = dyn FnMut(&str, Verdict, &dyn Fn(&mut Figures)) + 'a;

fn totals(add: &mut Add<'_>) {
    add("total of lines", Same, &|figures| figures.totals.lines += HALALA);
    add("total of allowances", Same, &|figures| figures.totals.allowances += HALALA);
    add("total of charges", Same, &|figures| figures.totals.charges += HALALA);
    add("total without VAT", Same, &|figures| figures.totals.taxable -= HALALA);
    add("total of VAT", Same, &|figures| figures.totals.vat += HALALA);
    add("total with VAT", Same, &|figures| figures.totals.with_vat += HALALA);
    add("total of prepayments", Same, &|figures| figures.totals.prepaid += HALALA);
    add("no total of prepayments", Same, &|figures| figures.totals.prepaid = Money::ZERO);
    add("rounding", Same, &|figures| figures.totals.rounding += HALALA);
    add("payable", Same, &|figures| figures.totals.payable += HALALA);
    add("totals below zero", Same, &|figures| figures.totals.lines = -figures.totals.lines);
}

fn groups(add: &mut Add<'_>) {
    for vat in [Vat::STANDARD_15, Vat::STANDARD_5, MEDICINES, FINANCE, OUTSIDE] {
        let of = move |figures: &Figures| figures.groups.iter().position(|group| group.vat == vat).unwrap();
        let name = vat.category();
        add(&format!("taxable of {name}"), Same, &|figures| {
            let group = of(figures);
            figures.groups[group].taxable += HALALA;
        });
        add(&format!("VAT of {name}"), Same, &|figures| {
            let group = of(figures);
            figures.groups[group].vat_amount += RIYAL;
        });
        add(&format!("taxable of {name} below zero"), Same, &|figures| {
            let group = of(figures);
            figures.groups[group].taxable = -figures.groups[group].taxable;
        });
        add(&format!("no part of {name}"), Same, &|figures| {
            let group = of(figures);
            figures.groups.remove(group);
        });
    }
    add("VAT within the tolerance", Same, &|figures| {
        figures.groups[0].vat_amount += Money::from_halalas(11);
    });
    add("VAT beyond the tolerance", Same, &|figures| {
        figures.groups[0].vat_amount += Money::from_halalas(12);
    });
    add("no breakdown", Same, &|figures| figures.groups.clear());
}

fn lines(add: &mut Add<'_>) {
    let mut line = |name: &str, verdict: Verdict, change: fn(&mut LineFigures)| {
        add(name, verdict, &|figures| change(&mut figures.lines[0]));
    };
    line("net by a halala", Same, |line| line.net += HALALA);
    line("net by two", Same, |line| line.net -= Money::from_halalas(2));
    line("VAT of a line", Same, |line| line.vat_amount += HALALA);
    line("gross of a line", Same, |line| line.gross -= HALALA);
    line("VAT below zero", Same, |line| line.vat_amount = -line.vat_amount);
    line("price", Same, |line| line.net_unit_price *= Decimal::TWO);
    line("price below zero", Same, |line| line.net_unit_price = -line.net_unit_price);
    line("price beyond every other", Same, |line| line.net_unit_price = "999999999999.99".parse().unwrap());
    line("quantity", Same, |line| line.quantity = "3.01".parse().unwrap());
    line("base quantity", Same, |line| line.base_quantity = "2".parse().unwrap());
    line("allowance", Same, |line| line.allowance += Money::from_halalas(2));
    line("allowance below zero", Same, |line| line.allowance = -line.allowance);
    line("other category", Same, |line| line.vat = FINANCE);
    line("no name", Same, |line| line.name.clear());
    line("short name", Same, |line| line.name = "شا".into());
    line("long name", Same, |line| line.name = "ش".repeat(1_001));
    line("digits", Same, |line| line.name = "12345".into());
    line("Arabic-Indic digits", Same, |line| line.name = "١٢٣٤٥".into());
    line("numerals", WeAdd(&["BR-KSA-F-C-01"], "a numeral that is no digit names no item either"), |line| {
        line.name = "Ⅷ½Ⅷ".into();
    });
    line("long unit", Same, |line| line.unit = "K".repeat(128));
    add("long unit of the price", Same, &|figures| figures.lines[2].unit = "K".repeat(128));
    add("a share of another base", Same, &|figures| {
        figures.lines[1].allowance_share.as_mut().unwrap().base += RIYAL;
    });
    add("another share", Same, &|figures| {
        figures.lines[1].allowance_share.as_mut().unwrap().percent = "11".parse().unwrap();
    });
    add("no lines", Same, &|figures| figures.lines.clear());
    add(
        "no lines at all",
        NotAsked(
            &["BR-16", "BR-CO-10", "BR-CO-13", "BR-CO-16", "BR-S-08", "BR-Z-08", "BR-E-08", "BR-O-08"],
            "the schema wants a line",
        ),
        &|figures| {
            figures.lines.clear();
            figures.prepaid.clear();
            figures.totals.prepaid = Money::ZERO;
        },
    );
}

fn changes(add: &mut Add<'_>) {
    add("amount of an allowance", Same, &|figures| figures.allowances[0].amount += HALALA);
    add("allowance below zero", Same, &|figures| figures.allowances[0].amount = -figures.allowances[0].amount);
    add("category of an allowance", Same, &|figures| figures.allowances[0].vat = OUTSIDE);
    add("share of an allowance", Same, &|figures| figures.allowances[0].share.as_mut().unwrap().base += RIYAL);
    add("no allowances", Same, &|figures| figures.allowances.clear());
    add("amount of a charge", Same, &|figures| figures.charges[0].amount += HALALA);
    add("charge below zero", Same, &|figures| figures.charges[0].amount = -figures.charges[0].amount);
    add("category of a charge", Same, &|figures| figures.charges[0].vat = MEDICINES);
    add("no charges", Same, &|figures| figures.charges.clear());
}

fn prepayments(add: &mut Add<'_>) {
    add("taxable of a prepayment", Same, &|figures| figures.prepaid[0].taxable += HALALA);
    add("VAT of a prepayment by a halala", Same, &|figures| figures.prepaid[0].vat_amount += HALALA);
    add("VAT of a prepayment by two", Same, &|figures| figures.prepaid[0].vat_amount += HALALA + HALALA);
    add("VAT below zero", Same, &|figures| figures.prepaid[0].vat_amount = -figures.prepaid[0].vat_amount);
    for untaxed in 1..=3 {
        add("VAT of an untaxed prepayment", Same, &|figures| figures.prepaid[untaxed].vat_amount = RIYAL);
    }
    add("rate of a prepayment", Same, &|figures| figures.prepaid[0].vat = Vat::STANDARD_5);
    add("no prepayments", Same, &|figures| figures.prepaid.clear());
    // The one thing here that a basket of ours could bring about.
    add("a prepayment of a category that no line has", Same, &|figures| {
        figures.lines.retain(|line| line.vat != FINANCE);
        figures.charges.retain(|charge| charge.vat != FINANCE);
        figures.allowances.retain(|allowance| allowance.vat != FINANCE);
        figures.groups.retain(|group| group.vat != FINANCE);
    });
}

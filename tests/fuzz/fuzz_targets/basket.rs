//! Any text as a basket: it becomes figures that add up, or is refused with what is wrong.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sanduq_cli::draft;
use sanduq_domain::basket::Basket;
use sanduq_domain::figures::Figures;
use sanduq_domain::money::Money;
use sanduq_domain::reckoning::reckon;
use sanduq_domain::tender::settle;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match draft::read(text) {
        Ok(draft) => match Figures::solve(&draft.basket) {
            Ok(figures) => {
                adds_up(&draft.basket, &figures);
                let _ = settle(figures.totals.payable, &draft.tenders);
            }
            Err(faults) => assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.to_string().is_empty())),
        },
        Err(faults) => assert!(!faults.is_empty(), "what is refused says why"),
    }
});

fn adds_up(basket: &Basket, figures: &Figures) {
    let totals = &figures.totals;
    assert_eq!(totals.taxable + totals.vat, totals.with_vat);
    assert_eq!(totals.with_vat - totals.prepaid + totals.rounding, totals.payable);
    assert_eq!(totals.lines - totals.allowances + totals.charges, totals.taxable);
    assert_eq!(sum(figures.groups.iter().map(|group| group.taxable)), totals.taxable);
    assert_eq!(sum(figures.groups.iter().map(|group| group.vat_amount)), totals.vat);
    assert_eq!(figures.lines.len(), basket.lines.len());
    for line in &figures.lines {
        assert_eq!(line.net + line.vat_amount, line.gross);
        assert!(!line.net.is_negative() && !line.vat_amount.is_negative() && !line.allowance.is_negative());
        assert!(line.drift().halalas().abs() <= 1, "a net is within a halala of what it is reckoned from: {line:?}");
    }
    let groups = reckon(basket, figures);
    assert_eq!(groups.len(), figures.groups.len());
    assert_eq!(sum(groups.iter().flat_map(|group| &group.lines).map(|line| line.net)), totals.lines);
}

fn sum(amounts: impl Iterator<Item = Money>) -> Money {
    amounts.sum()
}

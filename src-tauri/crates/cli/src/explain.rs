//! `sanduq explain`: how net, VAT and rounding of a basket come about. Needs no till and uses no number.

use std::io::Write as _;

use sanduq_domain::figures::Figures;
use sanduq_domain::reckoning::reckon;
use serde_json::json;

use crate::args::Explain;
use crate::draft;
use crate::failure::Failure;
use crate::issue::{baskets, wrong};

pub(crate) fn explain(options: &Explain) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    for (index, json) in baskets(&options.file)? {
        let draft = draft::read(&json?).map_err(|faults| wrong(index, &faults.join("; ")))?;
        let sentences = |faults: Vec<sanduq_domain::basket::BasketFault>| {
            faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        };
        let figures = Figures::solve(&draft.basket).map_err(|faults| wrong(index, &sentences(faults)))?;
        let totals = &figures.totals;
        let groups: Vec<_> = reckon(&draft.basket, &figures)
            .iter()
            .map(|group| {
                let lines: Vec<_> = group
                    .lines
                    .iter()
                    .map(|line| {
                        json!({
                            "line": line.number, "name": line.name, "told": line.told, "exact_net": line.exact_net.to_string(),
                            "net": line.net, "net_rounding": line.net_rounding().to_string(), "vat": line.vat_amount,
                        })
                    })
                    .collect();
                json!({
                    "category": group.vat.category(), "rate": group.vat.percent(), "told": group.told,
                    "discount": group.discount, "exact_taxable": group.exact_taxable.to_string(),
                    "taxable": group.taxable, "exact_vat": group.exact_vat.to_string(), "vat": group.vat_amount,
                    "vat_rounding": group.vat_rounding().to_string(), "lines": lines,
                })
            })
            .collect();
        let answer = json!({
            "groups": groups, "lines": totals.lines, "allowances": totals.allowances, "charges": totals.charges,
            "taxable": totals.taxable, "vat": totals.vat, "with_vat": totals.with_vat, "prepaid": totals.prepaid,
            "rounding": totals.rounding, "payable": totals.payable,
        });
        writeln!(output, "{answer}")?;
    }
    Ok(())
}

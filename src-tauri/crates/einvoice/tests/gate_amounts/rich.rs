//! Whole documents with everything in them that can be broken.

use sanduq_domain::basket::{Basket, Charge, ChargeReason, Discount, Line, Prepayment, Prices};
use sanduq_domain::invoice::{Invoice, Kind};
use sanduq_domain::money::Money;
use sanduq_domain::vat::{Exemption, Vat};

use crate::support::{self, issued_at};

pub(crate) const MEDICINES: Vat = Vat::Untaxed(Exemption::Medicines);
pub(crate) const FINANCE: Vat = Vat::Untaxed(Exemption::FinancialServices);
pub(crate) const OUTSIDE: Vat = Vat::Untaxed(Exemption::NotSubject);

/// Lines of every category, discounts by amount and by percentage, charges, prepayments and rounding.
fn basket() -> Basket {
    let line = |name: &str, quantity: &str, price: &str, vat| {
        Line::new(name, quantity.parse().unwrap(), price.parse().unwrap(), vat)
    };
    let mut reduced = line("حليب طازج", "3", "20.00", Vat::STANDARD_15);
    reduced.discount = Discount::Amount("6.00".parse().unwrap());
    let mut percent = line("لبن رايب", "2", "50.00", Vat::STANDARD_15);
    percent.discount = Discount::Percent("10".parse().unwrap());
    let mut weighed = line("زعفران", "250", "40.00", Vat::STANDARD_15);
    weighed.unit = "GRM".into();
    weighed.base_quantity = "100".parse().unwrap();
    let charge = |reason, amount: &str, vat| Charge { reason, amount: amount.parse().unwrap(), vat };
    let prepayment = |number: &str, amount: &str, vat| Prepayment {
        number: number.parse().unwrap(),
        issued_at: issued_at(),
        amount: amount.parse().unwrap(),
        vat,
    };
    Basket {
        prices: Prices::Exclusive,
        lines: vec![
            reduced,
            percent,
            weighed,
            line("كتاب مدرسي", "1", "100.00", Vat::STANDARD_5),
            line("دواء", "1", "40.00", MEDICINES),
            line("رسوم تمويل", "1", "60.00", FINANCE),
            line("غرامة", "1", "80.00", OUTSIDE),
        ],
        discount: Discount::Percent("10".parse().unwrap()),
        charges: vec![
            charge(ChargeReason::Delivery, "20.00", Vat::STANDARD_15),
            charge(ChargeReason::Packing, "5.00", MEDICINES),
            charge(ChargeReason::Service, "6.00", FINANCE),
            charge(ChargeReason::Freight, "7.00", OUTSIDE),
        ],
        prepaid: vec![
            prepayment("P1-000001", "115.00", Vat::STANDARD_15),
            prepayment("P1-000002", "10.00", MEDICINES),
            prepayment("P1-000003", "11.00", FINANCE),
            prepayment("P1-000004", "12.00", OUTSIDE),
        ],
        rounding: Money::from_halalas(-3),
    }
}

pub(crate) fn simplified(kind: Kind) -> Invoice {
    support::invoice(kind, &basket())
}

pub(crate) fn standard(kind: Kind) -> Invoice {
    support::standard(kind, &basket())
}

/// What comes of any other basket.
pub(crate) fn solved(basket: Basket) -> Invoice {
    support::invoice(Kind::Invoice, &basket)
}

//! Random baskets, as `sanduq issue` reads them. A seed gives the same baskets everywhere.

/// `count` baskets as JSON, a line each: decimals in quantities and prices, discounts on lines and baskets, every tender.
#[must_use]
pub fn random(seed: u64, count: usize) -> Vec<String> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    (0..count).map(|_| basket(&mut dice)).collect()
}

const NAMES: [&str; 8] = [
    "خبز صامولي",
    "حليب طازج ٢ لتر",
    "Arabic coffee 500 g",
    "تمر \\\"سكري\\\" <فاخر> & أصلي",
    "Dates 'Khalas' 100%",
    "زيت زيتون extra virgin",
    "عصير ١٠٠٪",
    "é ü ñ 你好 🍞",
];

struct Dice(u64);

impl Dice {
    /// xorshift64*: enough to shuffle baskets.
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }
}

fn decimal(value: u64, places: u32) -> String {
    let unit = 10_u64.pow(places);
    if places == 0 {
        value.to_string()
    } else {
        format!("{}.{:0width$}", value / unit, value % unit, width = places as usize)
    }
}

fn basket(dice: &mut Dice) -> String {
    let mut halalas = 0;
    let lines: Vec<String> = (0..=dice.below(12))
        .map(|_| {
            let name = NAMES[dice.below(NAMES.len() as u64) as usize];
            let (price, price_places) = (1 + dice.below(200_000), 2 + dice.below(3) as u32);
            let (quantity, quantity_places) =
                if dice.below(3) == 0 { (1 + dice.below(9_000), 3) } else { (1 + dice.below(12), 0) };
            let places = price_places + quantity_places;
            // Rounded half up, as the shelf does.
            let total = (price * quantity * 200 / 10_u64.pow(places)).div_ceil(2);
            let discount = if dice.below(4) == 0 { dice.below(total + 1) } else { 0 };
            halalas += total - discount;
            let unit = if quantity_places == 0 { "PCE" } else { "KGM" };
            let off = if discount == 0 { String::new() } else { format!(r#","discount":"{}""#, decimal(discount, 2)) };
            format!(
                r#"{{"name":"{name}","quantity":"{}","unit":"{unit}","unit_price":"{}","vat":"S"{off}}}"#,
                decimal(quantity, quantity_places),
                decimal(price, price_places),
            )
        })
        .collect();
    let discount = if dice.below(4) == 0 { dice.below(halalas + 1) } else { 0 };
    let due = halalas - discount;
    let tenders = match dice.below(4) {
        0 if due > 0 => format!(r#","tenders":[{{"kind":"card","amount":"{}"}}]"#, decimal(due, 2)),
        1 if due > 1 => format!(
            r#","tenders":[{{"kind":"card","amount":"{}"}},{{"kind":"cash","amount":"{}"}}]"#,
            decimal(due / 2, 2),
            decimal(due - due / 2 + 100, 2)
        ),
        2 => format!(r#","tenders":[{{"kind":"cash","amount":"{}"}}]"#, decimal(due + 1 + dice.below(5_000), 2)),
        _ => String::new(),
    };
    let off = if discount == 0 { String::new() } else { format!(r#","discount":"{}""#, decimal(discount, 2)) };
    format!(r#"{{"lines":[{}]{off}{tenders}}}"#, lines.join(","))
}

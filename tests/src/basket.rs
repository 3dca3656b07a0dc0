//! Random documents, as `sanduq issue` reads them: all six kinds, with everything a document can say. A seed gives the
//! same documents everywhere.

use serde_json::{Map, Value, json};

/// One document to be issued, and what it must come to.
#[derive(Debug, Clone)]
pub struct Sample {
    /// As `sanduq issue` reads it.
    pub json: String,
    pub kind: &'static str,
    pub invoice_type: &'static str,
    /// What is due in halalas, reckoned from the shelf alone; none where prices exclude VAT, and on credit notes.
    pub due: Option<i64>,
}

/// `count` documents for a new till named T1, whose first document is T1-000001: notes refer to those before them.
#[must_use]
pub fn random(seed: u64, count: usize) -> Vec<Sample> {
    let mut shop = Shop { dice: Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1), sold: Vec::new() };
    (1..=count).map(|number| shop.sample(number)).collect()
}

const NAMES: [&str; 8] = [
    "خبز صامولي",
    "حليب طازج ٢ لتر",
    "Arabic coffee 500 g",
    "تمر \"سكري\" <فاخر> & أصلي",
    "Dates 'Khalas' 100%",
    "زيت زيتون extra virgin",
    "عصير ١٠٠٪",
    "é ü ñ 你好 🍞",
];
/// What needs no particular buyer.
const EXEMPTIONS: [(&str, &str); 8] = [
    ("Z", "VATEX-SA-32"),
    ("Z", "VATEX-SA-34-1"),
    ("Z", "VATEX-SA-35"),
    ("Z", "VATEX-SA-36"),
    ("Z", "VATEX-SA-MLTRY"),
    ("E", "VATEX-SA-29"),
    ("E", "VATEX-SA-30"),
    ("O", "VATEX-SA-OOS"),
];
const SCHEMES: [(&str, &str); 11] = [
    ("TIN", "3100122393"),
    ("CRN", "1010010000"),
    ("MOM", "4501"),
    ("MLS", "A7788"),
    ("700", "7001234511"),
    ("SAG", "1020304050"),
    ("NAT", "1098765002"),
    ("GCC", "784199012"),
    ("IQA", "2456789011"),
    ("PAS", "K0099123"),
    ("OTH", "9911"),
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

    fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}

/// An invoice that a credit note may still give back.
struct Sold {
    number: usize,
    lines: usize,
    standard: bool,
}

struct Shop {
    dice: Dice,
    sold: Vec<Sold>,
}

fn decimal(value: u64, places: u32) -> String {
    let unit = 10_u64.pow(places);
    if places == 0 {
        value.to_string()
    } else {
        format!("{}.{:0width$}", value / unit, value % unit, width = places as usize)
    }
}

fn halalas(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", decimal(value.unsigned_abs(), 2))
}

fn set(map: &mut Map<String, Value>, key: &str, value: impl Into<Value>) {
    map.insert(key.to_owned(), value.into());
}

impl Shop {
    fn sample(&mut self, number: usize) -> Sample {
        match self.dice.below(10) {
            0 | 1 if !self.sold.is_empty() => self.credit_note(),
            2 | 3 if !self.sold.is_empty() => self.debit_note(),
            _ => self.invoice(number),
        }
    }

    fn invoice(&mut self, number: usize) -> Sample {
        let standard = self.dice.below(10) < 4;
        let mut map = Map::new();
        let (lines, due) = self.goods(&mut map, standard, true);
        self.sold.push(Sold { number, lines, standard });
        sample(map, "invoice", standard, due)
    }

    /// More money for a document sold before.
    fn debit_note(&mut self) -> Sample {
        let place = self.dice.below(self.sold.len() as u64) as usize;
        let (number, standard) = (self.sold[place].number, self.sold[place].standard);
        let mut map = Map::new();
        let (_, due) = self.goods(&mut map, standard, false);
        if standard && self.dice.one_in(2) {
            // The original's buyer is named again by itself.
            map.remove("buyer");
        }
        set(&mut map, "kind", "debit_note");
        set(&mut map, "reason", "فرق سعر <بعد> التسليم");
        set(&mut map, "original", json!({ "number": format!("T1-{number:06}") }));
        map.remove("type");
        sample(map, "debit_note", standard, due)
    }

    /// Everything, or some lines, of a document sold before; of each only once.
    fn credit_note(&mut self) -> Sample {
        let place = self.dice.below(self.sold.len() as u64) as usize;
        let sold = self.sold.swap_remove(place);
        let mut map = Map::new();
        set(&mut map, "kind", "credit_note");
        set(&mut map, "reason", "إرجاع \"بضاعة\" تالفة");
        set(&mut map, "original", json!({ "number": format!("T1-{:06}", sold.number) }));
        if self.dice.one_in(2) {
            let first = 1 + self.dice.below(sold.lines as u64) as usize;
            let lines: Vec<Value> = (first..=sold.lines).map(|line| json!({ "original_line": line })).collect();
            set(&mut map, "lines", lines);
        }
        sample(map, "credit_note", sold.standard, None)
    }

    /// Lines and all that goes with them; how many lines, and what is due where the shelf says it.
    fn goods(&mut self, map: &mut Map<String, Value>, standard: bool, sale: bool) -> (usize, Option<i64>) {
        let dice = &mut self.dice;
        let exclusive = dice.one_in(3);
        let citizen = !standard && dice.one_in(12);
        let count = 1 + dice.below(12) as usize;
        let mut total = 0;
        let lines: Vec<Value> = (0..count)
            .map(|_| {
                let (line, told) = line(dice, citizen);
                total += told;
                line
            })
            .collect();
        set(map, "lines", lines);
        total -= discount(dice, map, total);
        if dice.one_in(6) {
            let charges: Vec<Value> = (0..=dice.below(2))
                .map(|_| {
                    let amount = 1 + dice.below(5_000) as i64;
                    total += amount;
                    let reason = dice.pick(&["delivery", "freight", "packing", "service"]);
                    let mut charge = Map::new();
                    set(&mut charge, "reason", reason);
                    set(&mut charge, "amount", halalas(amount));
                    vat(dice, &mut charge, false);
                    Value::Object(charge)
                })
                .collect();
            set(map, "charges", charges);
        }
        if exclusive {
            set(map, "prices", "exclusive");
        }
        if standard {
            set(map, "type", "standard");
        }
        // Without VAT the total is at least this, so that what is taken off it here always fits.
        if sale && total >= 400 && dice.one_in(8) {
            let paid = 1 + dice.below(total as u64 / 2) as i64;
            let mut prepaid = Map::new();
            set(&mut prepaid, "number", "T1-ADVANCE-7");
            set(&mut prepaid, "issued_at", "2026-10-01T09:30:00");
            set(&mut prepaid, "amount", halalas(paid));
            vat(dice, &mut prepaid, false);
            set(map, "prepaid", vec![Value::Object(prepaid)]);
            total -= paid;
        }
        if total >= 200 && dice.one_in(8) {
            let rounding = dice.below(199) as i64 - 99;
            set(map, "rounding", halalas(rounding));
            total += rounding;
        }
        people(dice, map, standard, citizen);
        if !exclusive {
            tenders(dice, map, total);
        }
        (count, (!exclusive).then_some(total))
    }
}

fn sample(map: Map<String, Value>, kind: &'static str, standard: bool, due: Option<i64>) -> Sample {
    let invoice_type = if standard { "standard" } else { "simplified" };
    Sample { json: Value::Object(map).to_string(), kind, invoice_type, due }
}

/// A line, and what it costs after its discount.
fn line(dice: &mut Dice, citizen: bool) -> (Value, i64) {
    let mut map = Map::new();
    let (price, price_places) = (1 + dice.below(200_000), 2 + dice.below(3) as u32);
    let (quantity, quantity_places) = if dice.one_in(3) { (1 + dice.below(9_000), 3) } else { (1 + dice.below(12), 0) };
    let base = if dice.one_in(8) { dice.pick(&[6, 10, 100]) } else { 1 };
    // Rounded half up, as the shelf does.
    let unit = base * 10_u64.pow(price_places + quantity_places);
    let told = ((price * quantity * 200 / unit).div_ceil(2)) as i64;
    set(&mut map, "name", dice.pick(&NAMES));
    set(&mut map, "quantity", decimal(quantity, quantity_places));
    set(&mut map, "unit", if quantity_places == 0 { "PCE" } else { "KGM" });
    set(&mut map, "unit_price", decimal(price, price_places));
    if base != 1 {
        set(&mut map, "base_quantity", base.to_string());
    }
    vat(dice, &mut map, citizen);
    let off = discount(dice, &mut map, told);
    (Value::Object(map), told - off)
}

/// A discount on some, by amount or percentage; what it takes off.
fn discount(dice: &mut Dice, map: &mut Map<String, Value>, told: i64) -> i64 {
    match dice.below(6) {
        0 => {
            let off = dice.below(told as u64 + 1) as i64;
            set(map, "discount", halalas(off));
            off
        }
        1 => {
            let hundredths = dice.below(10_001);
            set(map, "discount_percent", decimal(hundredths, 2));
            // Rounded half up to the halala.
            ((told as u64 * hundredths + 5_000) / 10_000) as i64
        }
        _ => 0,
    }
}

fn vat(dice: &mut Dice, map: &mut Map<String, Value>, citizen: bool) {
    let (category, exemption) = match dice.below(10) {
        _ if citizen => ("Z", dice.pick(&["VATEX-SA-EDU", "VATEX-SA-HEA"])),
        0..=5 => return,
        6 => return set(map, "rate", "5"),
        _ => dice.pick(&EXEMPTIONS),
    };
    set(map, "vat", category);
    set(map, "exemption", exemption);
}

/// The buyer, when it was supplied, the flags.
fn people(dice: &mut Dice, map: &mut Map<String, Value>, standard: bool, citizen: bool) {
    let summary = dice.one_in(10);
    if citizen {
        set(map, "buyer", json!({ "name": "سارة القحطاني", "id_scheme": "NAT", "id": "1098765002" }));
    } else if standard {
        set(map, "buyer", business(dice));
    } else if summary || dice.one_in(6) {
        let (scheme, id) = dice.pick(&SCHEMES);
        set(map, "buyer", json!({ "name": "عميل <دائم>", "id_scheme": scheme, "id": id, "city": "جدة" }));
    }
    let mut flags = Vec::new();
    if summary {
        flags.push("summary");
        set(map, "supply", json!({ "on": "2026-10-01", "until": "2026-10-31" }));
    } else if dice.one_in(10) {
        set(map, "supply", json!({ "on": "2026-11-02" }));
    }
    for (flag, allowed) in [("third_party", true), ("nominal", true), ("export", standard)] {
        if allowed && dice.one_in(12) {
            flags.push(flag);
        }
    }
    if !flags.is_empty() {
        set(map, "flags", flags);
    }
    if dice.one_in(10) {
        set(map, "note", "يسلم <صباحا> & قبل الظهر");
        set(map, "order", "PO-2026/77");
    }
}

fn business(dice: &mut Dice) -> Value {
    if dice.one_in(6) {
        return json!({
            "name": "Gulf Traders & Sons WLL", "id_scheme": "GCC", "id": "784199012", "street": "Sheikh Zayed Road",
            "city": "Dubai", "country": "AE",
        });
    }
    let mut buyer = json!({
        "name": "مؤسسة الأمل <التجارية>", "street": "طريق الملك فهد", "building": "8091", "district": "العليا",
        "city": "الرياض", "postal_code": "12214",
    });
    let map = buyer.as_object_mut().expect("an object");
    if dice.one_in(3) {
        let (scheme, id) = dice.pick(&SCHEMES);
        set(map, "id_scheme", scheme);
        set(map, "id", id);
    } else {
        set(map, "vat_number", "310122393500003");
    }
    buyer
}

fn tenders(dice: &mut Dice, map: &mut Map<String, Value>, due: i64) {
    let tender = |kind: &str, amount: i64| json!({ "kind": kind, "amount": halalas(amount) });
    let paid = match dice.below(5) {
        0 if due > 0 => vec![tender(dice.pick(&["card", "transfer", "credit"]), due)],
        1 if due > 1 => vec![tender("card", due / 2), tender("cash", due - due / 2 + 100)],
        2 => vec![tender("cash", due + 1 + dice.below(5_000) as i64)],
        _ => return,
    };
    set(map, "tenders", paid);
}

//! Documents that the journeys and the gallery print: solved by the same arithmetic as a real sale.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each of the programs that include this uses its own part"
)]

use sanduq_domain::basket::{Basket, Charge, ChargeReason, Line, Prepayment};
use sanduq_domain::document::{
    Document, DocumentCharge, DocumentKind, DocumentLine, DocumentParty, DocumentPrepayment, DocumentTotals,
    DocumentVat,
};
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{Flags, InvoiceType};
use sanduq_domain::money::Money;
use sanduq_domain::tender::TenderKind;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::vat::{Exemption, Vat};
use sanduq_receipt::layout::{self, Layout};
use sanduq_receipt::letterhead::Letterhead;
use sanduq_receipt::logo::Logo;
use sanduq_receipt::notes::PaperNotes;
use sanduq_receipt::paper::Paper;
use sanduq_receipt::slips::{
    Desk, DrawerCount, HandOver, HeldLine, HoldSlip, ReportKind, ShiftReport, TakenVat, Tally, TestPage,
};

/// Laid out as a shop that has chosen nothing prints it.
pub fn lay_out(document: &Document, notes: &PaperNotes, paper: Paper) -> Layout {
    layout::receipt(document, notes, &Letterhead::default(), paper).unwrap()
}

pub fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub fn line(name: &str, quantity: &str, price: &str) -> Line {
    Line::new(name, quantity.parse().unwrap(), price.parse().unwrap(), Vat::STANDARD_15)
}

/// A QR text of `characters` base64 characters.
pub fn qr_text(characters: usize) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut state: u32 = 12345;
    (0..characters)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(alphabet[(state >> 26) as usize])
        })
        .collect()
}

pub fn seller() -> DocumentParty {
    DocumentParty {
        name: "بقالة الندى للمواد الغذائية".into(),
        vat_number: "310122393500003".into(),
        ids: vec![("CRN".into(), "1010010000".into())],
        street: "شارع العليا العام".into(),
        building: "2322".into(),
        additional: "7123".into(),
        district: "حي المربع".into(),
        city: "الرياض".into(),
        postal_code: "23333".into(),
        country: "SA".into(),
    }
}

/// The document that a basket becomes.
pub fn document(basket: &Basket) -> Document {
    let figures = Figures::solve(basket).expect("a lawful basket");
    let exemption = |vat: Vat| vat.exemption().map(|e| (e.code().to_owned(), e.arabic().to_owned()));
    Document {
        kind: DocumentKind::Invoice,
        invoice_type: InvoiceType::Simplified,
        number: "T01-000042".into(),
        uuid: uuid::Uuid::nil(),
        issued_at: Timestamp::from_riyadh("2026-11-22", "14:05:09").unwrap(),
        icv: 42,
        previous_hash: String::new(),
        seller: seller(),
        buyer: None,
        originals: vec![],
        reason: None,
        payment_means: vec!["10".into()],
        flags: Flags::default(),
        self_billed: false,
        supply: (None, None),
        note: String::new(),
        order: String::new(),
        currency: "SAR".into(),
        vat_in_riyals: None,
        charges: figures
            .charges
            .iter()
            .map(|charge| DocumentCharge {
                reason: charge.reason.arabic().into(),
                amount: charge.amount,
                vat_category: charge.vat.category().into(),
                vat_rate: charge.vat.percent().into(),
            })
            .collect(),
        prepayments: figures
            .prepaid
            .iter()
            .map(|prepaid| DocumentPrepayment {
                number: prepaid.number.to_string(),
                issued_on: prepaid.issued_at.riyadh_date(),
                taxable: prepaid.taxable,
                vat_amount: prepaid.vat_amount,
            })
            .collect(),
        lines: figures
            .lines
            .iter()
            .map(|line| DocumentLine {
                name: line.name.clone(),
                quantity: line.quantity.decimal(),
                unit: line.unit.clone(),
                net_unit_price: line.net_unit_price,
                allowance: line.allowance,
                net: line.net,
                vat_amount: line.vat_amount,
                gross: line.gross,
                vat_category: line.vat.category().into(),
                vat_rate: line.vat.percent().into(),
            })
            .collect(),
        vat: figures
            .groups
            .iter()
            .map(|group| DocumentVat {
                category: group.vat.category().into(),
                rate: group.vat.percent().into(),
                taxable: group.taxable,
                amount: group.vat_amount,
                exemption: exemption(group.vat),
            })
            .collect(),
        totals: DocumentTotals {
            lines: figures.totals.lines,
            allowances: figures.totals.allowances,
            charges: figures.totals.charges,
            taxable: figures.totals.taxable,
            vat: figures.totals.vat,
            with_vat: figures.totals.with_vat,
            prepaid: figures.totals.prepaid,
            rounding: figures.totals.rounding,
            payable: figures.totals.payable,
        },
        qr: qr_text(512),
    }
}

pub fn paid(document: &Document, cash: &str) -> PaperNotes {
    PaperNotes {
        cashier: "سارة".into(),
        till: "T01".into(),
        tenders: vec![(TenderKind::Cash, money(cash))],
        change: money(cash) - document.totals.payable,
        training: false,
        copy: None,
    }
}

/// An ordinary basket: Arabic names with numbers and Latin in them, a weighed item, a discount on a line and one on the
/// whole.
pub fn groceries() -> (Document, PaperNotes) {
    let mut weighed = line("جبنة فيتا بلغارية (وزن)", "0.435", "38.50");
    weighed.unit = "KGM".into();
    let mut reduced = line("حليب المراعي كامل الدسم 1 لتر", "3", "10.10");
    reduced.discount = money("1.00").into();
    let mut basket = Basket::of([
        line("خبز صامولي أبيض 6 حبات", "2", "4.25"),
        reduced,
        weighed,
        line("Nescafe Gold 190g", "1", "42.95"),
        line("شاي ليبتون Yellow Label 100 كيس", "1", "18.75"),
    ]);
    basket.discount = money("5.00").into();
    let document = document(&basket);
    let notes = paid(&document, "150");
    (document, notes)
}

/// Several VAT categories, a split payment, a cashier with a Latin name.
pub fn mixed_vat() -> (Document, PaperNotes) {
    let mut medicine = line("بنادول إكسترا 24 قرص", "2", "17.50");
    medicine.vat = Vat::Untaxed(Exemption::Medicines);
    let document = document(&Basket::of([medicine, line("Nivea Soft Cream 200ml", "1", "24.95")]));
    let notes = PaperNotes {
        cashier: "Mohammed Al-Harbi".into(),
        till: "صندوق 2".into(),
        tenders: vec![(TenderKind::Card, money("40.00")), (TenderKind::Cash, money("20.00"))],
        change: money("0.05"),
        ..PaperNotes::default()
    };
    (document, notes)
}

pub fn credit_note() -> (Document, PaperNotes) {
    let mut document = document(&Basket::of([line("حليب المراعي كامل الدسم 1 لتر", "1", "10.10")]));
    document.kind = DocumentKind::CreditNote;
    document.number = "T01-C00007".into();
    document.originals = vec!["T01-000042".into()];
    document.reason = Some("إرجاع بضاعة: العبوة تالفة عند الاستلام، وطلب العميل استرداد المبلغ كاملا".into());
    let mut notes = paid(&document, "10.10");
    notes.copy = Some(2);
    (document, notes)
}

pub fn training() -> (Document, PaperNotes) {
    let (document, mut notes) = groceries();
    notes.training = true;
    (document, notes)
}

/// Sixty lines, names from one word to several lines, prices from halalas to thousands, four decimals.
pub fn long() -> (Document, PaperNotes) {
    let names = [
        "ماء",
        "Kleenex Facial Tissues Family Pack 200 sheets x 10 boxes special offer",
        "زيت زيتون بكر ممتاز عصرة أولى على البارد من مزارع الجوف العضوية عبوة زجاجية داكنة سعة 750 مل",
        "أرز بسمتي (الشعلان) 10 كجم",
        "كوكاكولا Coca-Cola 330 مل × 24",
        "WD-40",
    ];
    let prices = ["0.50", "12.3456", "1049.00", "7.95", "99.99", "3.3333"];
    let lines = (0..60).map(|i| {
        let mut line = line(names[i % 6], ["1", "12", "2.5"][i % 3], prices[i % 6]);
        line.unit = ["PCE", "PCE", "KGM"][i % 3].into();
        if i % 5 == 1 {
            line.discount = money("0.50").into();
        }
        line
    });
    let document = document(&Basket::of(lines));
    let notes = paid(&document, "100000");
    (document, notes)
}

/// A summary of deliveries to a business: charges, a discount, what was paid before, rounding, an order and a note.
pub fn ordered() -> (Document, PaperNotes) {
    let mut basket = Basket::of([line("زعفران فاخر", "35", "4.80"), line("هيل أخضر", "2", "61.25")]);
    basket.discount = money("10.00").into();
    let charge = |reason, amount| Charge { reason, amount: money(amount), vat: Vat::STANDARD_15 };
    basket.charges = vec![charge(ChargeReason::Delivery, "25.00"), charge(ChargeReason::Packing, "7.35")];
    basket.prepaid = vec![Prepayment {
        number: "T1-ADVANCE-7".parse().unwrap(),
        issued_at: Timestamp::from_riyadh("2026-10-01", "09:30:00").unwrap(),
        amount: money("100.00"),
        vat: Vat::STANDARD_15,
    }];
    basket.rounding = -money("0.10");
    let mut document = document(&basket);
    document.invoice_type = InvoiceType::Standard;
    document.flags.summary = true;
    document.supply = (Some("2026-10-01".parse().unwrap()), Some("2026-10-31".parse().unwrap()));
    document.note = "يسلم صباحا عند الباب الخلفي".into();
    document.order = "PO-2026/77".into();
    document.buyer = Some(DocumentParty { name: "مطعم الديرة".into(), ..seller() });
    let notes = PaperNotes { tenders: vec![(TenderKind::Credit, document.totals.payable)], ..PaperNotes::default() };
    (document, notes)
}

/// A buyer, a long number without a place to break, large sums, names in Latin only.
pub fn standard() -> (Document, PaperNotes) {
    let mut document = document(&Basket::of([line("Industrial generator 500 kVA", "3", "987654.3210")]));
    document.invoice_type = InvoiceType::Standard;
    document.number = "BRANCH-0001/RIYADH-OLAYA/2026/11/22/INVOICE-000000000000042".into();
    document.seller = DocumentParty {
        name: "Al Nada Trading & Contracting Company Limited".into(),
        street: "King Fahd Road".into(),
        district: "Al Olaya".into(),
        city: "Riyadh".into(),
        additional: String::new(),
        ids: vec![("700".into(), "7001234567".into())],
        ..seller()
    };
    document.buyer = Some(DocumentParty {
        name: "مؤسسة الأفق الأزرق التجارية".into(),
        ids: vec![("CRN".into(), "4030123456".into()), ("MOM".into(), "4501".into())],
        ..seller()
    });
    let notes = PaperNotes { tenders: vec![(TenderKind::Card, document.totals.payable)], ..PaperNotes::default() };
    (document, notes)
}

/// Marks on letters, ligatures, characters the font lacks, direction marks, brackets: what shaping gets wrong.
pub fn difficult() -> (Document, PaperNotes) {
    let document = document(&Basket::of([
        line("تَمْرٌ سُكَّرِيٌّ فاخِرٌ", "1", "25"),
        line("لإعداد الأطعمة (لا يحتوي على السكر)", "1", "9.50"),
        line("\u{202B}عصير\u{202C} 🍊 برتقال 中文 \u{200F}100%", "1", "6"),
        line("Apple iPhone 17 (أسود) 256GB", "1", "3999.00"),
        line("٥ كيلو سكر ٪١٠", "1", "21"),
        line("كككككككككككككككككككككككككككككككككككككككككككككككككككككككككك", "1", "1"),
    ]));
    let notes = PaperNotes::default();
    (document, notes)
}

pub fn all() -> Vec<(&'static str, Document, PaperNotes)> {
    let named = |name, (document, notes)| (name, document, notes);
    vec![
        named("groceries", groceries()),
        named("mixed-vat", mixed_vat()),
        named("credit-note", credit_note()),
        named("training", training()),
        named("long", long()),
        named("standard", standard()),
        named("ordered", ordered()),
        named("difficult", difficult()),
    ]
}

/// The moment at which all slips here are made.
pub fn now() -> Timestamp {
    Timestamp::from_riyadh("2026-11-22", "22:10:31").unwrap()
}

/// A shop that has chosen everything.
pub fn letterhead() -> Letterhead {
    Letterhead {
        logo: Some(Logo::from_png(&logo()).unwrap()),
        header: vec!["فرع العليا · Olaya branch".into(), "هاتف \u{2066}011 234 5678\u{2069}".into()],
        footer: vec![
            "الاستبدال والاسترجاع خلال 7 أيام مع الفاتورة".into(),
            "Exchange and return within 7 days with this receipt".into(),
        ],
        ..Letterhead::default()
    }
}

/// A drop in a ring, in grey with soft edges.
fn logo() -> Vec<u8> {
    let side = 240_i32;
    let grey = |x: i32, y: i32| {
        let (x, y) = (x - side / 2, y - side / 2);
        let (ring, drop) = (x * x + y * y, x * x * 2 + (y - 20) * (y - 20));
        match (ring, drop) {
            (9_000..14_000, _) => 0,
            (_, 0..3_600) => u8::try_from(30 + (y + 60).clamp(0, 120)).unwrap(),
            _ => 255,
        }
    };
    let rows: Vec<u8> = (0..side).flat_map(|y| (0..side).map(move |x| grey(x, y))).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side as u32, side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().unwrap().write_image_data(&rows).unwrap();
    bytes
}

pub fn desk() -> Desk {
    Desk { shop: seller().name, till: "T01".into(), cashier: "سارة".into(), at: now(), training: false }
}

pub fn hold_slip() -> HoldSlip {
    let (document, _) = groceries();
    let lines = document.lines.iter().map(|line| HeldLine {
        name: line.name.clone(),
        quantity: line.quantity,
        unit: line.unit.clone(),
        total: line.gross,
    });
    HoldSlip {
        desk: desk(),
        number: "H-07".into(),
        label: "أبو خالد".into(),
        lines: lines.collect(),
        total: document.totals.with_vat,
    }
}

fn tally(count: u64, total: &str) -> Tally {
    Tally { count, total: money(total) }
}

pub fn drawer(counted: Option<&str>) -> DrawerCount {
    DrawerCount {
        float: money("500"),
        sales: money("4210.75"),
        refunds: money("38.50"),
        paid_in: money("100"),
        paid_out: money("250"),
        counted: counted.map(money),
    }
}

pub fn shift_report(kind: ReportKind) -> ShiftReport {
    let taken = |category: &str, rate: i64, taxable: &str, amount: &str| TakenVat {
        category: category.into(),
        rate: rate.into(),
        taxable: money(taxable),
        amount: money(amount),
    };
    ShiftReport {
        desk: desk(),
        kind,
        number: "184".into(),
        opened_at: Timestamp::from_riyadh("2026-11-22", "14:00:12").unwrap(),
        closed_at: (kind == ReportKind::Z).then(now),
        closed_by: if kind == ReportKind::Z { "ريم".into() } else { String::new() },
        approved_by: if kind == ReportKind::Z { "Mohammed Al-Harbi".into() } else { String::new() },
        handed_to: String::new(),
        invoices: tally(137, "9812.40"),
        credit_notes: tally(2, "38.50"),
        debit_notes: tally(0, "0"),
        numbers: Some(("T01-004211".into(), "T01-004349".into())),
        vat: vec![taken("S", 15, "8150.35", "1222.55"), taken("Z", 0, "401.00", "0")],
        tenders: vec![
            (TenderKind::Cash, tally(71, "4172.25")),
            (TenderKind::Card, tally(64, "5401.65")),
            (TenderKind::Transfer, tally(2, "200.00")),
        ],
        drawer: drawer((kind == ReportKind::Z).then_some("4520.25")),
        reprints: 3,
        removed_lines: 11,
        pending: 4,
    }
}

pub fn hand_over() -> HandOver {
    HandOver {
        desk: desk(),
        from: "سارة".into(),
        to: "Mohammed Al-Harbi".into(),
        tenders: vec![(TenderKind::Cash, tally(71, "4172.25")), (TenderKind::Card, tally(64, "5401.65"))],
        drawer: drawer(Some("4522.25")),
        pending: 4,
        oldest_pending: Timestamp::from_riyadh("2026-11-22", "21:48:03"),
        remark: "الطابعة الاحتياطية تحت الطاولة".into(),
    }
}

pub fn test_page() -> TestPage {
    TestPage { desk: desk(), printer: "طابعة الكاشير".into(), connection: "192.168.1.50:9100".into() }
}

type Form = Box<dyn Fn(&Letterhead, Paper) -> Layout>;

/// Every form there is, each to be laid out on any paper in any language.
pub fn forms() -> Vec<(&'static str, Form)> {
    let receipt = |name, (document, notes): (Document, PaperNotes)| -> (&'static str, Form) {
        (name, Box::new(move |letterhead, paper| layout::receipt(&document, &notes, letterhead, paper).unwrap()))
    };
    let mut forms = vec![
        receipt("simplified-invoice", groceries()),
        receipt("standard-invoice", ordered()),
        receipt("credit-note", credit_note()),
        receipt("debit-note", debit_note()),
        receipt("mixed-vat", mixed_vat()),
        receipt("training", training()),
    ];
    let (document, notes) = groceries();
    forms.push(("gift", Box::new(move |head, paper| layout::gift(&document, &notes, head, paper).unwrap())));
    forms.push(("hold", Box::new(|head, paper| layout::held(&hold_slip(), head, paper))));
    forms.push(("x-report", Box::new(|head, paper| layout::shift_report(&shift_report(ReportKind::X), head, paper))));
    forms.push(("z-report", Box::new(|head, paper| layout::shift_report(&shift_report(ReportKind::Z), head, paper))));
    forms.push(("hand-over", Box::new(|head, paper| layout::hand_over(&hand_over(), head, paper))));
    forms.push(("test-page", Box::new(|head, paper| layout::test_page(&test_page(), head, paper).unwrap())));
    forms
}

/// Of a standard invoice, as another till issued it.
pub fn debit_note() -> (Document, PaperNotes) {
    let (mut document, notes) = ordered();
    document.kind = DocumentKind::DebitNote;
    document.number = "T01-000043".into();
    document.originals = vec!["T7-000310".into()];
    document.reason = Some("فرق سعر".into());
    (document, notes)
}

/// The same line under another name.
pub fn named(line: &DocumentLine, name: &str) -> DocumentLine {
    DocumentLine { name: name.into(), ..line.clone() }
}

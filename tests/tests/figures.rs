//! What is printed is what is reported: documents of every kind are issued as a till issues them, their XML is read here by
//! a reader of its own, and every figure on the paper is one of the XML's, or reckoned here from them; none is missing and
//! none is more.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use k256::pkcs8::DecodePrivateKey as _;
use quick_xml::Reader;
use quick_xml::events::Event;
use rust_decimal::{Decimal, RoundingStrategy};
use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_device::pin::Pin;
use sanduq_device::vault::Vault;
use sanduq_domain::basket::{Basket, Charge, ChargeReason, Discount, Line, Prepayment, Prices};
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{Correction, Flags, Invoice, InvoiceType, Kind, Original, Supply};
use sanduq_domain::money::Money;
use sanduq_domain::party::{Buyer, BuyerAddress};
use sanduq_domain::tender::{PaymentMeans, TenderKind};
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::vat::{Exemption, Vat};
use sanduq_einvoice::certificate::Certificate;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::{SigningUnit, issue};
use sanduq_einvoice::key::UnitKey;
use sanduq_einvoice::read::read;
use sanduq_einvoice::rules::gate;
use sanduq_host::{Host, Reporting};
use sanduq_receipt::layout::{self, Layout};
use sanduq_receipt::letterhead::Letterhead;
use sanduq_receipt::notes::PaperNotes;
use sanduq_receipt::paper::Paper;
use sanduq_till::setup::{KeyringPolicy, Setup, training_seller, training_setup};
use uuid::Uuid;

const PIN: &str = "2580";

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_on_every_paper_are_those_of_the_xml() {
    let folder = tempfile::tempdir().unwrap();
    let unit = unit(&folder).await;
    for (name, invoice) in invoices() {
        assert_eq!(gate(&invoice), Vec::new(), "{name} is lawful");
        let xml = issue(&invoice, &ChainLink::first(), Uuid::from_u128(7), &unit).xml;
        let document = read(&xml).unwrap();
        let reported = Element::read(&xml);
        let notes = notes(&reported);
        for paper in Paper::ALL {
            let laid = layout::receipt(&document, &notes, &Letterhead::default(), paper).unwrap();
            let place = format!("{name} on {paper:?}");
            assert_eq!(
                printed(&laid),
                expected(&reported, &notes, paper),
                "{place}: figures on paper, figures reported"
            );
            let words = words(&laid);
            // That a line's amount includes VAT: over the lines of a roll, at the head of a sheet's column.
            let included = if paper == Paper::A4 {
                "شاملالضريبةIncl.VAT"
            } else {
                "الأسعارشاملةالضريبة"
            };
            assert!(words.contains(included), "{place}");
            for said in statements(&reported) {
                let said: String = said.split_whitespace().collect();
                assert!(words.contains(&said), "{place}: {said} is missing");
            }
        }
    }
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn line(name: &str, quantity: &str, price: &str, vat: Vat) -> Line {
    Line::new(name, quantity.parse().unwrap(), price.parse().unwrap(), vat)
}

/// Every kind of document, with everything that its figures can hold.
fn invoices() -> Vec<(&'static str, Invoice)> {
    let plain = Basket::of([line("خبز صامولي", "3", "10.10", Vat::STANDARD_15)]);

    let mut weighed = line("جبنة فيتا بلغارية", "0.435", "38.50", Vat::STANDARD_15);
    weighed.unit = "KGM".into();
    let mut reduced = line("حليب طازج", "4", "7.35", Vat::STANDARD_15);
    reduced.discount = money("1.25").into();
    let mut rated = line("عصير برتقال", "12", "3.3333", Vat::STANDARD_15);
    rated.discount = Discount::Percent("7.5".parse().unwrap());
    let mut mixed = Basket::of([
        weighed,
        reduced,
        rated,
        line("دواء", "2", "17.50", Vat::Untaxed(Exemption::Medicines)),
        line("خدمة مالية", "1", "40.00", Vat::Untaxed(Exemption::FinancialServices)),
    ]);
    mixed.discount = money("9.99").into();
    mixed.charges = vec![charge(ChargeReason::Delivery, "25.00"), charge(ChargeReason::Packing, "7.35")];

    let mut charged = Basket::of([line("باقة ورد", "7", "33.33", Vat::STANDARD_15)]);
    charged.charges = vec![charge(ChargeReason::Delivery, "19.95"), charge(ChargeReason::Service, "0.07")];

    let mut advanced = mixed.clone();
    advanced.prepaid = vec![prepayment("ADV-A", "50.00"), prepayment("ADV-B", "33.33")];
    advanced.rounding = -money("0.04");

    let mut net = Basket::of([
        line("مولد كهرباء", "3", "98765.4321", Vat::STANDARD_15),
        line("كابل نحاسي", "2.5", "18.5", Vat::STANDARD_15),
    ]);
    net.prices = Prices::Exclusive;
    net.lines[1].discount = money("3.10").into();

    let note = Correction {
        originals: vec![Original { number: "T1-000041".parse().unwrap(), issued_on: None }],
        reason: "إرجاع بضاعة: العبوة تالفة".into(),
    };
    let simplified = |kind, basket: &Basket| invoice(kind, InvoiceType::Simplified, basket);
    let standard = |kind, basket: &Basket| invoice(kind, InvoiceType::Standard, basket);
    vec![
        ("one line", simplified(Kind::Invoice, &plain)),
        ("rates, discounts and charges", simplified(Kind::Invoice, &mixed)),
        ("charges alone", simplified(Kind::Invoice, &charged)),
        ("a credit note", simplified(Kind::CreditNote(note.clone()), &mixed)),
        ("a debit note", simplified(Kind::DebitNote(note.clone()), &charged)),
        ("a standard invoice with prepayments", standard(Kind::Invoice, &advanced)),
        ("a standard invoice without VAT in its prices", standard(Kind::Invoice, &net)),
        ("a standard credit note", standard(Kind::CreditNote(note.clone()), &net)),
        ("a standard debit note", standard(Kind::DebitNote(note), &mixed)),
    ]
}

fn charge(reason: ChargeReason, amount: &str) -> Charge {
    Charge { reason, amount: money(amount), vat: Vat::STANDARD_15 }
}

fn prepayment(number: &str, amount: &str) -> Prepayment {
    Prepayment {
        number: number.parse().unwrap(),
        issued_at: Timestamp::from_riyadh("2026-10-01", "09:30:00").unwrap(),
        amount: money(amount),
        vat: Vat::STANDARD_15,
    }
}

fn invoice(kind: Kind, invoice_type: InvoiceType, basket: &Basket) -> Invoice {
    Invoice {
        kind,
        invoice_type,
        flags: Flags::default(),
        number: "T1-000042".parse().unwrap(),
        issued_at: Timestamp::from_riyadh("2026-11-22", "14:05:09").unwrap(),
        supply: (invoice_type == InvoiceType::Standard)
            .then(|| Supply { on: "2026-11-20".parse().unwrap(), until: None }),
        seller: training_seller().check().unwrap(),
        buyer: (invoice_type == InvoiceType::Standard).then(|| Buyer {
            name: "مؤسسة الأفق الأزرق التجارية".into(),
            vat_number: Some("300075588700003".parse().unwrap()),
            id: None,
            address: Some(BuyerAddress {
                street: "شارع الأمير سلطان".into(),
                building: "2322".into(),
                additional: String::new(),
                district: "المربع".into(),
                city: "الرياض".into(),
                postal_code: "23333".into(),
                country: "SA".into(),
            }),
        }),
        payment: vec![PaymentMeans::Cash],
        note: String::new(),
        order: String::new(),
        figures: Figures::solve(basket).unwrap(),
    }
}

/// The till's own key and certificate.
async fn unit(folder: &tempfile::TempDir) -> SigningUnit {
    let home = || Home::new(folder.path().join("till"), folder.path().join("machine"));
    let host = Host::open(home(), Clock::system(), "test", Reporting::OnRequest).await.unwrap();
    let setup =
        Setup { gateway: String::new(), language: "ar".into(), keyring: KeyringPolicy::Never, ..training_setup() };
    host.till().set_up(&setup, PIN).unwrap();
    host.begin().await;
    let actor = host.till().sign_in("owner", PIN).unwrap();
    let otp = host.practice_otp(&setup.seller.vat_number).await.unwrap();
    host.till().onboard(&actor, &otp).await.unwrap();
    let (name, certificate): (String, String) = rusqlite::Connection::open(home().database())
        .unwrap()
        .query_row("SELECT name, production_certificate FROM unit", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let vault = Vault::open(&home(), "owner", &Pin::new(PIN).unwrap()).unwrap();
    let pkcs8 = vault.get(&format!("{name}/key")).unwrap();
    k256::ecdsa::SigningKey::from_pkcs8_der(pkcs8.expose()).unwrap();
    let key = UnitKey::from_pkcs8_der(pkcs8.expose()).unwrap();
    host.close().await;
    SigningUnit::new(key, Certificate::from_base64_der(&certificate).unwrap()).unwrap()
}

/// An element of the XML by its local name.
#[derive(Default)]
struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn read(xml: &[u8]) -> Element {
        let mut reader = Reader::from_reader(xml);
        let mut open = vec![Element::default()];
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    let name = start.local_name().as_ref().to_owned();
                    open.push(Element { name, ..Element::default() });
                }
                Event::Text(text) => open.last_mut().unwrap().text.push_str(text.as_ref()),
                Event::End(_) => {
                    let done = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(done);
                }
                Event::Eof => return open.pop().unwrap().children.pop().unwrap(),
                _ => {}
            }
        }
    }

    fn all<'a>(&'a self, path: &str) -> Vec<&'a Element> {
        path.split('/').fold(vec![self], |found, name| {
            found.iter().flat_map(|element| &element.children).filter(|child| child.name == name).collect()
        })
    }

    fn text(&self, path: &str) -> Option<&str> {
        self.all(path).first().map(|element| element.text.as_str())
    }

    fn number(&self, path: &str) -> Decimal {
        self.text(path).map_or(Decimal::ZERO, |text| text.parse().unwrap())
    }

    /// Discounts of this element, or charges.
    fn changes(&self, charges: bool) -> Vec<&Element> {
        let wanted = if charges { "true" } else { "false" };
        let all = self.all("AllowanceCharge").into_iter();
        all.filter(|change| change.text("ChargeIndicator") == Some(wanted)).collect()
    }
}

fn halalas(amount: Decimal) -> Decimal {
    let mut amount = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    amount.rescale(2);
    amount.set_sign_negative(amount.is_sign_negative() && !amount.is_zero());
    amount
}

/// What a customer reads as a number with a point or a per cent sign, and how often: none of it may be made up.
type Tally = BTreeMap<String, usize>;

fn printed(laid: &Layout) -> Tally {
    let mut tally = Tally::new();
    for text in laid.texts() {
        let plain: String = text.source.chars().filter(|letter| !matches!(letter, '\u{2066}'..='\u{2069}')).collect();
        for word in plain.split(|letter: char| letter.is_whitespace() || matches!(letter, '×' | '(' | ')')) {
            let digits = word.strip_prefix('-').unwrap_or(word);
            let figure = digits.starts_with(|letter: char| letter.is_ascii_digit())
                && (digits.contains('.') || digits.ends_with('%'))
                && digits.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '%'));
            if figure {
                *tally.entry(word.to_owned()).or_default() += 1;
            }
        }
    }
    tally
}

/// All that is written, without the blanks between words and lines.
fn words(laid: &Layout) -> String {
    let all: String = laid.texts().map(|text| text.source.as_str()).collect();
    all.split_whitespace().collect()
}

/// What was paid is not in the XML: half by card, the rest and a little more in cash.
fn notes(reported: &Element) -> PaperNotes {
    let due = money(&halalas(reported.number("LegalMonetaryTotal/PayableAmount")).to_string());
    let half = Money::from_halalas(due.halalas() / 2);
    let change = if reported.text("InvoiceTypeCode") == Some("381") { Money::ZERO } else { money("3.21") };
    PaperNotes {
        tenders: vec![(TenderKind::Card, half), (TenderKind::Cash, due - half + change)],
        change,
        ..PaperNotes::default()
    }
}

/// The figures that this document's paper has to show, each as often as it has to.
fn expected(reported: &Element, notes: &PaperNotes, paper: Paper) -> Tally {
    let mut figures: Vec<String> = Vec::new();
    let (prepaid, lines): (Vec<&Element>, Vec<&Element>) =
        reported.all("InvoiceLine").into_iter().partition(|line| line.text("DocumentReference/ID").is_some());
    figures.extend(line_figures(&lines, paper));
    let hundred = Decimal::ONE_HUNDRED;
    let totals = &reported.all("LegalMonetaryTotal")[0];
    let gross: Decimal = lines.iter().map(|line| line.number("TaxTotal/RoundingAmount")).sum();
    let with_vat = totals.number("TaxInclusiveAmount");
    let discounted = !totals.number("AllowanceTotalAmount").is_zero();

    // Charges over the whole, as the customer was told them: with VAT. The last takes what rounding left.
    let mut charges: Vec<Decimal> = reported
        .changes(true)
        .iter()
        .map(|charge| halalas(charge.number("Amount") * (hundred + charge.number("TaxCategory/Percent")) / hundred))
        .collect();
    if !discounted && let Some((last, others)) = charges.split_last_mut() {
        *last = with_vat - gross - others.iter().sum::<Decimal>();
    }
    if discounted || !charges.is_empty() {
        figures.push(halalas(gross).to_string());
    }
    if discounted {
        figures.push(halalas(with_vat - gross - charges.iter().sum::<Decimal>()).to_string());
    }
    figures.extend(charges.iter().map(|charge| halalas(*charge).to_string()));
    figures.push(halalas(totals.number("TaxExclusiveAmount")).to_string());

    let taxes = reported.all("TaxTotal");
    let tax = taxes.iter().find(|tax| !tax.all("TaxSubtotal").is_empty()).unwrap();
    let parts = tax.all("TaxSubtotal");
    let standard = |part: &&Element| part.text("TaxCategory/ID") == Some("S");
    for part in &parts {
        // Said in two languages: the rate, and what it is reckoned on where there are several.
        if standard(part) {
            figures.extend(vec![format!("{}%", part.number("TaxCategory/Percent").normalize()); 2]);
        }
        if parts.len() > 1 {
            figures.extend(vec![halalas(part.number("TaxableAmount")).to_string(); 2]);
        }
        figures.push(halalas(part.number("TaxAmount")).to_string());
    }
    if parts.len() > 1 || !parts.iter().all(standard) {
        figures.push(halalas(tax.number("TaxAmount")).to_string());
    }
    figures.push(halalas(with_vat).to_string());
    for line in prepaid {
        let part = line.all("TaxTotal/TaxSubtotal")[0];
        figures.push(halalas(-(part.number("TaxableAmount") + part.number("TaxAmount"))).to_string());
    }
    let rounding = totals.number("PayableRoundingAmount");
    if !rounding.is_zero() {
        figures.push(halalas(rounding).to_string());
    }
    figures.push(halalas(totals.number("PayableAmount")).to_string());
    figures.extend(notes.tenders.iter().map(|(_, amount)| amount.to_string()));
    if reported.text("InvoiceTypeCode") != Some("381") {
        figures.push(notes.change.to_string());
    }
    let mut tally = Tally::new();
    figures.into_iter().for_each(|figure| *tally.entry(figure).or_default() += 1);
    tally
}

/// What each line says: how much, at what price, off it, its rate, what it came to.
fn line_figures(lines: &[&Element], paper: Paper) -> Vec<String> {
    let hundred = Decimal::ONE_HUNDRED;
    let rate = |line: &Element| line.number("Item/ClassifiedTaxCategory/Percent").normalize();
    let net_price = |line: &Element| match line.number("Price/BaseQuantity") {
        base if base.is_zero() => line.number("Price/PriceAmount"),
        base => line.number("Price/PriceAmount") / base,
    };
    let shelf_price = |line: &Element| {
        let price = net_price(line) * (hundred + rate(line)) / hundred;
        price.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero).normalize()
    };
    let sum = |line: &Element, charges| line.changes(charges).iter().map(|c| c.number("Amount")).sum::<Decimal>();
    let allowance = |line: &Element| sum(line, false) - sum(line, true);
    // An office sheet tells prices as the shop thought of them: without VAT where they are short that way.
    let without = paper == Paper::A4 && lines.iter().all(|line| net_price(line).normalize().scale() <= 4);
    let price = |line: &Element| if without { net_price(line).normalize() } else { shelf_price(line) };
    let off = |line: &Element| {
        if without {
            allowance(line)
        } else if allowance(line).is_zero() {
            Decimal::ZERO
        } else {
            halalas(shelf_price(line) * line.number("InvoicedQuantity")) - line.number("TaxTotal/RoundingAmount")
        }
    };
    let places = lines.iter().map(|line| price(line).scale()).max().unwrap().max(2);
    let any_off = lines.iter().any(|line| !off(line).is_zero());
    let mut figures = Vec::new();
    for line in lines {
        let quantity = line.number("InvoicedQuantity").normalize();
        // Whole ones cannot be told from other numbers on the paper.
        figures.extend(Some(quantity.to_string()).filter(|quantity| quantity.contains('.')));
        let mut told = price(line);
        told.rescale(if paper == Paper::Roll58 { told.scale().max(2) } else { places });
        figures.push(told.to_string());
        figures.push(format!("{}%", rate(line)));
        figures.push(halalas(line.number("TaxTotal/RoundingAmount")).to_string());
        if paper == Paper::A4 {
            figures.push(halalas(line.number("LineExtensionAmount")).to_string());
            figures.push(halalas(line.number("TaxTotal/TaxAmount")).to_string());
            figures.extend(any_off.then(|| halalas(-off(line)).to_string()));
        } else if !off(line).is_zero() {
            figures.push(halalas(-off(line)).to_string());
        }
    }
    figures
}

/// What else the data dictionary wants a person to read.
fn statements(reported: &Element) -> Vec<String> {
    let supplier = "AccountingSupplierParty/Party";
    let customer = "AccountingCustomerParty/Party";
    let of = |path: &str| reported.text(path).map(str::to_owned);
    let mut said: Vec<Option<String>> = vec![of("ID"), of("IssueDate"), of("IssueTime")];
    said.push(of("BillingReference/InvoiceDocumentReference/ID"));
    for party in [supplier, customer] {
        for place in [
            "PartyLegalEntity/RegistrationName",
            "PartyTaxScheme/CompanyID",
            "PartyIdentification/ID",
            "PostalAddress/StreetName",
            "PostalAddress/BuildingNumber",
            "PostalAddress/PlotIdentification",
            "PostalAddress/CitySubdivisionName",
            "PostalAddress/CityName",
            "PostalAddress/PostalZone",
        ] {
            said.push(of(&format!("{party}/{place}")));
        }
    }
    said.push(of("Delivery/ActualDeliveryDate").filter(|day| Some(day) != of("IssueDate").as_ref()));
    let lines = reported.all("InvoiceLine");
    said.extend(lines.iter().filter_map(|line| line.text("DocumentReference/ID")).map(|id| Some(id.to_owned())));
    let goods = lines.iter().filter(|line| line.text("DocumentReference/ID").is_none());
    said.extend(goods.map(|line| line.text("Item/Name").map(str::to_owned)));
    if matches!(reported.text("InvoiceTypeCode"), Some("381" | "383")) {
        said.push(of("PaymentMeans/InstructionNote"));
    }
    said.into_iter().flatten().filter(|text| !text.is_empty()).collect()
}

//! Each thing that a document can say, and each two of them together, on each of the six kinds: the gate lets it through,
//! the independent validator finds nothing, it reads back as it was solved, and told again it is the same bytes. What may
//! not stand together is listed, and the gate names the rule.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use sanduq_domain::basket::{Basket, Charge, ChargeReason, Discount, Line, Prepayment, Prices};
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{Invoice, InvoiceType, Kind, Original, Supply};
use sanduq_domain::money::Money;
use sanduq_domain::party::{Buyer, BuyerAddress, BuyerId, BuyerIdScheme};
use sanduq_domain::tender::PaymentMeans;
use sanduq_domain::vat::{Exemption, Vat};
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::{SigningUnit, issue};
use sanduq_einvoice::read::read;
use sanduq_einvoice::restate::restate;
use sanduq_einvoice::rules::gate;
use support::{business, correction, document_id, invoice, issued_at, judge, standard, unit};

/// A document as it grows.
struct Asked {
    basket: Basket,
    /// Its figures are solved last.
    invoice: Invoice,
}

/// One thing that a document can say.
struct Feature {
    name: &'static str,
    /// Two of one slot are two ways to say the same thing: one takes the other's place.
    slot: &'static str,
    /// How many forms it has; pairs take them in turn.
    forms: usize,
    on: Kinds,
    say: fn(&mut Asked, usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinds {
    All,
    Invoices,
    Notes,
}

const fn say(name: &'static str, say: fn(&mut Asked, usize)) -> Feature {
    Feature { name, slot: "", forms: 1, on: Kinds::All, say }
}

/// Later ones build on what earlier ones said.
const FEATURES: &[Feature] = &[
    say("VAT of 5 %", |asked, _| asked.line("كتاب مدرسي", "1", "21.00", Vat::STANDARD_5)),
    Feature {
        forms: ZERO_RATED.len(),
        ..say("zero rate", |asked, form| asked.line("دواء", "3", "13.35", Vat::Untaxed(ZERO_RATED[form])))
    },
    Feature {
        forms: EXEMPT.len(),
        ..say("exempt", |asked, form| asked.line("رسوم تمويل", "1", "60.00", Vat::Untaxed(EXEMPT[form])))
    },
    say("not subject to VAT", |asked, _| asked.line("غرامة تأخير", "1", "80.00", OUTSIDE)),
    say("several exemptions", |asked, _| {
        for exemption in
            [Exemption::Metals, Exemption::ExportOfServices, Exemption::RealEstate, Exemption::LifeInsurance]
        {
            asked.line(exemption.english(), "1", "33.33", Vat::Untaxed(exemption));
        }
    }),
    Feature {
        forms: FOR_CITIZENS.len(),
        ..say("to a citizen", |asked, form| {
            asked.line("رسوم دراسية", "1", "900.00", Vat::Untaxed(FOR_CITIZENS[form]));
            asked.known_by(BuyerIdScheme::National, "1098765002");
        })
    },
    say("line discount", |asked, _| asked.basket.lines[0].discount = Discount::Amount("0.45".parse().unwrap())),
    say("line discount in per cent", |asked, _| {
        asked.basket.lines[1].discount = Discount::Percent("12.5".parse().unwrap());
    }),
    Feature {
        slot: "basket discount",
        ..say("basket discount", |asked, _| asked.basket.discount = Discount::Amount("5.00".parse().unwrap()))
    },
    Feature {
        slot: "basket discount",
        ..say("basket discount in per cent", |asked, _| {
            asked.basket.discount = Discount::Percent("7.25".parse().unwrap());
        })
    },
    Feature {
        slot: "basket discount",
        ..say("everything for nothing", |asked, _| {
            asked.basket.discount = Discount::Percent("100".parse().unwrap());
        })
    },
    say("charges", |asked, _| {
        for (reason, amount) in ChargeReason::ALL.into_iter().zip(["11.50", "3.33", "0.99", "7.00"]) {
            asked.charge(reason, amount, Vat::STANDARD_15);
        }
    }),
    say("charge without VAT", |asked, _| asked.charge(ChargeReason::Freight, "9.99", OUTSIDE)),
    say("base quantity", |asked, _| {
        asked.basket.lines[1].base_quantity = "12".parse().unwrap();
        asked.basket.lines[1].quantity = "30".parse().unwrap();
    }),
    say("decimals", |asked, _| {
        let line = &mut asked.basket.lines[0];
        line.unit = "KGM".into();
        line.quantity = "1.3755".parse().unwrap();
        line.unit_price = "6.9512".parse().unwrap();
    }),
    say("prices without VAT", |asked, _| asked.basket.prices = Prices::Exclusive),
    Feature {
        on: Kinds::Invoices,
        ..say("prepayment", |asked, _| {
            asked.basket.prepaid.push(Prepayment {
                number: "P1-000003".parse().unwrap(),
                issued_at: issued_at().plus_seconds(-86_400),
                amount: "11.11".parse().unwrap(),
                vat: Vat::STANDARD_15,
            });
        })
    },
    say("rounding", |asked, _| asked.basket.rounding = Money::from_halalas(-6)),
    Feature { slot: "buyer", ..say("buyer by VAT number", |asked, _| asked.invoice.buyer = Some(business())) },
    Feature {
        slot: "buyer",
        forms: IDS.len(),
        ..say("buyer by id", |asked, form| asked.known_by(IDS[form].0, IDS[form].1))
    },
    Feature {
        slot: "buyer",
        ..say("foreign buyer", |asked, _| {
            asked.known_by(BuyerIdScheme::Other, "AE784199");
            asked.invoice.buyer.as_mut().unwrap().address = Some(BuyerAddress {
                street: "Sheikh Zayed Road".into(),
                city: "Dubai".into(),
                country: "AE".into(),
                ..BuyerAddress::default()
            });
        })
    },
    say("summary", |asked, _| {
        asked.invoice.flags.summary = true;
        asked.supplied("2026-10-01", Some("2026-10-31"));
        asked.invoice.buyer.get_or_insert_with(business);
    }),
    Feature { slot: "supply", ..say("supplied on a day", |asked, _| asked.supplied("2026-11-02", None)) },
    Feature {
        slot: "supply",
        ..say("supplied over days", |asked, _| asked.supplied("2026-11-02", Some("2026-11-09")))
    },
    say("nominal supply", |asked, _| asked.invoice.flags.nominal = true),
    say("third party", |asked, _| asked.invoice.flags.third_party = true),
    say("export", |asked, _| asked.invoice.flags.export = true),
    say("note", |asked, _| asked.invoice.note = "يسلم <صباحا> & قبل \"الظهر\"".into()),
    say("order", |asked, _| asked.invoice.order = "PO-2026/77 <A&B>".into()),
    Feature {
        on: Kinds::Notes,
        ..say("several originals", |asked, _| {
            if let Kind::CreditNote(correction) | Kind::DebitNote(correction) = &mut asked.invoice.kind {
                for number in ["S1-000007", "OLD/2025/9"] {
                    correction.originals.push(Original { number: number.parse().unwrap(), issued_on: None });
                }
            }
        })
    },
    Feature {
        slot: "payment",
        forms: MEANS.len(),
        ..say("means of payment", |asked, form| asked.invoice.payment = vec![MEANS[form]])
    },
    Feature { slot: "payment", ..say("no means of payment", |asked, _| asked.invoice.payment.clear()) },
    say("free line", |asked, _| asked.line("كيس هدية", "2", "0", Vat::STANDARD_15)),
    say("line for nothing", |asked, _| {
        asked.line("عينة مجانية", "1", "17.77", Vat::STANDARD_15);
        asked.basket.lines.last_mut().unwrap().discount = Discount::Percent("100".parse().unwrap());
    }),
];

const OUTSIDE: Vat = Vat::Untaxed(Exemption::NotSubject);
const FOR_CITIZENS: [Exemption; 2] = [Exemption::PrivateEducation, Exemption::PrivateHealthcare];
const EXEMPT: [Exemption; 3] = [Exemption::FinancialServices, Exemption::LifeInsurance, Exemption::RealEstate];
const ZERO_RATED: [Exemption; 12] = [
    Exemption::Medicines,
    Exemption::ExportOfGoods,
    Exemption::ExportOfServices,
    Exemption::TransportOfGoods,
    Exemption::TransportOfPassengers,
    Exemption::TransportServices,
    Exemption::MeansOfTransport,
    Exemption::TransportRelated,
    Exemption::Metals,
    Exemption::MilitaryGoods,
    Exemption::DiplomaticMissions,
    Exemption::DutyFree,
];
const MEANS: [PaymentMeans; 4] =
    [PaymentMeans::Cash, PaymentMeans::Credit, PaymentMeans::BankAccount, PaymentMeans::BankCard];
const IDS: [(BuyerIdScheme, &str); 11] = [
    (BuyerIdScheme::National, "1098765002"),
    (BuyerIdScheme::Tin, "3100122393"),
    (BuyerIdScheme::CommercialRegistration, "1010010000"),
    (BuyerIdScheme::Municipal, "4501"),
    (BuyerIdScheme::Labour, "A7788"),
    (BuyerIdScheme::Unified, "7001234511"),
    (BuyerIdScheme::Investment, "1020304050"),
    (BuyerIdScheme::Gulf, "784199012"),
    (BuyerIdScheme::Iqama, "2456789011"),
    (BuyerIdScheme::Passport, "K0099123"),
    (BuyerIdScheme::Other, "9911"),
];

impl Asked {
    fn new(kind: Kind, invoice_type: InvoiceType) -> Self {
        let mut asked = Asked {
            basket: Basket::default(),
            invoice: match invoice_type {
                InvoiceType::Simplified => invoice(kind, &support::basket()),
                InvoiceType::Standard => standard(kind, &support::basket()),
            },
        };
        asked.line("خبز صامولي", "3", "10.10", Vat::STANDARD_15);
        asked.line("Tea <Lipton> & 'Mint'", "2", "13.33", Vat::STANDARD_15);
        asked
    }

    fn line(&mut self, name: &str, quantity: &str, price: &str, vat: Vat) {
        self.basket.lines.push(Line::new(name, quantity.parse().unwrap(), price.parse().unwrap(), vat));
    }

    fn charge(&mut self, reason: ChargeReason, amount: &str, vat: Vat) {
        self.basket.charges.push(Charge { reason, amount: amount.parse().unwrap(), vat });
    }

    fn known_by(&mut self, scheme: BuyerIdScheme, id: &str) {
        let id = Some(BuyerId { scheme, value: id.to_owned() });
        self.invoice.buyer = Some(Buyer { vat_number: None, id, ..business() });
    }

    fn supplied(&mut self, on: &str, until: Option<&str>) {
        let until = until.map(|day| day.parse().unwrap());
        self.invoice.supply = Some(Supply { on: on.parse().unwrap(), until });
    }

    /// What stands against it before a number is used: faults of the basket by their field, or rules.
    fn solved(mut self) -> Result<Invoice, Vec<String>> {
        let faults = |faults: Vec<_>| faults.iter().map(ToString::to_string).collect::<Vec<_>>();
        self.invoice.figures = Figures::solve(&self.basket).map_err(faults)?;
        let breaches = gate(&self.invoice);
        if breaches.is_empty() {
            Ok(self.invoice)
        } else {
            Err(breaches.iter().map(|breach| breach.rule.id.to_owned()).collect())
        }
    }
}

/// What may not stand together, or may not stand on a type at all.
struct Unlawful {
    features: [&'static str; 2],
    /// None: on both.
    on: Option<InvoiceType>,
    /// Where only some forms are meant, which are lawful all the same.
    but: &'static [usize],
    /// The rule that the gate names, or what the basket says.
    because: &'static str,
}

const fn not(features: [&'static str; 2], because: &'static str) -> Unlawful {
    Unlawful { features, on: None, but: &[], because }
}

const ANYTHING: &str = "";

const UNLAWFUL: &[Unlawful] = &[
    // Exports go to businesses: there is no simplified one.
    Unlawful { on: Some(InvoiceType::Simplified), ..not(["export", ANYTHING], "BR-KSA-31") },
    // A citizen is known by his national id.
    not(["to a citizen", "buyer by VAT number"], "BR-KSA-49"),
    Unlawful { but: &[0], ..not(["to a citizen", "buyer by id"], "BR-KSA-49") },
    not(["to a citizen", "foreign buyer"], "BR-KSA-49"),
    // A summary is of many days.
    Unlawful { on: Some(InvoiceType::Simplified), ..not(["summary", "supplied on a day"], "BR-KSA-72") },
    // What costs nothing leaves nothing to be paid before, or to be rounded off.
    not(["everything for nothing", "prepayment"], "prepaid: it is more than the document comes to"),
    not(["everything for nothing", "rounding"], "rounding: it is more than the document comes to"),
];

/// One document to be made.
#[derive(Clone)]
struct Job {
    kind: Kind,
    invoice_type: InvoiceType,
    /// Places among the features, in order, each with its form.
    said: Vec<(usize, usize)>,
}

impl Job {
    fn name(&self) -> String {
        let features: Vec<&str> = self.said.iter().map(|&(place, _)| FEATURES[place].name).collect();
        format!("{} {}: {}", self.invoice_type.key(), self.kind.key(), features.join(" + "))
    }

    fn solved(&self) -> Result<Invoice, Vec<String>> {
        let mut asked = Asked::new(self.kind.clone(), self.invoice_type);
        for &(place, form) in &self.said {
            (FEATURES[place].say)(&mut asked, form);
        }
        asked.solved()
    }

    fn unlawful(&self) -> Option<usize> {
        let says = |name: &str| name == ANYTHING || self.said.iter().any(|&(place, _)| FEATURES[place].name == name);
        let last_form = self.said.last().map_or(0, |&(_, form)| form);
        UNLAWFUL.iter().position(|entry| {
            entry.features.iter().all(|name| says(name))
                && entry.on.is_none_or(|on| on == self.invoice_type)
                && !entry.but.contains(&last_form)
        })
    }

    /// What is wrong with it, if anything.
    fn fault(&self, unit: &SigningUnit) -> Option<String> {
        let solved = match (self.unlawful(), self.solved()) {
            (None, Ok(invoice)) => invoice,
            (Some(entry), Err(found)) if found.iter().any(|found| found == UNLAWFUL[entry].because) => return None,
            (Some(entry), Err(found)) => return Some(format!("{found:?}, not {}", UNLAWFUL[entry].because)),
            (Some(entry), Ok(_)) => return Some(format!("passes, against {}", UNLAWFUL[entry].because)),
            (None, Err(found)) => return Some(format!("is refused: {found:?}")),
        };
        let link = ChainLink::first();
        let xml = issue(&solved, &link, document_id(), unit).xml;
        match restate(&xml) {
            Ok(again) if !gate(&again).is_empty() => return Some("told again, it may not be issued".to_owned()),
            Ok(again) if issue(&again, &link, document_id(), unit).xml != xml => {
                return Some("told again, it is another".to_owned());
            }
            Ok(_) => {}
            Err(error) => return Some(error.to_string()),
        }
        let found = judge(std::str::from_utf8(&xml).unwrap(), &link);
        if !found.is_empty() {
            return Some(format!("the judge finds {found:?}"));
        }
        let document = match read(&xml) {
            Ok(document) => document,
            Err(error) => return Some(format!("does not read: {error}")),
        };
        let (here, there) = (&solved.figures, &document);
        let totals = [
            (here.totals.lines, there.totals.lines),
            (here.totals.allowances, there.totals.allowances),
            (here.totals.charges, there.totals.charges),
            (here.totals.taxable, there.totals.taxable),
            (here.totals.vat, there.totals.vat),
            (here.totals.with_vat, there.totals.with_vat),
            (here.totals.prepaid, there.totals.prepaid),
            (here.totals.rounding, there.totals.rounding),
            (here.totals.payable, there.totals.payable),
            (here.lines.iter().map(|line| line.gross).sum(), there.lines.iter().map(|line| line.gross).sum()),
            (here.groups.iter().map(|group| group.taxable).sum(), there.vat.iter().map(|part| part.taxable).sum()),
        ];
        let counts = [
            (here.lines.len(), there.lines.len()),
            (here.charges.len(), there.charges.len()),
            (here.prepaid.len(), there.prepayments.len()),
            (solved.kind.correction().map_or(0, |correction| correction.originals.len()), there.originals.len()),
        ];
        let same = totals.iter().all(|(here, there)| here == there) && counts.iter().all(|(here, there)| here == there);
        (!same).then(|| format!("reads otherwise: {totals:?} {counts:?}"))
    }
}

const TYPES: [InvoiceType; 2] = [InvoiceType::Simplified, InvoiceType::Standard];

/// The kinds that every one of the features can stand on.
fn kinds(features: &[usize]) -> Vec<Kind> {
    let all = [Kind::Invoice, Kind::CreditNote(correction()), Kind::DebitNote(correction())];
    let fits = |kind: &Kind| {
        features.iter().all(|&place| match FEATURES[place].on {
            Kinds::All => true,
            Kinds::Invoices => kind.correction().is_none(),
            Kinds::Notes => kind.correction().is_some(),
        })
    };
    all.into_iter().filter(fits).collect()
}

/// Every feature on every kind, and every further form of it on one kind of each type.
fn singles() -> Vec<Job> {
    let mut jobs = Vec::new();
    for (place, feature) in FEATURES.iter().enumerate() {
        let kinds = kinds(&[place]);
        for invoice_type in TYPES {
            jobs.extend(kinds.iter().map(|kind| Job { kind: kind.clone(), invoice_type, said: vec![(place, 0)] }));
            jobs.extend((1..feature.forms).map(|form| {
                let kind = kinds[form % kinds.len()].clone();
                Job { kind, invoice_type, said: vec![(place, form)] }
            }));
        }
    }
    jobs
}

/// Every pair on one kind of each type, kinds and forms in turn.
fn pairs() -> Vec<Job> {
    let mut jobs = Vec::new();
    for (second, other) in FEATURES.iter().enumerate() {
        for (first, one) in FEATURES.iter().enumerate().take(second) {
            let kinds = kinds(&[first, second]);
            if kinds.is_empty() || (one.slot == other.slot && !one.slot.is_empty()) {
                continue;
            }
            let turn = first + second;
            for (step, invoice_type) in TYPES.into_iter().enumerate() {
                let said = vec![(first, (turn + step) % one.forms), (second, (turn + step) % other.forms)];
                jobs.push(Job { kind: kinds[(turn + step) % kinds.len()].clone(), invoice_type, said });
            }
        }
    }
    jobs
}

fn faults(jobs: &[Job]) -> Vec<String> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let unit = unit();
    std::thread::scope(|scope| {
        // In turn, since neighbours cost alike.
        let parts: Vec<_> = (0..threads)
            .map(|own| {
                let (jobs, unit) = (jobs.iter().skip(own).step_by(threads), &unit);
                scope.spawn(move || {
                    jobs.filter_map(|job| Some(format!("{} {}", job.name(), job.fault(unit)?))).collect::<Vec<_>>()
                })
            })
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

#[test]
fn each_feature_is_lawful_on_each_kind() {
    let found = faults(&singles());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn each_two_features_are_lawful_together_or_the_gate_says_why_not() {
    let jobs = pairs();
    let met: BTreeSet<usize> = jobs.iter().filter_map(Job::unlawful).collect();
    assert_eq!(met.len(), UNLAWFUL.len(), "what is listed and never asked proves nothing: {met:?}");
    let found = faults(&jobs);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

type Change = fn(&mut Asked);

/// Said by itself, with what it needs left away.
#[test]
fn what_a_feature_needs_is_asked_for() {
    let needs: [(&str, InvoiceType, Change, &str); 7] = [
        ("summary", InvoiceType::Simplified, |asked| asked.invoice.buyer = None, "BR-KSA-71"),
        ("summary", InvoiceType::Simplified, |asked| asked.invoice.supply = None, "BR-KSA-72"),
        ("to a citizen", InvoiceType::Simplified, |asked| asked.invoice.buyer = None, "BR-KSA-25"),
        ("to a citizen", InvoiceType::Standard, |asked| asked.invoice.buyer = Some(business()), "BR-KSA-49"),
        ("buyer by id", InvoiceType::Standard, |asked| asked.invoice.buyer.as_mut().unwrap().id = None, "BR-KSA-81"),
        (
            "foreign buyer",
            InvoiceType::Standard,
            |asked| asked.invoice.buyer.as_mut().unwrap().address = None,
            "BR-KSA-10",
        ),
        ("export", InvoiceType::Standard, |asked| asked.invoice.buyer = None, "BR-KSA-42"),
    ];
    for (name, invoice_type, without, rule) in needs {
        let mut asked = Asked::new(Kind::Invoice, invoice_type);
        let feature = FEATURES.iter().find(|feature| feature.name == name).unwrap();
        (feature.say)(&mut asked, 0);
        without(&mut asked);
        let found = asked.solved().unwrap_err();
        assert!(found.iter().any(|found| found == rule), "{name}: {found:?}");
    }
}

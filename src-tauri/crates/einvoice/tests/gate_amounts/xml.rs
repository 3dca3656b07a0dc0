//! Documents in whose XML one thing is broken that our types cannot express.

use sanduq_domain::invoice::Kind;

use crate::Verdict::{self, NotAsked, Same, WeAdd};
use crate::{rich, written};

/// The text of a document under the knife.
struct Knife(String);

impl Knife {
    /// The same with `to` where `from` stands first.
    fn swap(&self, from: &str, to: &str) -> Knife {
        assert!(self.0.contains(from), "{from}");
        Knife(self.0.replacen(from, to, 1))
    }

    /// The same with the first element `name` that holds `mark` changed.
    fn within(&self, name: &str, mark: &str, change: impl Fn(Knife) -> Knife) -> Knife {
        let (open, close) = (format!("<{name}"), format!("</{name}>"));
        let is_tag = |at: usize| self.0[at + open.len()..].starts_with(['>', ' ']);
        for (start, _) in self.0.match_indices(&open).filter(|(at, _)| is_tag(*at)) {
            let end = start + self.0[start..].find(&close).unwrap() + close.len();
            if self.0[start..end].contains(mark) {
                let part = change(Knife(self.0[start..end].to_owned())).0;
                return Knife(format!("{}{part}{}", &self.0[..start], &self.0[end..]));
            }
        }
        panic!("no {name} with {mark}")
    }

    /// The same without the first element `name`.
    fn without(&self, name: &str) -> Knife {
        self.within(name, "", |_| Knife(String::new()))
    }

    /// The same with `text` in the first element `name`.
    fn text(&self, name: &str, text: &str) -> Knife {
        self.within(name, "", |part| {
            let (start, end) = (part.0.find('>').unwrap() + 1, part.0.rfind('<').unwrap());
            Knife(format!("{}{text}{}", &part.0[..start], &part.0[end..]))
        })
    }

    /// The same with `text` before the first element `name`.
    fn before(&self, name: &str, text: &str) -> Knife {
        self.swap(&format!("<{name}>"), &format!("{text}<{name}>"))
    }
}

fn id(category: &str) -> String {
    format!("<cbc:ID>{category}</cbc:ID><cbc:Percent>")
}

const ITEM: &str = "cac:ClassifiedTaxCategory";
const PART: &str = "cac:TaxSubtotal";
const CHANGE: &str = "cac:AllowanceCharge";
const LINE: &str = "cac:InvoiceLine";
const TOTALS: &str = "cac:LegalMonetaryTotal";
const SCHEMA: &str = "the schema refuses it first";

type Add<'a> = dyn FnMut(&str, Verdict, &dyn Fn(&Knife) -> Knife) + 'a;

pub(crate) fn broken() -> Vec<(String, String, Verdict)> {
    let simplified = Knife(written(&rich::simplified(Kind::Invoice)));
    let standard = Knife(written(&rich::standard(Kind::Invoice)));
    let mut cases = Vec::new();
    let mut add = |name: &str, verdict: Verdict, cut: &dyn Fn(&Knife) -> Knife| {
        // The validator takes its time: each type of document has its turn.
        let document = if cases.len() % 2 == 0 { &simplified } else { &standard };
        let xml = cut(document).0;
        assert_ne!(xml, document.0, "{name}");
        cases.push((name.to_owned(), xml, verdict));
    };
    categories(&mut add);
    rates(&mut add);
    reasons(&mut add);
    breakdown(&mut add);
    lines(&mut add);
    prices(&mut add);
    changes(&mut add);
    totals(&mut add);
    decimals(&mut add);
    prepayments(&mut add);
    prepaid_reasons(&mut add);
    let without_vat = |number: usize| {
        let mark = format!("<cbc:ID>{number}</cbc:ID>");
        standard.within(LINE, &mark, |line| line.without("cac:TaxTotal")).0
    };
    cases.push(("a line of a tax invoice without VAT".into(), without_vat(1), Same));
    cases.push(("a prepayment without its amounts".into(), without_vat(8), Same));
    cases
}

fn categories(add: &mut Add<'_>) {
    add("a category of elsewhere", Same, &|xml| xml.within(ITEM, "", |part| part.text("cbc:ID", "G")));
    add("a category of nowhere", Same, &|xml| xml.within(ITEM, "", |part| part.text("cbc:ID", "Q")));
    add("a discount of a category of elsewhere", Same, &|xml| xml.within(CHANGE, "", |part| part.text("cbc:ID", "AE")));
    add("another tax", Same, &|xml| xml.within(ITEM, "", |part| part.swap(">VAT<", ">GST<")));
    add("a line without category", Same, &|xml| xml.within(ITEM, "", |part| part.without("cbc:ID")));
}

fn rates(add: &mut Add<'_>) {
    for rate in ["10.00", "0.00", "101", "15.005"] {
        let extra: &[&str] = if rate == "15.005" { &["BR-KSA-84"] } else { &[] };
        let verdict = WeAdd(extra, "the predicate cuts off what follows 15");
        add(&format!("a line at {rate}"), verdict, &|xml| {
            xml.within(ITEM, &id("S"), |part| part.text("cbc:Percent", rate))
        });
        add(&format!("a discount at {rate}"), verdict, &|xml| {
            xml.within(CHANGE, &id("S"), |part| part.text("cbc:Percent", rate))
        });
        add(&format!("a part at {rate}"), verdict, &|xml| {
            xml.within(PART, &id("S"), |part| part.text("cbc:Percent", rate))
        });
    }
    add("a charge at nothing", Same, &|xml| xml.within(CHANGE, ">DL<", |part| part.text("cbc:Percent", "0.00")));
    for category in ["Z", "E", "O"] {
        let id = id(category);
        add("an untaxed line at 5", Same, &|xml| xml.within(ITEM, &id, |part| part.text("cbc:Percent", "5.00")));
        add("an untaxed discount at 5", Same, &|xml| xml.within(CHANGE, &id, |part| part.text("cbc:Percent", "5.00")));
        let charge = match category {
            "Z" => ("PC", &["BR-Z-07"][..]),
            "E" => ("ADR", &["BR-E-07"][..]),
            _ => ("FC", &[][..]),
        };
        let verdict = WeAdd(charge.1, "another discount at nothing contents the predicate");
        add("an untaxed charge at 5", verdict, &|xml| {
            xml.within(CHANGE, &format!(">{}<", charge.0), |part| part.text("cbc:Percent", "5.00"))
        });
        add("an untaxed line without rate", WeAdd(&[], ""), &|xml| {
            let xml = xml.within(ITEM, &id, |part| part.without("cbc:Percent"));
            // Of what is out of scope nobody asks a rate.
            if category == "O" { xml.text("cbc:LineExtensionAmount", "1.00") } else { xml }
        });
        add("an untaxed part without rate", WeAdd(&[], ""), &|xml| {
            xml.within(PART, &id, |part| part.without("cbc:Percent"))
        });
        add("an untaxed part at 5", Same, &|xml| xml.within(PART, &id, |part| part.text("cbc:Percent", "5.00")));
    }
    // Where nothing else is at nothing, the predicate agrees.
    add("charges at 5 where all is", Same, &|xml| {
        let (head, tail) = xml.0.split_once("<cac:TaxTotal>").unwrap();
        Knife(format!("{}<cac:TaxTotal>{tail}", head.replace("<cbc:Percent>0.00<", "<cbc:Percent>5.00<")))
    });
}

fn reasons(add: &mut Add<'_>) {
    add("a reason for what is taxed", Same, &|xml| {
        xml.within(PART, &id("S"), |part| {
            part.before("cac:TaxScheme", "<cbc:TaxExemptionReason>سبب</cbc:TaxExemptionReason>")
        })
    });
    for category in ["Z", "E", "O"] {
        let mut part = |name: &str, cut: &dyn Fn(Knife) -> Knife| {
            add(&format!("{name} of {category}"), Same, &|xml| xml.within(PART, &id(category), cut));
        };
        part("no reason's code", &|part| part.without("cbc:TaxExemptionReasonCode"));
        part("no reason's text", &|part| part.without("cbc:TaxExemptionReason"));
        part("a blank reason", &|part| part.text("cbc:TaxExemptionReason", " "));
        part("an empty reason", &|part| part.text("cbc:TaxExemptionReason", ""));
        part("a long reason", &|part| part.text("cbc:TaxExemptionReason", &"س".repeat(1_001)));
        part("a code of nowhere", &|part| part.text("cbc:TaxExemptionReasonCode", "VATEX-SA-99"));
        part("a code of another category", &|part| {
            let code = if category == "E" { "VATEX-SA-35" } else { "VATEX-SA-29" };
            part.text("cbc:TaxExemptionReasonCode", code)
        });
    }
}

fn breakdown(add: &mut Add<'_>) {
    let mut part = |name: &str, verdict: Verdict, cut: &dyn Fn(Knife) -> Knife| {
        add(name, verdict, &|xml| xml.within(PART, &id("S"), cut));
    };
    part("a part without taxable amount", Same, &|part| part.without("cbc:TaxableAmount"));
    part("a part without VAT", NotAsked(&["BR-46", "BR-CO-14", "BR-CO-15", "BR-CO-17", "BR-S-09"], SCHEMA), &|part| {
        part.without("cbc:TaxAmount")
    });
    part("a part without category", Same, &|part| part.without("cbc:ID"));
    part("a part without rate", Same, &|part| part.without("cbc:Percent"));
    part("a part of another tax", Same, &|part| part.swap(">VAT<", ">GST<"));
    add("a second breakdown", Same, &|xml| {
        let total = "<cac:TaxTotal><cbc:TaxAmount currencyID=\"SAR\">0.00</cbc:TaxAmount><cac:TaxSubtotal>\
             <cbc:TaxableAmount currencyID=\"SAR\">0.00</cbc:TaxableAmount><cbc:TaxAmount currencyID=\"SAR\">0.00</cbc:TaxAmount>\
             <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>\
             </cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>";
        xml.before(TOTALS, total)
    });
    add("a third total of VAT", Same, &|xml| {
        let total = "<cac:TaxTotal><cbc:TaxAmount currencyID=\"SAR\">1.00</cbc:TaxAmount></cac:TaxTotal>";
        xml.before(TOTALS, total)
    });
    add("no total of VAT in riyals", Same, &|xml| {
        let at = xml.0.find("</cac:TaxTotal><cac:TaxTotal>").unwrap() + "</cac:TaxTotal>".len();
        Knife(format!("{}{}", &xml.0[..at], Knife(xml.0[at..].to_owned()).without("cac:TaxTotal").0))
    });
}

fn lines(add: &mut Add<'_>) {
    let mut line = |name: &str, verdict: Verdict, cut: &dyn Fn(Knife) -> Knife| {
        add(name, verdict, &|xml| xml.within(LINE, "", cut));
    };
    line("a line with an empty number", Same, &|line| line.text("cbc:ID", ""));
    line("a line with a long number", Same, &|line| line.text("cbc:ID", "1000000"));
    line("no quantity", Same, &|line| line.without("cbc:InvoicedQuantity"));
    line("a quantity of nothing", Same, &|line| line.text("cbc:InvoicedQuantity", "0"));
    line("a quantity of nothing at all", WeAdd(&["BR-22"], "0.00 is nothing too"), &|line| {
        line.text("cbc:InvoicedQuantity", "0.00")
    });
    line("a quantity below zero", Same, &|line| line.text("cbc:InvoicedQuantity", "-3"));
    line("an amount that is no number", NotAsked(&["SANDUQ-01", "BR-22", "BR-KSA-EN16931-11"], SCHEMA), &|line| {
        line.text("cbc:InvoicedQuantity", "three")
    });
    line(
        "no net",
        NotAsked(&["BR-24", "BR-CO-10", "BR-CO-13", "BR-KSA-51", "BR-KSA-EN16931-11", "BR-S-08"], SCHEMA),
        &|line| line.without("cbc:LineExtensionAmount"),
    );
    line("no name", Same, &|line| line.without("cbc:Name"));
    for (name, place) in [("buyer's", "Buyers"), ("seller's", "Sellers"), ("standard", "Standard")] {
        line(&format!("a long {name} number"), Same, &|line| {
            let (open, close) = (format!("cac:{place}ItemIdentification"), "9".repeat(128));
            line.before(ITEM, &format!("<{open}><cbc:ID>{close}</cbc:ID></{open}>"))
        });
    }
    line("VAT that does not add up", Same, &|line| {
        line.within("cac:TaxTotal", "", |total| total.text("cbc:RoundingAmount", "1.00"))
    });
}

fn prices(add: &mut Add<'_>) {
    let mut line = |name: &str, verdict: Verdict, cut: &dyn Fn(Knife) -> Knife| {
        add(name, verdict, &|xml| xml.within(LINE, "BaseQuantity", cut));
    };
    line("no price", Same, &|line| line.without("cac:Price"));
    line("a price for less than nothing", Same, &|line| line.text("cbc:BaseQuantity", "-100"));
    line(
        "a price for nothing",
        NotAsked(&["BR-KSA-EN16931-11", "BR-KSA-EN16931-12"], "it divides by the quantity before it looks at it"),
        &|line| line.text("cbc:BaseQuantity", "0"),
    );
    line("a product beyond every number", Same, &|line| {
        line.text("cbc:InvoicedQuantity", "999999999999")
            .text("cbc:PriceAmount", "999999999999.99")
            .text("cbc:BaseQuantity", "0.00000001")
    });
    let within_price = |charge: bool, off: &str| {
        format!(
            "</cbc:BaseQuantity><cac:AllowanceCharge><cbc:ChargeIndicator>{charge}</cbc:ChargeIndicator>\
             <cbc:Amount currencyID=\"SAR\">{off}</cbc:Amount><cbc:BaseAmount currencyID=\"SAR\">44.00</cbc:BaseAmount>\
             </cac:AllowanceCharge>"
        )
    };
    line("a discount in the price", Same, &|line| line.swap("</cbc:BaseQuantity>", &within_price(false, "3.00")));
    line("a charge in the price", Same, &|line| line.swap("</cbc:BaseQuantity>", &within_price(true, "4.00")));
    line("a discount in the price below zero", Same, &|line| {
        line.swap("</cbc:BaseQuantity>", &within_price(false, "-4.00"))
    });
}

fn changes(add: &mut Add<'_>) {
    let code = "cbc:AllowanceChargeReasonCode";
    let reason = "cbc:AllowanceChargeReason";
    let long = &"س".repeat(1_001);
    for (name, mark, charge) in [("discount", "<cbc:ChargeIndicator>false", false), ("charge", ">DL<", true)] {
        let mut change = |what: &str, verdict: Verdict, cut: &dyn Fn(Knife) -> Knife| {
            add(&format!("a {name} {what}"), verdict, &|xml| xml.within(CHANGE, mark, cut));
        };
        let sums: &[&str] = if charge { &["BR-36", "BR-CO-12", "BR-S-08"] } else { &["BR-31", "BR-CO-11", "BR-S-08"] };
        change("without amount", NotAsked(sums, SCHEMA), &|part| part.without("cbc:Amount"));
        change("without category", Same, &|part| part.without("cac:TaxCategory"));
        change("with a long reason", Same, &|part| part.text(reason, long));
        change("with an empty reason", Same, &|part| part.text(reason, ""));
        if charge {
            change("without reason", Same, &|part| part.without(reason));
            change("without code", Same, &|part| part.without(code));
            change("of an unknown code", Same, &|part| part.text(code, "QQ"));
            change(
                "of half a code",
                WeAdd(&["BR-KSA-CL-06"], "the predicate looks for the letters anywhere in its list"),
                &|part| part.text(code, "D"),
            );
            change("with a share", Same, &|part| {
                part.swap("<cbc:Amount", "<cbc:MultiplierFactorNumeric>50</cbc:MultiplierFactorNumeric><cbc:Amount")
            });
        } else {
            change("at 101 per cent", Same, &|part| part.text("cbc:MultiplierFactorNumeric", "101"));
            change("at a third", Same, &|part| part.text("cbc:MultiplierFactorNumeric", "10.001"));
            change("without base", Same, &|part| part.without("cbc:BaseAmount"));
            change("without share", Same, &|part| part.without("cbc:MultiplierFactorNumeric"));
        }
    }
    let line = |charge: bool, inside: &str| {
        format!(
            "<cac:AllowanceCharge><cbc:ChargeIndicator>{charge}</cbc:ChargeIndicator>{inside}</cac:AllowanceCharge>"
        )
    };
    let mut of_line = |name: &str, verdict: Verdict, change: String| {
        let with = |line: Knife| line.swap("<cac:TaxTotal>", &format!("{change}<cac:TaxTotal>"));
        add(name, verdict, &|xml| xml.within(LINE, "BaseQuantity", with));
    };
    let none = "<cbc:Amount currencyID=\"SAR\">0.00</cbc:Amount>";
    of_line("a line's charge without reason", Same, line(true, none));
    of_line("a line's charge of an unknown code", Same, line(true, &format!("<{code}>QQ</{code}>{none}")));
    for charge in [true, false] {
        let long = format!("<{code}>DL</{code}><{reason}>{long}</{reason}>");
        of_line("a line's change with a long reason", Same, line(charge, &format!("{long}{none}")));
        let fine = "<cbc:MultiplierFactorNumeric>1</cbc:MultiplierFactorNumeric><cbc:Amount currencyID=\"SAR\">0.010</cbc:Amount>\
             <cbc:BaseAmount currencyID=\"SAR\">1.000</cbc:BaseAmount>";
        let hidden: &[&str] = if charge { &[] } else { &["BR-DEC-24", "BR-DEC-25"] };
        let verdict = WeAdd(hidden, "a template that does nothing hides the rule");
        let known = format!("<{code}>DL</{code}><{reason}>رسم</{reason}>");
        of_line("a line's change with three decimals", verdict, line(charge, &format!("{known}{fine}")));
        let rule: &[&str] = if charge { &["BR-43"] } else { &["BR-41"] };
        of_line("a line's change without amount", NotAsked(rule, SCHEMA), line(charge, &known));
    }
}

fn totals(add: &mut Add<'_>) {
    let mut total = |name: &str, verdict: Verdict, cut: &dyn Fn(Knife) -> Knife| {
        add(name, verdict, &|xml| xml.within(TOTALS, "", cut));
    };
    total("no total of lines", Same, &|part| part.without("cbc:LineExtensionAmount"));
    total("no total without VAT", Same, &|part| part.without("cbc:TaxExclusiveAmount"));
    total("no total with VAT", Same, &|part| part.without("cbc:TaxInclusiveAmount"));
    total("nothing to be paid", NotAsked(&["BR-15", "BR-CO-16"], SCHEMA), &|part| part.without("cbc:PayableAmount"));
    total("no total of discounts", Same, &|part| part.without("cbc:AllowanceTotalAmount"));
    total("no total of charges", Same, &|part| part.without("cbc:ChargeTotalAmount"));
    total("neither total of changes", Same, &|part| {
        part.without("cbc:ChargeTotalAmount").without("cbc:AllowanceTotalAmount")
    });
    total("no rounding", Same, &|part| part.without("cbc:PayableRoundingAmount"));
    add("an unknown means of payment", Same, &|xml| xml.text("cbc:PaymentMeansCode", "200"));
    add("no currency", Same, &|xml| {
        let at = xml.0.find("</cac:TaxTotal><cac:TaxTotal>").unwrap();
        Knife(format!("{}{}", &xml.0[..at], xml.0[at..].replacen("\"SAR\"", "\"USD\"", 1)))
    });
}

/// One zero more does not change an amount.
fn decimals(add: &mut Add<'_>) {
    let mut finer = |place: &str, mark: &str, name: &str| {
        add(&format!("three decimals in {name} of {place}"), Same, &|xml| {
            xml.within(place, mark, |part| part.within(name, "", |amount| amount.swap("</", "0</")))
        });
    };
    for name in ["cbc:Amount", "cbc:BaseAmount"] {
        finer(CHANGE, "<cbc:ChargeIndicator>false", name);
    }
    finer(CHANGE, ">DL<", "cbc:Amount");
    for name in ["cbc:TaxableAmount", "cbc:TaxAmount"] {
        finer(PART, "", name);
    }
    finer("cac:TaxTotal", "", "cbc:TaxAmount");
    for name in ["cbc:LineExtensionAmount", "cac:TaxTotal", "cbc:RoundingAmount"] {
        finer(LINE, "", name);
    }
    for name in [
        "LineExtensionAmount",
        "TaxExclusiveAmount",
        "TaxInclusiveAmount",
        "AllowanceTotalAmount",
        "ChargeTotalAmount",
        "PrepaidAmount",
        "PayableRoundingAmount",
        "PayableAmount",
    ] {
        finer(TOTALS, "", &format!("cbc:{name}"));
    }
    add("three decimals in a charge's base", Same, &|xml| {
        xml.within(CHANGE, ">DL<", |part| {
            let base = "<cbc:MultiplierFactorNumeric>100</cbc:MultiplierFactorNumeric><cbc:Amount";
            part.swap("<cbc:Amount", base).swap(
                "<cac:TaxCategory>",
                "<cbc:BaseAmount currencyID=\"SAR\">20.000</cbc:BaseAmount><cac:TaxCategory>",
            )
        })
    });
}

const PREPAID: &str = "<cac:DocumentReference>";

fn prepayments(add: &mut Add<'_>) {
    let mut line = |name: &str, verdict: Verdict, cut: &dyn Fn(Knife) -> Knife| {
        add(name, verdict, &|xml| xml.within(LINE, PREPAID, cut));
    };
    let reference = "cac:DocumentReference";
    for field in ["cbc:IssueDate", "cbc:IssueTime", "cbc:DocumentTypeCode"] {
        line("a prepayment without", Same, &|line| line.within(reference, "", |part| part.without(field)));
    }
    line(
        "a prepayment without its document",
        WeAdd(&["BR-KSA-73"], "the predicate is content with the document of another prepayment"),
        &|line| line.without(reference),
    );
    line("a prepayment of an invoice", Same, &|line| line.text("cbc:DocumentTypeCode", "388"));
    line("a time of no day", NotAsked(&["BR-KSA-F-05"], SCHEMA), &|line| line.text("cbc:IssueTime", "24:30:00"));
    line(
        "a fraction of a second",
        WeAdd(&["BR-KSA-F-05"], "the rule says hh:mm:ss, the predicate takes every time of XML"),
        &|line| line.text("cbc:IssueTime", "14:05:09.5"),
    );
    line("a prepayment with a price", Same, &|line| line.text("cbc:PriceAmount", "1.00"));
    line("a prepayment with VAT of its own", Same, &|line| {
        line.within("cac:TaxTotal", "", |total| total.text("cbc:TaxAmount", "1.00"))
    });
    line("a prepayment with a discount", Same, &|line| {
        let discount = "<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>\
             <cbc:Amount currencyID=\"SAR\">1.00</cbc:Amount></cac:AllowanceCharge>";
        line.swap("<cac:TaxTotal>", &format!("{discount}<cac:TaxTotal>"))
    });
    for field in ["cbc:TaxableAmount", "cbc:Percent", "cbc:ID"] {
        line("a prepayment's part without", Same, &|line| line.within(PART, "", |part| part.without(field)));
    }
    for field in ["cbc:TaxableAmount", "cbc:TaxAmount"] {
        line("three decimals in a prepayment", Same, &|line| {
            line.within(PART, "", |part| part.within(field, "", |amount| amount.swap("</", "0</")))
        });
    }
    add("no document of any prepayment", Same, &|xml| {
        let mut xml = Knife(xml.0.clone());
        while xml.0.contains(PREPAID) {
            xml = xml.without(reference);
        }
        xml
    });
}

fn prepaid_reasons(add: &mut Add<'_>) {
    // What the lines are called by the number of their prepayment.
    for (category, number) in [("Z", "P1-000002"), ("E", "P1-000003"), ("O", "P1-000004")] {
        let mut part = |name: &str, cut: &dyn Fn(Knife) -> Knife| {
            add(&format!("{name} of {category}"), Same, &|xml| {
                xml.within(LINE, number, |line| line.within(PART, "", cut))
            });
        };
        part("a prepayment's rate", &|part| part.text("cbc:Percent", "5.00"));
        part("no prepayment's reason's code", &|part| part.without("cbc:TaxExemptionReasonCode"));
        part("no prepayment's reason", &|part| part.without("cbc:TaxExemptionReason"));
        part("an empty prepayment's reason", &|part| part.text("cbc:TaxExemptionReason", ""));
        part("a long prepayment's reason", &|part| part.text("cbc:TaxExemptionReason", &"س".repeat(1_001)));
        part("a prepayment's code of nowhere", &|part| part.text("cbc:TaxExemptionReasonCode", "VATEX-SA-99"));
    }
    for code in ["VATEX-SA-ROYALDECREE", "VATEX-SA-32(bis)"] {
        add("a code of breakdowns only", Same, &|xml| {
            xml.within(LINE, "P1-000002", |line| line.text("cbc:TaxExemptionReasonCode", code))
        });
    }
}

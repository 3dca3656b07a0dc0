//! A document that the authority rejects is put right and issued anew: the same number, moment and money, a new place in
//! the chain, both kept and each naming the other.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use sanduq_commands::fault::Code;
use sanduq_commands::table::dispatch;
use sanduq_device::clock::{Clock, ClockHand};
use sanduq_device::paths::Home;
use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::invoice::{InvoiceType, Kind};
use sanduq_domain::party::{Buyer, BuyerAddress, SellerForm};
use sanduq_domain::tender::{Tender, TenderKind};
use sanduq_domain::vat::{Exemption, Vat};
use sanduq_einvoice::read::read;
use sanduq_einvoice::verify::verify;
use sanduq_host::{Host, Reporting};
use sanduq_simulator::{Fault, FaultKind, Match, Profile, Running, Simulator, SimulatorConfig};
use sanduq_till::archive::{MANIFEST, REPLACED};
use sanduq_till::draft::{Asked, AskedOriginal, Draft, Purpose};
use sanduq_till::error::TillError;
use sanduq_till::issue::Sale;
use sanduq_till::journal::Asked as Request;
use sanduq_till::paper::{Format, Paper};
use sanduq_till::reissue::{Amendment, ReissueFault};
use sanduq_till::session::Actor;
use sanduq_till::setup::{KeyringPolicy, Setup, training_setup};
use sanduq_till::till::Till;
use serde_json::{Value, json};

mod picture;

const PIN: &str = "2580";
const OTP: &str = "123345";
/// 2026-11-22 14:05:09 in Riyadh.
const NOON: i64 = 1_795_345_509_000;

struct Shop {
    folder: tempfile::TempDir,
    gateway: Running,
    hand: ClockHand,
    host: Host,
    actor: Actor,
}

impl Shop {
    async fn onboarded() -> Shop {
        let (clock, hand) = Clock::with_hand(NOON);
        let config = SimulatorConfig { standing_otp: Some(OTP.into()), ..Default::default() };
        let gateway = Simulator::start(config).await.unwrap();
        gateway.shift_clock((NOON - Clock::system().now_millis()) / 1000);
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("till"), folder.path().join("machine"));
        {
            let till = Till::open(home.clone(), clock.clone(), "test").unwrap();
            let setup = Setup {
                gateway: gateway.gateway_url(Profile::Simulation),
                language: "en".into(),
                keyring: KeyringPolicy::Never,
                ..training_setup()
            };
            till.set_up(&setup, PIN).unwrap();
        }
        let host = Host::open(home, clock, "test", Reporting::OnRequest).await.unwrap();
        let actor = host.till().sign_in("owner", PIN).unwrap();
        host.till().onboard(&actor, OTP).await.unwrap();
        Shop { folder, gateway, hand, host, actor }
    }

    fn till(&self) -> Arc<Till> {
        self.host.till()
    }

    fn issue(&self, draft: Draft) -> Sale {
        self.till().issue(&self.actor, draft).unwrap()
    }

    /// Cash, with change to hand back.
    fn sell(&self) -> Sale {
        let cash = Tender { kind: TenderKind::Cash, amount: "600".parse().unwrap(), reference: String::new() };
        self.issue(Draft::sale(goods(), vec![cash]))
    }

    /// Sends what is due; the first answer says that it is rejected for `code`.
    async fn reject_next(&self, code: &str) {
        let body = serde_json::json!({
            "validationResults": {
                "infoMessages": [], "warningMessages": [],
                "errorMessages": [
                    { "type": "ERROR", "code": code, "category": "KSA", "message": "It is wrong.", "status": "ERROR" },
                ],
                "status": "ERROR",
            },
            "reportingStatus": "NOT_REPORTED",
        });
        let kind = FaultKind::Status { code: 400, body: Some(body.to_string()), retry_after: None };
        self.gateway.arm(Fault { matching: Match::default(), kind, times: 1 });
        assert_eq!(self.till().drain().await.unwrap().rejected, 1);
    }

    fn reissue(&self, number: &str, amendment: &Amendment) -> Result<Sale, TillError> {
        self.till().reissue(&self.actor, number, amendment)
    }

    fn accepted_icvs(&self) -> Vec<u64> {
        let mut icvs: Vec<u64> = self.gateway.accepted().unwrap().iter().map(|accepted| accepted.icv).collect();
        icvs.sort_unstable();
        icvs
    }

    fn faults(&self) -> Vec<sanduq_till::auditor::AuditFault> {
        self.till().audit().unwrap().faults
    }
}

fn goods() -> Basket {
    let line = |name, quantity: &str, price: &str, vat| {
        Line::new(name, quantity.parse().unwrap(), price.parse().unwrap(), vat)
    };
    Basket::of([
        line("خبز صامولي", "3", "10.10", Vat::STANDARD_15),
        line("سبيكة ذهب", "1", "500.00", Vat::Untaxed(Exemption::Metals)),
    ])
}

fn business() -> Buyer {
    Buyer {
        name: "مؤسسة الأمل التجارية".into(),
        vat_number: Some("310122393500003".parse().unwrap()),
        id: None,
        address: Some(BuyerAddress {
            street: "طريق الملك فهد".into(),
            building: "8091".into(),
            district: "العليا".into(),
            city: "الرياض".into(),
            postal_code: "12214".into(),
            country: "SA".into(),
            ..BuyerAddress::default()
        }),
    }
}

fn everything_of(number: &str) -> Purpose {
    Purpose::Credit(Asked {
        originals: vec![AskedOriginal { number: number.parse().unwrap(), issued_on: None }],
        reason: "إرجاع بضاعة".into(),
        ..Asked::default()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_sale_is_put_right_and_accepted_at_its_number_its_moment_and_its_money() {
    let shop = Shop::onboarded().await;
    let sold = shop.sell();
    let old = shop.till().signed_bytes(&sold.number).unwrap();
    shop.reject_next("BR-KSA-F-06-C19").await;
    shop.hand.advance(std::time::Duration::from_secs(3600));
    let later = shop.sell();

    let mut amendment = Amendment {
        names: BTreeMap::from([(1, "خبز صامولي طازج".to_owned())]),
        exemptions: vec![Exemption::Medicines],
        note: Some("بديل".into()),
        buyer: Some(Buyer { name: "أحمد".into(), ..Buyer::default() }),
        ..Amendment::default()
    };
    let preview = shop.till().preview_reissue(&shop.actor, &sold.number, &amendment).unwrap();
    assert_eq!(preview.breaches, []);
    let told: Vec<_> =
        preview.differences.iter().map(|d| (d.field, d.line, d.before.as_str(), d.after.as_str())).collect();
    assert_eq!(
        told,
        [
            ("buyer.name", None, "", "أحمد"),
            ("note", None, "", "بديل"),
            ("lines.name", Some(1), "خبز صامولي", "خبز صامولي طازج"),
            ("lines.exemption", Some(2), "VATEX-SA-36", "VATEX-SA-35"),
        ]
    );
    assert_eq!(shop.till().audit().unwrap().documents, 2, "looking issues nothing");

    let anew = shop.reissue(&sold.number, &amendment).unwrap();
    assert_eq!(
        (&anew.number, anew.issued_at, anew.total, anew.vat),
        (&sold.number, sold.issued_at, sold.total, sold.vat)
    );
    assert_eq!((sold.icv, later.icv, anew.icv), (1, 2, 3), "the chain goes on from its head");
    assert_ne!(anew.uuid, sold.uuid);
    let new = shop.till().signed_bytes(&sold.number).unwrap();
    let document = read(&new).unwrap();
    assert_eq!((&document.previous_hash, document.lines[0].name.as_str()), (&later.hash, "خبز صامولي طازج"));
    assert_eq!(document.buyer.unwrap().name, "أحمد");
    assert_eq!(document.totals, read(&old).unwrap().totals);
    assert_eq!(sanduq_tests::judge::findings(std::str::from_utf8(&new).unwrap(), &document.previous_hash), [""; 0]);
    verify(&new).unwrap();

    let summary = shop.till().drain().await.unwrap();
    assert_eq!((summary.reported, summary.rejected, summary.open), (2, 0, 0));
    assert_eq!(shop.accepted_icvs(), [2, 3]);
    let counts = shop.till().queue().unwrap().counts;
    assert_eq!((counts.rejected, counts.replaced, counts.reported), (0, 1, 2));
    assert_eq!(shop.till().today().unwrap().sales, 2, "the sale is counted once");
    assert_eq!(shop.faults(), []);
    assert_eq!(shop.sell().number, "T1-000003", "it took no number of its own");

    amendment.note = Some("مرة أخرى".into());
    let again = shop.reissue(&sold.number, &amendment).unwrap_err();
    assert!(matches!(again, TillError::Reissue(ReissueFault::NotRejected)), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_documents_of_a_number_are_exported_and_the_paper_is_the_new_ones() {
    let shop = Shop::onboarded().await;
    let sold = shop.sell();
    let old = shop.till().signed_bytes(&sold.number).unwrap();
    shop.reject_next("BR-KSA-09").await;
    let anew = shop.reissue(&sold.number, &Amendment::default()).unwrap();
    let new = shop.till().signed_bytes(&sold.number).unwrap();
    assert_eq!(anew.change.to_string(), "0.00", "money changed hands when it was sold");

    let papers = |ending: &str| {
        let folder = Home::new(shop.folder.path().join("till"), shop.folder.path().join("machine")).printer_folder();
        let mut names: Vec<String> = fs::read_dir(folder)
            .map(|entries| entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect())
            .unwrap_or_default();
        names.retain(|name| name.ends_with(ending));
        names.sort();
        names
    };
    shop.till().reprint(&shop.actor, &sold.number).unwrap();
    shop.till().reprint(&shop.actor, &sold.number).unwrap();
    assert_eq!(papers(".png"), ["T1-000001-2-copy1.png", "T1-000001-2.png"], "the first paper is no copy");
    let png = shop.till().receipt_file(&sold.number, Paper::Roll80, Format::Png).unwrap();
    assert_eq!(picture::qr(&png), read(&new).unwrap().qr);

    let folder = shop.folder.path().join("export");
    assert_eq!(shop.till().export(&shop.actor, &folder).unwrap(), 2);
    let manifest = fs::read_to_string(folder.join(MANIFEST)).unwrap();
    let names: Vec<&str> = manifest.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    let [replaced, in_force] = names[..] else { panic!("{names:?}") };
    assert_eq!(replaced, format!("{REPLACED}/1/1/{in_force}"));
    assert_eq!((fs::read(folder.join(replaced)).unwrap(), fs::read(folder.join(in_force)).unwrap()), (old, new));
    assert_eq!(shop.faults(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn rejected_twice_it_is_issued_anew_twice() {
    let shop = Shop::onboarded().await;
    let sold = shop.sell();
    for (icv, name) in [(2, "خبز أول"), (3, "خبز ثان")] {
        shop.reject_next("BR-KSA-F-06-C19").await;
        let amendment = Amendment { names: BTreeMap::from([(1, name.to_owned())]), ..Amendment::default() };
        let anew = shop.reissue(&sold.number, &amendment).unwrap();
        assert_eq!((anew.icv, anew.number.as_str(), anew.total), (icv, "T1-000001", sold.total));
    }
    shop.till().drain().await.unwrap();
    assert_eq!(shop.accepted_icvs(), [3]);
    let counts = shop.till().queue().unwrap().counts;
    assert_eq!((counts.rejected, counts.replaced, counts.reported), (0, 2, 1));
    assert_eq!(shop.till().today().unwrap().sales, 1);
    assert_eq!(shop.sell().number, "T1-000002");
    assert_eq!(shop.faults(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_that_was_issued_anew_is_given_back_once() {
    let shop = Shop::onboarded().await;
    let sold = shop.sell();
    shop.reject_next("BR-KSA-09").await;
    // One bread comes back between the rejection and the new document.
    let one = Purpose::Credit(Asked {
        originals: vec![AskedOriginal { number: sold.number.parse().unwrap(), issued_on: None }],
        reason: "إرجاع".into(),
        returns: vec![(1, Some("1".parse().unwrap()))],
        ..Asked::default()
    });
    shop.issue(Draft { purpose: one, ..Draft::default() });
    shop.reissue(&sold.number, &Amendment::default()).unwrap();
    let rest = shop.issue(Draft { purpose: everything_of(&sold.number), ..Draft::default() });
    assert_eq!(rest.total.to_string(), "520.20", "what was given back of the first is not given back again");
    let nothing = shop.till().issue(&shop.actor, Draft { purpose: everything_of(&sold.number), ..Draft::default() });
    assert!(nothing.is_err());
    let summary = shop.till().drain().await.unwrap();
    assert_eq!((summary.reported, summary.rejected), (3, 0));
    assert_eq!(shop.faults(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credit_note_is_issued_anew_with_another_reason() {
    let shop = Shop::onboarded().await;
    let sold = shop.sell();
    shop.till().drain().await.unwrap();
    let note = shop.issue(Draft { purpose: everything_of(&sold.number), ..Draft::default() });
    shop.reject_next("BR-KSA-17").await;
    let amendment = Amendment { reason: Some("إلغاء التوريد".into()), ..Amendment::default() };
    let anew = shop.reissue(&note.number, &amendment).unwrap();
    let document = read(&shop.till().signed_bytes(&note.number).unwrap()).unwrap();
    assert_eq!((document.kind.key(), document.reason.as_deref()), ("credit_note", Some("إلغاء التوريد")));
    assert_eq!((document.originals, anew.total), (vec![sold.number.clone()], note.total));
    let nothing = shop.till().issue(&shop.actor, Draft { purpose: everything_of(&sold.number), ..Draft::default() });
    assert!(nothing.is_err(), "what the rejected note gave back is given back by the new one");
    assert_eq!(shop.till().drain().await.unwrap().reported, 1);
    assert_eq!(shop.faults(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standard_document_is_issued_anew_to_the_right_buyer_and_cleared() {
    let shop = Shop::onboarded().await;
    let wrong = Buyer { name: "مؤسسة العمل".into(), ..business() };
    let draft =
        Draft { invoice_type: Some(InvoiceType::Standard), buyer: Some(wrong), ..Draft::sale(goods(), Vec::new()) };
    let sold = shop.issue(draft);
    shop.reject_next("BR-KSA-63").await;
    assert!(matches!(shop.till().restated(&sold.number).unwrap().kind, Kind::Invoice));
    shop.reissue(&sold.number, &Amendment { buyer: Some(business()), ..Amendment::default() }).unwrap();
    assert_eq!(shop.till().drain().await.unwrap().reported, 1);
    let copy = shop.till().cleared_bytes(&sold.number).unwrap().expect("the authority's copy of the new one");
    assert_eq!(read(&copy).unwrap().buyer.unwrap().name, business().name);
    assert_eq!(shop.faults(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_money_is_refused_with_the_proper_way_and_nothing_is_used() {
    let shop = Shop::onboarded().await;
    let sold = shop.sell();
    let early = shop.reissue(&sold.number, &Amendment::default()).unwrap_err();
    assert_eq!(early.to_string(), "this document was not rejected: only a rejected one is issued anew");
    shop.reject_next("BR-CO-15").await;

    let other = Amendment { exemptions: vec![Exemption::RealEstate], ..Amendment::default() };
    let refused = shop.reissue(&sold.number, &other).unwrap_err().to_string();
    assert!(refused.contains("VATEX-SA-30") && refused.contains("credit note"), "{refused}");
    for (amendment, said) in [
        (Amendment { reason: Some("خطأ".into()), ..Amendment::default() }, "reason: only a note has one"),
        (
            Amendment { names: BTreeMap::from([(3, "خبز".to_owned())]), ..Amendment::default() },
            "line 3: the document has no such line",
        ),
        (
            Amendment { names: BTreeMap::from([(1, "12".to_owned())]), ..Amendment::default() },
            "line 1, name: it needs at least 3 characters",
        ),
    ] {
        assert_eq!(shop.reissue(&sold.number, &amendment).unwrap_err().to_string(), said);
    }
    let nobody = Amendment {
        flags: Some(sanduq_domain::invoice::Flags { summary: true, ..Default::default() }),
        ..Amendment::default()
    };
    let TillError::Rules(breaches) = shop.reissue(&sold.number, &nobody).unwrap_err() else {
        panic!("the gate is asked")
    };
    assert!(breaches.iter().any(|breach| breach.rule.id == "BR-KSA-71"));
    let unknown = shop.reissue("T1-000009", &Amendment::default()).unwrap_err();
    assert!(matches!(unknown, TillError::UnknownDocument));
    assert_eq!(shop.till().audit().unwrap().documents, 1);
    assert_eq!(shop.reissue(&sold.number, &Amendment::default()).unwrap().icv, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_is_corrected_with_the_document_that_was_rejected_for_it() {
    let shop = Shop::onboarded().await;
    let sold = shop.sell();
    shop.reject_next("BR-KSA-09").await;
    let before = shop.till().shop().unwrap().unwrap().seller;
    let form = SellerForm { street: "طريق الملك عبدالله".into(), ..SellerForm::from(before.clone()) };
    let wrong = Amendment { shop: Some(SellerForm { building: "7".into(), ..form.clone() }), ..Amendment::default() };
    assert!(matches!(shop.reissue(&sold.number, &wrong).unwrap_err(), TillError::Seller(_)));

    let amendment = Amendment {
        // The certificate's VAT number stays, whatever the form says.
        shop: Some(SellerForm { vat_number: "310122393500003".into(), ..form }),
        ..Amendment::default()
    };
    let preview = shop.till().preview_reissue(&shop.actor, &sold.number, &amendment).unwrap();
    assert_eq!(preview.differences.iter().map(|difference| difference.field).collect::<Vec<_>>(), ["seller.street"]);
    assert_eq!(shop.till().shop().unwrap().unwrap().seller, before, "looking corrects nothing");
    shop.reissue(&sold.number, &amendment).unwrap();
    let next = shop.sell();
    for number in [&sold.number, &next.number] {
        let seller = read(&shop.till().signed_bytes(number).unwrap()).unwrap().seller;
        assert_eq!((seller.street.as_str(), seller.vat_number), ("طريق الملك عبدالله", before.vat_number.to_string()));
    }
    assert_eq!(shop.till().drain().await.unwrap().reported, 2);
    assert_eq!(shop.faults(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_keeps_every_exchange_and_proves_its_requests() {
    let shop = Shop::onboarded().await;
    let sold = shop.sell();
    shop.reject_next("BR-KSA-81").await;
    shop.reissue(&sold.number, &Amendment::default()).unwrap();
    shop.till().drain().await.unwrap();
    let pages = shop.till().journal_of(&shop.actor, &sold.number).unwrap();
    let told: Vec<_> = pages
        .iter()
        .flat_map(|page| page.entries.iter().map(|entry| (page.document.icv, entry.outcome.as_str(), entry.status)))
        .collect();
    assert_eq!(told, [(1, "rejected", Some(400)), (2, "accepted", Some(200))]);
    for page in &pages {
        let Request::Proved(request) = &page.entries[0].request else { panic!("{:?}", page.entries[0].request) };
        let request: Value = serde_json::from_str(request).unwrap();
        assert_eq!(request["invoiceHash"], page.document.hash.as_str());
        assert_eq!(request["uuid"], page.document.uuid.to_string().as_str());
    }
    assert_eq!(pages[0].entries[0].messages[0].code, "BR-KSA-81");
    let newest = shop.till().newest_exchanges(&shop.actor, 1).unwrap();
    assert_eq!((newest.len(), newest[0].outcome.as_str()), (1, "accepted"));

    let cashier = Actor { role: sanduq_domain::user::Role::Cashier, ..shop.actor.clone() };
    assert!(matches!(shop.till().journal_of(&cashier, &sold.number), Err(TillError::NotPermitted)));
    assert!(matches!(shop.till().reissue(&cashier, &sold.number, &Amendment::default()), Err(TillError::NotPermitted)));

    // Whoever changes a document behind the till's back is found out by what was sent.
    let database = rusqlite::Connection::open(shop.folder.path().join("till/sanduq.db")).unwrap();
    database.execute_batch("DROP TRIGGER document_is_never_changed").unwrap();
    database.execute("UPDATE document SET xml = CAST(xml || ' ' AS BLOB) WHERE id = 1", []).unwrap();
    let pages = shop.till().journal_of(&shop.actor, &sold.number).unwrap();
    assert_eq!((&pages[0].entries[0].request, pages.len()), (&Request::Differs, 2));
}

/// As the screen asks, from the list to the new document.
#[tokio::test(flavor = "multi_thread")]
async fn the_screen_is_told_what_is_wrong_and_shown_the_difference_before_anything_is_signed() {
    let shop = Shop::onboarded().await;
    let sold = shop.sell();
    shop.reject_next("BR-KSA-81").await;
    let waiting = shop.sell();
    let desk = shop.host.desk();
    let signed_in = dispatch(desk, "session_open", json!({ "user": "owner", "pin": PIN })).await.unwrap();
    assert_eq!(signed_in["session"]["user"]["name"], "owner");
    let call = async |command: &str, request: Value| dispatch(desk, command, request).await;
    let numbers = |answer: &Value| -> Vec<String> {
        let rows = answer["documents"].as_array().unwrap().iter();
        rows.map(|row| row["number"].as_str().unwrap().to_owned()).collect()
    };
    for (filter, expected) in [
        ("latest", vec![&waiting.number, &sold.number]),
        ("waiting", vec![&waiting.number]),
        ("attention", vec![&sold.number]),
    ] {
        let answer = call("document_list", json!({ "filter": filter })).await.unwrap();
        assert_eq!(numbers(&answer).iter().collect::<Vec<_>>(), expected, "{filter}");
    }

    let clinic = call("clinic_show", json!({ "number": sold.number })).await.unwrap();
    let diagnosis = &clinic["diagnoses"][0];
    assert_eq!((&diagnosis["field"], &diagnosis["remedy"]), (&json!("buyer.id"), &json!("complete_buyer")));
    assert_eq!(clinic["form"]["names"], json!(["خبز صامولي", "سبيكة ذهب"]));
    assert_eq!(
        (&clinic["exemptions"][0]["category"], &clinic["exemptions"][0]["code"]),
        (&json!("Z"), &json!("VATEX-SA-36"))
    );
    let mut form = clinic["form"].clone();
    let asked = |form: &Value| json!({ "number": sold.number, "form": form });
    let same = call("reissue_preview", asked(&form)).await.unwrap();
    assert_eq!(same["differences"], json!([]), "a form as it came says the same");

    form["buyer"]["vat_number"] = json!("12");
    form["supply_on"] = json!("الأحد");
    let faults = call("document_reissue", asked(&form)).await.unwrap_err();
    let fields: Vec<_> = faults.faults.iter().map(|fault| (fault.field.as_str(), fault.code.as_str())).collect();
    assert_eq!(fields, [("buyer.vat_number", "not_a_vat_number"), ("supply_on", "not_a_day")]);
    form["supply_on"] = json!("");
    form["buyer"]["vat_number"] = json!("٣١٠١٢٢٣٩٣٥٠٠٠٠٣");
    let preview = call("reissue_preview", asked(&form)).await.unwrap();
    let expected = json!({ "field": "buyer.vat_number", "line": null, "before": "", "after": "310122393500003" });
    assert_eq!(preview, json!({ "differences": [expected], "rules": [] }));
    form["exemptions"] = json!(["VATEX-SA-29"]);
    assert_eq!(call("reissue_preview", asked(&form)).await.unwrap_err().code, Code::MoneyStays);
    form["exemptions"] = json!(["VATEX-SA-36"]);

    let anew = call("document_reissue", asked(&form)).await.unwrap();
    assert_eq!((&anew["number"], &anew["icv"]), (&json!(sold.number), &json!(3)));
    assert_eq!(call("document_reissue", asked(&form)).await.unwrap_err().code, Code::NotRejected, "pressing twice");
    call("sync_run", json!({})).await.unwrap();
    let page = call("document_show", json!({ "number": sold.number })).await.unwrap();
    let standings: Vec<_> =
        page["issued"].as_array().unwrap().iter().map(|issued| issued["standing"].clone()).collect();
    assert_eq!(standings, ["rejected", "reported"]);
    assert_eq!(page["issued"][1]["exchanges"][0]["request_proof"], "proved");
    assert_eq!(call("document_release", json!({ "number": sold.number })).await.unwrap_err().code, Code::NotHeld);
}

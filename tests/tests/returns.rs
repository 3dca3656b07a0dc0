//! Goods that come back: by the receipt's code, offline, and never more than was sold.

#![allow(clippy::unwrap_used, reason = "tests")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sanduq_commands::fault::Code;
use serde_json::{Value, json};
use till_box::{MILK, OWNER, PIN, TillBox};

mod till_box;

const LABAN: &str = "6281001000341";

async fn sold(till: &TillBox, tenders: Value) -> Value {
    till.ok("cart_scan", json!({ "barcode": MILK, "quantity": "3" })).await;
    till.ok("cart_scan", json!({ "barcode": LABAN, "quantity": "1" })).await;
    till.pay(tenders).await
}

fn take(brought: &Value, lines: Value, more: Value) -> Value {
    let own = &brought["own"];
    let mut request = json!({
        "return_id": own["return_id"], "number": own["number"], "scan": own["number"], "lines": lines,
        "reason": "إرجاع بضاعة", "refund": null,
    });
    for (key, value) in more.as_object().unwrap() {
        request[key] = value.clone();
    }
    request
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_found_by_its_code_and_given_back_in_parts() {
    let till = TillBox::ready().await;
    // Without a network, all day.
    till.ok("practice_gateway_set", json!({ "gateway": "unplugged" })).await;
    let sale = sold(&till, json!([{ "kind": "card", "amount": "39.50" }])).await;
    let code = till.code_of(&sale["number"]);
    let brought = till.ok("return_find", json!({ "scan": code })).await;
    let own = &brought["own"];
    assert_eq!((&own["number"], &own["scanned"], &own["left"]), (&sale["number"], &json!(true), &json!("39.50")));
    assert_eq!((&own["lines"][0]["left"], &own["paid"]), (&json!("3"), &json!(["card"])));
    let names = |brought: &Value| ["name", "name_en"].map(|name| brought["own"]["lines"][0][name].clone());
    let milk = till.ok("item_search", json!({ "text": names(&brought)[0], "shelf": "all", "category": "" })).await;
    assert_eq!(names(&brought)[1], milk["items"][0]["name_en"]);
    assert_ne!(names(&brought)[1], "");

    let lines = json!([{ "place": 1, "quantity": "1" }]);
    let worth = till.ok("return_weigh", json!({ "number": sale["number"], "lines": lines })).await;
    assert_eq!(worth, json!({ "parts": ["11.00"], "due": "11.00" }));
    let request = take(&brought, lines, json!({}));
    let note = till.ok("return_take", request.clone()).await;
    assert_eq!((&note["total"], &note["change"], &note["paper"]), (&json!("11.00"), &json!("0.00"), &json!("printed")));
    let again = till.ok("return_take", request).await;
    assert_eq!(again["number"], note["number"], "pressing twice is one note");
    let document = sanduq_einvoice::read::read(&till.xml(&note["number"])).unwrap();
    assert_eq!(document.kind, sanduq_domain::document::DocumentKind::CreditNote);
    assert_eq!(
        (document.originals, document.reason),
        (vec![sale["number"].as_str().unwrap().to_owned()], Some("إرجاع بضاعة".into()))
    );
    assert_eq!(document.payment_means, ["48"], "it goes back the way it was paid");

    let id = &milk["items"][0]["id"];
    let mut renamed = till.ok("item_show", json!({ "id": id })).await["form"].clone();
    renamed["name_ar"] = json!("حليب آخر");
    till.ok("item_save", json!({ "id": id, "form": renamed })).await;
    let brought = till.ok("return_find", json!({ "scan": sale["number"] })).await;
    assert_eq!(names(&brought), [milk["items"][0]["name_ar"].clone(), json!("")], "what the document calls it stands");
    assert_eq!((&brought["own"]["scanned"], &brought["own"]["lines"][0]["left"]), (&json!(false), &json!("2")));
    let too_much = take(&brought, json!([{ "place": 1, "quantity": "3" }]), json!({}));
    assert_eq!(till.refused("return_take", too_much).await, Code::NothingLeft);
    let rest = take(&brought, json!([{ "place": 1, "quantity": "" }, { "place": 2, "quantity": "" }]), json!({}));
    let last = till.ok("return_take", rest.clone()).await;
    assert_eq!(last["total"], "28.50");
    assert_eq!(till.ok("return_take", rest).await["number"], last["number"], "of nothing left too");

    // The page of each leads to the others.
    let page = till.ok("document_show", json!({ "number": sale["number"] })).await;
    assert_eq!(page["credited_by"], json!([note["number"], last["number"]]));
    assert_eq!(page["paid"], json!([{ "kind": "card", "amount": "39.50", "reference": "" }]));
    let page = till.ok("document_show", json!({ "number": last["number"] })).await;
    assert_eq!(page["originals"], json!([{ "number": sale["number"], "here": true }]));
    assert_eq!((&page["reason"], &page["credited_by"]), (&json!("إرجاع بضاعة"), &json!([])));
    assert_eq!(till.refused("return_find", json!({ "scan": code })).await, Code::NothingLeft);
    assert_eq!(till.refused("return_find", json!({ "scan": note["number"] })).await, Code::ReceiptIsANote);

    till.ok("practice_gateway_set", json!({ "gateway": "plugged" })).await;
    till.is_in_order().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_changed_is_called_forged_and_noted() {
    let till = TillBox::ready().await;
    let sale = sold(&till, json!([])).await;
    let code = till.code_of(&sale["number"]);
    let bytes = BASE64.decode(&code).unwrap();
    let changed = |from: &str, to: &str| {
        let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        let mut copy = bytes.clone();
        copy[at..at + to.len()].copy_from_slice(to.as_bytes());
        BASE64.encode(copy)
    };
    for (forged, expected) in [
        // A dearer receipt; one of another hash; another shop's; and no code at all.
        (changed("39.50", "99.50"), Code::ReceiptForged),
        (changed("14:05:09", "14:05:10"), Code::ReceiptForged),
        (changed(sale_hash(&till, &sale).as_str(), &"A".repeat(44)), Code::ReceiptForged),
        (changed("399999999900003", "311111111100003"), Code::ReceiptOfOtherShop),
        (code[..code.len() / 2].to_owned(), Code::NotAReceipt),
        ("T9-000001".to_owned(), Code::NotAReceipt),
        (MILK.to_owned(), Code::NotAReceipt),
    ] {
        assert_eq!(till.refused("return_find", json!({ "scan": forged })).await, expected, "{forged}");
    }
    let log = till.ok("audit_list", json!({ "before": null })).await;
    let shown = log["entries"].as_array().unwrap().iter().filter(|entry| entry["event"] == "forged_receipt_shown");
    assert_eq!(shown.map(|entry| entry["user"].clone()).collect::<Vec<_>>(), [OWNER, OWNER, OWNER]);
}

fn sale_hash(till: &TillBox, sale: &Value) -> String {
    let verified = sanduq_einvoice::verify::verify(&till.xml(&sale["number"])).unwrap();
    verified.hash.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cashier_takes_back_so_much_alone_and_only_the_way_it_was_paid() {
    let till = TillBox::ready().await;
    till.person("ليلى", "cashier", "7391").await;
    till.sign_in("ليلى", "7391").await;
    till.ok("cart_scan", json!({ "barcode": MILK, "quantity": "20" })).await;
    let sale = till.pay(json!([{ "kind": "card", "amount": "220.00" }])).await;
    let brought = till.ok("return_find", json!({ "scan": till.code_of(&sale["number"]) })).await;
    let code = till.code_of(&sale["number"]);
    let part = |quantity: &str, more: Value| {
        let mut request = take(&brought, json!([{ "place": 1, "quantity": quantity }]), json!({ "scan": code }));
        for (key, value) in more.as_object().unwrap() {
            request[key] = value.clone();
        }
        request
    };
    let by_number = json!({ "scan": sale["number"] });
    assert_eq!(till.refused("return_take", part("1", by_number)).await, Code::ApprovalNeeded, "where is the receipt?");
    assert_eq!(till.refused("return_take", part("19", json!({}))).await, Code::ApprovalNeeded, "209 is above 200");
    let cash = json!({ "refund": "cash" });
    assert_eq!(till.refused("return_take", part("1", cash.clone())).await, Code::ApprovalNeeded, "a card is no cash");
    assert_eq!(till.refused("return_take", part("1", json!({ "reason": " " }))).await, Code::ReasonNeeded);
    assert_eq!(till.refused("return_take", take(&brought, json!([]), json!({}))).await, Code::NothingChosen);
    till.ok("return_take", part("18", json!({}))).await;
    let next = till.ok("return_find", json!({ "scan": code })).await["own"]["return_id"].clone();
    let two = part("2", json!({ "return_id": next }));
    assert_eq!(till.refused("return_take", two).await, Code::ApprovalNeeded, "220 in all are above 200");
    let mut with_word = part("2", json!({ "return_id": next, "refund": "cash" }));
    with_word["approval"] = json!({ "user": OWNER, "pin": PIN });
    let note = till.ok("return_take", with_word).await;
    assert_eq!(note["total"], "22.00");
    let document = sanduq_einvoice::read::read(&till.xml(&note["number"])).unwrap();
    assert_eq!(document.payment_means, ["10"]);
    till.sign_in(OWNER, PIN).await;
    till.is_in_order().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_counted_leaves_the_shelf_and_comes_back_to_it() {
    let till = TillBox::ready().await;
    let items = till.ok("item_search", json!({ "text": MILK, "shelf": "all" })).await;
    let id = &items["items"][0]["id"];
    till.ok("stock_count", json!({ "id": id, "stock": "5" })).await;
    let mut form = till.ok("item_show", json!({ "id": id })).await["form"].clone();
    form["low_stock"] = json!("2");
    till.ok("item_save", json!({ "id": id, "form": form })).await;
    let sale = sold(&till, json!([])).await;
    let stock = async || till.ok("item_show", json!({ "id": id })).await["form"]["stock"].clone();
    assert_eq!(stock().await, "2");
    let low = till.ok("item_search", json!({ "text": "", "shelf": "low" })).await;
    assert_eq!((&low["items"][0]["id"], &low["items"][0]["low"]), (id, &json!(true)));
    let brought = till.ok("return_find", json!({ "scan": sale["number"] })).await;
    till.ok("return_take", take(&brought, json!([{ "place": 1, "quantity": "" }]), json!({}))).await;
    assert_eq!(stock().await, "5");
    assert_eq!(till.ok("item_search", json!({ "text": "", "shelf": "low" })).await["items"], json!([]));
}

/// Ten riyals for three: what comes back is told before it is made, to the halala, and nothing is left over.
#[tokio::test(flavor = "multi_thread")]
async fn what_no_whole_halala_divides_is_weighed_as_it_is_given_back() {
    let till = TillBox::ready().await;
    let cart = till.ok("cart_scan", json!({ "barcode": MILK, "quantity": "3" })).await;
    let line = &cart["lines"][0]["line"];
    till.ok("cart_discount", json!({ "line": line, "discount": "23.00" })).await;
    let sale = till.pay(json!([])).await;
    assert_eq!(sale["total"], "10.00");
    let mut dues = Vec::new();
    for _ in 0..3 {
        let brought = till.ok("return_find", json!({ "scan": till.code_of(&sale["number"]) })).await;
        let lines = json!([{ "place": 1, "quantity": "1" }]);
        let worth = till.ok("return_weigh", json!({ "number": sale["number"], "lines": lines })).await;
        let note = till.ok("return_take", take(&brought, lines, json!({}))).await;
        assert_eq!(worth["due"], note["total"]);
        dues.push(worth["due"].as_str().unwrap().to_owned());
    }
    assert_eq!(dues, ["3.33", "3.34", "3.33"]);
    let gone = json!({ "number": sale["number"], "lines": [{ "place": 1, "quantity": "1" }] });
    assert_eq!(till.refused("return_weigh", gone).await, Code::NothingLeft);
    assert_eq!(till.refused("return_weigh", json!({ "number": "T9-1", "lines": [] })).await, Code::UnknownDocument);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tills_receipt_is_taken_by_its_code_with_a_managers_word() {
    let other = TillBox::named("T2").await;
    let sale = sold(&other, json!([])).await;
    let code = other.code_of(&sale["number"]);
    let till = TillBox::ready().await;
    till.person("ليلى", "cashier", "7391").await;
    till.person("هند", "supervisor", "8264").await;
    till.sign_in("ليلى", "7391").await;
    let brought = till.ok("return_find", json!({ "scan": code })).await;
    let elsewhere = &brought["elsewhere"];
    assert_eq!((&elsewhere["total"], &elsewhere["left"]), (&json!("39.50"), &json!("39.50")));
    let item = till.ok("price_check", json!({ "barcode": MILK })).await["item"]["id"].clone();
    let ask = |quantity: &str, approval: Value| {
        json!({
            "return_id": elsewhere["return_id"], "code": code, "number": sale["number"], "refund": "cash",
            "items": [{ "item": item, "quantity": quantity }], "reason": "إرجاع بضاعة", "approval": approval,
        })
    };
    let owner = json!({ "user": OWNER, "pin": PIN });
    assert_eq!(till.refused("return_take_elsewhere", ask("2", json!(null))).await, Code::ApprovalNeeded);
    let supervisor = json!({ "user": "هند", "pin": "8264" });
    assert_eq!(till.refused("return_take_elsewhere", ask("2", supervisor)).await, Code::NotPermitted);
    assert_eq!(till.refused("return_take_elsewhere", ask("4", owner.clone())).await, Code::AboveWhatIsLeft);
    let items = json!({ "items": [{ "item": item, "quantity": "2" }] });
    let worth = till.ok("return_weigh_elsewhere", items).await;
    let note = till.ok("return_take_elsewhere", ask("2", owner.clone())).await;
    assert_eq!((&note["total"], &worth), (&json!("22.00"), &json!({ "parts": ["22.00"], "due": "22.00" })));
    let document = sanduq_einvoice::read::read(&till.xml(&note["number"])).unwrap();
    assert_eq!(document.originals, [sale["number"].as_str().unwrap()]);
    till.sign_in(OWNER, PIN).await;
    let page = till.ok("document_show", json!({ "number": note["number"] })).await;
    assert_eq!(page["originals"], json!([{ "number": sale["number"], "here": false }]), "no page of it is here");
    till.sign_in("ليلى", "7391").await;
    // What this till gave back of it counts against the next time.
    let brought = till.ok("return_find", json!({ "scan": code })).await;
    assert_eq!(brought["elsewhere"]["left"], "17.50");
    let mut more = ask("2", owner.clone());
    more["return_id"] = brought["elsewhere"]["return_id"].clone();
    assert_eq!(till.refused("return_take_elsewhere", more.clone()).await, Code::AboveWhatIsLeft);
    // A number of this till's own is no other till's.
    let own = till.sell().await;
    more["items"] = json!([{ "item": item, "quantity": "1" }]);
    more["number"] = own["number"].clone();
    assert_eq!(till.refused("return_take_elsewhere", more).await, Code::ReceiptOfThisTill);
    assert_eq!(till.ok("return_take_elsewhere", ask("2", owner)).await["number"], note["number"], "twice is once");
    till.sign_in(OWNER, PIN).await;
    till.is_in_order().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_note_asks_for_more_and_needs_a_manager() {
    let till = TillBox::ready().await;
    till.person("ليلى", "cashier", "7391").await;
    let sale = till.sell().await;
    let ask = json!({
        "debit_id": "6f0f2b52-9d0c-4c1b-9a55-0d6c3e0f7b11",
        "number": sale["number"], "reason": "فرق السعر", "name": "فرق سعر الحليب", "amount": "2.30", "vat": "S15",
        "paid": "cash",
    });
    let note = till.ok("debit_issue", ask.clone()).await;
    let document = sanduq_einvoice::read::read(&till.xml(&note["number"])).unwrap();
    assert_eq!(document.kind, sanduq_domain::document::DocumentKind::DebitNote);
    assert_eq!(document.totals.payable.to_string(), "2.30");
    assert_eq!(till.ok("debit_issue", ask.clone()).await["number"], note["number"], "pressing twice is one note");
    let mut unknown = ask.clone();
    unknown["debit_id"] = json!("6f0f2b52-9d0c-4c1b-9a55-0d6c3e0f7b12");
    unknown["number"] = json!("T1-000099");
    assert_eq!(till.refused("debit_issue", unknown).await, Code::UnknownDocument);
    till.sign_in("ليلى", "7391").await;
    assert_eq!(till.refused("debit_issue", ask).await, Code::NotPermitted);
    till.sign_in(OWNER, PIN).await;
    till.is_in_order().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_paid_in_several_ways_goes_back_in_several() {
    let till = TillBox::ready().await;
    // 33.00 + 6.50: 30 by card, 9.50 of a 20 in cash.
    let sale = sold(&till, json!([{ "kind": "card", "amount": "30" }, { "kind": "cash", "amount": "20" }])).await;
    assert_eq!(sale["change"], "10.50");
    let brought = till.ok("return_find", json!({ "scan": till.code_of(&sale["number"]) })).await;
    assert_eq!(brought["own"]["paid"], json!(["card", "cash"]), "what was handed back is not paid");
    let one = take(&brought, json!([{ "place": 1, "quantity": "1" }]), json!({}));
    till.ok("return_take", one).await;
    let brought = till.ok("return_find", json!({ "scan": sale["number"] })).await;
    let all = take(&brought, json!([{ "place": 1, "quantity": "" }, { "place": 2, "quantity": "" }]), json!({}));
    let rest = till.ok("return_take", all).await;
    assert_eq!(rest["total"], "28.50");
    let document = sanduq_einvoice::read::read(&till.xml(&rest["number"])).unwrap();
    assert_eq!(document.payment_means, ["48", "10"]);
    let x = till.ok("shift_report", json!({ "number": 1 })).await;
    assert_eq!((&x["expected"], &x["cash_refunds"]), (&json!("0.00"), &json!("9.50")));
    let cards = x["tenders"].as_array().unwrap().iter().find(|taken| taken["kind"] == "card").unwrap();
    assert_eq!(cards["total"], "0.00");
    till.is_in_order().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_more_back_than_he_paid() {
    let till = TillBox::ready().await;
    let mut policy = till.ok("app_show", json!({})).await["policy"].clone();
    policy["cash_rounding"] = json!("1.00");
    till.ok("policy_set", policy).await;
    till.ok("cart_scan", json!({ "barcode": "6281001003748", "quantity": "1.117" })).await;
    till.scan(MILK).await;
    let sale = till.pay(json!([{ "kind": "cash", "amount": "20" }])).await;
    assert_eq!(sale["total"], "18.00", "of 18.76");
    let back = async |place: usize| {
        let brought = till.ok("return_find", json!({ "scan": sale["number"] })).await;
        let part = take(&brought, json!([{ "place": place, "quantity": "" }]), json!({}));
        till.ok("return_take", part).await["total"].clone()
    };
    assert_eq!((back(1).await, back(2).await), (json!("7.76"), json!("10.24")));
    till.is_in_order().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_authority_has_not_cleared_is_not_taken_back() {
    let till = TillBox::ready().await;
    let company = json!({
        "company": true, "name": "مؤسسة الأفق للتجارة", "phone": "", "vat_number": "310122393500003", "id_scheme": "",
        "id": "", "street": "شارع العليا", "building": "2322", "additional": "", "district": "المربع",
        "city": "الرياض", "postal_code": "12613",
    });
    let saved = till.ok("customer_save", json!({ "id": null, "form": company })).await;
    till.ok("practice_gateway_set", json!({ "gateway": "unplugged" })).await;
    till.scan(MILK).await;
    till.ok("cart_customer", json!({ "customer": saved["id"] })).await;
    let sale = till.pay(json!([])).await;
    assert_eq!(till.refused("return_find", json!({ "scan": sale["number"] })).await, Code::NotCleared);
    till.ok("practice_gateway_set", json!({ "gateway": "plugged" })).await;
    till.ok("sync_run", json!({})).await;
    let brought = till.ok("return_find", json!({ "scan": sale["number"] })).await;
    let note = till.ok("return_take", take(&brought, json!([{ "place": 1, "quantity": "" }]), json!({}))).await;
    assert_eq!(note["delivery"], "deliverable");
    let document = sanduq_einvoice::read::read(&till.xml(&note["number"])).unwrap();
    assert_eq!(document.invoice_type, sanduq_domain::invoice::InvoiceType::Standard);
    till.is_in_order().await;
}

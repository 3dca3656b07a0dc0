//! Shifts: what lies in the drawer, who counted it, and what the report says of it.

#![allow(clippy::unwrap_used, reason = "tests")]

use sanduq_commands::fault::Code;
use serde_json::{Value, json};
use till_box::{MILK, OWNER, PIN, TillBox};

mod till_box;

/// A till whose owner has closed the shift that the box opens, so that the test begins its own.
async fn closed() -> TillBox {
    let till = TillBox::ready().await;
    till.ok("shift_close", json!({ "counts": {} })).await;
    till
}

/// A morning: a float, two cash sales (one with change), a card, a split one, a cash return, cash in and out.
async fn morning(till: &TillBox) {
    till.ok("shift_open", json!({ "float": "200" })).await;
    till.sell().await;
    let buy = async |tenders: Value| {
        till.scan(MILK).await;
        till.pay(tenders).await
    };
    let sale = buy(json!([{ "kind": "cash", "amount": "50" }])).await;
    buy(json!([{ "kind": "card", "amount": "11", "reference": "7" }])).await;
    buy(json!([{ "kind": "card", "amount": "5" }, { "kind": "cash", "amount": "6" }])).await;
    let brought = till.ok("return_find", json!({ "scan": sale["number"] })).await;
    let back = json!({
        "return_id": brought["own"]["return_id"], "number": sale["number"], "lines": [{ "place": 1, "quantity": "" }],
        "reason": "إرجاع بضاعة", "refund": null,
    });
    till.ok("return_take", back).await;
    till.ok("cash_move", json!({ "way": "in", "amount": "100", "reason": "فكة" })).await;
    till.ok("cash_move", json!({ "way": "out", "amount": "30.50", "reason": "مياه" })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shift_adds_up_whatever_waits_for_the_network() {
    let till = closed().await;
    till.ok("practice_gateway_set", json!({ "gateway": "unplugged" })).await;
    morning(&till).await;
    let running = till.ok("shift_show", json!({})).await;
    assert_eq!((&running["open"]["number"], &running["open"]["float"]), (&json!(2), &json!("200.00")));
    assert_eq!(running["open"]["moves"].as_array().unwrap().len(), 2);
    assert!(running["open"].get("expected").is_none(), "the count is blind");

    let x = till.ok("shift_report", json!({ "number": 2 })).await;
    // 200 + 11 + 11 + 6 in sales - 11 back + 100 in - 30.50 out.
    assert_eq!((&x["closed"], &x["expected"], &x["cash_sales"]), (&json!(false), &json!("286.50"), &json!("28.00")));
    assert_eq!(
        (&x["cash_refunds"], &x["paid_in"], &x["paid_out"]),
        (&json!("11.00"), &json!("100.00"), &json!("30.50"))
    );
    assert_eq!(
        (&x["invoices"], &x["credit_notes"]),
        (&json!({ "count": 4, "total": "44.00" }), &json!({ "count": 1, "total": "11.00" }))
    );
    assert_eq!(
        x["tenders"],
        json!([
            { "kind": "cash", "count": 4, "total": "17.00" }, { "kind": "card", "count": 2, "total": "16.00" },
        ])
    );
    assert_eq!(x["vat"], json!([{ "category": "S", "rate": "15", "taxable": "28.71", "amount": "4.29" }]));
    assert_eq!(
        (&x["first_number"], &x["last_number"], &x["pending"]),
        (&json!("T1-000001"), &json!("T1-000005"), &json!(5))
    );

    // Two halves too much: 286.50 counted as 287.00.
    let counts = json!({ "20000": 1, "5000": 1, "1000": 3, "500": 1, "200": 1 });
    let z = till.ok("shift_close", json!({ "counts": counts })).await;
    assert_eq!((&z["closed"], &z["counted"], &z["difference"]), (&json!(true), &json!("287.00"), &json!("0.50")));
    assert!(till.papers("png").iter().any(|paper| paper.to_string_lossy().contains("Z-2")), "the Z report is on paper");
    assert_eq!(till.refused("shift_close", json!({ "counts": {} })).await, Code::ShiftNeeded);
    let cart = till.scan(MILK).await;
    assert_eq!(
        till.refused("sale_checkout", json!({ "sale_id": cart["sale_id"], "tenders": [] })).await,
        Code::ShiftNeeded
    );

    // What comes later is another shift's, and this report stays as it was.
    till.ok("shift_open", json!({ "float": "0" })).await;
    till.pay(json!([])).await;
    let mut again = till.ok("shift_report", json!({ "number": 2 })).await;
    again["pending"] = z["pending"].clone();
    assert_eq!(again, z);
    till.ok("practice_gateway_set", json!({ "gateway": "plugged" })).await;
    till.is_in_order().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cashier_closes_with_somebody_looking_over_the_shoulder() {
    let till = closed().await;
    till.person("ليلى", "cashier", "7391").await;
    till.person("هند", "supervisor", "8264").await;
    till.sign_in("ليلى", "7391").await;
    till.ok("shift_open", json!({ "float": "100" })).await;
    assert_eq!(till.refused("shift_open", json!({ "float": "0" })).await, Code::ShiftOpenAlready);
    till.sell().await;
    for (command, request) in [
        ("cash_move", json!({ "way": "out", "amount": "5", "reason": "شاي" })),
        ("shift_report", json!({ "number": 2 })),
        ("shift_close", json!({ "counts": { "10000": 1 } })),
    ] {
        assert_eq!(till.refused(command, request).await, Code::ApprovalNeeded, "{command}");
    }
    assert_eq!(till.refused("shift_list", json!({})).await, Code::NotPermitted);
    let word = json!({ "user": "هند", "pin": "8264" });
    let out =
        |amount: &str, reason: &str| json!({ "way": "out", "amount": amount, "reason": reason, "approval": word });
    assert_eq!(till.refused("cash_move", out("500", "شاي")).await, Code::DrawerHasLess);
    assert_eq!(till.refused("cash_move", out("5", "")).await, Code::ReasonNeeded);
    assert_eq!(till.refused("cash_move", out("0", "شاي")).await, Code::WrongAmount);
    till.ok("cash_move", out("5", "شاي")).await;
    let z = till.ok("shift_close", json!({ "counts": { "10000": 1, "500": 1 }, "approval": word })).await;
    assert_eq!((&z["expected"], &z["difference"], &z["cashier"]), (&json!("106.00"), &json!("-1.00"), &json!("ليلى")));
    let signed = |shift: &Value| ["cashier", "closed_by", "approved_by"].map(|who| shift[who].clone());
    assert_eq!(signed(&z), ["ليلى", "ليلى", "هند"].map(Value::from));
    till.sign_in(OWNER, PIN).await;
    let listed = till.ok("shift_list", json!({})).await;
    assert_eq!(signed(&listed["shifts"][0]), signed(&z));
    assert_eq!(listed["shifts"][0]["difference"], "-1.00");

    till.ok("shift_open", json!({ "float": "0" })).await;
    till.sign_in("ليلى", "7391").await;
    let z = till.ok("shift_close", json!({ "counts": {}, "approval": word })).await;
    assert_eq!(signed(&z), [OWNER, "ليلى", "هند"].map(Value::from), "it says who counted");
    till.sign_in(OWNER, PIN).await;
    assert_eq!(signed(&till.ok("shift_list", json!({})).await["shifts"][0]), signed(&z));
    assert_eq!(till.refused("shift_report", json!({ "number": 9 })).await, Code::UnknownShift);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drawer_changes_hands_with_two_pins() {
    let till = TillBox::ready().await;
    till.person("ليلى", "cashier", "7391").await;
    till.person("ناصر", "installer", "5937").await;
    till.sell().await;
    let over = |user: &str, pin: &str| json!({ "counts": { "1000": 1 }, "pin": PIN, "to": { "user": user, "pin": pin }, "remark": "نفد ورق الطابعة" });
    assert_eq!(till.refused("shift_hand_over", over("ليلى", "1212")).await, Code::WrongPin);
    assert_eq!(till.refused("shift_hand_over", over(OWNER, PIN)).await, Code::NotOneself);
    assert_eq!(till.refused("shift_hand_over", over("ناصر", "5937")).await, Code::NotPermitted);
    let drawn = till.ok("person_add", json!({ "name": "نورة", "role": "cashier" })).await;
    let one_time = drawn["pin"].as_str().unwrap();
    assert_eq!(till.refused("shift_hand_over", over("نورة", one_time)).await, Code::PinToBeChanged);
    let mut without = over("ليلى", "7391");
    without["pin"] = json!("9999");
    assert_eq!(till.refused("shift_hand_over", without).await, Code::WrongPin, "both prove who they are");
    assert_eq!(till.ok("shift_show", json!({})).await["open"]["cashier"], OWNER, "nothing has happened");
    assert_eq!(till.noted("shift_closed").await, 0);
    let state = till.sign_in("نورة", one_time).await;
    assert_eq!(state["phase"], "pin_change", "her one-time PIN is as good as before");
    till.sign_in(OWNER, PIN).await;
    let state = till.ok("shift_hand_over", over("ليلى", "7391")).await;
    assert_eq!(state["session"]["user"]["name"], "ليلى");
    let running = till.ok("shift_show", json!({})).await;
    assert_eq!((&running["open"]["cashier"], &running["open"]["float"]), (&json!("ليلى"), &json!("10.00")));
    assert!(till.papers("png").iter().any(|paper| paper.to_string_lossy().contains("hand-over")));
    till.sign_in(OWNER, PIN).await;
    let listed = till.ok("shift_list", json!({})).await;
    assert_eq!(
        (&listed["shifts"][1]["handed_to"], &listed["shifts"][1]["difference"]),
        (&json!("ليلى"), &json!("-1.00"))
    );
}

/// How often the printer was told to open the drawer.
fn pulses(till: &TillBox) -> usize {
    let opened = |bytes: &[u8]| bytes.windows(2).filter(|pair| *pair == b"\x1bp").count();
    till.papers("bin").iter().map(|paper| opened(&std::fs::read(paper).unwrap())).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_drawer_opens_once_and_only_for_cash() {
    let till = TillBox::ready().await;
    let sell = async |tenders: Value| {
        till.scan(MILK).await;
        till.pay(tenders).await
    };
    sell(json!([{ "kind": "card", "amount": "11" }])).await;
    assert_eq!(pulses(&till), 0);
    let sale = sell(json!([{ "kind": "cash", "amount": "20" }])).await;
    assert_eq!(pulses(&till), 1);
    till.ok("receipt_reprint", json!({ "number": sale["number"] })).await;
    till.ok("receipt_gift", json!({ "number": sale["number"] })).await;
    assert_eq!(pulses(&till), 1, "a copy is no money");
    // All of it off: nobody pays anything.
    till.scan(MILK).await;
    till.ok("cart_discount", json!({ "line": null, "discount": "100%" })).await;
    till.pay(json!([{ "kind": "cash", "amount": "0" }])).await;
    assert_eq!(pulses(&till), 1);
    sell(json!([{ "kind": "card", "amount": "5" }, { "kind": "cash", "amount": "6" }])).await;
    assert_eq!(pulses(&till), 2);
    let brought = till.ok("return_find", json!({ "scan": sale["number"] })).await;
    let back = json!({
        "return_id": brought["own"]["return_id"], "number": sale["number"], "scan": sale["number"],
        "lines": [{ "place": 1, "quantity": "" }], "reason": "إرجاع بضاعة", "refund": null,
    });
    till.ok("return_take", back).await;
    assert_eq!(pulses(&till), 3, "the money goes back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_shop_ends_its_day_in_the_morning() {
    let till = closed().await;
    // 23:30 of the 22nd in Riyadh.
    till.later(std::time::Duration::from_secs(9 * 3600 + 1500)).await;
    till.ok("shift_open", json!({ "float": "0" })).await;
    till.sell().await;
    till.later(std::time::Duration::from_secs(2 * 3600)).await;
    till.sell().await;
    let dashboard = till.ok("dashboard_show", json!({})).await;
    assert_eq!((&dashboard["today_sales"], &dashboard["today_total"]), (&json!(2), &json!("22.00")), "one day's");
    till.ok("shift_close", json!({ "counts": {} })).await;
    till.ok("shift_open", json!({ "float": "0" })).await;
    assert_eq!(till.ok("shift_show", json!({})).await["open"]["business_day"], "2026-11-22");
    till.ok("shift_close", json!({ "counts": {} })).await;
    till.later(std::time::Duration::from_secs(3 * 3600)).await;
    till.ok("shift_open", json!({ "float": "0" })).await;
    assert_eq!(till.ok("shift_show", json!({})).await["open"]["business_day"], "2026-11-23");
    assert_eq!(till.ok("dashboard_show", json!({})).await["today_sales"], 0);
}

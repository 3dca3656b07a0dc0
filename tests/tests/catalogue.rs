//! The catalogue: kept by hand and by file, found as people type.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;

use sanduq_commands::fault::Code;
use serde_json::{Value, json};
use till_box::{MILK, TillBox};

mod till_box;

fn form(name: &str, barcodes: &str, price: &str) -> Value {
    json!({
        "name_ar": name, "name_en": "", "barcodes": barcodes, "category": "pantry", "unit": "PCE", "price": price,
        "vat": "S15", "favourite": "", "stock": "", "low_stock": "",
    })
}

async fn found(till: &TillBox, text: &str) -> Vec<Value> {
    till.ok("item_search", json!({ "text": text, "shelf": "all" })).await["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_kept_priced_and_found_as_people_type() {
    let till = TillBox::ready().await;
    let page = till
        .ok("item_save", json!({ "id": null, "form": form("الأرزّ البسمتى ٥ كجم", "4006381333931 RICE-5", "٤٥٫٥٠") }))
        .await;
    let id = page["id"].clone();
    for text in ["ارز بسمتي", "الارز", "رز" /* the middle of a word is no beginning */, "بسم 5", "4006381", "rice"]
    {
        let names: Vec<_> = found(&till, text).await.iter().map(|item| item["id"].clone()).collect();
        assert_eq!(names.contains(&id), text != "رز", "{text}: {names:?}");
    }
    assert!(found(&till, "لا شيء كهذا").await.is_empty());
    assert_eq!(till.scan("RICE-5").await["total"], "45.50");

    let mut changed = page["form"].clone();
    changed["price"] = json!("47");
    let page = till.ok("item_save", json!({ "id": id, "form": changed })).await;
    let prices: Vec<_> = page["prices"].as_array().unwrap().iter().map(|price| price["price"].clone()).collect();
    assert_eq!(prices, ["47.00", "45.50"]);
    let cart = till.ok("cart_show", json!({})).await;
    assert_eq!(cart["total"], "45.50", "what is on the counter keeps the price it was told at");
    assert_eq!(till.scan("RICE-5").await["count"], 2);

    let taken = till.call("item_save", json!({ "id": null, "form": form("أرز آخر", MILK, "1") })).await.unwrap_err();
    assert_eq!((taken.code, taken.faults[0].code.as_str()), (Code::WrongFields, "taken_barcode"));
    let both = till.call("item_save", json!({ "id": null, "form": form("", MILK, "1") })).await.unwrap_err();
    let fields: Vec<_> = both.faults.iter().map(|fault| (fault.field.as_str(), fault.code.as_str())).collect();
    assert_eq!(fields, [("name_ar", "too_short"), ("barcodes", "taken_barcode")], "in one round");
    let wrong =
        till.call("item_save", json!({ "id": null, "form": form("", "6281001000175", "x") })).await.unwrap_err();
    let fields: Vec<_> = wrong.faults.iter().map(|fault| (fault.field.as_str(), fault.code.as_str())).collect();
    assert_eq!(fields, [("name_ar", "too_short"), ("barcodes", "wrong_check_digit"), ("price", "not_an_amount")]);

    till.ok("item_remove", json!({ "id": id })).await;
    assert!(found(&till, "بسمتي").await.iter().all(|item| item["id"] != id));
    assert_eq!(till.refused("cart_scan", json!({ "barcode": "RICE-5", "quantity": "1" })).await, Code::UnknownBarcode);
    till.pay(json!([])).await;
    till.ok("item_save", json!({ "id": null, "form": form("أرز آخر", "RICE-5", "1") })).await;
    till.is_in_order().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_without_vat_says_why() {
    let till = TillBox::ready().await;
    let choices = till.ok("vat_choices", json!({})).await;
    let zero = choices["choices"].as_array().unwrap().iter().find(|choice| choice["category"] == "Z").unwrap();
    let mut medicine = form("دواء مؤهل", "MED-1", "20");
    medicine["vat"] = json!("VATEX-SA-35");
    assert!(choices["choices"].as_array().unwrap().iter().any(|choice| choice["key"] == "VATEX-SA-35"), "{zero}");
    till.ok("item_save", json!({ "id": null, "form": medicine })).await;
    till.scan("MED-1").await;
    let cart = till.scan(MILK).await;
    assert_eq!((&cart["total"], &cart["vat"]), (&json!("31.00"), &json!("1.43")));
    till.pay(json!([])).await;
    till.is_in_order().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_shown_before_it_is_kept_and_wrong_rows_are_named() {
    let till = TillBox::ready().await;
    let file = format!(
        "\u{FEFF}الاسم;الباركود;السعر;الوحدة;المخزون\n\
         شاي أخضر;4006381333931;12.50;PCE;10\n\
         سكر ناعم;SUGAR-1;٩٫٧٥;KGM;\n\
         حليب طازج كامل الدسم 2 لتر;{MILK};11.50;PCE;\n\
         ;X-1;5;PCE;\n\
         قهوة;6281001000175;20;PCE;\n\
         ملح طعام;SUGAR-1;1;PCE;\n\
         فلفل أسود;PEP-1;غالي;PCE;كثير\n\
         ملح خشن;6.28E+12;3;PCE;\n"
    )
    .replace('\n', "\r\n");
    let state = till.ok("item_import", json!({ "name": "items.csv", "text": file })).await;
    let counts = ["phase", "rows", "new", "changed", "unchanged", "wrong"].map(|key| state[key].clone());
    assert_eq!(counts, [json!("read"), json!(8), json!(2), json!(1), json!(0), json!(5)], "{state}");
    let faults: Vec<_> = state["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["row"].as_i64().unwrap(), fault["fault"]["field"].as_str().unwrap().to_owned()))
        .collect();
    let expected = [(5, "name_ar"), (6, "barcodes"), (7, "name_ar"), (8, "price"), (8, "stock"), (9, "barcodes")];
    assert_eq!(faults, expected.map(|(row, field)| (row, field.to_owned())));
    assert!(found(&till, "شاي اخضر").await.is_empty(), "nothing is kept yet");

    let kept = till.ok("item_import_keep", json!({})).await;
    assert_eq!((&kept["phase"], &kept["done"]), (&json!("kept"), &json!(3)));
    let tea = &found(&till, "شاي اخضر").await[0];
    assert_eq!((&tea["price"], &tea["stock"]), (&json!("12.50"), &json!("10")));
    assert_eq!(till.ok("price_check", json!({ "barcode": MILK })).await["item"]["price"], "11.50");
    let milk = till.ok("price_check", json!({ "barcode": MILK })).await["item"].clone();
    assert_eq!(
        (&milk["name_en"], &milk["category"]),
        (&json!("Fresh full-fat milk 2 L"), &json!("dairy")),
        "what the file does not tell stays"
    );

    let again = till.ok("item_import", json!({ "name": "items.csv", "text": file })).await;
    assert_eq!((&again["new"], &again["changed"], &again["unchanged"]), (&json!(0), &json!(0), &json!(3)));
    till.ok("item_import_stop", json!({})).await;
    assert_eq!(till.ok("item_import_show", json!({})).await["phase"], "none");
    assert_eq!(till.refused("item_import_keep", json!({})).await, Code::ImportNothingRead);
    let nameless = json!({ "name": "x.csv", "text": "a,b\n1,2\n" });
    assert_eq!(till.refused("item_import", nameless).await, Code::ImportWithoutColumns);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_out_comes_back_in_unchanged() {
    let till = TillBox::ready().await;
    let mut quoted = form("زيت \"ممتاز\"; 1,5 لتر", "OIL-1 OIL-2", "19.95");
    quoted["stock"] = json!("-2.5");
    till.ok("item_save", json!({ "id": null, "form": quoted })).await;
    let export = till.ok("item_export", json!({})).await;
    assert_eq!(std::fs::read_to_string(export["path"].as_str().unwrap()).unwrap(), export["text"].as_str().unwrap());
    let state = till.ok("item_import", json!({ "name": "back.csv", "text": export["text"] })).await;
    let rows = state["rows"].as_i64().unwrap();
    assert!(rows > 40);
    assert_eq!((&state["unchanged"], &state["wrong"]), (&json!(rows), &json!(0)), "{state}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_file_is_stopped_in_the_middle_and_taken_up_again_while_sales_go_on() {
    let till = TillBox::ready().await;
    let mut file = String::from("name_ar,barcodes,price\n");
    for row in 0..20_000 {
        let _ = writeln!(file, "صنف رقم {row} للاختبار,B-{row},{}.25", row % 90 + 1);
    }
    let state = till.ok("item_import", json!({ "name": "long.csv", "text": file })).await;
    assert_eq!((&state["new"], &state["wrong"]), (&json!(20_000), &json!(0)));
    let keeping = till.call("item_import_keep", json!({}));
    let stopping = async {
        loop {
            let state = till.ok("item_import_show", json!({})).await;
            if state["done"].as_i64().unwrap() >= 1_000 {
                assert_eq!(till.refused("item_import_keep", json!({})).await, Code::ImportUnderWay);
                till.sell().await;
                return till.ok("item_import_stop", json!({})).await;
            }
            tokio::task::yield_now().await;
        }
    };
    let (kept, _) = tokio::join!(keeping, stopping);
    let stopped = kept.unwrap();
    assert_eq!(stopped["phase"], "stopped");
    assert!((1_000..20_000).contains(&stopped["done"].as_i64().unwrap()), "{}", stopped["done"]);
    let kept = till.ok("item_import_keep", json!({})).await;
    assert_eq!((&kept["phase"], &kept["done"]), (&json!("kept"), &json!(20_000)));
    let shelves = till.ok("shelf_list", json!({})).await;
    let all: i64 = shelves["categories"].as_array().unwrap().iter().map(|shelf| shelf["items"].as_i64().unwrap()).sum();
    assert_eq!(all, 20_000 + 42, "each of them once");
    assert_eq!(found(&till, "صنف 19999").await.len(), 1);
    let shelf = till.ok("item_search", json!({ "text": "", "shelf": "all", "category": "" })).await;
    let looked_for = till.ok("item_search", json!({ "text": "صنف", "shelf": "all", "category": "" })).await;
    for (answer, most) in [(shelf, 200), (looked_for, 50)] {
        assert_eq!(answer["items"].as_array().unwrap().len(), most, "no screen is given more than it can show");
        assert_eq!(answer["cut"], true);
    }
    till.is_in_order().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_does_not_tell_stays_and_no_item_is_told_twice() {
    let till = TillBox::ready().await;
    let mut medicine = form("دواء مؤهل", "MED-1", "20");
    medicine["vat"] = json!("VATEX-SA-35");
    till.ok("item_save", json!({ "id": null, "form": medicine })).await;
    till.ok("item_save", json!({ "id": null, "form": form("بيبسي", "PEP-Z", "2") })).await;
    let file = "name_ar,barcodes,price\nدواء مؤهل,MED-1,22\nبيبسي,PEP-A,3\nبيبسي,PEP-B,4\nكيس,,1\nكيس,,2\n";
    let state = till.ok("item_import", json!({ "name": "prices.csv", "text": file })).await;
    let counts = ["new", "changed", "wrong"].map(|key| state[key].clone());
    assert_eq!(counts, [json!(3), json!(1), json!(1)], "{state}");
    assert_eq!(state["faults"][0]["fault"]["code"], "repeated");
    // Somebody takes a barcode before the file is kept.
    till.ok("item_save", json!({ "id": null, "form": form("مشروب آخر", "PEP-B", "5") })).await;
    let kept = till.ok("item_import_keep", json!({})).await;
    assert_eq!((&kept["phase"], &kept["wrong"]), (&json!("kept"), &json!(1)), "{kept}");
    let item = till.ok("price_check", json!({ "barcode": "MED-1" })).await["item"].clone();
    assert_eq!((&item["price"], &item["vat"]), (&json!("22.00"), &json!("VATEX-SA-35")));
    let price = async |barcode: &str| till.ok("price_check", json!({ "barcode": barcode })).await["total"].clone();
    assert_eq!((price("PEP-Z").await, price("PEP-A").await), (json!("2.00"), json!("3.00")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_open_for_long_brings_no_old_count_back() {
    let till = TillBox::ready().await;
    let items = till.ok("item_search", json!({ "text": MILK, "shelf": "all" })).await;
    let id = &items["items"][0]["id"];
    till.ok("stock_count", json!({ "id": id, "stock": "10" })).await;
    let mut page = till.ok("item_show", json!({ "id": id })).await;
    till.sell().await;
    page["form"]["price"] = json!("12");
    let saved = till.ok("item_save", json!({ "id": id, "form": page["form"] })).await;
    assert_eq!(saved["form"]["stock"], "9");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_words_are_too_strange_to_search_for() {
    let till = TillBox::ready().await;
    till.ok("item_save", json!({ "id": null, "form": form("हिन्दी चाय", "HI-1", "1") })).await;
    for text in
        ["हिन्दी", "চা", "ⓑⓒ", "اٱْ\u{654}", "\"*^() x", "AND OR NOT", "a-b:c", "٥٥", "\u{0}x", "Ⅻ", "ｆｕｌｌ", "😀 x"]
    {
        let found = found(&till, text).await;
        assert_eq!(found.iter().any(|item| item["barcodes"][0] == "HI-1"), text == "हिन्दी", "{text}");
    }
    for code in (0x20..0x1_000).chain((0x1_000..0x3_0000_u32).step_by(61)) {
        if let Some(strange) = char::from_u32(code) {
            found(&till, &format!("{strange}ا{strange}")).await;
        }
    }
}

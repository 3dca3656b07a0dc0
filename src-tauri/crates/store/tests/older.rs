//! What stood in a database before a migration, and stands there after it.

#![allow(clippy::unwrap_used, reason = "tests")]

use rusqlite::Connection;
use sanduq_store::{cart, item, price, print_job, printer};

#[test]
fn papers_that_waited_before_slips_were_kept_as_facts_still_wait() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("till.db");
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch(include_str!("../migrations/2026-11-22-first-sale.sql")).unwrap();
    raw.execute_batch(include_str!("../migrations/2026-11-22-notes.sql")).unwrap();
    raw.execute_batch(include_str!("../migrations/2026-11-25-paper.sql")).unwrap();
    raw.execute_batch(
        "PRAGMA foreign_keys = OFF;
         INSERT INTO print_job VALUES (7, 1, 'T1-000001', 1, NULL, 'receipt', 2, 1, NULL, 'torn', 'stopped'),
                                      (8, 2, 'Z 1', NULL, x'1B40', 'slip', 0, 0, NULL, 'waiting', '');",
    )
    .unwrap();
    raw.execute_batch(include_str!("../migrations/2026-11-26-slips.sql")).unwrap();
    let kept = print_job::all(&raw).unwrap();
    assert_eq!((kept.len(), kept[0].id, kept[0].standing), (1, 7, print_job::Standing::Torn));
    assert_eq!(kept[0].job.what, print_job::Printable::Document { id: 1, form: "receipt".into(), copy: 2 });
    raw.execute_batch("DELETE FROM print_job").unwrap();
    let next: i64 = raw
        .query_row(
            "INSERT INTO print_job (made_at, name, slip, form, copy, drawer, standing, fault)
             VALUES (3, 'X 1', '{}', 'slip', 0, 0, 'waiting', '') RETURNING id",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(next > 7, "no number of a paper is used twice");
}

#[test]
fn a_basket_that_stood_on_the_counter_still_stands_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("till.db");
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch(include_str!("../migrations/2026-11-22-first-sale.sql")).unwrap();
    raw.execute_batch(include_str!("../migrations/2026-11-22-notes.sql")).unwrap();
    raw.execute_batch(include_str!("../migrations/2026-11-25-all-weathers.sql")).unwrap();
    raw.execute_batch(
        "PRAGMA foreign_keys = OFF;
         INSERT INTO item VALUES (5, 'حليب', 'Milk', '6281001000174', 'dairy', 'PCE', '11.00', 'S15'),
                                 (6, 'خبز', 'Bread', '', 'bakery', 'PCE', '1.50', 'S15');
         INSERT INTO cart VALUES (1, '00000000-0000-4000-8000-000000000001', 1205);
         INSERT INTO cart_line VALUES (9, 5, 'حليب', 'Milk', '3', 'PCE', '11.00', 150, 'S15'),
                                      (12, 6, 'خبز', 'Bread', '2', 'PCE', '1.50', 0, 'S15');",
    )
    .unwrap();
    raw.execute_batch(include_str!("../migrations/2026-11-26-counter.sql")).unwrap();
    raw.execute_batch(include_str!("../migrations/2026-11-26-item-barcodes.sql")).unwrap();
    let basket = cart::find(&raw).unwrap().unwrap();
    assert_eq!((basket.discount.to_string().as_str(), basket.grant.leave.to_string().as_str()), ("12.05", "12.05"));
    let lines: Vec<_> = basket.lines.iter().map(|line| (line.id, line.item.0, line.discount.to_string())).collect();
    assert_eq!(lines, [(9, 5, "1.50".to_owned()), (12, 6, "0.00".to_owned())]);
    assert_eq!(item::find_by_barcode(&raw, "6281001000174").unwrap().unwrap().id.0, 5);
    assert_eq!(item::find(&raw, basket.lines[0].item).unwrap().unwrap().particulars.barcodes, ["6281001000174"]);
    assert!(item::find(&raw, basket.lines[1].item).unwrap().unwrap().particulars.barcodes.is_empty());
    assert_eq!(price::of_item(&raw, basket.lines[0].item).unwrap()[0].price.to_string(), "11.00");
    item::index_all(&raw).unwrap();
    assert_eq!(item::search(&raw, &["حل".to_owned()], 9).unwrap().iter().next().unwrap().id.0, 5);
    cart::begin(&raw, uuid::Uuid::from_u128(7)).unwrap();
    assert!(cart::find(&raw).unwrap().unwrap().lines.is_empty(), "and a new one takes its place");
}

#[test]
fn a_printer_chosen_before_there_were_several_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("till.db");
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch(include_str!("../migrations/2026-11-22-first-sale.sql")).unwrap();
    raw.execute_batch(include_str!("../migrations/2026-11-22-notes.sql")).unwrap();
    raw.execute_batch("INSERT INTO shop VALUES (1, 'training', '', 'ar', '{}', 'T1', '192.168.1.50:9100')").unwrap();
    raw.execute_batch(include_str!("../migrations/2026-11-25-paper.sql")).unwrap();
    let (_, kept) = printer::of_duty(&raw, "receipts").unwrap().unwrap();
    assert_eq!(kept.connection, "lan:192.168.1.50:9100");
}

//! What the file itself refuses, whoever asks.

#![allow(clippy::unwrap_used, reason = "tests")]

use rusqlite::Connection;
use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::money::Money;
use sanduq_domain::party::{SellerForm, SellerIdScheme};
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::{Role, SessionId};
use sanduq_store::document::NewDocument;
use sanduq_store::shop::Shop;
use sanduq_store::{
    Store, StoreError, audit, document, outbox, print_job, printer, session, shop, submission, tender, unit, user,
};
use uuid::Uuid;

const FIRST: &str = "NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==";
const NOW: i64 = 1_795_000_000_000;

fn now() -> Timestamp {
    Timestamp::from_unix_millis(NOW)
}

fn furnished() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("till.db")).unwrap();
    store
        .write::<_, StoreError>(|tx| {
            let seller = SellerForm {
                name: "بقالة الندى".into(),
                vat_number: "310122393500003".into(),
                id_scheme: Some(SellerIdScheme::CommercialRegistration),
                id: "1010183482".into(),
                street: "شارع العليا".into(),
                building: "2322".into(),
                additional: String::new(),
                district: "المربع".into(),
                city: "الرياض".into(),
                postal_code: "23333".into(),
            };
            let shop = Shop {
                environment: "training".into(),
                gateway: String::new(),
                language: "ar".into(),
                seller: seller.check().unwrap(),
                till_name: "T1".into(),
            };
            shop::insert(tx, &shop)?;
            let owner = user::insert(tx, &"سارة".parse().unwrap(), Role::Owner)?;
            session::open(tx, owner, now())?;
            unit::insert(tx, "unit-1", now(), "csr")?;
            Ok(())
        })
        .unwrap();
    (folder, store)
}

/// The document that may follow, while it is a unit's first or second.
fn next<'a>(icv: u64, hash: &'a str, previous_hash: &'a str) -> NewDocument<'a> {
    NewDocument {
        id: icv as i64,
        unit: 1,
        icv,
        number: ["T1-000000", "T1-000001", "T1-000002", "T1-000003"][icv as usize],
        uuid: Uuid::from_u128(u128::from(icv)),
        kind: "invoice",
        invoice_type: InvoiceType::Simplified,
        issued_at: now(),
        session: SessionId(1),
        cashier: "سارة",
        total: Money::from_halalas(1150),
        vat: Money::from_halalas(150),
        change: Money::ZERO,
        hash,
        previous_hash,
        xml: b"<Invoice/>",
    }
}

fn issue(store: &Store, icv: u64, hash: &str, previous_hash: &str) -> Result<i64, StoreError> {
    put(store, &next(icv, hash, previous_hash))
}

fn put(store: &Store, document: &NewDocument<'_>) -> Result<i64, StoreError> {
    store.write(|tx| {
        document::insert(tx, document)?;
        tender::insert(tx, document.id, &[])?;
        outbox::insert(tx, document.id, now())?;
        audit::append(tx, now(), Some(SessionId(1)), "invoice_issued", "{}")?;
        Ok(document.id)
    })
}

fn refusal(store: &Store, sql: &str) -> String {
    store
        .write::<_, StoreError>(|tx| {
            tx.execute_batch(sql)?;
            Ok(())
        })
        .unwrap_err()
        .to_string()
}

#[test]
fn only_the_true_successor_joins_the_chain() {
    let (_folder, store) = furnished();
    assert!(issue(&store, 2, "h2", FIRST).is_err(), "the first is number 1");
    assert!(issue(&store, 1, "h1", "wrong").is_err(), "the first names the known beginning");
    issue(&store, 1, "h1", FIRST).unwrap();
    assert!(issue(&store, 1, "h1b", FIRST).is_err(), "a number is used once");
    assert!(issue(&store, 3, "h3", "h1").is_err(), "no number is left out");
    assert!(issue(&store, 2, "h2", FIRST).is_err(), "the predecessor's hash is named");
    issue(&store, 2, "h2", "h1").unwrap();
    let head = store.read(|db| document::chain_head(db, 1)).unwrap().unwrap();
    assert_eq!((head.0, head.1.as_str()), (2, "h2"));
    assert_eq!(store.read(audit::verify).unwrap(), 2, "a refused issue leaves no trace");
}

#[test]
fn numbers_identities_and_moments_follow_the_chain() {
    let (_folder, store) = furnished();
    issue(&store, 1, "h1", FIRST).unwrap();
    for (wrong, why) in [
        (NewDocument { number: "T1-000001", ..next(2, "h2", "h1") }, "a number is used once"),
        (NewDocument { number: "T2-000001", ..next(2, "h2", "h1") }, "a number ends in its document's id"),
        (NewDocument { number: "T1000002", ..next(2, "h2", "h1") }, "a till's name ends where its numbers begin"),
        (NewDocument { id: 3, number: "T1-000003", ..next(2, "h2", "h1") }, "no id is left out"),
        (NewDocument { uuid: Uuid::from_u128(1), ..next(2, "h2", "h1") }, "a sale is issued once"),
        (NewDocument { issued_at: now().plus_seconds(-1), ..next(2, "h2", "h1") }, "time does not go back"),
    ] {
        assert!(put(&store, &wrong).is_err(), "{why}");
    }
    put(&store, &NewDocument { issued_at: now().plus_seconds(60), ..next(2, "h2", "h1") }).unwrap();
    let found = |number: &str| store.read(|db| document::find_by_number(db, number)).unwrap().map(|row| row.icv);
    assert_eq!((found("T1-000002"), found("T2-000002"), found("T1-000003"), found("T1-")), (Some(2), None, None, None));
    let sales =
        |from, to| store.read(|db| document::turnover(db, now().plus_seconds(from), now().plus_seconds(to))).unwrap().0;
    assert_eq!((sales(-60, 0), sales(0, 1), sales(0, 61), sales(1, 61), sales(61, 99)), (0, 1, 2, 1, 0));
}

#[test]
fn a_new_unit_opens_a_chain_and_ends_the_one_before_it() {
    let (_folder, store) = furnished();
    issue(&store, 1, "h1", FIRST).unwrap();
    store.write(|tx| unit::insert(tx, "unit-2", now(), "csr")).unwrap();
    let of_the_new = |icv, previous_hash| NewDocument { unit: 2, icv, ..next(2, "h2", previous_hash) };
    assert!(put(&store, &of_the_new(2, "h1")).is_err(), "it does not go on with another's chain");
    put(&store, &of_the_new(1, FIRST)).unwrap();
    assert!(put(&store, &NewDocument { icv: 2, ..next(3, "h3", "h1") }).is_err(), "the old chain has ended");
    put(&store, &NewDocument { unit: 2, icv: 2, ..next(3, "h3", "h2") }).unwrap();
}

#[test]
fn what_is_issued_answered_or_logged_is_never_changed_or_deleted() {
    let (_folder, store) = furnished();
    let id = issue(&store, 1, "h1", FIRST).unwrap();
    store
        .write(|tx| {
            let answer = submission::Submission {
                document: id,
                sent_at: now(),
                elapsed: 5,
                status: Some(200),
                outcome: "accepted".into(),
                messages: "[]".into(),
                body: Vec::new(),
            };
            submission::insert(tx, &answer)
        })
        .unwrap();
    for table in ["document", "tender", "submission", "audit", "outbox", "shop", "unit"] {
        if table == "tender" {
            store
                .write::<_, StoreError>(|tx| Ok(tx.execute_batch("INSERT INTO tender VALUES (1, 0, 'cash', 1, '')")?))
                .unwrap();
        }
        assert!(refusal(&store, &format!("DELETE FROM {table}")).contains("database failed"), "{table}");
    }
    for change in [
        "UPDATE document SET total = 1",
        "UPDATE tender SET amount = 2",
        "UPDATE submission SET status = 400",
        "UPDATE audit SET event = 'nothing'",
        "UPDATE shop SET environment = 'production'",
    ] {
        assert!(refusal(&store, change).contains("database failed"), "{change}");
    }
}

#[test]
fn a_final_answer_is_final() {
    let (_folder, store) = furnished();
    let id = issue(&store, 1, "h1", FIRST).unwrap();
    let settle = |standing| store.write(|tx| outbox::settle(tx, id, standing, 0, now()));
    settle(outbox::Standing::Unknown).unwrap();
    settle(outbox::Standing::Reported).unwrap();
    assert!(settle(outbox::Standing::Pending).is_err());
    assert_eq!(store.read(outbox::counts).unwrap(), [(outbox::Standing::Reported, 1)]);
}

#[test]
fn what_was_on_the_wire_at_a_crash_is_unknown() {
    let (folder, store) = furnished();
    let id = issue(&store, 1, "h1", FIRST).unwrap();
    store.write(|tx| outbox::claim(tx, id, now())).unwrap();
    drop(store);
    let store = Store::open(&folder.path().join("till.db")).unwrap();
    assert_eq!(store.write(|tx| outbox::recover(tx)).unwrap(), 1);
    let row = store.read(|db| outbox::find(db, id)).unwrap().unwrap();
    assert_eq!((row.standing, row.attempts, row.in_flight_since), (outbox::Standing::Unknown, 1, None));
}

#[test]
fn a_removed_audit_entry_is_noticed() {
    let (folder, store) = furnished();
    for _ in 0..3 {
        store.write(|tx| audit::append(tx, now(), None, "till_started", "{}")).unwrap();
    }
    assert_eq!(store.read(audit::verify).unwrap(), 3);
    drop(store);
    let path = folder.path().join("till.db");
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch("DROP TRIGGER audit_is_never_deleted; DELETE FROM audit WHERE id = 2").unwrap();
    drop(raw);
    let store = Store::open(&path).unwrap();
    assert!(matches!(store.read(audit::verify), Err(StoreError::AuditBroken { id: 3 })));
}

#[test]
fn an_edited_migration_is_noticed() {
    let (folder, store) = furnished();
    drop(store);
    let path = folder.path().join("till.db");
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch("UPDATE migration SET sha256 = x'00'").unwrap();
    drop(raw);
    assert!(matches!(Store::open(&path), Err(StoreError::MigrationChanged { .. })));
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch(
        "DELETE FROM migration; INSERT INTO migration VALUES (0, 'a', x''), (1, 'b', x''), (2, 'c', x''), (3, 'd', x'')",
    )
    .unwrap();
    drop(raw);
    assert!(matches!(Store::open(&path), Err(StoreError::FromANewerProgram)));
}

#[test]
fn the_file_is_durable_and_strict() {
    let (_folder, store) = furnished();
    let pragma =
        |name: &str| store.read(|db| db.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, String>(0)));
    assert_eq!(pragma("journal_mode").unwrap(), "wal");
    let full: i64 = store.read(|db| db.query_row("PRAGMA synchronous", [], |row| row.get(0))).unwrap();
    assert_eq!(full, 2);
    assert!(
        refusal(&store, "UPDATE outbox SET attempts = 'many'; INSERT INTO cart VALUES (1, 'x', 'y')")
            .contains("cannot store")
    );
}

#[test]
fn one_printer_prints_receipts_and_who_did_before_is_a_spare() {
    let (_folder, store) = furnished();
    let (first, kept) = store.read(|db| printer::of_duty(db, "receipts")).unwrap().unwrap();
    assert_eq!((first, kept.connection.as_str()), (1, "paper"), "every till has a printer");
    let other = printer::Printer { name: "B".into(), fallback: Some(first), ..kept };
    let second = store.write(|tx| printer::save(tx, None, &other)).unwrap();
    assert_eq!(store.read(|db| printer::of_duty(db, "receipts")).unwrap().unwrap().0, second);
    assert_eq!(store.read(|db| printer::find(db, first)).unwrap().unwrap().1.duty, "spare");
    store.write(|tx| printer::remove(tx, first)).unwrap();
    assert_eq!(store.read(|db| printer::find(db, second)).unwrap().unwrap().1.fallback, None);
}

#[test]
fn what_was_printing_at_a_crash_may_be_on_paper_in_part() {
    let (folder, store) = furnished();
    let document = issue(&store, 1, "h1", FIRST).unwrap();
    let receipt = print_job::NewPrintJob {
        name: "T1-000001".into(),
        what: print_job::Printable::Document { id: document, form: "receipt".into(), copy: 0 },
        open_drawer: true,
        printer: Some(1),
    };
    let slip = print_job::NewPrintJob {
        name: "Z 184".into(),
        what: print_job::Printable::Slip(vec![0x1B, b'@']),
        open_drawer: false,
        ..receipt.clone()
    };
    let (begun, waiting) = store
        .write::<_, StoreError>(|tx| {
            let begun = print_job::begin(tx, now(), &receipt)?;
            let waiting = print_job::begin(tx, now(), &slip)?;
            print_job::stand(tx, waiting, print_job::Standing::Waiting, "unplugged")?;
            Ok((begun, waiting))
        })
        .unwrap();
    drop(store);
    let store = Store::open(&folder.path().join("till.db")).unwrap();
    assert_eq!(store.write(|tx| print_job::recover(tx)).unwrap(), 1);
    let rows = store.read(print_job::all).unwrap();
    assert_eq!((rows[0].id, rows[0].standing, &rows[0].job), (begun, print_job::Standing::Torn, &receipt));
    assert_eq!((rows[1].id, rows[1].standing, &rows[1].job), (waiting, print_job::Standing::Waiting, &slip));
    assert_eq!(rows[1].fault, "unplugged");
    store.write(|tx| print_job::remove(tx, begun)).unwrap();
    assert_eq!(store.read(print_job::all).unwrap().len(), 1);
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

//! What the file itself refuses, whoever asks.

#![allow(clippy::unwrap_used, reason = "tests")]

use rusqlite::Connection;
use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::money::Money;
use sanduq_domain::party::{SellerForm, SellerIdScheme};
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::{Role, SessionId};
use sanduq_store::document::NewDocument;
use sanduq_store::exchange::{Exchange, Request};
use sanduq_store::outbox::{Settled, Standing};
use sanduq_store::shop::Shop;
use sanduq_store::{
    Store, StoreError, audit, document, exchange, outbox, print_job, printer, session, shop, tender, unit, user,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

const FIRST: &str = "NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==";
const NOW: i64 = 1_795_000_000_000;

fn now() -> Timestamp {
    Timestamp::from_unix_millis(NOW)
}

fn new_unit(name: &str) -> unit::NewUnit<'_> {
    unit::NewUnit {
        name,
        created_at: now(),
        csr: "csr",
        kinds: "1100",
        branch: "الرياض",
        activity: "Retail",
        renews: None,
    }
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
            unit::insert(tx, &new_unit("unit-1"))?;
            Ok(())
        })
        .unwrap();
    (folder, store)
}

/// The document that may follow, while it is a unit's first or second.
fn next<'a>(icv: u64, hash: &'a str, previous_hash: &'a str) -> NewDocument<'a> {
    NewDocument {
        id: icv as i64,
        serial: icv as i64,
        replaces: None,
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
        (NewDocument { number: "T2-000001", ..next(2, "h2", "h1") }, "a number ends in its serial"),
        (NewDocument { serial: 3, number: "T1-000003", ..next(2, "h2", "h1") }, "no serial is left out"),
        (NewDocument { serial: 1, number: "T1-000001", ..next(2, "h2", "h1") }, "no serial is used twice"),
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
    store.write(|tx| unit::insert(tx, &new_unit("unit-2"))).unwrap();
    let of_the_new = |icv, previous_hash| NewDocument { unit: 2, icv, ..next(2, "h2", previous_hash) };
    assert!(put(&store, &of_the_new(2, "h1")).is_err(), "it does not go on with another's chain");
    put(&store, &of_the_new(1, FIRST)).unwrap();
    assert!(put(&store, &NewDocument { icv: 2, ..next(3, "h3", "h1") }).is_err(), "the old chain has ended");
    put(&store, &NewDocument { unit: 2, icv: 2, ..next(3, "h3", "h2") }).unwrap();
    let last = |unit| store.read(|db| unit::last_icv(db, unit)).unwrap();
    assert_eq!((last(1), last(2), last(3)), (1, 2, 0));
}

#[test]
fn a_till_issues_with_its_newest_production_csid_while_another_is_on_its_way() {
    let (_folder, store) = furnished();
    let issuing = || store.read(unit::issuing).unwrap().map(|unit| unit.name);
    assert_eq!(issuing(), None);
    store.write(|tx| unit::store_production(tx, 1, "certificate", now().plus_seconds(60))).unwrap();
    store.write(|tx| unit::insert(tx, &unit::NewUnit { renews: Some(1), ..new_unit("unit-2") })).unwrap();
    assert_eq!(issuing().as_deref(), Some("unit-1"));
    assert_eq!(store.read(unit::newest).unwrap().unwrap().renews, Some(1));
    store.write(|tx| unit::store_production(tx, 2, "certificate", now().plus_seconds(90))).unwrap();
    assert_eq!(issuing().as_deref(), Some("unit-2"));
    assert_eq!(store.read(unit::all).unwrap().len(), 2, "the old one stays");
}

#[test]
fn a_refusal_counts_from_the_first_and_ends_with_the_next_contact() {
    let (_folder, store) = furnished();
    let heard = |at| store.write(|tx| unit::note_contact(tx, 1, now().plus_seconds(at))).unwrap();
    let refused = |at| store.write(|tx| unit::note_refusal(tx, 1, now().plus_seconds(at))).unwrap();
    let seen = || {
        let unit = store.read(unit::newest).unwrap().unwrap();
        (unit.contact_at, unit.refused_at)
    };
    heard(1);
    refused(2);
    refused(3);
    assert_eq!(seen(), (Some(now().plus_seconds(1)), Some(now().plus_seconds(2))));
    heard(4);
    assert_eq!(seen(), (Some(now().plus_seconds(4)), None));
}

/// As the first program left it, in the middle of its checks.
#[test]
fn an_older_database_keeps_its_unit_and_its_passed_checks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("till.db");
    let old = Connection::open(&path).unwrap();
    let migrations = [
        ("2026-11-22-first-sale", include_str!("../migrations/2026-11-22-first-sale.sql")),
        ("2026-11-22-notes", include_str!("../migrations/2026-11-22-notes.sql")),
    ];
    old.execute_batch(
        "CREATE TABLE migration (position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sha256 BLOB NOT NULL) STRICT",
    )
    .unwrap();
    for (position, (name, sql)) in migrations.iter().enumerate() {
        old.execute_batch(sql).unwrap();
        old.execute(
            "INSERT INTO migration VALUES (?1, ?2, ?3)",
            (position as i64, name, Sha256::digest(sql.as_bytes()).to_vec()),
        )
        .unwrap();
    }
    old.execute_batch(
        r#"INSERT INTO shop VALUES (1, 'training', '', 'ar', '{"vat_number":"399999999900003","address":{"city":"جدة"}}', 'T1', 'paper');
           INSERT INTO unit (name, created_at, csr, checks_passed) VALUES ('unit-1', 5, 'csr', 2)"#,
    )
    .unwrap();
    drop(old);
    let store = Store::open(&path).unwrap();
    let unit = store.read(unit::newest).unwrap().unwrap();
    assert_eq!((unit.kinds.as_str(), unit.branch.as_str(), unit.renews), ("1100", "جدة", None));
    assert_eq!(
        store.read(|db| unit::checks(db, unit.id)).unwrap(),
        ["standard-compliant", "standard-credit-note-compliant"]
    );
}

#[test]
fn what_is_issued_answered_or_logged_is_never_changed_or_deleted() {
    let (_folder, store) = furnished();
    let id = issue(&store, 1, "h1", FIRST).unwrap();
    store.write(|tx| exchange::insert(tx, &answer(id, b"{}"))).unwrap();
    for table in ["document", "tender", "exchange", "audit", "outbox", "shop", "unit"] {
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
        "UPDATE exchange SET status = 400",
        "UPDATE audit SET event = 'nothing'",
        "UPDATE shop SET environment = 'production'",
    ] {
        assert!(refusal(&store, change).contains("database failed"), "{change}");
    }
}

fn answer(document: i64, response: &[u8]) -> Exchange {
    Exchange {
        operation: "reporting".into(),
        unit: Some(1),
        document: Some(document),
        sent_at: now(),
        elapsed: 5,
        request: Request::of_document(b"request"),
        status: Some(200),
        outcome: "accepted".into(),
        messages: "[]".into(),
        response: response.to_vec(),
    }
}

fn settle(store: &Store, id: i64, standing: Standing, failures: i64) -> Result<(), StoreError> {
    let settled = Settled { standing, failures, cause: "", next_attempt_at: now().plus_seconds(failures) };
    store.write(|tx| outbox::settle(tx, id, &settled))
}

#[test]
fn a_final_answer_is_final() {
    let (_folder, store) = furnished();
    let id = issue(&store, 1, "h1", FIRST).unwrap();
    settle(&store, id, Standing::Unknown, 0).unwrap();
    settle(&store, id, Standing::Held, 3).unwrap();
    settle(&store, id, Standing::Reported, 0).unwrap();
    assert!(settle(&store, id, Standing::Pending, 0).is_err());
    assert!(!store.write(|tx| outbox::release(tx, id, now())).unwrap());
    let counts = store.read(outbox::counts).unwrap();
    assert_eq!(counts, outbox::Counts { reported: 1, ..Default::default() });
}

#[test]
fn the_queue_tells_what_is_due_what_waits_and_what_needs_a_person() {
    let (_folder, store) = furnished();
    let hashes: Vec<String> = (1..=9).map(|icv| format!("h{icv}")).collect();
    let numbers: Vec<String> = (1..=9).map(|icv| format!("T1-{icv:06}")).collect();
    for icv in 1..=9u64 {
        let previous = if icv == 1 { FIRST } else { &hashes[icv as usize - 2] };
        let number = &numbers[icv as usize - 1];
        let issued_at = now().plus_seconds(icv as i64);
        let document = NewDocument { number, issued_at, ..next(3, &hashes[icv as usize - 1], previous) };
        let document =
            NewDocument { id: icv as i64, serial: icv as i64, icv, uuid: Uuid::from_u128(u128::from(icv)), ..document };
        put(&store, &document).unwrap();
    }
    for (id, standing, failures) in [
        (1, Standing::Reported, 0),
        (2, Standing::Unknown, 7),
        (3, Standing::Pending, 2),
        (4, Standing::ReportedWithWarnings, 0),
        (5, Standing::Rejected, 0),
        (6, Standing::Held, 3),
        (8, Standing::Unknown, 0),
    ] {
        settle(&store, id, standing, failures).unwrap();
    }
    let heads = store.read(outbox::heads).unwrap();
    assert_eq!(heads.fresh.map(|row| row.document), Some(7));
    assert_eq!(heads.waiting.map(|row| row.document), Some(3), "the one whose wait ends first");
    assert_eq!(store.read(outbox::oldest_open).unwrap(), Some(now().plus_seconds(2)));
    for (count, waiting, calling) in
        [(9, &[2, 3, 6, 7, 8, 9][..], &[5, 6, 4][..]), (2, &[2, 3], &[5, 6]), (1, &[2], &[5]), (0, &[], &[])]
    {
        assert_eq!(store.read(|db| outbox::oldest_waiting(db, count)).unwrap(), waiting);
        assert_eq!(store.read(|db| outbox::needing_attention(db, count)).unwrap(), calling);
    }
    let expected = outbox::Counts {
        pending: 3,
        unknown: 2,
        held: 1,
        reported: 1,
        reported_with_warnings: 1,
        rejected: 1,
        replaced: 0,
    };
    assert_eq!(store.read(outbox::counts).unwrap(), expected);

    assert!(store.write(|tx| outbox::release(tx, 6, now())).unwrap());
    let released = store.read(|db| outbox::find(db, 6)).unwrap().unwrap();
    assert_eq!((released.standing, released.failures), (Standing::Unknown, 0), "it may have arrived");
}

#[test]
fn a_rejected_document_is_replaced_once_at_its_number_moment_and_money() {
    let (_folder, store) = furnished();
    issue(&store, 1, "h1", FIRST).unwrap();
    put(&store, &NewDocument { issued_at: now().plus_seconds(60), ..next(2, "h2", "h1") }).unwrap();
    let anew = NewDocument { id: 3, serial: 1, replaces: Some(1), number: "T1-000001", ..next(3, "h3", "h2") };
    assert!(put(&store, &NewDocument { ..copied(&anew) }).is_err(), "it was not rejected");
    settle(&store, 1, Standing::Rejected, 0).unwrap();
    for (wrong, why) in [
        (NewDocument { serial: 3, number: "T1-000003", ..copied(&anew) }, "the number stays"),
        (NewDocument { issued_at: now().plus_seconds(1), ..copied(&anew) }, "the moment stays"),
        (NewDocument { total: Money::from_halalas(1151), ..copied(&anew) }, "the money stays"),
        (NewDocument { vat: Money::from_halalas(151), ..copied(&anew) }, "the VAT stays"),
        (NewDocument { kind: "credit_note", ..copied(&anew) }, "the kind stays"),
        (NewDocument { invoice_type: InvoiceType::Standard, ..copied(&anew) }, "the type stays"),
        (NewDocument { replaces: Some(2), ..copied(&anew) }, "the second was not rejected"),
        (NewDocument { previous_hash: FIRST, ..copied(&anew) }, "the chain goes on"),
    ] {
        assert!(put(&store, &wrong).is_err(), "{why}");
    }
    put(&store, &anew).unwrap();
    let again = NewDocument { id: 4, icv: 4, hash: "h4", previous_hash: "h3", ..copied(&anew) };
    let again = NewDocument { uuid: Uuid::from_u128(4), ..again };
    assert!(put(&store, &again).is_err(), "once");

    let after = NewDocument { serial: 3, issued_at: now().plus_seconds(60), ..copied(&again) };
    let after = NewDocument { replaces: None, number: "T1-000003", ..after };
    let early = NewDocument { issued_at: now().plus_seconds(59), ..copied(&after) };
    assert!(put(&store, &early).is_err(), "time goes on from the last sale, not from what was issued anew");
    put(&store, &after).unwrap();

    let carry = |number: &str| {
        let all = store.read(|db| document::all_by_number(db, number)).unwrap();
        all.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!((carry("T1-000001"), carry("T1-000002"), carry("T1-000003")), (vec![1, 3], vec![2], vec![4]));
    assert_eq!(store.read(|db| document::find_by_number(db, "T1-000001")).unwrap().unwrap().id, 3);
    assert_eq!(store.read(document::next_serial).unwrap(), 4);
    let sales =
        |from, to| store.read(|db| document::turnover(db, now().plus_seconds(from), now().plus_seconds(to))).unwrap().0;
    assert_eq!((sales(0, 1), sales(1, 61), sales(0, 61)), (1, 2, 3), "what was issued anew is the same sale");
    let counts = store.read(outbox::counts).unwrap();
    assert_eq!((counts.pending, counts.rejected, counts.replaced), (3, 0, 1));
    assert!(store.read(|db| outbox::needing_attention(db, 9)).unwrap().is_empty());
}

fn copied<'a>(document: &NewDocument<'a>) -> NewDocument<'a> {
    NewDocument { ..*document }
}

#[test]
fn exchanges_are_kept_packed_and_come_back_whole() {
    let (folder, store) = furnished();
    let id = issue(&store, 1, "h1", FIRST).unwrap();
    let long = b"{\"validationResults\":[]}".repeat(400);
    let csr = Exchange {
        operation: "compliance_csid".into(),
        document: None,
        request: Request::Body(b"{\"csr\":\"LS0t\"}".repeat(60)),
        ..answer(id, b"")
    };
    store
        .write::<_, StoreError>(|tx| {
            exchange::insert(tx, &answer(id, &long))?;
            exchange::insert(tx, &answer(id, b"short"))?;
            exchange::insert(tx, &csr)
        })
        .unwrap();
    let of_document = store.read(|db| exchange::of_document(db, id)).unwrap();
    assert_eq!(of_document, [answer(id, &long), answer(id, b"short")]);
    assert_eq!(store.read(|db| exchange::newest(db, 1)).unwrap(), [csr]);
    assert_eq!(store.read(|db| exchange::latest(db, id)).unwrap(), Some(answer(id, b"short")));
    let raw = Connection::open(folder.path().join("till.db")).unwrap();
    let kept: i64 = raw.query_row("SELECT sum(length(response)) FROM exchange", [], |row| row.get(0)).unwrap();
    assert!(kept < long.len() as i64 / 10, "{kept}");
}

/// The databases of every landing before this one: what was in them is still there, and the file refuses as ever.
#[test]
fn a_database_of_the_first_sale_is_brought_along() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("till.db");
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch(
        "CREATE TABLE migration (position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sha256 BLOB NOT NULL) STRICT",
    )
    .unwrap();
    let older = [
        ("2026-11-22-first-sale", include_str!("../migrations/2026-11-22-first-sale.sql")),
        ("2026-11-22-notes", include_str!("../migrations/2026-11-22-notes.sql")),
    ];
    for (position, (name, sql)) in older.into_iter().enumerate() {
        raw.execute_batch(sql).unwrap();
        let sha256 = Sha256::digest(sql).to_vec();
        raw.execute("INSERT INTO migration VALUES (?1, ?2, ?3)", (position as i64, name, sha256)).unwrap();
    }
    raw.execute_batch(&format!(
        "INSERT INTO user (name, role) VALUES ('سارة', 'owner');
         INSERT INTO session VALUES (1, 1, {NOW}, NULL);
         INSERT INTO unit (name, created_at, csr) VALUES ('unit-1', {NOW}, 'csr');
         INSERT INTO document VALUES (1, 1, 1, 'T1-000001', '00000000-0000-0000-0000-000000000001', 'invoice',
             'simplified', {NOW}, 1, 'سارة', 1150, 150, 0, 'h1', '{FIRST}', x'3c2f3e');
         INSERT INTO tender VALUES (1, 0, 'cash', 1150, '');
         INSERT INTO outbox VALUES (1, 'unknown', 1, 1, {NOW}, NULL);
         INSERT INTO submission VALUES (1, 1, {NOW}, 5, 504, 'unknown', '[]', x'7b7d')"
    ))
    .unwrap();
    drop(raw);

    let store = Store::open(&path).unwrap();
    let first = store.read(|db| document::find_by_number(db, "T1-000001")).unwrap().unwrap();
    assert_eq!((first.id, first.serial, first.replaces, first.total.halalas()), (1, 1, None, 1150));
    assert_eq!(store.read(|db| document::xml(db, 1)).unwrap(), b"</>");
    let said = store.read(|db| exchange::latest(db, 1)).unwrap().unwrap();
    assert_eq!((said.operation.as_str(), said.status, said.response.as_slice()), ("reporting", Some(504), &b"{}"[..]));
    assert_eq!(store.read(outbox::heads).unwrap().waiting.unwrap().document, 1);
    issue(&store, 2, "h2", "h1").unwrap();
    assert!(refusal(&store, "DELETE FROM document").contains("never deleted"));
    assert!(refusal(&store, "INSERT INTO tender VALUES (9, 0, 'cash', 1, '')").contains("FOREIGN KEY"));
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
    assert_eq!((row.standing, row.attempts, row.in_flight_since), (Standing::Unknown, 1, None));
    let kept = store.read(|db| exchange::of_document(db, id)).unwrap();
    let told: Vec<_> = kept.iter().map(|one| (one.operation.as_str(), one.sent_at, one.status)).collect();
    assert_eq!(told, [("reporting", now(), None)], "the request is kept, though no answer came");
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
        "DELETE FROM migration;
         WITH RECURSIVE one (position) AS (SELECT 0 UNION ALL SELECT position + 1 FROM one WHERE position < 99)
         INSERT INTO migration SELECT position, 'newer ' || position, x'' FROM one",
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
        refusal(
            &store,
            "UPDATE outbox SET attempts = 'many'; INSERT INTO cart (sale_id, discount, held) VALUES ('x', '0.00', 'y')"
        )
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
        what: print_job::Printable::Slip("{}".into()),
        open_drawer: false,
        ..receipt.clone()
    };
    let (begun, waiting) = store
        .write::<_, StoreError>(|tx| {
            let begun = print_job::begin(tx, now(), &receipt)?;
            let waiting = print_job::wait(tx, now(), &slip)?;
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
    assert_eq!(store.read(|db| print_job::original(db, document, "receipt")).unwrap().unwrap().id, begun);
    store.write(|tx| print_job::remove(tx, begun)).unwrap();
    assert_eq!(store.read(print_job::all).unwrap().len(), 1);
    assert!(store.read(|db| print_job::original(db, document, "receipt")).unwrap().is_none());
}

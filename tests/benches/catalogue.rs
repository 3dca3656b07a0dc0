//! The catalogue with a hundred thousand items: search against the bare FTS5 query on the same file, and an import
//! against bare inserts. Ratios are for reading; nothing here passes or fails.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench measures, prints and may stop")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "time is what a bench is about")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, Row};
use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_domain::search::words;
use sanduq_till::catalogue::Shelf;
use sanduq_till::setup::{KeyringPolicy, Setup, training_setup};
use sanduq_till::till::Till;

const PIN: &str = "2580";
const ITEMS: usize = 100_000;
const ROUNDS: usize = 200;
/// How near to the bare query a search is to come.
const WITHIN: f64 = 1.5;
const FIRST: [&str; 12] = ["حليب", "خبز", "أرز", "شاي", "قهوة", "سكر", "عصير", "ماء", "زيت", "جبنة", "تمر", "بسكويت"];
const SECOND: [&str; 10] = ["طازج", "كامل الدسم", "عضوي", "فاخر", "مبرد", "محمص", "أبيض", "بلدي", "مستورد", "اقتصادي"];
const MAKERS: [&str; 10] = ["Najd", "Hijaz", "Asir", "Tabuk", "Qassim", "Jazan", "Hail", "Aljouf", "Taif", "Yanbu"];

fn main() {
    // `cargo test --all-targets` starts benches too: then there is nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path().join("till"), folder.path().join("machine"));
    let till = Till::open(home.clone(), Clock::system(), "bench").unwrap();
    till.set_up(&Setup { keyring: KeyringPolicy::Never, ..training_setup() }, PIN).unwrap();
    let actor = till.sign_in("owner", PIN).unwrap();

    let file = file();
    let begun = Instant::now();
    till.read_import(&actor, "bench.csv", &file).unwrap();
    let read = begun.elapsed();
    let begun = Instant::now();
    till.keep_import(&actor).unwrap();
    let kept = begun.elapsed();
    let bare = bare_inserts(&folder.path().join("bare.db"), &file);
    println!("{ITEMS} items of a file of {} KB", file.len() / 1024);
    println!("  {read:>10.1?}  read and judged");
    println!("  {kept:>10.1?}  kept, 250 at a time while sales go on");
    println!("  {bare:>10.1?}  bare inserts of the same rows, 250 a transaction\n  {:>9.2}×\n", ratio(kept, bare));

    let database = Connection::open(home.database()).unwrap();
    let mut worst: f64 = 0.0;
    println!(
        "search, as one types: the till's answer, the bare FTS5 query, the same with its rows' values kept, found"
    );
    for text in ["ح", "حل", "حليب", "حليب طا", "حليب طازج naj", "najd 777", "628", "6281", "قهوه محمص", "zzz"]
    {
        let query = words(text).iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ");
        let found = till.find_items(text, Shelf::All).unwrap().items.len();
        let bare_query = |each: &mut dyn FnMut(&Row<'_>)| {
            let mut statement = database
                .prepare_cached(&format!(
                    "SELECT item.* FROM item_words JOIN item ON item.id = item_words.rowid
                     WHERE item_words MATCH ?1 LIMIT {}",
                    found.max(1)
                ))
                .unwrap();
            let mut rows = statement.query([&query]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                each(row);
            }
        };
        let [own, bare, kept] = medians([
            &mut || {
                black_box(till.find_items(black_box(text), Shelf::All).unwrap());
            },
            &mut || {
                bare_query(&mut |row| {
                    black_box((row.get_ref(1).unwrap(), row.get_ref(2).unwrap(), row.get_ref(5).unwrap()));
                });
            },
            // What an answer is made of: the rows' values, owned.
            &mut || {
                let mut answer: Vec<Vec<Value>> = Vec::new();
                bare_query(&mut |row| {
                    let columns = row.as_ref().column_count();
                    answer.push((0..columns).map(|column| row.get(column).unwrap()).collect());
                });
                black_box(answer);
            },
        ]);
        worst = worst.max(ratio(own, bare));
        let (passed, taken) = (ratio(own, bare), ratio(own, kept));
        println!("  {text:<16} {own:>10.1?} {bare:>10.1?} {passed:>8.2}× {kept:>10.1?} {taken:>8.2}×  {found}");
    }
    let verdict = if worst <= WITHIN { "holds" } else { "does not hold" };
    println!("  {verdict}: a search answers within {WITHIN}× the bare query (the worst here: {worst:.2}×)\n");
}

fn file() -> String {
    let mut file = String::from("name_ar,name_en,barcodes,category,price\n");
    for row in 0..ITEMS {
        let (first, second) = (FIRST[row % FIRST.len()], SECOND[row / FIRST.len() % SECOND.len()]);
        let maker = MAKERS[row / 120 % MAKERS.len()];
        let body = format!("6281{row:08}");
        let digit = char::from(sanduq_domain::barcode::check_digit(&body).unwrap());
        let price = row % 90 + 1;
        let _ = writeln!(file, "{first} {second} {row},{maker} item {row},{body}{digit},pantry,{price}.25");
    }
    file
}

fn bare_inserts(path: &std::path::Path, file: &str) -> Duration {
    let mut database = Connection::open(path).unwrap();
    database.pragma_update(None, "journal_mode", "WAL").unwrap();
    database.pragma_update(None, "synchronous", "FULL").unwrap();
    database
        .execute_batch(
            "CREATE TABLE item (id INTEGER PRIMARY KEY, ar TEXT, en TEXT, code TEXT UNIQUE, shelf TEXT, price TEXT);
             CREATE VIRTUAL TABLE item_words USING fts5 (words, content = '', detail = none, prefix = '1 2 3');",
        )
        .unwrap();
    let rows: Vec<Vec<&str>> = file.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let begun = Instant::now();
    for few in rows.chunks(250) {
        let transaction = database.transaction().unwrap();
        for row in few {
            transaction
                .prepare_cached("INSERT INTO item (ar, en, code, shelf, price) VALUES (?1, ?2, ?3, ?4, ?5)")
                .unwrap()
                .execute((row[0], row[1], row[2], row[3], row[4]))
                .unwrap();
            transaction
                .prepare_cached("INSERT INTO item_words (rowid, words) VALUES (?1, ?2)")
                .unwrap()
                .execute((transaction.last_insert_rowid(), format!("{} {} {}", row[0], row[1], row[2])))
                .unwrap();
        }
        transaction.commit().unwrap();
    }
    begun.elapsed()
}

/// All sides take turns; the median of each.
fn medians<const N: usize>(mut sides: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut times: [Vec<Duration>; N] = std::array::from_fn(|_| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        for (side, times) in sides.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            side();
            times.push(begun.elapsed());
        }
    }
    times.map(|mut own| {
        own.sort_unstable();
        own[ROUNDS / 2]
    })
}

fn ratio(own: Duration, other: Duration) -> f64 {
    own.as_secs_f64() / other.as_secs_f64()
}

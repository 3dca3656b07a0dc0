//! A clock that is not the authority's: what it makes of the day of a document, who is told, and what waits for midnight.

use std::time::Duration;

use sanduq_einvoice::read::read;
use sanduq_till::dashboard::Standing;
use sanduq_till::sync::clearance::{Delivery, PATIENCE, Parked};

use crate::rehearsal::Rehearsal;
use crate::stage::{sell_standard, settle, standing, till, told_once};

const SECOND: i64 = 1000;
const DAY: i64 = 24 * 60 * 60 * SECOND;
/// Of Riyadh, in the world's hours.
const MIDNIGHT: i64 = 21 * 60 * 60 * SECOND;

/// The next time that the till's clock shows so many seconds after midnight in Riyadh.
fn after_midnight(rehearsal: &Rehearsal, seconds: i64) -> i64 {
    let now = rehearsal.till.now().unix_millis();
    now + (MIDNIGHT + seconds * SECOND - now).rem_euclid(DAY)
}

/// Both clocks stand still: the till's at this moment, the gateway's so many seconds behind it.
fn stand(rehearsal: &Rehearsal, at: i64, behind: i64) {
    rehearsal.hand.set(at);
    let gateway = rehearsal.gateway.now();
    let shown = i64::try_from(gateway.unix_timestamp_nanos() / 1_000_000).unwrap();
    let moved = at - behind * SECOND - shown;
    let by = Duration::from_millis(moved.unsigned_abs());
    rehearsal.gateway.freeze_clock(if moved < 0 { gateway - by } else { gateway + by });
}

/// The day of a document is Riyadh's: three hours before the world's midnight it is tomorrow there, and not the future.
#[tokio::test(flavor = "multi_thread")]
async fn around_midnight_in_riyadh_no_document_is_of_tomorrow() {
    let rehearsal = till().await;
    for seconds in [-1, 0, 1, 3 * 60 * 60] {
        let next = after_midnight(&rehearsal, seconds) - rehearsal.till.now().unix_millis();
        rehearsal.pass(Duration::from_millis(next.unsigned_abs()));
        let number = rehearsal.sell().unwrap();
        rehearsal.till.drain().await.unwrap();
        assert_eq!(standing(&rehearsal, &number), Standing::Reported, "{seconds} s after midnight");
    }
}

/// A till that is seconds ahead would have what it sells at midnight rejected: it waits for the authority's midnight.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_of_the_authoritys_tomorrow_waits_for_its_day_and_keeps_its_moment() {
    let rehearsal = till().await;
    let midnight = after_midnight(&rehearsal, 0);
    stand(&rehearsal, midnight - 600 * SECOND, 20);
    let before = rehearsal.sell().unwrap();
    rehearsal.till.drain().await.unwrap();
    assert_eq!(standing(&rehearsal, &before), Standing::Reported);
    assert_eq!(rehearsal.till.queue().unwrap().clock_ahead, None, "nobody need look at some seconds");

    let sold_at = midnight + 2 * SECOND;
    stand(&rehearsal, sold_at, 20);
    let (simplified, standard) = (rehearsal.sell().unwrap(), sell_standard(&rehearsal));
    let heard = rehearsal.gateway.heard().unwrap();
    rehearsal.till.drain().await.unwrap();
    assert_eq!(rehearsal.till.delivery(&standard).unwrap(), Delivery::Parked(Parked::Day));
    let rehearsal = in_vain(rehearsal, &standard).await;
    assert_eq!(rehearsal.gateway.heard().unwrap(), heard, "nobody was asked");
    assert_eq!(standing(&rehearsal, &simplified), Standing::Pending);
    let next = rehearsal.till.queue().unwrap().next_attempt_at.unwrap();
    assert_eq!(next.unix_millis(), midnight + 20 * SECOND, "when it is midnight there");

    stand(&rehearsal, midnight + 19 * SECOND, 20);
    rehearsal.till.drain().await.unwrap();
    assert_eq!(rehearsal.gateway.heard().unwrap(), heard);
    stand(&rehearsal, midnight + 20 * SECOND, 20);
    settle(&rehearsal).await;
    for number in [&simplified, &standard] {
        assert_eq!(standing(&rehearsal, number), Standing::Reported);
        let document = read(&rehearsal.till.signed_bytes(number).unwrap()).unwrap();
        assert_eq!(document.issued_at.unix_millis(), sold_at, "the moment of the sale stays");
    }
    told_once(&rehearsal);
}

/// A customer waits, the document is parked at once, and a till that starts anew knows why.
async fn in_vain(rehearsal: Rehearsal, number: &str) -> Rehearsal {
    let Rehearsal { folder, gateway, environment, till, actor, hand } = rehearsal;
    let till = std::sync::Arc::new(till);
    assert_eq!(till.clear(number, PATIENCE).await.unwrap(), Delivery::Parked(Parked::Day));
    let till = std::sync::Arc::into_inner(till).unwrap();
    let next = Rehearsal { folder, gateway, environment, till, actor, hand }.crash();
    assert_eq!(next.till.delivery(number).unwrap(), Delivery::Parked(Parked::Day));
    next
}

/// The first document shows that the clock is wrong, at its own cost; the following ones wait.
#[tokio::test(flavor = "multi_thread")]
async fn one_rejection_is_enough() {
    let rehearsal = till().await;
    let noon = after_midnight(&rehearsal, 12 * 60 * 60) + 2 * DAY;
    stand(&rehearsal, noon, DAY / SECOND);
    let first = rehearsal.sell().unwrap();
    rehearsal.till.drain().await.unwrap();
    assert_eq!(standing(&rehearsal, &first), Standing::Rejected);
    assert_eq!(rehearsal.till.queue().unwrap().clock_ahead, Some(DAY / SECOND));
    let second = rehearsal.sell().unwrap();
    rehearsal.till.drain().await.unwrap();
    assert_eq!(standing(&rehearsal, &second), Standing::Pending);
    // The gateway's clock was the wrong one: half a day later nobody relies on what was measured.
    stand(&rehearsal, noon + DAY / 2 + SECOND, 0);
    rehearsal.till.drain().await.unwrap();
    assert_eq!(standing(&rehearsal, &second), Standing::Reported);
    assert_eq!(rehearsal.till.queue().unwrap().clock_ahead, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_by_more_than_a_minute_is_told_until_an_answer_says_otherwise() {
    let rehearsal = till().await;
    let noon = after_midnight(&rehearsal, 12 * 60 * 60);
    let mut at = noon;
    for (behind, told) in [(0, None), (60, None), (61, Some(61)), (-60, None), (-90, Some(-90)), (90, Some(90))] {
        at += 10 * SECOND;
        stand(&rehearsal, at, behind);
        rehearsal.sell().unwrap();
        settle(&rehearsal).await;
        assert_eq!(rehearsal.till.queue().unwrap().clock_ahead, told, "{behind}");
    }
    let rehearsal = rehearsal.crash();
    assert_eq!(rehearsal.till.queue().unwrap().clock_ahead, Some(90), "the next process knows");
    rehearsal.hand.set(at - 90 * SECOND);
    assert_eq!(rehearsal.till.queue().unwrap().clock_ahead, None, "somebody has set it right");
}

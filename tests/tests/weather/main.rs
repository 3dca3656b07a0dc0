//! All weathers. `table` has a row for each way in which the gateway is known to fail; `stage` plays them. Beside it stand
//! the journeys that take more than one document: of the queue, and of a clock that is not the authority's.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../rehearsal/mod.rs"]
mod rehearsal;

mod clock;
mod queue;
mod row;
mod stage;
mod table;

use std::collections::BTreeSet;

use sanduq_simulator::FaultKind;

/// Some rows share a till, so that they take less time: as many tills as this play side by side.
const TILLS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn every_weather_ends_in_the_stated_state() {
    let (alone, shared): (Vec<_>, Vec<_>) = table::rows().into_iter().partition(|row| row.needs_its_own_till());
    let mut plays = Vec::new();
    let share = shared.len().div_ceil(TILLS);
    for rows in shared.chunks(share) {
        plays.push(tokio::spawn(stage::play(rows.to_vec())));
    }
    for row in alone {
        plays.push(tokio::spawn(stage::play(vec![row])));
    }
    for play in plays {
        play.await.unwrap();
    }
}

#[test]
fn the_table_leaves_out_nothing_that_the_simulator_can_do() {
    let rows = table::rows();
    let played: BTreeSet<&str> = rows.iter().flat_map(|row| row.sky.kinds()).collect();
    assert_eq!(played, FaultKind::NAMES.into_iter().collect());
}

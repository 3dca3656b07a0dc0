//! The queue without a window: drain it once, or go on for as long as nobody interrupts; and say where it stands.

use sanduq_device::clock::Clock;
use sanduq_host::{Host, Reporting};
use sanduq_till::csid::Validity;
use sanduq_till::sync::line::Refusal;
use sanduq_till::till::Till;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use crate::args::Sync;
use crate::failure::Failure;
use crate::home::Place;
use crate::maintain::print_json;

pub(crate) async fn sync(place: &Place, options: &Sync) -> Result<(), Failure> {
    let reporting = if options.watch { Reporting::InBackground } else { Reporting::OnRequest };
    let host = Host::open(place.home()?, Clock::system(), "sanduq sync", reporting).await?;
    place.sign_in(&host.till())?;
    let done = if options.watch { watch(&host.till()).await } else { print_json(&host.till().drain().await?) };
    host.close().await;
    done
}

/// A line whenever the queue is another than it was.
async fn watch(till: &Till) -> Result<(), Failure> {
    let mut changes = till.changes();
    let mut told = Value::Null;
    loop {
        let now = standing(till)?;
        if now != told {
            print_json(&now)?;
            told = now;
        }
        tokio::select! {
            change = changes.recv() => match change {
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Ok(()),
            },
            asked = tokio::signal::ctrl_c() => return Ok(asked?),
        }
    }
}

pub(crate) fn status(place: &Place) -> Result<(), Failure> {
    let till = place.open("sanduq status")?;
    place.sign_in(&till)?;
    let (csid, queue) = (till.csid()?, till.queue()?);
    let mut status = json!({
        "environment": till.environment()?.name(),
        "onboarded": till.next_step()?.is_none(),
        "oldest_pending_seconds": queue.oldest_seconds,
        "clock_ahead_seconds": queue.clock_ahead,
        "csid_expires": csid.as_ref().map(|csid| csid.ends.riyadh_date_time()),
        "csid_days_left": csid.as_ref().map(|csid| csid.days_left),
        "csid_refused": csid.as_ref().map(|csid| csid.validity == Validity::Refused),
        "last_contact": csid.and_then(|csid| csid.checked_at).map(|at| at.riyadh_date_time()),
    });
    if let (Value::Object(status), Value::Object(queue)) = (&mut status, standing(&till)?) {
        status.extend(queue);
    }
    print_json(&status)
}

/// What does not change with the mere passing of time.
fn standing(till: &Till) -> Result<Value, Failure> {
    let queue = till.queue()?;
    let counts = queue.counts;
    let reported = counts.reported + counts.reported_with_warnings;
    Ok(json!({
        "documents": counts.open() + reported + counts.rejected + counts.replaced,
        "pending": counts.pending,
        "unknown": counts.unknown,
        "held": counts.held,
        "reported": reported,
        "warnings": counts.reported_with_warnings,
        "rejected": counts.rejected,
        "replaced": counts.replaced,
        "alarm": queue.alarm.key(),
        "network": queue.network.key(),
        "refusal": queue.network.refusal().map(Refusal::key),
    }))
}

//! Where judging happens: on a few threads of its own, which keep what the validator prepares for each thread (its
//! compiled schemas). A thread from a pool that comes and goes would prepare them again and again.

use std::num::NonZero;
use std::sync::{Mutex, OnceLock, PoisonError, mpsc};
use std::thread;

use tokio::sync::oneshot;

type Case = Box<dyn FnOnce() + Send>;

/// `None` when judging it panicked.
pub(crate) async fn judged<T: Send + 'static>(case: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (tell, told) = oneshot::channel();
    let case = move || {
        // Whoever asked may have gone.
        let _ = tell.send(case());
    };
    judges().send(Box::new(case)).ok()?;
    told.await.ok()
}

fn judges() -> &'static mpsc::Sender<Case> {
    static JUDGES: OnceLock<mpsc::Sender<Case>> = OnceLock::new();
    JUDGES.get_or_init(|| {
        let (sender, docket) = mpsc::channel();
        let docket: &'static Mutex<mpsc::Receiver<Case>> = Box::leak(Box::new(Mutex::new(docket)));
        for number in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            let judge = thread::Builder::new().name(format!("judge-{number}"));
            judge.spawn(move || while hear_next(docket) {}).expect("the machine has room for a thread");
        }
        sender
    })
}

fn hear_next(docket: &Mutex<mpsc::Receiver<Case>>) -> bool {
    let next = docket.lock().unwrap_or_else(PoisonError::into_inner).recv();
    let Ok(case) = next else { return false };
    // A panic ends this case, not the judge; its caller is told by the dropped sender.
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(case));
    true
}

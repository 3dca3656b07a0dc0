//! The counter: one till, and who stands at it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use sanduq_domain::timestamp::Timestamp;
use sanduq_till::session::{Actor, Lock};
use sanduq_till::setup::Environment;
use sanduq_till::till::{Change, Till};
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::fault::{Code, Fault};
use crate::table::Access;
use crate::wire::{Language, PracticeGateway, Topic};

/// What a desk asks of its host.
#[derive(Debug)]
pub enum Ask {
    /// The till has just been set up: connect it.
    Begin { reply: oneshot::Sender<()> },
    /// Put the till of this environment on the desk. Answered by who runs a user's own tills.
    Environment { environment: Environment, reply: oneshot::Sender<Result<(), Fault>> },
    /// A one-time password of the practice gateway for this VAT number. Answered in training.
    Otp { vat_number: String, purpose: OtpFor, reply: oneshot::Sender<String> },
    /// Pull the practice gateway's plug, or put it back in.
    Plug { gateway: PracticeGateway, reply: oneshot::Sender<()> },
    /// Whether it is plugged in.
    Show { reply: oneshot::Sender<PracticeGateway> },
}

/// What a one-time password is for: the portal gives another for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtpFor {
    Onboarding,
    Renewal,
}

/// One counter. Commands come to it one after another or together; the till orders what must be ordered.
#[derive(Debug)]
pub struct Desk {
    till: RwLock<Arc<Till>>,
    seat: Mutex<Option<Seat>>,
    host: mpsc::Sender<Ask>,
    /// Of the first-run form: until there is a shop, no database keeps them.
    first_language: Mutex<Language>,
    first_environment: Mutex<Environment>,
    topics: broadcast::Sender<Topic>,
    /// The sale that the customer is shown, until the next line is scanned.
    shown: Mutex<Option<Shown>>,
}

/// Who stands at the desk, and when he last did anything there.
#[derive(Debug)]
struct Seat {
    actor: Actor,
    touched: Timestamp,
}

/// A screen locks itself after the policy's minutes. So much later the desk no longer waits for it: it may hang, or be gone.
const SCREENS_GRACE_SECONDS: i64 = 60;

/// A sale that was just made, as the customer sees it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) number: String,
    pub(crate) total: String,
    pub(crate) change: String,
}

impl Desk {
    /// A desk before `till`, whose questions `host` answers.
    #[must_use]
    pub fn new(till: Arc<Till>, host: mpsc::Sender<Ask>) -> Self {
        let kept_for = kept_for(&till);
        Desk {
            till: RwLock::new(till),
            seat: Mutex::new(None),
            host,
            first_language: Mutex::new(Language::Ar),
            first_environment: Mutex::new(kept_for),
            topics: broadcast::channel(64).0,
            shown: Mutex::new(None),
        }
    }

    #[must_use]
    pub fn till(&self) -> Arc<Till> {
        Arc::clone(&self.till.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Another till takes the place of the one before, and nobody stands at it yet.
    pub fn take_till(&self, till: Arc<Till>) {
        self.seat(None);
        self.set_first_environment(kept_for(&till));
        *self.till.write().unwrap_or_else(PoisonError::into_inner) = till;
        self.announce(Topic::App);
    }

    /// What screens should ask for again, from now on.
    #[must_use]
    pub fn topics(&self) -> broadcast::Receiver<Topic> {
        self.topics.subscribe()
    }

    /// Passes on what the till itself changes (answers of the gateway), until the till is gone.
    pub async fn relay(self: Arc<Self>) {
        let mut changes = self.till().changes();
        loop {
            match changes.recv().await {
                Ok(Change::Cart) => self.announce(Topic::Cart),
                Ok(Change::Printing) => self.announce(Topic::Printing),
                Ok(Change::Items) => self.announce(Topic::Items),
                Ok(Change::Shift) => self.announce(Topic::Shift),
                Ok(Change::Documents) | Err(broadcast::error::RecvError::Lagged(_)) => self.announce(Topic::Documents),
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }

    pub(crate) fn announce(&self, topic: Topic) {
        // Nobody listening is no fault.
        let _ = self.topics.send(topic);
    }

    /// Lets somebody in whose role may do it, unless nobody has touched the till for too long.
    pub(crate) fn admit(&self, access: Access) -> Result<(), Fault> {
        self.lock_if_left()?;
        match access {
            Access::Open => Ok(()),
            Access::SignedIn => self.actor().map(|_| ()),
            Access::Needs(permission) => Ok(self.actor()?.require(permission)?),
        }
    }

    /// Who stands at the desk.
    pub(crate) fn actor(&self) -> Result<Actor, Fault> {
        self.seated().ok_or_else(|| Fault::new(Code::SignInNeeded, "sign in first"))
    }

    pub(crate) fn seated(&self) -> Option<Actor> {
        self.seat_lock().as_ref().map(|seat| seat.actor.clone())
    }

    pub(crate) fn seat(&self, actor: Option<Actor>) -> Option<Actor> {
        let touched = self.till().now();
        let next = actor.map(|actor| Seat { actor, touched });
        std::mem::replace(&mut *self.seat_lock(), next).map(|before| before.actor)
    }

    /// Somebody's hand is on the till.
    pub(crate) fn touch(&self) {
        let now = self.till().now();
        if let Some(seat) = self.seat_lock().as_mut() {
            seat.touched = now;
        }
    }

    fn lock_if_left(&self) -> Result<(), Fault> {
        let till = self.till();
        let now = till.now();
        let idle = |seat: &Seat| now.seconds_since(seat.touched) - SCREENS_GRACE_SECONDS;
        if self.seat_lock().as_ref().is_none_or(|seat| idle(seat) <= 0) {
            return Ok(());
        }
        let allowed = i64::from(till.policy()?.auto_lock_minutes) * 60;
        // Looked at again under the lock: he may have come back meanwhile.
        let left = self.seat_lock().take_if(|seat| allowed > 0 && idle(seat) > allowed);
        if let Some(seat) = left {
            till.lock(&seat.actor, Lock::Idle)?;
            self.announce(Topic::App);
        }
        Ok(())
    }

    fn seat_lock(&self) -> MutexGuard<'_, Option<Seat>> {
        self.seat.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn show(&self, sale: Option<Shown>) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = sale;
        self.announce(Topic::Display);
    }

    pub(crate) fn shown(&self) -> Option<Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn first_language(&self) -> Language {
        *self.first_language.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_first_language(&self, language: Language) {
        *self.first_language.lock().unwrap_or_else(PoisonError::into_inner) = language;
    }

    pub(crate) fn first_environment(&self) -> Environment {
        *self.first_environment.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_first_environment(&self, environment: Environment) {
        *self.first_environment.lock().unwrap_or_else(PoisonError::into_inner) = environment;
    }

    /// Asks the host; nothing when it has no answer to this.
    pub(crate) async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.host.send(ask(reply)).await.ok()?;
        answer.await.ok()
    }
}

/// The environment of a till that has no shop yet: its home's, else training.
fn kept_for(till: &Till) -> Environment {
    till.home().environment().and_then(|name| name.parse().ok()).unwrap_or(Environment::Training)
}

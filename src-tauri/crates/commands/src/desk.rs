//! The counter: one till, and who stands at it.

use std::sync::{Arc, Mutex, PoisonError};

use sanduq_till::session::Actor;
use sanduq_till::till::{Change, Till};
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::fault::{Code, Fault};
use crate::table::Access;
use crate::wire::{Language, PracticeGateway, Topic};

/// What a desk asks of the practice gateway that its host runs in training.
#[derive(Debug)]
pub enum Practice {
    /// A one-time password for this VAT number.
    Otp { vat_number: String, reply: oneshot::Sender<String> },
    /// Pull the plug, or put it back in.
    Set { gateway: PracticeGateway, reply: oneshot::Sender<()> },
    /// Whether it is plugged in.
    Show { reply: oneshot::Sender<PracticeGateway> },
    /// The till has just been set up: begin to run.
    Begin { reply: oneshot::Sender<()> },
}

/// One counter. Commands come to it one after another or together; the till orders what must be ordered.
#[derive(Debug)]
pub struct Desk {
    till: Arc<Till>,
    actor: Mutex<Option<Actor>>,
    practice: Option<mpsc::Sender<Practice>>,
    /// Of the first-run form: until there is a shop, no database keeps it.
    first_language: Mutex<Language>,
    topics: broadcast::Sender<Topic>,
}

impl Desk {
    /// A desk before `till`. `practice` leads to the host's practice gateway, where there is one.
    #[must_use]
    pub fn new(till: Arc<Till>, practice: Option<mpsc::Sender<Practice>>) -> Self {
        Desk {
            till,
            actor: Mutex::new(None),
            practice,
            first_language: Mutex::new(Language::Ar),
            topics: broadcast::channel(64).0,
        }
    }

    #[must_use]
    pub fn till(&self) -> &Arc<Till> {
        &self.till
    }

    /// What screens should ask for again, from now on.
    #[must_use]
    pub fn topics(&self) -> broadcast::Receiver<Topic> {
        self.topics.subscribe()
    }

    /// Passes on what the till itself changes (answers of the gateway), until the till is gone.
    pub async fn relay(self: Arc<Self>) {
        let mut changes = self.till.changes();
        loop {
            match changes.recv().await {
                Ok(Change::Cart) => self.announce(Topic::Cart),
                Ok(Change::Printing) => self.announce(Topic::Printing),
                Ok(Change::Documents) | Err(broadcast::error::RecvError::Lagged(_)) => self.announce(Topic::Documents),
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }

    pub(crate) fn announce(&self, topic: Topic) {
        // Nobody listening is no fault.
        let _ = self.topics.send(topic);
    }

    pub(crate) fn admit(&self, access: Access) -> Result<(), Fault> {
        match access {
            Access::Open => Ok(()),
            Access::Needs(permission) => Ok(self.actor()?.require(permission)?),
        }
    }

    /// Who stands at the desk.
    pub(crate) fn actor(&self) -> Result<Actor, Fault> {
        self.seated().ok_or_else(|| Fault::new(Code::SignInNeeded, "sign in first"))
    }

    pub(crate) fn seated(&self) -> Option<Actor> {
        self.actor.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn seat(&self, actor: Option<Actor>) -> Option<Actor> {
        std::mem::replace(&mut *self.actor.lock().unwrap_or_else(PoisonError::into_inner), actor)
    }

    pub(crate) fn first_language(&self) -> Language {
        *self.first_language.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_first_language(&self, language: Language) {
        *self.first_language.lock().unwrap_or_else(PoisonError::into_inner) = language;
    }

    /// Asks the practice gateway; nothing when there is none.
    pub(crate) async fn practise<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Practice) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.practice.as_ref()?.send(ask(reply)).await.ok()?;
        answer.await.ok()
    }
}

//! What a row of the table says.

use sanduq_simulator::{Fault, FaultKind, Operation, Renewal, RepeatPcsid, Settings};
use sanduq_till::dashboard::Standing;
use sanduq_till::sync::line::{Network, Refusal};

use crate::rehearsal::Rehearsal;

/// One way to fail, and where it ends.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) failure: &'static str,
    pub(crate) does: Deed,
    pub(crate) sky: Sky,
    /// What is known right after.
    pub(crate) knows: Known,
    pub(crate) ends: End,
}

/// What the till is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Sells to a consumer, and reports.
    Report,
    /// Sells to a business, and has it cleared.
    Clear,
    Onboard,
    Renew,
}

/// What it meets.
#[derive(Clone)]
pub(crate) enum Sky {
    /// At the first sending.
    Once(FaultKind),
    /// The acceptance is lost; this at the second sending.
    ThenAgain(FaultKind),
    /// The gateway's clock is so many seconds from the till's, and this.
    At(i64, Option<FaultKind>),
    /// The till's own clock is so many seconds ahead.
    TillAhead(u64),
    /// What was a warning is an error by now: the same, of a document that is late.
    Stricter(FaultKind),
    /// The address leads nowhere.
    NoName,
    /// Whoever answers has a certificate that nobody vouches for.
    Impostor,
    /// Somebody does this, in the portal or at the machine.
    Lever(fn(&Rehearsal)),
    /// At this step of onboarding or renewal, with a gateway that behaves so.
    Step(Operation, FaultKind, fn(&mut Settings)),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Document(Standing, Network),
    Unit(Told),
}

/// What whoever onboards or renews is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// It is done: whatever failed was mended on the way.
    Done,
    /// The one-time password is used up and its answer lost.
    OtpSpent,
    NotThisUnits,
    Refused,
    NotReached,
}

/// Where it ends once the sky is clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The authority has it once, and this was the status of its last word.
    Accepted(u16),
    /// The same, with what came later behind it.
    InOrder(u16),
    /// Cleared, and the authority's copy is not here.
    WithoutCopy(u16),
    /// After so many sendings a person is asked, others go on meanwhile; sent once more it is accepted.
    Held(u32),
    Rejected,
    /// The queue stands still until a person acts, and the next process knows.
    Stopped,
    /// The till sells with a CSID, after so many one-time passwords in all.
    Sells(usize),
}

impl Row {
    pub(crate) fn needs_its_own_till(&self) -> bool {
        matches!(self.does, Deed::Onboard | Deed::Renew) || matches!(self.sky, Sky::Lever(_)) || self.sky.is_early()
    }
}

impl Sky {
    /// After an answer from its yesterday a till takes itself to be ahead, and keeps the next documents back.
    pub(crate) fn is_early(&self) -> bool {
        match self {
            Sky::At(seconds, _) | Sky::Once(FaultKind::ClockSkew { seconds }) => *seconds < 0,
            Sky::TillAhead(_) => true,
            _ => false,
        }
    }

    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        match self {
            Sky::Once(kind) | Sky::Stricter(kind) | Sky::Step(_, kind, _) | Sky::At(_, Some(kind)) => vec![kind.name()],
            Sky::ThenAgain(kind) => vec![FaultKind::CommitThenReset.name(), kind.name()],
            Sky::At(_, None) | Sky::TillAhead(_) | Sky::NoName | Sky::Impostor | Sky::Lever(_) => vec![],
        }
    }

    /// Whether an answer is waited for that never comes.
    pub(crate) fn is_silent(&self) -> bool {
        let (Sky::Once(kind) | Sky::ThenAgain(kind)) = self else { return false };
        matches!(kind, FaultKind::Hang | FaultKind::CommitThenHang | FaultKind::ChunkStall { .. })
    }

    pub(crate) fn fault(&self) -> Option<Fault> {
        match self {
            Sky::Once(kind) | Sky::Stricter(kind) | Sky::At(_, Some(kind)) => Some(Fault::once(kind.clone())),
            Sky::ThenAgain(_) => Some(Fault::once(FaultKind::CommitThenReset)),
            Sky::Step(operation, kind, _) => Some(Fault::once(kind.clone()).on(*operation)),
            Sky::At(_, None) | Sky::TillAhead(_) | Sky::NoName | Sky::Impostor | Sky::Lever(_) => None,
        }
    }
}

impl From<FaultKind> for Sky {
    fn from(kind: FaultKind) -> Self {
        Sky::Once(kind)
    }
}

pub(crate) fn report(
    failure: &'static str,
    sky: impl Into<Sky>,
    standing: Standing,
    network: Network,
    ends: End,
) -> Row {
    Row { failure, does: Deed::Report, sky: sky.into(), knows: Known::Document(standing, network), ends }
}

pub(crate) fn clear(
    failure: &'static str,
    sky: impl Into<Sky>,
    standing: Standing,
    network: Network,
    ends: End,
) -> Row {
    Row { does: Deed::Clear, ..report(failure, sky, standing, network, ends) }
}

/// `passwords`: so many one-time passwords in all.
pub(crate) fn onboard(
    failure: &'static str,
    (operation, kind): (Operation, FaultKind),
    gateway: fn(&mut Settings),
    told: Told,
    passwords: usize,
) -> Row {
    Row {
        failure,
        does: Deed::Onboard,
        sky: Sky::Step(operation, kind, gateway),
        knows: Known::Unit(told),
        ends: End::Sells(passwords),
    }
}

pub(crate) fn renew(
    failure: &'static str,
    at: (Operation, FaultKind),
    gateway: fn(&mut Settings),
    told: Told,
    passwords: usize,
) -> Row {
    Row { does: Deed::Renew, ..onboard(failure, at, gateway, told, passwords) }
}

pub(crate) fn as_usual(_: &mut Settings) {}

pub(crate) fn repeats_the_same(settings: &mut Settings) {
    settings.repeat_pcsid = RepeatPcsid::Same;
}

pub(crate) fn repeats_nothing(settings: &mut Settings) {
    settings.repeat_pcsid = RepeatPcsid::Error;
}

pub(crate) fn renews_at_once(settings: &mut Settings) {
    settings.renewal = Renewal::AtOnce;
}

pub(crate) const OFFLINE: Network = Network::Offline;
pub(crate) const ONLINE: Network = Network::Online;

pub(crate) const fn refused(refusal: Refusal) -> Network {
    Network::Refused(refusal)
}

pub(crate) fn status(code: u16) -> FaultKind {
    FaultKind::Status { code, body: None, retry_after: None }
}

pub(crate) fn told(code: u16, body: &str) -> FaultKind {
    FaultKind::Status { code, body: Some(body.to_owned()), retry_after: None }
}

//! The faults that wait, and which of them strikes.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration as Wait;

use time::{Duration, OffsetDateTime};

use super::{Fault, FaultKind, Match, Weather};
use crate::dice::Dice;
use crate::gateway::Operation;
use crate::profile::Profile;

/// What is known of a request when a fault is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incoming<'a> {
    pub(crate) profile: Profile,
    pub(crate) operation: Operation,
    pub(crate) uuid: &'a str,
    pub(crate) hash: &'a str,
    pub(crate) at: OffsetDateTime,
}

/// What strikes one request.
#[derive(Debug, Default)]
pub(crate) struct Strike {
    pub(crate) delay: Wait,
    pub(crate) fault: Option<FaultKind>,
}

impl Strike {
    /// For the log.
    pub(crate) fn names(&self) -> String {
        let latency = (!self.delay.is_zero()).then_some("latency");
        latency.into_iter().chain(self.fault.as_ref().map(FaultKind::name)).collect::<Vec<_>>().join("+")
    }
}

/// Faults armed one by one, in the order of arming; behind them, those of the weather.
#[derive(Debug, Default)]
pub(crate) struct Armed {
    standing: Mutex<Standing>,
}

#[derive(Debug, Default)]
struct Standing {
    script: Vec<Waiting>,
    of_the_weather: Vec<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    fault: Fault,
    armed_at: OffsetDateTime,
    dice: Dice,
    /// Fitting requests so far.
    seen: u32,
    /// When they came, for a throttle: those of the last second.
    recent: VecDeque<OffsetDateTime>,
}

impl Armed {
    pub(crate) fn arm(&self, fault: Fault, now: OffsetDateTime, dice: &Dice) {
        self.lock().script.push(Waiting::new(fault, now, dice));
    }

    /// Clears what was armed one by one; the weather stays.
    pub(crate) fn clear(&self) {
        self.lock().script.clear();
    }

    pub(crate) fn list(&self) -> Vec<Fault> {
        self.lock().script.iter().map(|waiting| waiting.fault.clone()).collect()
    }

    pub(crate) fn set_weather(&self, weather: Weather, now: OffsetDateTime, dice: &Dice) {
        self.lock().of_the_weather = weather.faults().into_iter().map(|fault| Waiting::new(fault, now, dice)).collect();
    }

    /// Whether this request is to be cut off before its body is known.
    pub(crate) fn strikes_early(&self, incoming: Incoming<'_>) -> bool {
        let mut standing = self.lock();
        let early = |waiting: &&mut Waiting| waiting.fault.kind == FaultKind::ResetMidRequest;
        let struck = standing.script.iter_mut().filter(early).any(|waiting| waiting.strikes(incoming));
        standing.forget_used();
        struck
    }

    /// The first fault that fits, used up by this request, behind every latency that fits.
    pub(crate) fn strike(&self, incoming: Incoming<'_>) -> Strike {
        let mut standing = self.lock();
        let mut strike = Strike::default();
        let Standing { script, of_the_weather, .. } = &mut *standing;
        for waiting in script.iter_mut().chain(of_the_weather) {
            if matches!(waiting.fault.kind, FaultKind::Refuse | FaultKind::ResetMidRequest)
                || !waiting.strikes(incoming)
            {
                continue;
            }
            match &waiting.fault.kind {
                FaultKind::Latency { ms, jitter_ms } => {
                    strike.delay += Wait::from_millis(ms + waiting.dice.below(jitter_ms.saturating_add(1)));
                }
                kind => {
                    strike.fault = Some(kind.clone());
                    break;
                }
            }
        }
        standing.forget_used();
        strike
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Standing {
    fn forget_used(&mut self) {
        self.script.retain(|waiting| waiting.fault.times > 0);
        self.of_the_weather.retain(|waiting| waiting.fault.times > 0);
    }
}

impl Waiting {
    fn new(fault: Fault, now: OffsetDateTime, dice: &Dice) -> Self {
        let seed = fault.matching.seed.unwrap_or_else(|| dice.below(u64::MAX));
        Self { fault, armed_at: now, dice: Dice::new(Some(seed)), seen: 0, recent: VecDeque::new() }
    }

    /// Whether it strikes this request; it is used up by it then.
    fn strikes(&mut self, incoming: Incoming<'_>) -> bool {
        if self.fault.times == 0 || !fits(&self.fault.matching, incoming) || self.is_over(incoming.at) {
            return false;
        }
        if let FaultKind::Throttle { per_second, .. } = self.fault.kind
            && !self.is_beyond(per_second, incoming.at)
        {
            return false;
        }
        self.seen = self.seen.saturating_add(1);
        let drawn = self.fault.matching.per_thousand.is_none_or(|part| self.dice.below(1000) < u64::from(part));
        if self.seen < self.fault.matching.nth.unwrap_or(0) || !drawn {
            return false;
        }
        if self.fault.times != Fault::ALWAYS {
            self.fault.times -= 1;
        }
        true
    }

    fn is_over(&self, now: OffsetDateTime) -> bool {
        let lasts = self.fault.matching.within_seconds.map(|seconds| Duration::seconds(seconds.into()));
        lasts.is_some_and(|lasts| now >= self.armed_at + lasts)
    }

    /// A refused request does not count against the next one.
    fn is_beyond(&mut self, per_second: u32, now: OffsetDateTime) -> bool {
        self.recent.retain(|at| (now - *at).abs() < Duration::SECOND);
        let beyond = self.recent.len() >= per_second as usize;
        if !beyond {
            self.recent.push_back(now);
        }
        beyond
    }
}

fn fits(matching: &Match, incoming: Incoming<'_>) -> bool {
    matching.profile.is_none_or(|wanted| wanted == incoming.profile)
        && matching.operation.is_none_or(|wanted| wanted == incoming.operation)
        && matching.uuid.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(incoming.uuid))
        && matching.hash.as_deref().is_none_or(|wanted| wanted == incoming.hash)
}

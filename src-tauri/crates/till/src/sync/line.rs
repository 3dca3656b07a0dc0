//! The one line to the gateway: what it has been like, and until when it rests.

use sanduq_domain::timestamp::Timestamp;
use sanduq_fatoora::ConfigReason;
use sanduq_store::line::LineRow;

use super::deadline::Alarm;
use super::skew::Skew;

/// What the way to the gateway has been like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Network {
    /// Nothing was sent yet.
    #[default]
    Idle,
    Online,
    Offline,
    /// The gateway refuses this till: a person must act. Sales go on, and now and then one document asks again.
    Refused(Refusal),
}

impl Network {
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Network::Idle => "idle",
            Network::Online => "online",
            Network::Offline => "offline",
            Network::Refused(_) => "refused",
        }
    }

    #[must_use]
    pub const fn refusal(self) -> Option<Refusal> {
        match self {
            Network::Refused(refusal) => Some(refusal),
            Network::Idle | Network::Online | Network::Offline => None,
        }
    }
}

/// Why the gateway refuses a till, whatever it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// 401: the CSID was revoked, has expired, or is another environment's.
    Credentials,
    /// 403: a firewall or edge in between.
    Forbidden,
    /// 404, 405 or a redirection: something else answers at this address.
    WrongAddress,
    /// 406, 415 or a request that cannot be built: the configuration is wrong.
    Configuration,
    /// Success statuses without the word that would prove it.
    Answers,
}

impl Refusal {
    pub const ALL: [Refusal; 5] =
        [Refusal::Credentials, Refusal::Forbidden, Refusal::WrongAddress, Refusal::Configuration, Refusal::Answers];

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Refusal::Credentials => "credentials",
            Refusal::Forbidden => "forbidden",
            Refusal::WrongAddress => "wrong_address",
            Refusal::Configuration => "configuration",
            Refusal::Answers => "answers",
        }
    }
}

impl From<ConfigReason> for Refusal {
    fn from(reason: ConfigReason) -> Self {
        match reason {
            ConfigReason::Forbidden => Refusal::Forbidden,
            ConfigReason::OtherEnvironment => Refusal::Credentials,
            ConfigReason::WrongAddress | ConfigReason::Redirected => Refusal::WrongAddress,
            ConfigReason::Version
            | ConfigReason::ContentType
            | ConfigReason::NotSendable
            | ConfigReason::UnexpectedStatus(_) => Refusal::Configuration,
        }
    }
}

/// The line as it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Line {
    pub network: Network,
    /// Since when it has been like that.
    pub since: Option<Timestamp>,
    /// Nothing is sent before this moment.
    pub closed_until: Option<Timestamp>,
    /// Failures in a row that were the line's, not a document's.
    pub failures: i64,
    /// What was last said of the oldest document's deadline.
    pub alarm: Alarm,
    /// This machine's clock against the authority's, once an answer has told.
    pub skew: Option<Skew>,
}

/// Longer than any wait that is agreed: what seems to lie further ahead was agreed by a clock that was corrected since.
const LONGEST_WAIT: i64 = 3600;

/// Whether an agreed wait has not ended yet.
pub(crate) fn is_ahead(now: Timestamp, moment: Timestamp) -> bool {
    (1..=LONGEST_WAIT * 1000).contains(&(moment.unix_millis() - now.unix_millis()))
}

impl Line {
    /// Notes what the authority's clock showed, where an answer says so.
    pub(crate) fn note_date(&mut self, now: Timestamp, date: Option<i64>) {
        self.skew = date.map(|date| Skew::measured(now, date)).or(self.skew);
    }

    /// When the day of a document begins at the authority, if it has not yet.
    #[must_use]
    pub fn day_begins(&self, now: Timestamp, issued: Timestamp) -> Option<Timestamp> {
        self.skew.and_then(|skew| skew.day_begins(now, issued))
    }

    /// Whether it rests because the gateway asked for patience: a line that failed is not online.
    pub(crate) fn gives_patience(&self, now: Timestamp) -> bool {
        self.network == Network::Online && self.closed_until.is_some_and(|until| is_ahead(now, until))
    }

    /// Forgets how often it failed: somebody has mended it, or wants to know.
    pub(crate) fn reopen(&mut self) {
        self.closed_until = None;
        self.failures = 0;
    }

    /// Somebody wants to know now. That it failed before is not forgotten: another document is tried first.
    pub(crate) fn ask_again(&mut self) {
        self.closed_until = None;
        self.failures = self.failures.min(1);
    }

    /// Goes on to the next document, up to so many failures in a row: perhaps it was not the line's fault but the
    /// document's. Whoever was not reached, or refuses the till itself, is not asked on.
    pub(crate) fn probe(&mut self, most: i64) {
        let perhaps = match self.network {
            Network::Refused(Refusal::Credentials) | Network::Idle | Network::Online => false,
            Network::Refused(_) | Network::Offline => true,
        };
        if perhaps && self.failures < most {
            self.closed_until = None;
        }
    }

    pub(crate) fn to_row(self, now: Timestamp) -> LineRow {
        LineRow {
            state: self.network.key().to_owned(),
            reason: self.network.refusal().map_or("", Refusal::key).to_owned(),
            since: self.since.unwrap_or(now),
            failures: self.failures,
            closed_until: self.closed_until,
            alarm: self.alarm.key().to_owned(),
            clock: self.skew.map(|skew| (skew.ahead_millis, skew.at)),
        }
    }

    /// As the last process left it. What that process waited for is not waited for again.
    pub(crate) fn from_row(row: &LineRow) -> Self {
        let refusal = Refusal::ALL.into_iter().find(|known| known.key() == row.reason);
        let network = match (row.state.as_str(), refusal) {
            ("online", _) => Network::Online,
            ("offline", _) => Network::Offline,
            ("refused", Some(refusal)) => Network::Refused(refusal),
            _ => Network::Idle,
        };
        Line {
            network,
            since: Some(row.since),
            closed_until: None,
            failures: 0,
            alarm: Alarm::ALL.into_iter().find(|known| known.key() == row.alarm).unwrap_or_default(),
            skew: row.clock.map(|(ahead_millis, at)| Skew { ahead_millis, at }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_as_it_was_left_but_for_its_waits() {
        let now = Timestamp::from_unix_millis(1_795_000_000_000);
        let networks = [Network::Idle, Network::Online, Network::Offline].into_iter();
        for network in networks.chain(Refusal::ALL.map(Network::Refused)) {
            for (alarm, skew) in Alarm::ALL.into_iter().zip([None, Some(Skew { ahead_millis: -7, at: now })].repeat(2))
            {
                let left = Line { network, since: Some(now), closed_until: Some(now), failures: 7, alarm, skew };
                let found = Line::from_row(&left.to_row(now.plus_seconds(9)));
                assert_eq!(found, Line { closed_until: None, failures: 0, ..left });
            }
        }
    }
}

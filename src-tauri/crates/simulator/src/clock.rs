//! The gateway's clock: the machine's, moved or stopped on demand.

use std::sync::Mutex;

use time::{Duration, OffsetDateTime};

#[derive(Debug, Default)]
pub(crate) struct Clock {
    setting: Mutex<Setting>,
}

#[derive(Debug, Clone, Copy, Default)]
enum Setting {
    #[default]
    Machine,
    Moved(Duration),
    Stopped(OffsetDateTime),
}

impl Clock {
    pub(crate) fn now(&self) -> OffsetDateTime {
        match *self.setting.lock().expect("no holder of the clock panics") {
            Setting::Machine => machine(),
            Setting::Moved(by) => machine() + by,
            Setting::Stopped(at) => at,
        }
    }

    pub(crate) fn follow_machine(&self) {
        self.set(Setting::Machine);
    }

    pub(crate) fn shift(&self, by: Duration) {
        self.set(Setting::Moved(by));
    }

    pub(crate) fn stop_at(&self, at: OffsetDateTime) {
        self.set(Setting::Stopped(at));
    }

    fn set(&self, setting: Setting) {
        *self.setting.lock().expect("no holder of the clock panics") = setting;
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place where the simulator reads the machine's clock")]
fn machine() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

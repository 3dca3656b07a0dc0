//! People, policy, audit log: what each command does, and its twins.

use sanduq_domain::barcode;
use sanduq_domain::policy;
use sanduq_domain::user::Role;
use sanduq_till::people::Person;

use crate::desk::Desk;
use crate::fault::{Code, Fault};
use crate::handlers::app_show;
use crate::twins::{amount, western};
use crate::wire;

pub(crate) async fn people_show(desk: &Desk, _: wire::Nothing) -> Result<wire::People, Fault> {
    let actor = desk.actor()?;
    let person = |person: Person| wire::Person {
        kept: person.active && person.name != actor.name && actor.role.may_keep(person.role),
        name: person.name,
        role: person.role.into(),
        active: person.active,
        pin_is_own: person.pin_is_own,
    };
    Ok(wire::People {
        people: desk.till().people(&actor)?.into_iter().map(person).collect(),
        roles: Role::ALL.into_iter().filter(|role| actor.role.may_keep(*role)).map(wire::Role::from).collect(),
    })
}

pub(crate) async fn person_add(desk: &Desk, request: wire::PersonAdd) -> Result<wire::NewPin, Fault> {
    let pin = desk.till().add_person(&desk.actor()?, &request.name, request.role.into())?;
    Ok(wire::NewPin { name: request.name.trim().to_owned(), pin: pin.reveal().to_owned() })
}

pub(crate) async fn pin_reset(desk: &Desk, request: wire::PersonPick) -> Result<wire::NewPin, Fault> {
    let pin = desk.till().reset_pin(&desk.actor()?, &request.name)?;
    Ok(wire::NewPin { name: request.name, pin: pin.reveal().to_owned() })
}

pub(crate) async fn person_role(desk: &Desk, request: wire::PersonAdd) -> Result<wire::People, Fault> {
    desk.till().set_role(&desk.actor()?, &request.name, request.role.into())?;
    people_show(desk, wire::Nothing {}).await
}

pub(crate) async fn person_remove(desk: &Desk, request: wire::PersonPick) -> Result<wire::People, Fault> {
    desk.till().remove_person(&desk.actor()?, &request.name)?;
    people_show(desk, wire::Nothing {}).await
}

pub(crate) async fn pin_change(desk: &Desk, request: wire::PinChange) -> Result<wire::AppState, Fault> {
    let changed = desk.till().change_pin(&desk.actor()?, &request.old, &request.new)?;
    desk.seat(Some(changed));
    app_show(desk, wire::Nothing {}).await
}

pub(crate) async fn policy_set(desk: &Desk, request: wire::Policy) -> Result<wire::AppState, Fault> {
    desk.till().set_policy(&desk.actor()?, &policy_of(request)?)?;
    app_show(desk, wire::Nothing {}).await
}

pub(crate) async fn audit_list(desk: &Desk, request: wire::AuditList) -> Result<wire::AuditLog, Fault> {
    let rows = desk.till().audit_log(&desk.actor()?, request.before)?;
    let entry = |row: sanduq_till::auditor::AuditRow| wire::AuditEntry {
        id: row.id,
        at: row.at.unix_millis(),
        user: row.user,
        event: row.event,
        details: row.details,
    };
    Ok(wire::AuditLog { entries: rows.into_iter().map(entry).collect() })
}

fn policy_of(wanted: wire::Policy) -> Result<policy::Policy, Fault> {
    let percent = |text: &str| {
        let unfit = |error: sanduq_domain::decimal::DecimalError| Fault::new(Code::PolicyUnfit, error.to_string());
        western(text).parse().map_err(unfit)
    };
    let prefix = |known: &wire::ScalePrefix| barcode::ScalePrefix {
        prefix: known.prefix,
        meaning: match known.meaning {
            wire::ScaleMeaning::Weight => barcode::ScaleMeaning::Weight,
            wire::ScaleMeaning::Price => barcode::ScaleMeaning::Price,
        },
    };
    Ok(policy::Policy {
        cashier_discount: percent(&wanted.cashier_discount)?,
        supervisor_discount: percent(&wanted.supervisor_discount)?,
        cashier_return: amount(&wanted.cashier_return)?,
        supervisor_return: amount(&wanted.supervisor_return)?,
        cash_rounding: amount(&wanted.cash_rounding)?,
        company_asked_at: amount(&wanted.company_asked_at)?,
        auto_lock_minutes: wanted.auto_lock_minutes,
        day_begins: wanted.day_begins,
        scale_prefixes: wanted.scale_prefixes.iter().map(prefix).collect(),
        theme: match wanted.theme {
            wire::Theme::System => policy::Theme::System,
            wire::Theme::Light => policy::Theme::Light,
            wire::Theme::Dark => policy::Theme::Dark,
        },
        digits: match wanted.digits {
            wire::Digits::Western => policy::Digits::Western,
            wire::Digits::Arabic => policy::Digits::Arabic,
        },
        keypad: match wanted.keypad {
            wire::Keypad::Telephone => policy::Keypad::Telephone,
            wire::Keypad::Calculator => policy::Keypad::Calculator,
        },
        sounds: wanted.sounds,
        support: wanted.support.trim().to_owned(),
    })
}

impl From<policy::Policy> for wire::Policy {
    fn from(policy: policy::Policy) -> Self {
        let prefix = |known: barcode::ScalePrefix| wire::ScalePrefix {
            prefix: known.prefix,
            meaning: match known.meaning {
                barcode::ScaleMeaning::Weight => wire::ScaleMeaning::Weight,
                barcode::ScaleMeaning::Price => wire::ScaleMeaning::Price,
            },
        };
        wire::Policy {
            cashier_discount: policy.cashier_discount.to_string(),
            supervisor_discount: policy.supervisor_discount.to_string(),
            cashier_return: policy.cashier_return.to_string(),
            supervisor_return: policy.supervisor_return.to_string(),
            cash_rounding: policy.cash_rounding.to_string(),
            company_asked_at: policy.company_asked_at.to_string(),
            auto_lock_minutes: policy.auto_lock_minutes,
            day_begins: policy.day_begins,
            scale_prefixes: policy.scale_prefixes.into_iter().map(prefix).collect(),
            theme: match policy.theme {
                policy::Theme::System => wire::Theme::System,
                policy::Theme::Light => wire::Theme::Light,
                policy::Theme::Dark => wire::Theme::Dark,
            },
            digits: match policy.digits {
                policy::Digits::Western => wire::Digits::Western,
                policy::Digits::Arabic => wire::Digits::Arabic,
            },
            keypad: match policy.keypad {
                policy::Keypad::Telephone => wire::Keypad::Telephone,
                policy::Keypad::Calculator => wire::Keypad::Calculator,
            },
            sounds: policy.sounds,
            support: policy.support,
        }
    }
}

impl From<wire::Role> for Role {
    fn from(role: wire::Role) -> Self {
        match role {
            wire::Role::Cashier => Role::Cashier,
            wire::Role::Supervisor => Role::Supervisor,
            wire::Role::Manager => Role::Manager,
            wire::Role::Owner => Role::Owner,
            wire::Role::Installer => Role::Installer,
        }
    }
}

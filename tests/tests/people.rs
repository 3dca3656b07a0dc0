//! Who may do what: roles, PINs that are told once, and every command against every role.

#![allow(clippy::unwrap_used, reason = "tests")]

use sanduq_commands::fault::Code;
use sanduq_commands::table::{Access, COMMANDS};
use sanduq_domain::user::Role;
use serde_json::{Value, json};
use till_box::{OWNER, PIN, TillBox};

mod till_box;

#[tokio::test(flavor = "multi_thread")]
async fn a_one_time_pin_opens_the_till_once_and_only_to_be_changed() {
    let till = TillBox::ready().await;
    let drawn = till.ok("person_add", json!({ "name": "ليلى", "role": "cashier" })).await;
    let pin = drawn["pin"].as_str().unwrap();
    assert_eq!(pin.len(), 6);
    let state = till.sign_in("ليلى", pin).await;
    assert_eq!((&state["phase"], &state["session"]["user"]["name"]), (&json!("pin_change"), &json!("ليلى")));
    for row in COMMANDS.iter().filter(|row| matches!(row.access, Access::Needs(_))) {
        assert_eq!(till.refused(row.name, json!({})).await, Code::PinToBeChanged, "{}", row.name);
    }
    let change = |old: &str, new: &str| json!({ "old": old, "new": new });
    assert_eq!(till.refused("pin_change", change(pin, pin)).await, Code::SamePin);
    let arabic: String = pin.chars().map(|c| char::from_u32('٠' as u32 + c as u32 - '0' as u32).unwrap()).collect();
    assert_eq!(till.refused("pin_change", change(pin, &arabic)).await, Code::SamePin, "spelt otherwise");
    assert_eq!(till.refused("pin_change", change(pin, "1234")).await, Code::PinGuessable);
    assert_eq!(till.refused("pin_change", change("918273", "7391")).await, Code::WrongPin);
    // He leaves without choosing one: what others know opens nothing any more.
    till.ok("session_close", json!({})).await;
    assert_eq!(till.refused("session_open", json!({ "user": "ليلى", "pin": pin })).await, Code::PinSpent);

    till.sign_in(OWNER, PIN).await;
    let drawn = till.ok("pin_reset", json!({ "name": "ليلى" })).await;
    let pin = drawn["pin"].as_str().unwrap();
    till.sign_in("ليلى", pin).await;
    assert_eq!(till.ok("pin_change", change(pin, "7391")).await["phase"], "ready");
    assert_eq!(till.refused("session_open", json!({ "user": "ليلى", "pin": pin })).await, Code::WrongPin);
    assert_eq!(till.sign_in("ليلى", "7391").await["phase"], "ready");
    for told in [pin, "7391"] {
        let database = std::fs::read(till_box::home(&till.folder).database()).unwrap();
        assert!(!database.windows(told.len() + 2).any(|found| found == format!("\"{told}\"").as_bytes()));
    }
    assert_eq!(till.refused("pin_change", change("1111", "8264")).await, Code::WrongPin);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_rises_by_himself_and_an_owner_stays() {
    let till = TillBox::ready().await;
    till.person("هند", "manager", "8264").await;
    till.person("ليلى", "cashier", "7391").await;
    let role = |name: &str, role: &str| json!({ "name": name, "role": role });
    assert_eq!(till.refused("person_add", role("ليلى", "cashier")).await, Code::UserNameTaken);
    assert_eq!(till.refused("person_role", role(OWNER, "manager")).await, Code::NotOneself);
    assert_eq!(till.refused("person_remove", json!({ "name": OWNER })).await, Code::NotOneself);
    assert_eq!(till.refused("pin_reset", json!({ "name": "أحد" })).await, Code::UnknownUser);

    till.sign_in("هند", "8264").await;
    let people = till.ok("people_show", json!({})).await;
    assert_eq!(people["roles"], json!(["cashier", "supervisor"]));
    let kept: Vec<_> = people["people"].as_array().unwrap().iter().map(|person| person["kept"].clone()).collect();
    assert_eq!(kept, [json!(false), json!(false), json!(true)], "the owner, herself, the cashier");
    assert_eq!(till.refused("person_role", role("ليلى", "manager")).await, Code::NotPermitted);
    assert_eq!(till.refused("pin_reset", json!({ "name": OWNER })).await, Code::NotPermitted);
    assert_eq!(till.refused("person_add", role("خالد", "owner")).await, Code::NotPermitted);
    till.ok("person_role", role("ليلى", "supervisor")).await;
    till.ok("person_remove", json!({ "name": "ليلى" })).await;
    assert_eq!(till.refused("session_open", json!({ "user": "ليلى", "pin": "7391" })).await, Code::WrongPin);
    let state = till.ok("app_show", json!({})).await;
    assert!(state["users"].as_array().unwrap().iter().all(|user| user["name"] != "ليلى"));
    // She comes back, with what she did before still under her name.
    let drawn = till.ok("person_add", role("ليلى", "cashier")).await;
    till.sign_in("ليلى", drawn["pin"].as_str().unwrap()).await;
    till.ok("pin_change", json!({ "old": drawn["pin"], "new": "9173" })).await;

    // A second owner may remove the first; the last may not be removed.
    till.sign_in(OWNER, PIN).await;
    till.person("خالد", "owner", "6042").await;
    till.sign_in("خالد", "6042").await;
    till.ok("person_role", role(OWNER, "cashier")).await;
    till.ok("person_remove", json!({ "name": OWNER })).await;
    assert_eq!(till.refused("person_role", role("خالد", "manager")).await, Code::NotOneself);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_till_keeps_its_basket_for_whoever_comes() {
    let till = TillBox::ready().await;
    till.person("ليلى", "cashier", "7391").await;
    let cart = till.scan(till_box::MILK).await;
    let state = till.ok("session_lock", json!({ "reason": "idle" })).await;
    assert_eq!((&state["phase"], &state["last_user"]), (&json!("signed_out"), &json!(OWNER)));
    assert_eq!(till.refused("cart_show", json!({})).await, Code::SignInNeeded);
    till.sign_in("ليلى", "7391").await;
    assert_eq!(till.ok("cart_show", json!({})).await["lines"], cart["lines"]);
    till.sign_in(OWNER, PIN).await;
    assert_eq!(till.noted("till_locked_itself").await, 1);
}

/// A screen that hangs or is gone locks nothing: then the till does.
#[tokio::test(flavor = "multi_thread")]
async fn a_till_that_nobody_touches_locks_itself_without_a_screen() {
    let till = TillBox::ready().await;
    let minutes = |count: u64| till.hand.advance(std::time::Duration::from_secs(60 * count));
    assert_eq!(till.ok("app_show", json!({})).await["policy"]["auto_lock_minutes"], 10);
    // What screens ask by themselves is nobody's hand; what somebody does is.
    minutes(7);
    till.scan(till_box::MILK).await;
    minutes(7);
    till.ok("cart_show", json!({})).await;
    till.ok("session_touch", json!({})).await;
    minutes(10);
    till.ok("cart_show", json!({})).await;
    minutes(2);
    assert_eq!(till.refused("cart_show", json!({})).await, Code::SignInNeeded);
    assert_eq!(till.refused("session_touch", json!({})).await, Code::SignInNeeded);
    assert_eq!(till.ok("app_show", json!({})).await["phase"], "signed_out");
    till.sign_in(OWNER, PIN).await;
    assert_eq!(till.noted("till_locked_itself").await, 1);
    // A shop may have none of it.
    let mut policy = till.ok("app_show", json!({})).await["policy"].clone();
    policy["auto_lock_minutes"] = json!(0);
    till.ok("policy_set", policy).await;
    minutes(600);
    till.ok("cart_show", json!({})).await;
}

/// What the table says is what happens: each command, asked by somebody of each role.
#[tokio::test(flavor = "multi_thread")]
async fn every_command_is_refused_to_every_role_that_may_not() {
    let till = TillBox::ready().await;
    let people = [
        (Role::Cashier, "ليلى", "7391"),
        (Role::Supervisor, "هند", "8264"),
        (Role::Manager, "سعد", "5193"),
        (Role::Installer, "ناصر", "5937"),
    ];
    for (role, name, pin) in people {
        till.person(name, role.key(), pin).await;
    }
    let mut asked = 0;
    for (role, name, pin) in people.into_iter().chain([(Role::Owner, OWNER, PIN)]) {
        till.sign_in(name, pin).await;
        for row in COMMANDS {
            let Access::Needs(permission) = row.access else { continue };
            // What its request lacks is found out after who asks.
            let answer = till.call(row.name, json!({ "not": "a request" })).await;
            let refused = matches!(&answer, Err(fault) if fault.code == Code::NotPermitted);
            assert_eq!(refused, !role.may(permission), "{} by {}: {answer:?}", row.name, role.key());
            asked += 1;
        }
    }
    assert!(asked > 5 * 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_is_kept_and_its_changes_are_noted() {
    let till = TillBox::ready().await;
    let mut policy = till.ok("app_show", json!({})).await["policy"].clone();
    policy["cashier_discount"] = json!("٢٥");
    policy["theme"] = json!("dark");
    let kept = till.ok("policy_set", policy.clone()).await["policy"].clone();
    assert_eq!((&kept["cashier_discount"], &kept["theme"]), (&json!("25"), &json!("dark")));
    policy["cashier_discount"] = json!("101");
    assert_eq!(till.refused("policy_set", policy).await, Code::PolicyUnfit);
    let log: Value = till.ok("audit_list", json!({ "before": null })).await;
    assert!(log["entries"].as_array().unwrap().iter().any(|entry| entry["event"] == "policy_changed"));
}

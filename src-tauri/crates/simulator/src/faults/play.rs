//! What a fault does to one request: in place of the judgement, or to its answer.

use std::sync::Arc;
use std::time::Duration as Wait;

use serde_json::{Value, json};
use time::Duration;

use super::armed::Strike;
use super::{EmptyRejection, FaultKind, UnprovenSuccess, When, shapes};
use crate::data_plane::Plane;
use crate::gateway::{Asked, Delivery, Operation, Twist};
use crate::line::Knife;
use crate::reply::{self, DUPLICATE, DuplicateForm, Reply, Transmission};

/// Under the judgement itself: what of it the fault changes, and whether the client will hear of it.
pub(crate) fn twist(fault: Option<&FaultKind>) -> (Twist, Delivery) {
    let mut twist = Twist::default();
    match fault {
        Some(FaultKind::Misissue { flaw }) => twist.flaw = Some(*flaw),
        Some(FaultKind::ClockSkew { seconds }) => twist.skew = Duration::seconds(*seconds),
        Some(FaultKind::Severity { code, severity }) => twist.severity = Some((code.clone(), *severity)),
        _ => {}
    }
    let delivery = match fault {
        Some(
            FaultKind::CommitThenHang
            | FaultKind::CommitThenReset
            | FaultKind::CommitThenStatus { .. }
            | FaultKind::ResetMidBody { .. }
            | FaultKind::TruncatedJson { .. }
            | FaultKind::WrongContentLength { .. }
            | FaultKind::ChunkStall { .. }
            // Whole, but more than a careful client reads.
            | FaultKind::BigBody { .. }
            | FaultKind::DeepJson { .. }
            | FaultKind::ManyMessages { .. },
        ) => Delivery::Lost,
        _ => Delivery::Heard,
    };
    (twist, delivery)
}

/// `None` when no answer is sent: the connection is cut instead.
pub(crate) async fn play(plane: &Arc<Plane>, knife: &Knife, asked: Asked, strike: &Strike) -> Option<Reply> {
    if !strike.delay.is_zero() {
        plane.wait(strike.delay).await;
    }
    let Some(fault) = &strike.fault else { return Some(plane.answer(asked).await) };
    let reply = match fault {
        FaultKind::Latency { .. } | FaultKind::Refuse | FaultKind::ResetMidRequest => plane.answer(asked).await,
        FaultKind::ClockSkew { .. } | FaultKind::Severity { .. } | FaultKind::Misissue { .. } => {
            plane.answer(asked).await
        }

        FaultKind::Hang => return silence(plane, knife).await,
        FaultKind::Reset => return cut(knife),
        FaultKind::Status { code, body, retry_after } => {
            Reply { retry_after: *retry_after, ..instead(plane, *code, body.as_deref()) }
        }
        FaultKind::Throttle { retry_after, .. } => Reply { retry_after: *retry_after, ..Reply::of_status(429) },
        FaultKind::EmptyRejection { form } => empty_rejection(*form),
        FaultKind::UnprovenSuccess { form } => unproven_success(asked.operation, *form),
        FaultKind::ClearanceOff => Reply::clearance_off(),
        FaultKind::RedirectWithLocation { code } => Reply {
            location: Some(format!("/e-invoicing/{}/{ELSEWHERE}", asked.profile.name())),
            ..Reply::empty(*code)
        },

        FaultKind::CommitThenHang => {
            plane.answer(asked).await;
            return silence(plane, knife).await;
        }
        FaultKind::CommitThenReset => {
            plane.answer(asked).await;
            return cut(knife);
        }
        FaultKind::CommitThenStatus { code, body } => {
            plane.answer(asked).await;
            instead(plane, *code, body.as_deref())
        }
        FaultKind::ResetMidBody { when } => sent(plane, asked, *when, Transmission::Broken).await,
        FaultKind::TruncatedJson { when } => sent(plane, asked, *when, Transmission::Half).await,
        FaultKind::WrongContentLength { when } => sent(plane, asked, *when, Transmission::Short).await,
        FaultKind::ChunkStall { when } => sent(plane, asked, *when, Transmission::Stalled).await,

        FaultKind::FalseDuplicate { delay_ms } => {
            let operation = asked.operation;
            let reply = plane.answer(asked).await;
            plane.wait(Wait::from_millis(*delay_ms)).await;
            as_duplicate(operation, reply, DuplicateForm::LiveA)
        }
        FaultKind::DuplicateShape { form } => {
            let operation = asked.operation;
            as_duplicate(operation, plane.answer(asked).await, *form)
        }
        FaultKind::Shape { form } => {
            let hash = asked.hash.clone();
            shapes::reshaped(plane.answer(asked).await, *form, &hash)
        }
        FaultKind::BigBody { bytes } => shapes::with_big_body(plane.answer(asked).await, *bytes),
        FaultKind::DeepJson { depth } => shapes::with_deep_json(plane.answer(asked).await, *depth),
        FaultKind::ManyMessages { count } => shapes::with_many_messages(plane.answer(asked).await, *count),
    };
    Some(reply)
}

/// Behind the profile, where redirections lead: nobody is to go there.
pub(crate) const ELSEWHERE: &str = "elsewhere";

async fn silence(plane: &Plane, knife: &Knife) -> Option<Reply> {
    plane.until_closing().await;
    cut(knife)
}

fn cut(knife: &Knife) -> Option<Reply> {
    knife.cut();
    None
}

async fn sent(plane: &Arc<Plane>, asked: Asked, when: When, transmission: Transmission) -> Reply {
    let reply = match when {
        When::After => plane.answer(asked).await,
        When::Before => never_true(asked.operation),
    };
    Reply { transmission, ..reply }
}

/// What an acceptance would look like.
fn never_true(operation: Operation) -> Reply {
    match shape_of(operation) {
        Some(shape) => reply::verdict(shape, &[], None),
        None => Reply::json(200, "", &json!({ "requestID": 0, "dispositionMessage": "ISSUED", "errors": null })),
    }
}

fn instead(plane: &Plane, code: u16, body: Option<&str>) -> Reply {
    match body {
        Some(body) if body.trim_start().starts_with('<') => Reply::text(code, "text/html", body),
        Some(body) => Reply::text(code, "application/json", body),
        None if code == 401 => plane.gateway.unauthorized(plane.gateway.clock.now()),
        None => Reply::of_status(code),
    }
}

fn empty_rejection(form: EmptyRejection) -> Reply {
    let nothing = json!({"type": null, "code": null, "category": null, "message": null, "status": null});
    match form {
        EmptyRejection::Null => {
            let results = json!({
                "infoMessages": [], "warningMessages": [], "errorMessages": [nothing], "status": "ERROR",
            });
            Reply::json(400, "", &json!({ "validationResults": results, "reportingStatus": null }))
        }
        EmptyRejection::Empty => Reply::empty(400),
        EmptyRejection::Html => Reply::html(400),
    }
}

fn unproven_success(operation: Operation, form: UnprovenSuccess) -> Reply {
    match form {
        UnprovenSuccess::Empty => Reply::empty(200),
        UnprovenSuccess::Braces => Reply::json(200, "", &json!({})),
        UnprovenSuccess::Html => Reply::html(200),
        UnprovenSuccess::ButError | UnprovenSuccess::NotReported => {
            let mut reply = never_true(operation);
            let Ok(mut body) = serde_json::from_str::<Value>(&reply.body) else { return reply };
            if form == UnprovenSuccess::ButError {
                let error = json!([{"type": "ERROR", "code": "BR-SIM", "category": "KSA", "message": "No.",
                                    "status": "ERROR"}]);
                body["validationResults"]["errorMessages"] = error;
            } else {
                for word in ["reportingStatus", "clearanceStatus"] {
                    if let Some(text) = body[word].as_str().map(|text| format!("NOT_{text}")) {
                        body[word] = Value::from(text);
                    }
                }
            }
            reply.body = body.to_string();
            reply
        }
    }
}

/// A rejection stays one: only what stands accepted can be told as accepted before.
fn as_duplicate(operation: Operation, reply: Reply, form: DuplicateForm) -> Reply {
    let accepted = (200..300).contains(&reply.status) || reply.verdict == DUPLICATE;
    let Some(shape) = shape_of(operation).filter(|_| accepted) else { return reply };
    let body: Value = serde_json::from_str(&reply.body).unwrap_or_default();
    reply::duplicate(shape, form, body["clearedInvoice"].as_str())
}

fn shape_of(operation: Operation) -> Option<reply::Shape> {
    match operation {
        Operation::Reporting => Some(reply::Shape::Reporting),
        Operation::Clearance => Some(reply::Shape::Clearance),
        Operation::CheckCompliance => Some(reply::Shape::ComplianceSimplified),
        Operation::RequestCompliance | Operation::RequestProduction | Operation::RenewProduction => None,
    }
}

impl Plane {
    pub(crate) async fn until_closing(&self) {
        // The sender is gone only when the server is: then there is nothing to wait for either.
        let _ = self.closing.clone().wait_for(|closing| *closing).await;
    }

    async fn wait(&self, time: Wait) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.until_closing() => {}
        }
    }
}

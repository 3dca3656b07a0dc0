//! The table: each way in which the gateway is known to fail, and where it ends. Until the sky is clear sales go on; then
//! the same bytes go again, and the authority has each document once.

use sanduq_simulator::FaultKind::*;
use sanduq_simulator::{
    DuplicateForm, EmptyRejection, FaultKind, Flaw, Operation, Severity as Weight, Shape, UnprovenSuccess, When,
};
use sanduq_till::dashboard::Standing::{Pending, Rejected, Reported, ReportedWithWarnings, Unknown};
use sanduq_till::sync::line::Refusal::{Answers, Configuration, Credentials, Forbidden, WrongAddress};

use crate::row::{
    End, OFFLINE, ONLINE, Row, Sky, Told, as_usual, clear, onboard, refused, renew, renews_at_once, repeats_nothing,
    repeats_the_same, report, status, told,
};

use End::{Accepted, Held, InOrder, Stopped, WithoutCopy};
use When::{After, Before};

/// A day and a minute.
const DAY: i64 = 24 * 60 * 60 + 60;
const SERVER_A: &str = r#"{"code":"Invalid-Request","message":"x"}"#;
const SERVER_B: &str = r#"{"category":"HTTP-Errors","code":"500","message":"x"}"#;
const HTML: &str = "<html>nginx</html>";

pub(crate) fn rows() -> Vec<Row> {
    [reached(), lost(), refusals(), unjudged(), duplicates(), unproven(), shapes(), levers(), units()].concat()
}

/// Late, or not reached at all: nothing is unknown.
fn reached() -> Vec<Row> {
    vec![
        report("latency", Latency { ms: 30, jitter_ms: 10 }, Reported, ONLINE, Accepted(200)),
        clear("latency", Latency { ms: 30, jitter_ms: 10 }, Reported, ONLINE, Accepted(200)),
        report("refuse", Refuse, Pending, OFFLINE, Accepted(200)),
        clear("refuse", Refuse, Pending, OFFLINE, Accepted(200)),
        report("dns", Sky::NoName, Pending, OFFLINE, Accepted(200)),
        report("tls_bad_cert", Sky::Impostor, Pending, OFFLINE, Accepted(200)),
        clear("tls_bad_cert", Sky::Impostor, Pending, OFFLINE, Accepted(200)),
    ]
}

/// No answer, or half of one: unknown until the same bytes have gone again.
fn lost() -> Vec<Row> {
    let late = |code| CommitThenStatus { code, body: None };
    vec![
        report("hang", Hang, Unknown, OFFLINE, Accepted(200)),
        clear("hang", Hang, Unknown, OFFLINE, Accepted(200)),
        report("commit_then_hang", CommitThenHang, Unknown, OFFLINE, Accepted(409)),
        clear("commit_then_hang", CommitThenHang, Unknown, OFFLINE, Accepted(208)),
        report("commit_then_reset", CommitThenReset, Unknown, OFFLINE, Accepted(409)),
        clear("commit_then_reset", CommitThenReset, Unknown, OFFLINE, Accepted(208)),
        report("commit_then_504_html", late(504), Unknown, OFFLINE, Accepted(409)),
        clear("commit_then_504_html", late(504), Unknown, OFFLINE, Accepted(208)),
        report("reset", Reset, Unknown, OFFLINE, Accepted(200)),
        report("reset_mid_request", ResetMidRequest, Unknown, OFFLINE, Accepted(200)),
        clear("reset_mid_request", ResetMidRequest, Unknown, OFFLINE, Accepted(200)),
        report("reset_mid_body, before", ResetMidBody { when: Before }, Unknown, OFFLINE, Accepted(200)),
        report("reset_mid_body, after", ResetMidBody { when: After }, Unknown, OFFLINE, Accepted(409)),
        clear("reset_mid_body, after", ResetMidBody { when: After }, Unknown, OFFLINE, Accepted(208)),
        report("truncated_json, before", TruncatedJson { when: Before }, Unknown, refused(Answers), Accepted(200)),
        report("truncated_json, after", TruncatedJson { when: After }, Unknown, refused(Answers), Accepted(409)),
        clear("truncated_json, after", TruncatedJson { when: After }, Unknown, refused(Answers), Accepted(208)),
        report("wrong_content_length, before", WrongContentLength { when: Before }, Unknown, OFFLINE, Accepted(200)),
        report("wrong_content_length, after", WrongContentLength { when: After }, Unknown, OFFLINE, Accepted(409)),
        clear("wrong_content_length, after", WrongContentLength { when: After }, Unknown, OFFLINE, Accepted(208)),
        report("chunk_stall, before", ChunkStall { when: Before }, Unknown, OFFLINE, Accepted(200)),
        report("chunk_stall, after", ChunkStall { when: After }, Unknown, OFFLINE, Accepted(409)),
        clear("chunk_stall, after", ChunkStall { when: After }, Unknown, OFFLINE, Accepted(208)),
        report("500, form A", told(500, SERVER_A), Unknown, OFFLINE, Accepted(200)),
        report("500, form B", told(500, SERVER_B), Unknown, OFFLINE, Accepted(200)),
        report("500, empty", told(500, ""), Unknown, OFFLINE, Accepted(200)),
        clear("500, empty", told(500, ""), Unknown, OFFLINE, Accepted(200)),
        report("502, HTML", status(502), Unknown, OFFLINE, Accepted(200)),
        report("503, HTML", status(503), Unknown, OFFLINE, Accepted(200)),
        report("504, HTML", status(504), Unknown, OFFLINE, Accepted(200)),
        clear("504, HTML", status(504), Unknown, OFFLINE, Accepted(200)),
    ]
}

/// Certainly not judged. Where the till itself is refused, its queue stops; its sales do not.
fn refusals() -> Vec<Row> {
    let later = |retry_after| Status { code: 429, body: None, retry_after };
    let limited = Throttle { per_second: 0, retry_after: Some(1) };
    let elsewhere = |code| RedirectWithLocation { code };
    vec![
        report("429", later(None), Pending, ONLINE, InOrder(200)),
        report("429, retry_after", later(Some(7)), Pending, ONLINE, InOrder(200)),
        report("429, with a body", told(429, SERVER_A), Pending, ONLINE, InOrder(200)),
        report("rolling limit", limited.clone(), Pending, ONLINE, InOrder(200)),
        clear("rolling limit", limited, Pending, ONLINE, Accepted(200)),
        report("401, JSON", status(401), Pending, refused(Credentials), Accepted(200)),
        report("401, empty", told(401, ""), Pending, refused(Credentials), Accepted(200)),
        clear("401, JSON", status(401), Pending, refused(Credentials), Accepted(200)),
        report("403, HTML", told(403, HTML), Pending, refused(Forbidden), Accepted(200)),
        clear("403, HTML", told(403, HTML), Pending, refused(Forbidden), Accepted(200)),
        report("404", status(404), Pending, refused(WrongAddress), Accepted(200)),
        report("405", status(405), Pending, refused(WrongAddress), Accepted(200)),
        report("406", status(406), Pending, refused(Configuration), Accepted(200)),
        report("415", status(415), Pending, refused(Configuration), Accepted(200)),
        report("clearance_off, of a simplified document", ClearanceOff, Pending, refused(WrongAddress), Accepted(200)),
        report("redirect_with_location, 303", elsewhere(303), Pending, refused(WrongAddress), Accepted(200)),
        report("redirect_with_location, 307", elsewhere(307), Pending, refused(WrongAddress), Accepted(200)),
        clear("redirect_with_location, 307", elsewhere(307), Pending, refused(WrongAddress), Accepted(200)),
    ]
}

/// Answered again and again without one word of why: a person is asked.
fn unjudged() -> Vec<Row> {
    let rejection = |form| FaultKind::EmptyRejection { form };
    vec![
        report("null_400", rejection(EmptyRejection::Null), Pending, ONLINE, Held(3)),
        report("empty_400", rejection(EmptyRejection::Empty), Pending, ONLINE, Held(3)),
        report("html_400", rejection(EmptyRejection::Html), Pending, ONLINE, Held(3)),
        clear("null_400", rejection(EmptyRejection::Null), Pending, ONLINE, Held(3)),
        report("413, HTML", status(413), Pending, ONLINE, Held(2)),
        clear("413, HTML", status(413), Pending, ONLINE, Held(2)),
    ]
}

/// Told as accepted before: at the first sending, or in any form after a lost acceptance.
fn duplicates() -> Vec<Row> {
    let again = |form| Sky::ThenAgain(DuplicateShape { form });
    let late = FalseDuplicate { delay_ms: 40 };
    vec![
        report("false_duplicate", late.clone(), Reported, ONLINE, Accepted(409)),
        clear("false_duplicate", late, Reported, ONLINE, Accepted(208)),
        report("duplicate_shape, swg", again(DuplicateForm::Swg), Unknown, OFFLINE, Accepted(409)),
        clear("duplicate_shape, swg", again(DuplicateForm::Swg), Unknown, OFFLINE, Accepted(208)),
        report("duplicate_shape, live_a", again(DuplicateForm::LiveA), Unknown, OFFLINE, Accepted(409)),
        clear("duplicate_shape, live_a", again(DuplicateForm::LiveA), Unknown, OFFLINE, Accepted(208)),
        report("duplicate_shape, live_b", again(DuplicateForm::LiveB), Unknown, OFFLINE, Accepted(409)),
        clear("duplicate_shape, live_b", again(DuplicateForm::LiveB), Unknown, OFFLINE, Accepted(208)),
        report("duplicate_shape, message_only", again(DuplicateForm::MessageOnly), Unknown, OFFLINE, Accepted(409)),
        clear("duplicate_shape, message_only", again(DuplicateForm::MessageOnly), Unknown, OFFLINE, WithoutCopy(208)),
        report("duplicate_shape, earlier", again(DuplicateForm::Earlier), Unknown, OFFLINE, Accepted(409)),
        clear("duplicate_shape, earlier", again(DuplicateForm::Earlier), Unknown, OFFLINE, Accepted(208)),
        clear("duplicate_shape, no_cleared", again(DuplicateForm::NoCleared), Unknown, OFFLINE, WithoutCopy(208)),
        report("duplicate_shape, empty", again(DuplicateForm::Empty), Unknown, OFFLINE, Accepted(409)),
        clear("duplicate_shape, empty", again(DuplicateForm::Empty), Unknown, OFFLINE, WithoutCopy(208)),
        clear("dup_on_clearance_as_409", again(DuplicateForm::Conflict), Unknown, OFFLINE, WithoutCopy(409)),
    ]
}

/// A success that proves nothing is none, nor is what is larger or deeper than an answer can be.
fn unproven() -> Vec<Row> {
    let success = |form| FaultKind::UnprovenSuccess { form };
    let answers = refused(Answers);
    vec![
        report("200_empty", success(UnprovenSuccess::Empty), Unknown, answers, Accepted(200)),
        clear("200_empty", success(UnprovenSuccess::Empty), Unknown, answers, Accepted(200)),
        report("200_{}", success(UnprovenSuccess::Braces), Unknown, answers, Accepted(200)),
        clear("200_{}", success(UnprovenSuccess::Braces), Unknown, answers, Accepted(200)),
        report("200_html", success(UnprovenSuccess::Html), Unknown, answers, Accepted(200)),
        clear("200_html", success(UnprovenSuccess::Html), Unknown, answers, Accepted(200)),
        report("200_but_error", success(UnprovenSuccess::ButError), Unknown, answers, Accepted(200)),
        clear("200_but_error", success(UnprovenSuccess::ButError), Unknown, answers, Accepted(200)),
        report("200_not_reported", success(UnprovenSuccess::NotReported), Unknown, answers, Accepted(200)),
        clear("200_not_cleared", success(UnprovenSuccess::NotReported), Unknown, answers, Accepted(200)),
        report("big_body", BigBody { bytes: 9 << 20 }, Unknown, OFFLINE, Accepted(409)),
        clear("big_body", BigBody { bytes: 9 << 20 }, Unknown, OFFLINE, Accepted(208)),
        report("deep_json", DeepJson { depth: 5_000 }, Unknown, answers, Accepted(409)),
        clear("deep_json", DeepJson { depth: 5_000 }, Unknown, answers, Accepted(208)),
        report("many_messages, too many", ManyMessages { count: 20_000 }, Unknown, OFFLINE, Accepted(409)),
        report("many_messages", ManyMessages { count: 200 }, ReportedWithWarnings, ONLINE, Accepted(200)),
    ]
}

/// Each shape of an answer, and of an acceptance, a warning and a rejection in it: the same verdict as the plain one.
fn shapes() -> Vec<Row> {
    [
        ("shape, single_object", Shape::SingleObject),
        ("shape, top_level", Shape::TopLevel),
        ("shape, erroMessages", Shape::ErroMessages),
        ("shape, error_singular", Shape::ErrorSingular),
        ("shape, string_errors", Shape::StringErrors),
        ("shape, null codes", Shape::NullCodes),
        ("shape, legacy_v1", Shape::LegacyV1),
        ("shape, bom", Shape::Bom),
        ("shape, lowercase_status", Shape::LowercaseStatus),
        ("shape, json_in_string", Shape::JsonInString),
        ("shape, extra_fields", Shape::ExtraFields),
        ("accept_language_text", Shape::Arabic),
    ]
    .into_iter()
    .flat_map(|(failure, form)| {
        let shape = FaultKind::Shape { form };
        let late = Sky::At(DAY, Some(shape.clone()));
        [
            report(failure, shape.clone(), Reported, ONLINE, Accepted(200)),
            clear(failure, shape.clone(), Reported, ONLINE, Accepted(200)),
            report(failure, late, ReportedWithWarnings, ONLINE, Accepted(202)),
            report(failure, Sky::Stricter(shape), Rejected, ONLINE, End::Rejected),
        ]
    })
    .collect()
}

/// What is done in the portal, at the gateway or at the machine's clock.
fn levers() -> Vec<Row> {
    let weight = |code: &str, severity| Severity { code: code.into(), severity };
    let (error, warning) = (Weight::Error, Weight::Warning);
    let skew = |seconds| ClockSkew { seconds };
    vec![
        clear("clearance_off", Sky::Lever(|till| till.clearance(false)), Reported, ONLINE, Accepted(200)),
        report("revoke", Sky::Lever(|till| till.revoke()), Pending, refused(Credentials), Stopped),
        report("csid_expire_at", Sky::Lever(|till| till.expire()), Pending, refused(Credentials), Stopped),
        report("secret_rotate", Sky::Lever(|till| till.rotate()), Pending, refused(Credentials), Stopped),
        clear("revoke", Sky::Lever(|till| till.revoke()), Pending, refused(Credentials), Stopped),
        report("clock_skew, none", skew(0), Reported, ONLINE, Accepted(200)),
        report("clock_skew, the document is late", skew(DAY), ReportedWithWarnings, ONLINE, Accepted(202)),
        report("clock_skew, three days late", skew(3 * DAY), ReportedWithWarnings, ONLINE, Accepted(202)),
        report("clock_skew, the document is of tomorrow", skew(-DAY), Rejected, ONLINE, End::Rejected),
        report("the till is a day ahead", Sky::TillAhead(DAY.unsigned_abs()), Rejected, ONLINE, End::Rejected),
        report("severity, W→E", Sky::At(DAY, Some(weight("BR-KSA-98", error))), Rejected, ONLINE, End::Rejected),
        report(
            "severity, E→W",
            Sky::At(-DAY, Some(weight("BR-KSA-04", warning))),
            ReportedWithWarnings,
            ONLINE,
            Accepted(202),
        ),
    ]
}

/// The way to a CSID, and from one to the next.
fn units() -> Vec<Row> {
    use Operation::{CheckCompliance, RenewProduction, RequestCompliance, RequestProduction};
    let wrong = |flaw| Misissue { flaw };
    let gone = CommitThenStatus { code: 504, body: None };
    vec![
        onboard("otp_consumed_but_response_lost", (RequestCompliance, CommitThenReset), as_usual, Told::OtpSpent, 2),
        onboard("the same behind a 504", (RequestCompliance, gone.clone()), as_usual, Told::OtpSpent, 2),
        onboard("the question is lost", (RequestCompliance, Reset), as_usual, Told::Done, 1),
        onboard("check_response_lost", (CheckCompliance, CommitThenReset), as_usual, Told::Done, 1),
        onboard("check throttled", (CheckCompliance, status(429)), as_usual, Told::NotReached, 1),
        onboard("production_response_lost", (RequestProduction, CommitThenReset), as_usual, Told::Done, 1),
        onboard("the same, repeated", (RequestProduction, CommitThenReset), repeats_the_same, Told::Done, 1),
        onboard("the same, refused", (RequestProduction, CommitThenReset), repeats_nothing, Told::Refused, 2),
        onboard("misissue, other_key", (RequestProduction, wrong(Flaw::OtherKey)), as_usual, Told::NotThisUnits, 1),
        onboard("misissue, VAT", (RequestProduction, wrong(Flaw::OtherVatNumber)), as_usual, Told::NotThisUnits, 1),
        onboard("misissue, title", (RequestProduction, wrong(Flaw::OtherTitle)), as_usual, Told::NotThisUnits, 1),
        onboard("misissue, issuer", (RequestProduction, wrong(Flaw::OtherIssuer)), as_usual, Told::NotThisUnits, 1),
        onboard("misissue, expired", (RequestProduction, wrong(Flaw::Expired)), as_usual, Told::NotThisUnits, 1),
        onboard("misissue, first", (RequestCompliance, wrong(Flaw::OtherKey)), as_usual, Told::NotThisUnits, 2),
        renew("renewal_response_lost", (RenewProduction, CommitThenReset), as_usual, Told::OtpSpent, 2),
        renew("the same behind a 504", (RenewProduction, gone), as_usual, Told::OtpSpent, 2),
        renew("the same, granted at once", (RenewProduction, CommitThenReset), renews_at_once, Told::OtpSpent, 2),
        renew("the question is lost", (RenewProduction, Reset), as_usual, Told::Done, 1),
        renew("production_response_lost", (RequestProduction, CommitThenReset), as_usual, Told::Done, 1),
        renew("the same, repeated", (RequestProduction, CommitThenReset), repeats_the_same, Told::Done, 1),
        renew("the same, refused", (RequestProduction, CommitThenReset), repeats_nothing, Told::Refused, 2),
        renew("misissue, other_key", (RequestProduction, wrong(Flaw::OtherKey)), as_usual, Told::NotThisUnits, 1),
    ]
}

//! The same verdict in every shape that was seen or published: the client hears the same.

use fatoora_core::invoice::InvoiceSubType::{Simplified, Standard};
use sanduq_fatoora::{CsidOutcome, Outcome};
use sanduq_simulator::{DuplicateForm, Fault, FaultKind, Operation, Severity, Shape};
use serde_json::Value;

use crate::till::{Till, otp, simulator};

const SHAPES: [Shape; 12] = [
    Shape::SingleObject,
    Shape::TopLevel,
    Shape::ErroMessages,
    Shape::ErrorSingular,
    Shape::StringErrors,
    Shape::NullCodes,
    Shape::LegacyV1,
    Shape::Bom,
    Shape::LowercaseStatus,
    Shape::JsonInString,
    Shape::ExtraFields,
    Shape::Arabic,
];

fn once(kind: FaultKind) -> Fault {
    Fault::once(kind)
}

#[tokio::test]
async fn an_acceptance_is_one_in_every_shape() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    for form in SHAPES {
        let simplified = till.next(&production, Simplified);
        simulator.arm(once(FaultKind::Shape { form }));
        let answer = till.client.report(&production, &simplified).await;
        let plain = Outcome::Accepted { warnings: vec![], cleared: None };
        assert_eq!((answer.status, answer.outcome), (Some(200), plain), "{form:?}: {}", answer.body);

        let standard = till.next(&production, Standard);
        simulator.arm(once(FaultKind::Shape { form }));
        let answer = till.client.clear(&production, &standard).await;
        assert!(matches!(answer.outcome, Outcome::Accepted { cleared: Some(_), .. }), "{form:?}: {}", answer.body);
    }
    assert_eq!(simulator.violations().unwrap(), vec![]);
    simulator.stop().await;
}

#[tokio::test]
async fn warnings_and_rejections_survive_every_shape() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.shift_clock(25 * 60 * 60);
    for form in SHAPES {
        let late = till.next(&production, Simplified);
        simulator.arm(once(FaultKind::Shape { form }));
        let answer = till.client.report(&production, &late).await;
        assert_eq!(answer.status, Some(202));
        let Outcome::Accepted { warnings, .. } = answer.outcome else { panic!("{form:?}: {}", answer.body) };
        assert_eq!(warnings.len(), 1, "{form:?}: {}", answer.body);
    }
    simulator.set_severity(None, "BR-KSA-98", Severity::Error);
    for form in SHAPES {
        let late = till.next(&production, Simplified);
        simulator.arm(once(FaultKind::Shape { form }));
        let answer = till.client.report(&production, &late).await;
        assert_eq!(answer.status, Some(400));
        let Outcome::Rejected { errors } = answer.outcome else { panic!("{form:?}: {}", answer.body) };
        assert_eq!(errors.len(), 1, "{form:?}: {}", answer.body);
    }
    simulator.stop().await;
}

/// Looks at the text of an answer and at what it says.
type IsSo = fn(&str, &Value) -> bool;

#[tokio::test]
async fn each_shape_is_what_its_name_says() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.shift_clock(25 * 60 * 60);
    let is_so: [(Shape, IsSo); 12] = [
        (Shape::SingleObject, |_, body| body["validationResults"]["warningMessages"].is_object()),
        (Shape::TopLevel, |_, body| {
            body["warningMessages"].is_array() && body["validationResults"].get("warningMessages").is_none()
        }),
        (Shape::ErroMessages, |_, body| body["validationResults"]["erroMessages"].is_array()),
        (Shape::ErrorSingular, |_, body| body["reportingStatus"] == "REPORTED"),
        (Shape::StringErrors, |_, body| body["validationResults"]["warningMessages"][0].is_string()),
        (Shape::NullCodes, |_, body| body["validationResults"]["warningMessages"][0]["code"].is_null()),
        (Shape::LegacyV1, |_, body| body["status"] == "Reported" && body["invoiceHash"].is_string()),
        (Shape::Bom, |text, _| text.starts_with('\u{feff}')),
        (Shape::LowercaseStatus, |_, body| {
            body["reportingStatus"] == "reported" && body["validationResults"]["status"] == "warning"
        }),
        (Shape::JsonInString, |text, _| text.starts_with("\"{")),
        (Shape::ExtraFields, |_, body| body["traceId"].is_string()),
        (Shape::Arabic, |_, body| {
            let message = &body["validationResults"]["warningMessages"][0];
            message["code"] == "BR-KSA-98" && message["message"].as_str().is_some_and(|text| text.starts_with("رسالة"))
        }),
    ];
    for (form, is_so) in is_so {
        let late = till.next(&production, Simplified);
        simulator.arm(once(FaultKind::Shape { form }));
        let answer = till.client.report(&production, &late).await;
        let body = serde_json::from_str(answer.body.trim_start_matches('\u{feff}')).unwrap();
        assert!(is_so(&answer.body, &body), "{form:?}: {}", answer.body);
    }
    simulator.stop().await;
}

#[tokio::test]
async fn a_refused_csid_request_is_understood_with_errors_renamed() {
    let simulator = simulator().await;
    let till = Till::new(&simulator, "0100");
    let wrong = "000000".parse().unwrap();
    for form in [Shape::ErrorSingular, Shape::StringErrors, Shape::SingleObject, Shape::Bom] {
        simulator.arm(once(FaultKind::Shape { form }));
        let answer = till.client.request_compliance_csid(&wrong, &till.csr_pem).await;
        let refused = matches!(answer.outcome, CsidOutcome::WrongOtp { .. } | CsidOutcome::Refused { .. });
        assert!(refused, "{form:?}: {:?} {}", answer.outcome, answer.body);
    }
    simulator.arm(once(FaultKind::Shape { form: Shape::Bom }));
    let issued = till.client.request_compliance_csid(&otp(&simulator), &till.csr_pem).await.outcome;
    assert!(matches!(issued, CsidOutcome::Issued { .. }), "{issued:?}");
    simulator.stop().await;
}

#[tokio::test]
async fn a_duplicate_is_an_acceptance_in_every_form() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let forms = [
        (DuplicateForm::Swg, 208, true),
        (DuplicateForm::LiveA, 208, true),
        (DuplicateForm::LiveB, 208, true),
        (DuplicateForm::MessageOnly, 208, false),
        (DuplicateForm::Earlier, 208, true),
        (DuplicateForm::NoCleared, 208, false),
        (DuplicateForm::Empty, 208, false),
        (DuplicateForm::Conflict, 409, false),
    ];
    for (form, status, with_copy) in forms {
        let simplified = till.next(&production, Simplified);
        simulator.arm(once(FaultKind::DuplicateShape { form }).on(Operation::Reporting));
        let answer = till.client.report(&production, &simplified).await;
        let plain = Outcome::AlreadyAccepted { cleared: None };
        assert_eq!((answer.status, answer.outcome), (Some(409), plain), "{form:?}: {}", answer.body);

        let standard = till.next(&production, Standard);
        simulator.arm(once(FaultKind::DuplicateShape { form }).on(Operation::Clearance));
        let answer = till.client.clear(&production, &standard).await;
        let Outcome::AlreadyAccepted { cleared } = answer.outcome else { panic!("{form:?}: {}", answer.body) };
        assert_eq!((answer.status, cleared.is_some()), (Some(status), with_copy), "{form:?}");
    }
    assert_eq!(simulator.accepted().unwrap().len(), 16);
    simulator.stop().await;
}

#[tokio::test]
async fn many_warnings_are_still_an_acceptance() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    simulator.arm(once(FaultKind::ManyMessages { count: 300 }));
    let answer = till.client.report(&production, &document).await;
    let Outcome::Accepted { warnings, .. } = answer.outcome else { panic!("{:?}", answer.outcome) };
    assert_eq!(warnings.len(), 300);
    simulator.stop().await;
}

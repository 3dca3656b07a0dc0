//! The same verdict, worded otherwise: every shape in which a body of the gateway was seen or published.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::reply::Reply;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A list of one message is that message.
    SingleObject,
    /// Warnings and errors stand outside `validationResults`.
    TopLevel,
    /// `erroMessages`, as the published schema misspells it.
    ErroMessages,
    /// `error` in the place of `errors`.
    ErrorSingular,
    /// Messages are plain strings.
    StringErrors,
    /// `code` and `category` are null.
    NullCodes,
    /// `{"invoiceHash", "status", "warnings", "errors"}`
    LegacyV1,
    /// A byte order mark in front.
    Bom,
    LowercaseStatus,
    /// The whole JSON text inside a JSON string.
    JsonInString,
    ExtraFields,
    /// Message texts in Arabic.
    Arabic,
}

const LISTS: [&str; 3] = ["infoMessages", "warningMessages", "errorMessages"];

/// What is no JSON object keeps its shape.
pub(super) fn reshaped(reply: Reply, shape: Shape, hash: &str) -> Reply {
    let Ok(Value::Object(mut body)) = serde_json::from_str(&reply.body) else { return reply };
    match shape {
        Shape::Bom => return Reply { body: format!("\u{feff}{}", reply.body), ..reply },
        Shape::JsonInString => return Reply { body: Value::from(reply.body.as_str()).to_string(), ..reply },
        Shape::SingleObject => each_list(&mut body, |list| match list.as_mut_slice() {
            [only] => only.take(),
            _ => Value::Array(std::mem::take(list)),
        }),
        Shape::StringErrors => each_list(&mut body, |list| list.iter().map(text_of).collect()),
        Shape::NullCodes => each_message(&mut body, |message| {
            for field in ["code", "category"] {
                message.insert(field.to_owned(), Value::Null);
            }
        }),
        Shape::Arabic => each_message(&mut body, |message| {
            message.insert("message".to_owned(), json!("رسالة من بوابة فاتورة للمحاكاة"));
        }),
        Shape::TopLevel => {
            if let Some(Value::Object(results)) = body.get_mut("validationResults") {
                let outside: Vec<_> = LISTS[1..].iter().filter_map(|name| results.remove_entry(*name)).collect();
                body.extend(outside);
            }
        }
        Shape::ErroMessages => {
            if let Some(Value::Object(results)) = body.get_mut("validationResults") {
                rename(results, "errorMessages", "erroMessages");
            }
        }
        Shape::ErrorSingular => rename(&mut body, "errors", "error"),
        Shape::LowercaseStatus => lowercase_status(&mut body),
        Shape::ExtraFields => {
            body.insert("traceId".to_owned(), json!("0000-sim"));
            body.insert("metadata".to_owned(), json!({"region": "SIM", "retries": [1, null, {"after": true}]}));
        }
        Shape::LegacyV1 => body = legacy(&body, hash),
    }
    Reply { body: Value::Object(body).to_string(), ..reply }
}

pub(super) fn with_big_body(mut reply: Reply, bytes: usize) -> Reply {
    with_field(&mut reply, "padding", &Value::from("x".repeat(bytes)).to_string());
    reply
}

/// Written by hand: nothing that builds such a value survives dropping it.
pub(super) fn with_deep_json(mut reply: Reply, depth: usize) -> Reply {
    with_field(&mut reply, "nested", &format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
    reply
}

pub(super) fn with_many_messages(mut reply: Reply, count: usize) -> Reply {
    let Ok(mut body) = serde_json::from_str::<Value>(&reply.body) else { return reply };
    if let Some(Value::Array(warnings)) = body.pointer_mut("/validationResults/warningMessages") {
        warnings.extend((0..count).map(|number| {
            json!({"type": "WARNING", "code": "BR-SIM", "category": "KSA", "message": format!("Warning {number}"),
                   "status": "WARNING"})
        }));
    }
    reply.body = body.to_string();
    reply
}

fn with_field(reply: &mut Reply, name: &str, json: &str) {
    if let Some(rest) = reply.body.strip_prefix('{') {
        let comma = if rest.starts_with('}') { "" } else { "," };
        reply.body = format!("{{\"{name}\":{json}{comma}{rest}");
    }
}

fn each_list(body: &mut Map<String, Value>, change: impl Fn(&mut Vec<Value>) -> Value) {
    let lists = |fields: &mut Map<String, Value>, names: &[&str]| {
        for name in names {
            if let Some(Value::Array(list)) = fields.get_mut(*name) {
                let changed = change(list);
                fields.insert((*name).to_owned(), changed);
            }
        }
    };
    lists(body, &["errors"]);
    if let Some(Value::Object(results)) = body.get_mut("validationResults") {
        lists(results, &LISTS);
    }
}

fn each_message(body: &mut Map<String, Value>, change: impl Fn(&mut Map<String, Value>)) {
    each_list(body, |list| {
        list.iter_mut().filter_map(Value::as_object_mut).for_each(&change);
        Value::Array(std::mem::take(list))
    });
}

fn text_of(message: &Value) -> Value {
    message.get("message").unwrap_or(message).clone()
}

fn rename(fields: &mut Map<String, Value>, name: &str, other: &str) {
    if let Some(value) = fields.remove(name) {
        fields.insert(other.to_owned(), value);
    }
}

fn lowercase_status(body: &mut Map<String, Value>) {
    for (name, value) in body.iter_mut() {
        match value {
            Value::Object(inner) => lowercase_status(inner),
            Value::String(word) if name.to_ascii_lowercase().ends_with("status") => *word = word.to_ascii_lowercase(),
            _ => {}
        }
    }
}

fn legacy(body: &Map<String, Value>, hash: &str) -> Map<String, Value> {
    let results = &body.get("validationResults").cloned().unwrap_or_default();
    let standing = ["reportingStatus", "clearanceStatus"].into_iter().find_map(|name| body.get(name)?.as_str());
    let words = match standing.unwrap_or_default() {
        "REPORTED" => "Reported",
        "NOT_REPORTED" => "Not Reported",
        "CLEARED" => "Cleared",
        "NOT_CLEARED" => "Not Cleared",
        other => other,
    };
    let mut legacy = Map::from_iter([
        ("invoiceHash".to_owned(), json!(hash)),
        ("status".to_owned(), json!(words)),
        ("warnings".to_owned(), results["warningMessages"].clone()),
        ("errors".to_owned(), results["errorMessages"].clone()),
    ]);
    legacy.extend(body.get("clearedInvoice").map(|copy| ("clearedInvoice".to_owned(), copy.clone())));
    legacy
}

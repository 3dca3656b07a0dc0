//! Reading what the gateway writes. Its bodies come in a dozen shapes and change without notice, so everything is read
//! as a generic value, under caps, and only what is needed is picked out, wherever it stands.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::echo::Carried;

const MAX_DEPTH: usize = 32;
const MAX_MESSAGES: usize = 500;
const MAX_TEXT: usize = 4096;

const ERROR_BUCKETS: [&str; 5] = ["errorMessages", "erroMessages", "erros", "errors", "error"];
const WARNING_BUCKETS: [&str; 2] = ["warningMessages", "warnings"];

/// One finding of the gateway. Fields that were absent or null are empty. The text is for people and comes in the
/// language asked for: never decide by it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Message {
    pub code: String,
    pub category: String,
    pub text: String,
}

impl Message {
    fn is_empty(&self) -> bool {
        self.code.is_empty() && self.category.is_empty() && self.text.is_empty()
    }

    pub(crate) fn blot(&mut self, carried: &Carried) {
        for part in [&mut self.code, &mut self.category, &mut self.text] {
            *part = carried.blotted(std::mem::take(part));
        }
    }

    /// Codes and categories differ in case between the authority's documents and its service.
    pub(crate) fn names(&self, identifier: &str) -> bool {
        self.code.eq_ignore_ascii_case(identifier) || self.category.eq_ignore_ascii_case(identifier)
    }
}

/// What an answer to a document says, freed of its shape.
#[derive(Debug, Default)]
pub(crate) struct DocumentReply {
    /// Every status word found, upper case with underscores: `REPORTED`, `NOT_CLEARED`, `ERROR`, …
    statuses: Vec<String>,
    pub(crate) warnings: Vec<Message>,
    pub(crate) errors: Vec<Message>,
    pub(crate) cleared: Option<Vec<u8>>,
}

impl DocumentReply {
    pub(crate) fn says(&self, status: &str) -> bool {
        self.statuses.iter().any(|word| word == status)
    }

    pub(crate) fn contradicts_acceptance(&self) -> bool {
        !self.errors.is_empty()
            || self.statuses.iter().any(|word| word.starts_with("NOT_") || matches!(word.as_str(), "ERROR" | "FAIL"))
    }
}

/// What an answer to a CSID request says, freed of its shape.
#[derive(Debug, Default)]
pub(crate) struct CsidReply {
    pub(crate) request_id: Option<String>,
    pub(crate) disposition: String,
    pub(crate) token: Option<String>,
    pub(crate) secret: Option<String>,
    pub(crate) errors: Vec<Message>,
}

/// `None` when the body is no JSON object under the caps.
pub(crate) fn document_reply(body: &[u8]) -> Option<DocumentReply> {
    let root = object(body)?;
    let results = field(&root, "validationResults").and_then(Value::as_object);
    let mut reply = DocumentReply::default();
    for level in [Some(&root), results].into_iter().flatten() {
        for name in ["reportingStatus", "clearanceStatus", "status"] {
            if let Some(word) = field(level, name).and_then(Value::as_str) {
                reply.statuses.push(word.trim().to_ascii_uppercase().replace([' ', '-'], "_"));
            }
        }
        buckets(level, &WARNING_BUCKETS, &mut reply.warnings);
        // `{"status":400,"error":"Bad Request"}` is the server under the gateway talking: nothing was judged.
        let of_the_server = field(level, "status").is_some_and(Value::is_number);
        let judged = if of_the_server { &ERROR_BUCKETS[..4] } else { &ERROR_BUCKETS[..] };
        buckets(level, judged, &mut reply.errors);
        if reply.cleared.is_none() {
            reply.cleared = field(level, "clearedInvoice").and_then(Value::as_str).and_then(decoded);
        }
    }
    if reply.errors.is_empty() {
        reply.errors.extend(flat(&root));
    }
    Some(reply)
}

/// `None` when the body is no JSON object under the caps.
pub(crate) fn csid_reply(body: &[u8]) -> Option<CsidReply> {
    let mut root = object(body)?;
    // The specification wraps the 428 body in `value`; the live service does not.
    if let Some(Value::Object(inner)) = root.get_mut("value") {
        root = std::mem::take(inner);
    }
    let mut reply = CsidReply {
        request_id: field(&root, "requestID").map(scalar).filter(|id| !id.is_empty()),
        disposition: field(&root, "dispositionMessage").map(scalar).unwrap_or_default().to_ascii_uppercase(),
        token: field(&root, "binarySecurityToken").and_then(Value::as_str).filter(|t| !t.is_empty()).map(str::to_owned),
        secret: field(&root, "secret").and_then(Value::as_str).filter(|s| !s.is_empty()).map(str::to_owned),
        errors: Vec::new(),
    };
    buckets(&root, &ERROR_BUCKETS, &mut reply.errors);
    if reply.errors.is_empty() {
        reply.errors.extend(flat(&root));
    }
    Some(reply)
}

/// The raw body of a CSID answer as it may be kept: without its token and secret.
pub(crate) fn redacted(body: &[u8]) -> String {
    match parse(body, 0) {
        Some(mut value) => {
            redact(&mut value);
            value.to_string()
        }
        // Something that cannot be read cannot be cleaned either: an issued secret may stand in a truncated body.
        None if looks_like_json(body) => "[unreadable answer withheld]".to_owned(),
        None => String::from_utf8_lossy(body).into_owned(),
    }
}

fn redact(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                let secret = ["binarySecurityToken", "secret"].iter().any(|secret| secret.eq_ignore_ascii_case(name));
                match value {
                    Value::String(text) if secret && !text.is_empty() => *value = Value::from("[redacted]"),
                    value => redact(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        // JSON inside a string, as it was seen around whole bodies.
        Value::String(text) if matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'[')) => {
            *text = redacted(text.as_bytes());
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn looks_like_json(body: &[u8]) -> bool {
    matches!(without_mark(body).iter().find(|byte| !byte.is_ascii_whitespace()), Some(b'{' | b'[' | b'"'))
        || body.windows(19).any(|window| window.eq_ignore_ascii_case(b"binarySecurityToken"))
}

fn object(body: &[u8]) -> Option<Map<String, Value>> {
    match parse(body, 0)? {
        Value::Object(fields) => Some(fields),
        // A list of findings with nothing around it.
        Value::Array(items) => Some(Map::from_iter([("errors".to_owned(), Value::Array(items))])),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// JSON has been seen inside a JSON string, so a string is opened, twice at most.
fn parse(body: &[u8], nesting: usize) -> Option<Value> {
    let body = without_mark(body);
    if depth(body) > MAX_DEPTH {
        return None;
    }
    match serde_json::from_slice(body).ok()? {
        Value::String(inner) if nesting < 2 => parse(inner.as_bytes(), nesting + 1),
        value => Some(value),
    }
}

fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

/// How deep brackets nest outside strings, without building anything.
fn depth(body: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0usize, 0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn field<'v>(fields: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    fields.get(name).or_else(|| fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

fn buckets(fields: &Map<String, Value>, names: &[&str], found: &mut Vec<Message>) {
    for name in names {
        if let Some(value) = field(fields, name) {
            collect(value, found);
        }
    }
}

/// A bucket is an array, a single object, a plain string or null.
fn collect(value: &Value, found: &mut Vec<Message>) {
    if found.len() >= MAX_MESSAGES {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => found.extend(Some(message(fields)).filter(|message| !message.is_empty())),
        Value::String(text) if !text.trim().is_empty() => {
            found.push(Message { text: shortened(text.trim()), ..Message::default() });
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn message(fields: &Map<String, Value>) -> Message {
    let first = |names: &[&str]| {
        names
            .iter()
            .filter_map(|name| field(fields, name))
            .map(scalar)
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    };
    Message {
        code: first(&["code", "errorCode"]),
        category: first(&["category", "errorCategory"]),
        text: first(&["message", "errorMessage", "text", "description"]),
    }
}

/// A finding written flat at the top. Without a code or category it is the edge talking, not the gateway's judgement.
fn flat(root: &Map<String, Value>) -> Option<Message> {
    let message = message(root);
    let judged = !message.code.is_empty() || !message.category.is_empty();
    (judged && !message.names("HTTP-Errors")).then_some(message)
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => shortened(text.trim()),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}

fn decoded(base64: &str) -> Option<Vec<u8>> {
    let one_line: Vec<u8> = base64.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    BASE64.decode(one_line).ok().filter(|xml| !xml.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_outside_strings_only() {
        assert_eq!(depth(br#"{"a":[{"b":"[[[\"[["}]}"#), 3);
        let deep = format!(r#"{{"errors":{}1{}}}"#, "[".repeat(40), "]".repeat(40));
        assert!(document_reply(deep.as_bytes()).is_none());
    }

    #[test]
    fn messages_are_counted_and_shortened() {
        let many = format!(r#"{{"errors":[{}"x"]}}"#, format!("{:?},", "y".repeat(9000)).repeat(600));
        let reply = document_reply(many.as_bytes()).unwrap();
        assert_eq!(reply.errors.len(), MAX_MESSAGES);
        assert_eq!(reply.errors[0].text.len(), MAX_TEXT);
    }

    #[test]
    fn a_kept_csid_answer_has_lost_its_secrets() {
        let issued = br#"{"value":{"requestID":1,"binarySecurityToken":"TUlJ","Secret":"hush"}}"#;
        let nested = serde_json::to_string(std::str::from_utf8(issued).unwrap()).unwrap();
        let truncated = &issued[..60];
        let inside = serde_json::json!({ "value": std::str::from_utf8(issued).unwrap() }).to_string();
        for body in [&issued[..], nested.as_bytes(), inside.as_bytes(), truncated] {
            let kept = redacted(body);
            assert!(!kept.contains("TUlJ") && !kept.contains("hush"), "{kept}");
        }
        assert_eq!(redacted(b"<html>502</html>"), "<html>502</html>");
    }
}

//! Any text as a QR, and any bytes as what stands in its base64: what decodes is written the same way again.

#![no_main]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use libfuzzer_sys::fuzz_target;
use sanduq_einvoice::qr::{self, QrTag};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        decode(text);
    }
    decode(&BASE64.encode(bytes));
});

fn decode(text: &str) {
    match qr::decode(text) {
        Ok(values) => {
            let values: Vec<(QrTag, &[u8])> = values.iter().map(|(tag, value)| (*tag, value.as_slice())).collect();
            assert!(values.is_sorted_by(|(tag, _), (next, _)| tag < next));
            assert_eq!(qr::encode(&values), text, "there is one way to write a QR");
        }
        Err(error) => drop(error.to_string()),
    }
}

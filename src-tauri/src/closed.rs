//! The page a person sees when the till cannot open: another program holds it, or the machine fails us. It stands by
//! itself, without script and without a door to the till.

use std::error::Error;

use tauri::http::{Response, header};

pub(crate) const SCHEME: &str = "closed";
pub(crate) const ADDRESS: &str = "closed://localhost/";

const PAGE: &str = include_str!("closed.html");
const FONT: &[u8] = include_bytes!("../../assets/fonts/IBMPlexSansArabic-Regular.ttf");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'";

/// Answers the page's own requests: itself and its letters.
pub(crate) fn answer(path: &str, cause: &str) -> Response<Vec<u8>> {
    let (kind, body) = match path {
        "/font" => ("font/ttf", FONT.to_vec()),
        _ => ("text/html; charset=utf-8", page(cause).into_bytes()),
    };
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(POLICY));
    response
}

/// The error with everything that led to it, each said once.
pub(crate) fn cause(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let words = inner.to_string();
        if !said.contains(&words) {
            said = format!("{said}: {words}");
        }
        source = inner.source();
    }
    said
}

fn page(cause: &str) -> String {
    let harmless = cause.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    PAGE.replace("{cause}", &harmless)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_shown_and_never_becomes_markup() {
        let shown = String::from_utf8(answer("/", "process 7 <b>&").into_body()).unwrap();
        assert!(shown.contains("<code dir=\"ltr\">process 7 &lt;b&gt;&amp;</code>"));
    }

    #[test]
    fn an_error_is_told_down_to_its_root() {
        let root = std::io::Error::other("the disk is full");
        assert_eq!(cause(&std::io::Error::other(root)), "the disk is full");
        let outer = tauri::Error::Setup((Box::new(std::fmt::Error) as Box<dyn Error>).into());
        assert!(cause(&outer).contains("an error occurred when formatting an argument"));
    }
}

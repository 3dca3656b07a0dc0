//! What a request carried in secret may come back: an edge's error page quotes headers, and a message the one-time
//! password. In what is kept or shown of an answer it is blotted out, in whatever spelling it was quoted.

use zeroize::Zeroizing;

use crate::{Credentials, Otp};

const BLOT: &str = "[redacted]";
/// So much of the beginning gives a long secret away: pages cut what they quote.
const TELLTALE: usize = 12;

/// The secrets of one request.
#[derive(Default)]
pub(crate) struct Carried {
    /// As they begin, in every spelling.
    telltales: Vec<Zeroizing<String>>,
    otp: Option<Otp>,
}

impl Carried {
    pub(crate) fn with_otp(otp: &Otp) -> Self {
        Self { otp: Some(otp.clone()), ..Self::default() }
    }

    #[must_use]
    pub(crate) fn and(mut self, credentials: &Credentials) -> Self {
        let basic = credentials.basic();
        let pair = basic.trim_start_matches("Basic ");
        for secret in [pair, credentials.token().expose(), credentials.secret().expose()] {
            let telltale = &secret[..secret.floor_char_boundary(TELLTALE)];
            if !telltale.is_empty() {
                self.telltales.extend(spellings(telltale));
            }
        }
        self
    }

    /// The text without them.
    pub(crate) fn blotted(&self, mut text: String) -> String {
        for telltale in &self.telltales {
            let mut from = 0;
            while let Some(found) = text[from..].find(telltale.as_str()) {
                let begin = from + found;
                let length = text[begin..].find(|letter| !continues(letter)).unwrap_or(text.len() - begin);
                text.replace_range(begin..begin + length.max(telltale.len()), BLOT);
                from = begin + BLOT.len();
            }
        }
        let Some(otp) = &self.otp else { return text };
        let mut from = 0;
        while let Some(found) = text[from..].find(otp.expose()) {
            let (begin, end) = (from + found, from + found + otp.expose().len());
            from = end;
            let is_whole = !text[..begin].ends_with(|letter: char| letter.is_alphanumeric())
                && !text[end..].starts_with(|letter: char| letter.is_alphanumeric());
            if is_whole {
                text.replace_range(begin..end, BLOT);
                from = begin + BLOT.len();
            }
        }
        text
    }
}

/// Base64 as it is, in JSON, in an address and in HTML.
fn spellings(base64: &str) -> Vec<Zeroizing<String>> {
    let escaped = |plus: &str, slash: &str, equals: &str| {
        Zeroizing::new(base64.replace('+', plus).replace('/', slash).replace('=', equals))
    };
    let mut spellings = vec![
        escaped("+", "/", "="),
        escaped("+", "\\/", "="),
        escaped("%2B", "%2F", "%3D"),
        escaped("%2b", "%2f", "%3d"),
        escaped("-", "_", "="),
        escaped("&#43;", "&#47;", "&#61;"),
        escaped("&#x2B;", "&#x2F;", "&#x3D;"),
    ];
    spellings.dedup();
    spellings
}

/// What such a text goes on with, in any of its spellings.
fn continues(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "+/=-_%\\&#;:".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Environment;

    fn credentials() -> Credentials {
        Credentials::new(
            Environment::Training,
            "TUlJRHpUQ0NBM09nQXdJQkFnSVRid0FB",
            "q1+c0/Xy9zPw8vT7kZ2mN4bQ6rS0tU1vW3xY5zA7bC8=",
        )
    }

    #[test]
    fn a_quoted_header_is_blotted_out_whole_or_cut_and_in_every_spelling() {
        let carried = Carried::default().and(&credentials());
        let (basic, secret) = (credentials().basic(), credentials().secret().expose().to_owned());
        for quoted in [
            basic.to_string(),
            basic[..40].to_owned(),
            secret.clone(),
            secret.replace('/', "\\/"),
            secret.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"),
            secret.replace('+', "&#x2B;").replace('/', "&#x2F;").replace('=', "&#x3D;"),
            credentials().token().expose().to_owned(),
        ] {
            let kept = carried.blotted(format!("<td>before</td><td>{quoted}</td><td>after {quoted}</td>"));
            assert!(kept.starts_with("<td>before</td><td>") && kept.ends_with("</td>"), "{kept}");
            assert_eq!(kept.matches(BLOT).count(), 2, "{kept}");
            for secret in [&basic[6..], &secret, &secret[14..]] {
                assert!(!kept.contains(&secret[..10]), "{kept}");
            }
        }
    }

    #[test]
    fn a_one_time_password_is_a_word_of_its_own() {
        let carried = Carried::with_otp(&"730512".parse().unwrap());
        let kept = carried.blotted(r#"{"requestID":1767305129999,"text":"OTP 730512 is used","otp":"730512"}"#.into());
        assert_eq!(kept, r#"{"requestID":1767305129999,"text":"OTP [redacted] is used","otp":"[redacted]"}"#);
        assert_eq!(Carried::default().blotted("730512".into()), "730512");
    }
}

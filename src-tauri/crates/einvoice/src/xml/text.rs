//! Characters, references, names and line ends as XML 1.0 has them.

use std::borrow::Cow;

use crate::ubl::is_lawful;

/// What stands for `&name;`: the five that XML knows, and characters by number.
pub(super) fn reference(name: &str) -> Option<char> {
    let number = |digits: &str, radix| {
        let proper = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        if !proper {
            return None;
        }
        u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).filter(|&c| is_lawful(c))
    };
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match name.strip_prefix("#x") {
            Some(digits) => number(digits, 16),
            None => number(name.strip_prefix('#')?, 10),
        },
    }
}

/// An attribute's value: each white space a blank, unless it was written as a reference. None when it is improper.
pub(super) fn attribute_value(raw: Cow<'_, str>) -> Option<Cow<'_, str>> {
    if !raw.contains(['&', '<', '\t', '\n', '\r']) {
        return Some(raw);
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw.as_ref();
    while let Some(index) = rest.find(['&', '<', '\t', '\n', '\r']) {
        value.push_str(&rest[..index]);
        rest = &rest[index..];
        let taken = match rest.as_bytes()[0] {
            b'<' => return None,
            b'&' => {
                let end = rest.find(';')?;
                value.push(reference(&rest[1..end])?);
                end + 1
            }
            _ => {
                value.push(' ');
                if rest.starts_with("\r\n") { 2 } else { 1 }
            }
        };
        rest = &rest[taken..];
    }
    value.push_str(rest);
    Some(Cow::Owned(value))
}

/// A name with at most one prefix. Which letters a name may have is not asked: none of ours has others.
pub(super) fn is_name(name: &str) -> bool {
    let mut parts = name.split(':');
    let (first, second, third) = (parts.next(), parts.next(), parts.next());
    let proper = |part: &str| {
        part.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\u{B7}'))
    };
    first.is_some_and(proper) && second.is_none_or(proper) && third.is_none()
}

pub(super) fn line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text }
}

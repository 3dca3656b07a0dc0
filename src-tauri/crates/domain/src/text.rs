//! Free text that ends up in a tax document.

/// Why a text cannot stand in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("it is too short")]
    TooShort,
    #[error("it is too long")]
    TooLong,
    #[error("it holds a character that no document can carry")]
    ForbiddenCharacter,
}

/// The text without surrounding blanks, if it has `min` to `max` characters and each may stand in XML 1.0 on one line.
///
/// # Errors
/// Says what is wrong with the length or the characters.
pub fn one_line(text: &str, min: usize, max: usize) -> Result<&str, TextError> {
    let text = text.trim();
    if text.chars().any(|c| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{2028}' | '\u{2029}')) {
        return Err(TextError::ForbiddenCharacter);
    }
    match text.chars().count() {
        n if n < min => Err(TextError::TooShort),
        n if n > max => Err(TextError::TooLong),
        _ => Ok(text),
    }
}

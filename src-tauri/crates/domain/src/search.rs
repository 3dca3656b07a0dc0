//! How people look for things by name: alef, ya and ta marbuta in one form, no vowel marks, no article, digits of one
//! kind, lower case.

/// The words of a text in the form in which they are compared.
///
/// ```
/// use sanduq_domain::search::words;
///
/// assert_eq!(words("الأرزٌّ بسمتى ٥كجم"), words("ارز بسمتي 5كجم"));
/// assert_eq!(words("Al-Marai MILK"), ["al", "marai", "milk"]);
/// ```
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !of_a_word(c))
        .filter(|word| !word.is_empty())
        .map(|word| without_article(word).to_owned())
        .collect()
}

/// Whether the first of the [`words`] of a text begins with `word`, which is one of another's words.
///
/// ```
/// use sanduq_domain::search::leads_with;
///
/// assert!(leads_with("الحليب الطازج", "حلي"));
/// assert!(!leads_with("خبز بالحليب", "حليب"));
/// ```
#[must_use]
pub fn leads_with(text: &str, word: &str) -> bool {
    let first = letters(text).skip_while(|c| !of_a_word(*c)).take_while(|c| of_a_word(*c));
    let mut rest = first.clone();
    let article = rest.next() == Some('ا') && rest.next() == Some('ل') && rest.clone().nth(1).is_some();
    let mut found = if article { rest } else { first };
    word.chars().all(|c| found.next() == Some(c))
}

fn fold(text: &str) -> String {
    letters(text).collect()
}

fn letters(text: &str) -> impl Iterator<Item = char> + Clone {
    text.chars()
        .filter(|c| !matches!(c, '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}' | '\u{200C}'..='\u{200F}'))
        .map(|c| match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' | 'ی' => 'ي',
            'ة' => 'ه',
            'ؤ' => 'و',
            'ئ' => 'ي',
            'ک' => 'ك',
            other => western_digit(other),
        })
        .map(lower)
}

/// Most letters here are ASCII's and Arabic's, which need no table: a list is put in order at each key that is typed.
fn of_a_word(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | 'ء'..='ي') || c.is_alphanumeric()
}

fn lower(c: char) -> char {
    match c {
        'ء'..='ي' => c,
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The article goes, where a word is left without it.
fn without_article(word: &str) -> &str {
    match word.strip_prefix("ال") {
        Some(rest) if rest.chars().count() >= 2 => rest,
        _ => word,
    }
}

/// An Arabic or Persian digit as a Western one; anything else as it is.
#[must_use]
pub fn western_digit(c: char) -> char {
    match c {
        '٠'..='٩' => char::from(b'0' + (u32::from(c) - u32::from('٠')) as u8),
        '۰'..='۹' => char::from(b'0' + (u32::from(c) - u32::from('۰')) as u8),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_knows_how_arabic_is_typed() {
        assert_eq!(words("أرزٌّ بسمتى"), words("ارز بسمتي"));
        assert_eq!(words("قهوة ٥٠٠"), words("قهوه 500"));
        assert_eq!(words("الحليب"), words("حليب"));
        assert_eq!(words("ال"), ["ال"], "nothing would be left");
        assert!(words(" - ").is_empty());
        for text in ["الحليب", "ال", "الم", "الان", "- AL Marai", "٥ كجم", ""] {
            let first = words(text).into_iter().next().unwrap_or_default();
            assert!(leads_with(text, &first), "{text}");
            assert!(!leads_with(text, &format!("{first}x")), "{text}");
        }
    }
}

//! What the shop says of itself on every paper: language, logo, lines above and below.
//!
//! The footer is the shop's own word to its customers, and one thing it must not say: that goods are not taken back. The
//! consumer's right to return does not end at the counter, and shops are fined for printing that it does.

use crate::language::Language;
use crate::logo::Logo;

/// How a shop's papers look. The default is what a till prints before anybody chose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letterhead {
    pub language: Language,
    pub logo: Option<Logo>,
    /// Under the shop's name.
    pub header: Vec<String>,
    /// Under everything.
    pub footer: Vec<String>,
}

/// Lines of a header or a footer.
pub const LINES_MAX: usize = 6;
/// Characters of a line.
pub const LINE_MAX: usize = 120;

/// What a shop may not print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unprintable {
    #[error("at most {LINES_MAX} lines")]
    TooManyLines,
    #[error("line {line}: at most {LINE_MAX} characters")]
    TooLong { line: usize },
    /// Lines count from 1.
    #[error("line {line}: a shop may not announce that goods are not returned, exchanged or refunded")]
    RefusesReturns { line: usize },
}

/// The lines of a header or footer as typed: trimmed, without empty ones at the ends.
///
/// # Errors
/// When they are too many or too long, or refuse what the law gives the customer.
pub fn lines(typed: &str) -> Result<Vec<String>, Unprintable> {
    let lines: Vec<String> = typed.trim().lines().map(|line| line.trim().to_owned()).collect();
    if lines.len() > LINES_MAX {
        return Err(Unprintable::TooManyLines);
    }
    if let Some(line) = lines.iter().position(|line| line.chars().count() > LINE_MAX) {
        return Err(Unprintable::TooLong { line: line + 1 });
    }
    if let Some(line) = lines.iter().position(|line| refuses_returns(line)) {
        return Err(Unprintable::RefusesReturns { line: line + 1 });
    }
    // What one line does not say, two may say together.
    if refuses_returns(&lines.join(" ")) {
        return Err(Unprintable::RefusesReturns { line: lines.len() });
    }
    Ok(lines)
}

/// Words after a refusal that make a lawful term of it: "no exchange without receipt", "لا ترد بعد سبعة أيام".
const CONDITIONS: [&str; 8] = ["without", "after", "beyond", "later", "بدون", "دون", "بعد", "بلا"];
/// How many words may stand between a "no" and what it refuses.
const REACH: usize = 6;
/// Within how many words a condition says what it is.
const NAMED_WITHIN: usize = 3;

fn refuses_returns(text: &str) -> bool {
    let plain = plain(text);
    let words: Vec<&str> = plain.split_whitespace().collect();
    if ["sale final", "sales final", "sale is final", "sales are final"].iter().any(|words| plain.contains(words))
        || ["البيع نهاءي", "المبيعات نهاءيه", "بيع نهاءي"].iter().any(|words| plain.contains(words))
    {
        return true;
    }
    words.iter().enumerate().filter(|(_, word)| is_negation(word)).any(|(at, word)| {
        let glued = word.starts_with("non") && word.len() > 3;
        let reach = &words[at + usize::from(!glued)..words.len().min(at + 1 + REACH)];
        let refused = glued && is_return(&word[3..])
            || reach.iter().any(|word| is_return(word))
            || reach.windows(2).any(|pair| matches!(pair, ["take" | "taken", "back"]));
        // A "without" that is itself the negation is no condition.
        refused && !has_condition(&words[at + 1..])
    }) || words.iter().enumerate().any(|(at, word)| refuses_in_one(word) && !has_condition(&words[at + 1..]))
}

/// A condition names a time, or the paper. "Without exception" is none.
fn has_condition(words: &[&str]) -> bool {
    let named = |at: usize| words[at + 1..].iter().take(NAMED_WITHIN).any(|word| is_term(word));
    words.iter().enumerate().any(|(at, word)| CONDITIONS.contains(word) && named(at))
}

fn is_term(word: &str) -> bool {
    const TERMS: [&str; 20] = [
        "day",
        "days",
        "hour",
        "hours",
        "week",
        "weeks",
        "month",
        "months",
        "receipt",
        "invoice",
        "يوم",
        "يوما",
        "ايام",
        "ساعه",
        "ساعات",
        "اسبوع",
        "اسبوعين",
        "شهر",
        "فاتوره",
        "ايصال",
    ];
    word.chars().any(char::is_numeric) || TERMS.contains(&word.strip_prefix("ال").unwrap_or(word))
}

/// "لاترد", as it is often written.
fn refuses_in_one(word: &str) -> bool {
    let word = word.strip_prefix('و').unwrap_or(word);
    word.strip_prefix("لا").is_some_and(is_return)
}

/// One form for what is written in several: case, marks, alef, hamza, ta marbuta, tatweel, punctuation.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| !matches!(letter, '\u{64B}'..='\u{652}' | '\u{670}' | '\u{640}' | '\'' | '’'))
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ة' => 'ه',
            'ى' => 'ي',
            'ئ' | 'ؤ' => 'ء',
            other if other.is_alphanumeric() => other,
            _ => ' ',
        })
        .collect()
}

fn is_negation(word: &str) -> bool {
    const NOT: [&str; 12] = [
        "no",
        "not",
        "never",
        "without",
        "cannot",
        "cant",
        "wont",
        "dont",
        "nor",
        "nonreturnable",
        "nonrefundable",
        "non",
    ];
    const LA: [&str; 12] = ["لا", "ولا", "لن", "ليس", "ليست", "لم", "بدون", "بلا", "غير", "عدم", "ممنوع", "يمنع"];
    NOT.contains(&word) || LA.contains(&word)
}

fn is_return(word: &str) -> bool {
    let word = word.strip_prefix("ال").or_else(|| word.strip_prefix("لل")).unwrap_or(word);
    let word = word.strip_prefix("وال").unwrap_or(word);
    const STEMS: [&str; 22] = [
        "return",
        "refund",
        "exchang",
        "ترد",
        "يرد",
        "نرد",
        "ترجع",
        "يرجع",
        "نرجع",
        "ارجاع",
        "استرجاع",
        "استبدال",
        "تستبدل",
        "استرداد",
        "يستبدل",
        "تسترجع",
        "يسترجع",
        "نسترجع",
        "تسترد",
        "يسترد",
        "مسترد",
        "مسترجع",
    ];
    const WHOLE: [&str; 6] = ["رد", "ترجيع", "تبديل", "مرتجع", "مرتجعات", "نستبدل"];
    STEMS.iter().any(|stem| word.starts_with(stem)) || WHOLE.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footer_may_not_refuse_returns_in_either_language() {
        for refused in [
            "البضاعة المباعة لا ترد ولا تستبدل",
            "البِضاعةُ المُباعةُ لا تُردّ ولا تُستبدل",
            "البضاعة لا تـــرد",
            "لا يوجد استرجاع أو استبدال",
            "بدون استرجاع",
            "البضاعة غير قابلة للاسترجاع",
            "ممنوع الإرجاع",
            "نعتذر عن عدم إرجاع البضاعة",
            "جميع المبيعات نهائية",
            "No returns",
            "NO REFUND - NO EXCHANGE",
            "Goods once sold will not be taken back or exchanged",
            "Items can't be returned",
            "Sold items are non-refundable",
            "All sales are final.",
            "شكرا\nالبضاعة لا\nترد",
            "البضاعة المباعة لاترد ولاتستبدل",
            "لا ترد ولا تستبدل بعد خروجها من المحل",
            "لا ترد بعد البيع",
            "لا ترد ولا تستبدل بدون استثناء",
            "لا تسترجع",
            "غير مستردة",
            "Goods sold will not be taken back",
            "No refund after purchase",
            "No returns. Shop with us without worry",
        ] {
            assert!(matches!(lines(refused), Err(Unprintable::RefusesReturns { .. })), "{refused}");
        }
    }

    #[test]
    fn a_footer_may_state_lawful_terms() {
        for lawful in [
            "",
            "شكرا لزيارتكم",
            "الاستبدال والاسترجاع خلال 7 أيام مع الفاتورة",
            "لا ترد البضاعة بعد سبعة أيام",
            "لا استبدال بدون فاتورة",
            "Returns and exchange within 7 days with this receipt",
            "No returns after 7 days",
            "No refund without receipt",
            "Free returns, no questions asked",
            "تابعونا @alnada · 0112345678",
        ] {
            assert!(lines(lawful).is_ok(), "{lawful}");
        }
        assert_eq!(lines("  a  \n\n b \n").unwrap(), ["a", "", "b"]);
    }

    #[test]
    fn a_footer_has_an_end() {
        assert_eq!(lines(&"x\n".repeat(7)), Err(Unprintable::TooManyLines));
        assert_eq!(lines(&format!("x\n{}", "y".repeat(121))), Err(Unprintable::TooLong { line: 2 }));
    }
}

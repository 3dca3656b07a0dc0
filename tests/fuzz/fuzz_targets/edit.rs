//! Edits that leave XML well-formed: what other programs get wrong. Bytes changed blindly rarely get past the parser.

use std::ops::Range;

/// What stands where a number, a code or a text is expected.
#[rustfmt::skip]
const VALUES: &[&str] = &[
    "", "0", "0.00", "-0.01", "-1", "1", "5", "0.005", "0.01", "15.00", "100", "101", "-100", "1e5", ".5", "5.", "1_0",
    "9999999.9999", "100000000", "10000000000", "10000000000000.00", "-10000000000.00", "99999999999999999999999999999",
    "0.0000000000000000000000000001", "1.0000000000000000000000000000", "18446744073709551615", "18446744073709551616",
    "S", "Z", "E", "O", "X", "388", "381", "383", "386", "ICV", "PIH", "QR", "true", "1", "false", "SAR", "VAT", "CRN",
    "2026-11-22", "0001-01-01", "9999-12-31", "2026-02-30", "00:00:00", "23:59:59Z", "24:00:00", "VATEX-SA-32",
    "VATEX-SA-HEA", "AQ==", "AQA=", "MA==", "310122393500003", "\u{660}", "\u{a0}", "&#13;", "<!-- -->", "<![CDATA[1]]>",
];

/// One edit of `xml`, as `seed` says; none where there is no element to be edited.
pub fn edit(xml: &str, seed: u32) -> Option<String> {
    let mut dice = Dice(u64::from(seed));
    let starts: Vec<usize> = xml.match_indices('<').map(|(at, _)| at).filter(|at| opens(&xml[*at..])).collect();
    let element = element(xml, *dice.of(&starts)?)?;
    let (inner, own) = (content(xml, &element), &xml[element.clone()]);
    let spliced = |at: Range<usize>, with: &str| [&xml[..at.start], with, &xml[at.end..]].concat();
    Some(match dice.below(8) {
        0 => spliced(element, ""),
        1 => spliced(element.end..element.end, own),
        2 => spliced(element, &xml[self::element(xml, *dice.of(&starts)?)?]),
        3 => {
            let into = content(xml, &self::element(xml, *dice.of(&starts)?)?);
            spliced(into.end..into.end, own)
        }
        4 => spliced(inner.clone(), VALUES[dice.below(VALUES.len())]),
        // Values stand in leaves.
        _ => {
            let leaves = starts.iter().filter_map(|&at| self::element(xml, at)).map(|leaf| content(xml, &leaf));
            let leaves: Vec<Range<usize>> = leaves.filter(|leaf| !xml[leaf.clone()].contains('<')).collect();
            spliced(dice.of(&leaves)?.clone(), VALUES[dice.below(VALUES.len())])
        }
    })
}

/// Whether a start tag stands here.
fn opens(xml: &str) -> bool {
    xml.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic)
}

/// The element whose start tag begins at `start`, tags and all.
fn element(xml: &str, start: usize) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    for (at, _) in xml[start..].match_indices('<').map(|(at, part)| (start + at, part)) {
        let end = at + xml[at..].find('>')? + 1;
        if xml[at..].starts_with("</") {
            depth = depth.checked_sub(1)?;
        } else if opens(&xml[at..]) && !xml[..end].ends_with("/>") {
            depth += 1;
        }
        if depth == 0 {
            return Some(start..end);
        }
    }
    None
}

/// What stands between the tags of `element`.
fn content(xml: &str, element: &Range<usize>) -> Range<usize> {
    let own = &xml[element.clone()];
    let begin = own.find('>').map_or(own.len(), |at| at + 1);
    let end = own.rfind("</").unwrap_or(own.len()).max(begin);
    element.start + begin..element.start + end
}

/// SplitMix64: the same seed, the same edit.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    fn of<'t, T>(&mut self, these: &'t [T]) -> Option<&'t T> {
        if these.is_empty() { None } else { these.get(self.below(these.len())) }
    }
}

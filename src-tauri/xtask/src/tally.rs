//! How many tests passed and failed, read from the closing lines of the runners.

use std::iter::Sum;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Tally {
    /// Adds what the line says, if it is the closing line of cargo test, nextest, vitest or Node's runner.
    pub(crate) fn read(&mut self, line: &str) {
        let plain = without_colour(line);
        let words: Vec<&str> = plain.split_whitespace().collect();
        match words.as_slice() {
            // nextest: Summary [ 1.2s] 3 tests run: 2 passed (1 slow), 1 failed, 4 skipped
            ["Summary", ..] if plain.contains(" run:") => {
                self.passed += before(&words, "passed");
                self.failed += before(&words, "failed") + before(&words, "timed");
            }
            // cargo test: test result: ok. 3 passed; 0 failed; 0 ignored; …
            ["test", "result:", ..] => {
                self.passed += before(&words, "passed");
                self.failed += before(&words, "failed");
            }
            // vitest:      Tests  1 failed | 41 passed (42)
            ["Tests", rest @ ..] if plain.trim_end().ends_with(')') => {
                self.passed += before(rest, "passed");
                self.failed += before(rest, "failed");
            }
            // node --test: ℹ pass 5
            ["ℹ" | "#", "pass", count] => self.passed += count.parse().unwrap_or(0),
            ["ℹ" | "#", "fail" | "cancelled", count] => self.failed += count.parse().unwrap_or(0),
            _ => {}
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), |sum, one| Tally {
            passed: sum.passed + one.passed,
            failed: sum.failed + one.failed,
        })
    }
}

/// The number that stands before `word`.
fn before(words: &[&str], word: &str) -> u32 {
    let stands = words.iter().position(|candidate| candidate.trim_end_matches([',', ';', '.']) == word);
    stands.and_then(|place| words.get(place.checked_sub(1)?)?.parse().ok()).unwrap_or(0)
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(letter) = rest.next() {
        if letter == '\u{1b}' {
            for within in rest.by_ref() {
                if within.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Tally {
        let mut tally = Tally::default();
        text.lines().for_each(|line| tally.read(line));
        tally
    }

    #[test]
    fn each_runner_is_understood() {
        for (text, passed, failed) in [
            ("     Summary [   1.234s] 12 tests run: 12 passed, 0 skipped", 12, 0),
            ("     Summary [   1.234s] 9/12 tests run: 7 passed (1 slow), 2 failed, 3 skipped", 7, 2),
            ("     Summary [  61.000s] 3 tests run: 2 passed, 1 timed out, 0 skipped", 2, 1),
            ("test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.0s", 3, 1),
            (
                "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m42 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (42)\u{1b}[39m",
                42,
                0,
            ),
            ("      Tests  1 failed | 41 passed (42)", 41, 1),
            (" Test Files  3 passed (3)", 0, 0),
            ("ℹ tests 6\nℹ pass 4\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0", 4, 2),
            ("# pass 2\n# fail 0", 2, 0),
            ("the test result: 5 passed", 0, 0),
        ] {
            assert_eq!(read(text), Tally { passed, failed }, "{text}");
        }
    }

    #[test]
    fn tallies_add_up() {
        let both = [Tally { passed: 2, failed: 1 }, Tally { passed: 3, failed: 0 }];
        assert_eq!(both.into_iter().sum::<Tally>(), Tally { passed: 5, failed: 1 });
    }
}

//! Bytes to a printer, over whatever cable: ask how it is, send, ask again.

use std::io::{self, Read, Write};
use std::time::Duration;

use super::Answers;
use super::condition::{Condition, QUESTIONS};

/// For each piece, not for the job: a slow printer is fine, a silent one is not.
pub(super) const WRITE_WITHIN: Duration = Duration::from_secs(10);
/// A printer answers at once or never.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_millis(400);
/// Bytes handed over at a time: small enough that a slow cable takes one within [`WRITE_WITHIN`].
const PIECE: usize = 4096;

/// A cable with a printer at its end. Reading gives up after [`ANSWER_WITHIN`], writing after [`WRITE_WITHIN`].
pub(super) trait Wire: Read + Write {
    /// Waits until what was written has left this machine.
    fn finish(&mut self) -> io::Result<()>;
}

pub(super) enum Trouble {
    NotReady { condition: Condition, sent: usize },
    Stopped { sent: usize, source: io::Error },
}

/// Sends all of it. A printer that answers is asked before, so that nothing is sent to one without paper, and after, so
/// that a roll that ended within the job is noticed.
pub(super) fn send(wire: &mut dyn Wire, bytes: &[u8], answers: Answers) -> Result<(), Trouble> {
    if answers == Answers::Yes {
        able(ask(wire), 0)?;
    }
    let mut sent = 0;
    for piece in bytes.chunks(PIECE) {
        let mut rest = piece;
        while !rest.is_empty() {
            match wire.write(rest) {
                Ok(0) => return Err(Trouble::Stopped { sent, source: io::ErrorKind::WriteZero.into() }),
                Ok(count) => {
                    rest = &rest[count..];
                    sent += count;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => return Err(Trouble::Stopped { sent, source }),
            }
        }
    }
    if answers == Answers::Yes {
        wire.flush().map_err(|source| Trouble::Stopped { sent, source })?;
        able(ask(wire), sent)?;
    }
    wire.finish().map_err(|source| Trouble::Stopped { sent, source })
}

fn able(condition: Condition, sent: usize) -> Result<(), Trouble> {
    if condition.prints() { Ok(()) } else { Err(Trouble::NotReady { condition, sent }) }
}

/// One question after the other: some printers keep no more than one answer.
pub(super) fn ask(wire: &mut dyn Wire) -> Condition {
    let mut answers = [0; 4];
    for (question, answer) in QUESTIONS.iter().zip(&mut answers) {
        match put(wire, question) {
            Some(byte) => *answer = byte,
            None => return Condition::Silent,
        }
    }
    Condition::of(answers)
}

/// The first byte that is an answer; what a printer says unasked is passed over, for a while.
fn put(wire: &mut dyn Wire, question: &[u8]) -> Option<u8> {
    wire.write_all(question).and_then(|()| wire.flush()).ok()?;
    let mut heard = [0];
    (0..64).find_map(|_| match wire.read(&mut heard) {
        Ok(1) if Condition::is_answer(heard[0]) => Some(Some(heard[0])),
        Ok(1) => None,
        Err(error) if error.kind() == io::ErrorKind::Interrupted => None,
        Ok(_) | Err(_) => Some(None),
    })?
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// A printer that takes `appetite` bytes and then no more, and answers what it was given to answer.
    struct Fake {
        appetite: usize,
        taken: Vec<u8>,
        answers: VecDeque<u8>,
    }

    impl Read for Fake {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            bytes[0] = self.answers.pop_front().ok_or(io::ErrorKind::TimedOut)?;
            Ok(1)
        }
    }

    impl Write for Fake {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let some = bytes.len().min(100).min(self.appetite - self.taken.len());
            if some == 0 {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.taken.extend(&bytes[..some]);
            Ok(some)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Wire for Fake {
        fn finish(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn printer(appetite: usize, answers: &[u8]) -> Fake {
        Fake { appetite, taken: Vec::new(), answers: answers.iter().copied().collect() }
    }

    const READY: [u8; 4] = [0x12, 0x12, 0x12, 0x12];

    #[test]
    fn what_a_stalled_printer_took_is_counted() {
        let mut stalled = printer(5_000, &[]);
        let Err(Trouble::Stopped { sent, .. }) = send(&mut stalled, &[1; 20_000], Answers::No) else {
            panic!("it stalls")
        };
        assert_eq!((sent, stalled.taken.len()), (5_000, 5_000));
    }

    #[test]
    fn nothing_is_sent_to_a_printer_that_says_it_cannot_print() {
        for (answers, wanted) in [
            ([0x12, 0x16, 0x12, 0x12], Condition::CoverOpen),
            ([0x1A, 0x32, 0x12, 0x72], Condition::PaperOut),
            ([0x12, 0x12, 0x1A, 0x12], Condition::Fault),
            ([0x1A, 0x12, 0x12, 0x12], Condition::Offline),
        ] {
            let mut fake = printer(1_000_000, &answers);
            let Err(Trouble::NotReady { condition, sent }) = send(&mut fake, &[0xFF; 500], Answers::Yes) else {
                panic!("{wanted:?} was overlooked")
            };
            assert_eq!((condition, sent), (wanted, 0));
            assert!(!fake.taken.contains(&0xFF), "{wanted:?}");
        }
    }

    #[test]
    fn a_roll_that_ends_within_the_job_is_noticed() {
        let answers = [READY, [0x12, 0x32, 0x12, 0x72]].concat();
        let mut fake = printer(1_000_000, &answers);
        let ended = send(&mut fake, &[0xFF; 500], Answers::Yes);
        assert!(matches!(ended, Err(Trouble::NotReady { condition: Condition::PaperOut, sent: 500 })));
    }

    #[test]
    fn low_paper_and_silence_do_not_keep_a_printer_from_printing() {
        for answers in [&[0x12, 0x12, 0x12, 0x1E, 0x12, 0x12, 0x12, 0x1E][..], &[]] {
            let mut fake = printer(1_000_000, answers);
            assert!(send(&mut fake, &[0xFF; 500], Answers::Yes).is_ok());
            assert_eq!(fake.taken.iter().filter(|byte| **byte == 0xFF).count(), 500);
        }
    }

    #[test]
    fn what_a_printer_says_unasked_is_no_answer() {
        let mut chatty = printer(1_000_000, &[0x00, 0x14, 0x12, 0xFF, 0x12, 0x12, 0x12]);
        assert_eq!(ask(&mut chatty), Condition::Ready);
    }
}

//! How a printer is, by its own word: the four real-time status bytes of ESC/POS.

use std::fmt;

/// What keeps a printer from printing, or will soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Ready,
    /// The roll is nearly at its end; it still prints.
    PaperLow,
    PaperOut,
    CoverOpen,
    /// The knife is stuck, or the head too hot: a person must look.
    Fault,
    /// Switched off line at the printer.
    Offline,
    /// It does not answer such questions; most spoolers and many cheap printers never do.
    Silent,
}

/// DLE EOT n: printer, cause of being off line, error, paper sensor.
pub(super) const QUESTIONS: [[u8; 3]; 4] = [[0x10, 0x04, 1], [0x10, 0x04, 2], [0x10, 0x04, 3], [0x10, 0x04, 4]];

impl Condition {
    /// Whether paper can come out.
    #[must_use]
    pub const fn prints(self) -> bool {
        matches!(self, Condition::Ready | Condition::PaperLow | Condition::Silent)
    }

    /// From the answers to the four questions in their order.
    pub(super) fn of([printer, offline, error, paper]: [u8; 4]) -> Condition {
        let set = |byte: u8, mask: u8| byte & mask != 0;
        if set(offline, 0x04) {
            Condition::CoverOpen
        } else if set(offline, 0x20) || set(paper, 0x60) {
            Condition::PaperOut
        } else if set(error, 0x68) || set(offline, 0x40) {
            Condition::Fault
        } else if set(printer, 0x08) {
            Condition::Offline
        } else if set(paper, 0x0C) {
            Condition::PaperLow
        } else {
            Condition::Ready
        }
    }

    /// Whether a byte is an answer at all: bits 1 and 4 are always set, 0 and 7 never.
    pub(super) const fn is_answer(byte: u8) -> bool {
        byte & 0b1001_0011 == 0b0001_0010
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Condition::Ready => "ready",
            Condition::PaperLow => "the paper is nearly at its end",
            Condition::PaperOut => "it is out of paper",
            Condition::CoverOpen => "its cover is open",
            Condition::Fault => "it reports a fault",
            Condition::Offline => "it is switched off line",
            Condition::Silent => "it does not say how it is",
        })
    }
}

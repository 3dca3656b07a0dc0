//! The languages of the paper.

use crate::text::Reading;

/// What the shop wants its paper in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    Arabic,
    /// From left to right, English first. On tax documents Arabic stays beneath it: VAT regulation art. 53 obliges us.
    English,
    /// Arabic first, English beside or beneath it.
    #[default]
    Both,
}

impl Language {
    pub const ALL: [Language; 3] = [Language::Arabic, Language::English, Language::Both];

    /// The word used in files and on the wire.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Language::Arabic => "ar",
            Language::English => "en",
            Language::Both => "both",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Language::ALL.into_iter().find(|language| language.key() == key)
    }

    pub(crate) const fn of_tax_documents(self) -> Tongues {
        match self {
            Language::Arabic => Tongues { first: Tongue::Arabic, second: None },
            Language::English => Tongues { first: Tongue::English, second: Some(Tongue::Arabic) },
            Language::Both => Tongues { first: Tongue::Arabic, second: Some(Tongue::English) },
        }
    }

    /// Papers that the law does not ask for are in one language where one was chosen.
    pub(crate) const fn of_own_papers(self) -> Tongues {
        match self {
            Language::English => Tongues { first: Tongue::English, second: None },
            Language::Arabic | Language::Both => self.of_tax_documents(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    Arabic,
    English,
}

impl Tongue {
    pub(crate) const fn reading(self) -> Reading {
        match self {
            Tongue::Arabic => Reading::Arabic,
            Tongue::English => Reading::Latin,
        }
    }
}

/// The languages of one form: the first decides on which side it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tongues {
    pub(crate) first: Tongue,
    pub(crate) second: Option<Tongue>,
}

/// One phrase in the two languages of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) arabic: String,
    pub(crate) english: String,
}

pub(crate) fn phrase(arabic: impl Into<String>, english: impl Into<String>) -> Phrase {
    Phrase { arabic: arabic.into(), english: english.into() }
}

impl Phrase {
    pub(crate) fn in_tongue(&self, tongue: Tongue) -> &str {
        match tongue {
            Tongue::Arabic => &self.arabic,
            Tongue::English => &self.english,
        }
    }

    /// In both languages on one line, whatever the shop chose: for what nobody may fail to understand.
    pub(crate) fn together(&self, between: &str) -> String {
        format!("{}{between}{}", self.arabic, self.english)
    }
}

//! How the shop's papers look: language, logo, the lines above and below.

use std::sync::PoisonError;

use sanduq_domain::user::Permission;
pub use sanduq_receipt::language::Language;
pub use sanduq_receipt::letterhead::Unprintable;
use sanduq_receipt::letterhead::{Letterhead, lines};
use sanduq_receipt::logo::{Logo, LogoError};
use sanduq_receipt::paper::Paper;
use sanduq_store::{audit, document, letterhead};

use crate::error::TillError;
use crate::paper::{Form, Picture};
use crate::session::Actor;
use crate::till::Till;

/// What is typed and chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterheadForm {
    pub language: Language,
    /// A PNG.
    pub logo: Option<Vec<u8>>,
    pub header: String,
    pub footer: String,
}

/// What cannot be printed, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LetterheadFault {
    #[error("header: {0}")]
    Header(Unprintable),
    #[error("footer: {0}")]
    Footer(Unprintable),
    #[error(transparent)]
    Logo(#[from] LogoError),
}

impl LetterheadForm {
    /// # Errors
    /// When a line is too long, the footer refuses what the law gives the customer, or the logo is none.
    pub fn check(&self) -> Result<Letterhead, LetterheadFault> {
        Ok(Letterhead {
            language: self.language,
            logo: self.logo.as_deref().map(Logo::from_png).transpose()?,
            header: lines(&self.header).map_err(LetterheadFault::Header)?,
            footer: lines(&self.footer).map_err(LetterheadFault::Footer)?,
        })
    }
}

impl Till {
    /// As it was typed.
    ///
    /// # Errors
    /// When the database fails.
    pub fn letterhead_form(&self) -> Result<LetterheadForm, TillError> {
        let row = self.store.read(letterhead::find)?;
        Ok(LetterheadForm {
            language: Language::from_key(&row.language)
                .ok_or_else(|| TillError::Damaged("the language of the paper".into()))?,
            logo: row.logo,
            header: row.header,
            footer: row.footer,
        })
    }

    /// As it is printed. What may not be printed any more, since a newer program knows better, is left out: no sale waits
    /// for its letterhead. Read once, since every receipt begins with it.
    pub(crate) fn letterhead(&self) -> Result<Letterhead, TillError> {
        let mut read = self.letterhead.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(letterhead) = &*read {
            return Ok(letterhead.clone());
        }
        let form = self.letterhead_form()?;
        let letterhead = Letterhead {
            language: form.language,
            logo: form.logo.as_deref().and_then(|png| Logo::from_png(png).ok()),
            header: lines(&form.header).unwrap_or_default(),
            footer: lines(&form.footer).unwrap_or_default(),
        };
        *read = Some(letterhead.clone());
        Ok(letterhead)
    }

    /// # Errors
    /// When the role does not allow it, or something in it may not be printed; what stood before then stays.
    pub fn set_letterhead(&self, actor: &Actor, form: &LetterheadForm) -> Result<(), TillError> {
        actor.require(Permission::SetUp)?;
        form.check()?;
        let row = letterhead::Letterhead {
            language: form.language.key().into(),
            logo: form.logo.clone(),
            header: form.header.trim().into(),
            footer: form.footer.trim().into(),
        };
        let details = serde_json::json!({
            "language": row.language, "logo": row.logo.is_some(), "header": row.header, "footer": row.footer,
        });
        let now = self.now();
        self.store.write(|tx| {
            letterhead::set(tx, &row)?;
            audit::append(tx, now, Some(actor.session), "letterhead_set", &details.to_string())
        })?;
        *self.letterhead.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// What paper would look like under `form`: the last receipt, or the test page where nothing was sold yet.
    ///
    /// # Errors
    /// When something in it may not be printed.
    pub fn preview(&self, actor: &Actor, form: &LetterheadForm, paper: Paper) -> Result<Picture, TillError> {
        actor.require(Permission::SetUp)?;
        let letterhead = form.check()?;
        let last = self.store.read(|db| document::latest(db, 1))?.pop();
        // What was not cleared is on no paper, and not on this one.
        let sheet = match last.map(|row| self.read(row, 0)) {
            Some(Err(TillError::NotCleared)) | None => None,
            Some(read) => Some(read?),
        };
        match sheet {
            Some(sheet) => Picture::of_receipt(&sheet.lay_out(Form::Receipt, &letterhead, paper)?),
            // Its codes are small on purpose.
            None => Picture::of(&self.test_page(actor, "—", "—", &letterhead, paper)?),
        }
    }
}

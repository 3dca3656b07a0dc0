//! Baskets that wait: off the counter with a number, and back.

use sanduq_domain::basket::Line;
use sanduq_domain::money::Money;
use sanduq_domain::text::one_line;
use sanduq_domain::timestamp::Timestamp;
use sanduq_receipt::slips::{HeldLine, HoldSlip, Slip};
use sanduq_store::cart::{self, HeldRow};
use sanduq_store::{Transaction, audit};

use crate::cart::{Cart, basket};
use crate::error::TillError;
use crate::session::Actor;
use crate::till::Till;

/// A basket that waits.
#[derive(Debug, Clone)]
pub struct Held {
    /// What it is recalled by.
    pub number: i64,
    pub at: Timestamp,
    pub by: String,
    pub label: String,
    pub lines: usize,
    /// Before a discount over the whole.
    pub total: Money,
    /// The first names in it.
    pub names: Vec<(String, String)>,
}

impl From<HeldRow> for Held {
    fn from(row: HeldRow) -> Self {
        let names = row.cart.lines.iter().take(3).map(|line| (line.name_ar.clone(), line.name_en.clone()));
        Held {
            number: row.number,
            at: row.at,
            by: row.by,
            label: row.label,
            lines: row.cart.lines.len(),
            total: basket(&row.cart).line_total(),
            names: names.collect(),
        }
    }
}

impl Till {
    /// What is held, the longest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn held(&self) -> Result<Vec<Held>, TillError> {
        Ok(self.store.read(cart::all_held)?.into_iter().map(Held::from).collect())
    }

    /// Puts the basket aside; answers the number it is recalled by.
    ///
    /// # Errors
    /// When nothing is in it, or no paper can carry the label.
    pub fn hold(&self, actor: &Actor, label: &str) -> Result<i64, TillError> {
        let label = label_of(label)?;
        let mut number = 0;
        self.change_cart(|tx, cart| {
            if cart.lines.is_empty() {
                return Err(TillError::NothingToHold);
            }
            number = self.put_aside(tx, actor, cart.id, label)?;
            Ok(())
        })?;
        Ok(number)
    }

    /// Names a held basket, or names it otherwise.
    ///
    /// # Errors
    /// When nothing is held under the number, or no paper can carry the label.
    pub fn label_held(&self, number: i64, label: &str) -> Result<(), TillError> {
        let label = label_of(label)?;
        self.store.write(|tx| {
            let held = find(tx, number)?;
            Ok::<_, TillError>(cart::set_label(tx, held.cart.id, label)?)
        })
    }

    /// Puts a held basket on the counter. What stands there is held in its turn.
    ///
    /// # Errors
    /// When nothing is held under the number.
    pub fn recall(&self, actor: &Actor, number: i64) -> Result<Cart, TillError> {
        let now = self.now();
        self.change_cart(|tx, cart| {
            let wanted = find(tx, number)?;
            if !cart.lines.is_empty() {
                self.put_aside(tx, actor, cart.id, "")?;
            }
            cart::recall(tx, wanted.cart.id)?;
            let details = serde_json::json!({ "number": number }).to_string();
            Ok(audit::append(tx, now, Some(actor.session), "basket_recalled", &details)?)
        })
    }

    /// Gives a held basket up, and notes what was in it.
    ///
    /// # Errors
    /// When nothing is held under the number.
    pub fn drop_held(&self, actor: &Actor, number: i64) -> Result<(), TillError> {
        let now = self.now();
        self.change_cart(|tx, _| {
            let wanted = find(tx, number)?;
            cart::drop_held(tx, wanted.cart.id)?;
            let lines = wanted.cart.lines.len();
            let details =
                serde_json::json!({ "number": number, "lines": lines, "total": basket(&wanted.cart).line_total() });
            Ok(audit::append(tx, now, Some(actor.session), "basket_dropped", &details.to_string())?)
        })?;
        Ok(())
    }

    /// Prints a slip for whoever comes back for a held basket.
    ///
    /// # Errors
    /// When nothing is held under the number, or no printer prints.
    pub fn print_held(&self, actor: &Actor, number: i64) -> Result<(), TillError> {
        let held = self.store.read(cart::all_held)?.into_iter().find(|held| held.number == number);
        let held = held.ok_or(TillError::UnknownHold)?;
        let basket = basket(&held.cart);
        let line = |line: &Line| HeldLine {
            name: line.name.clone(),
            quantity: line.quantity.decimal(),
            unit: line.unit.clone(),
            total: line.shelf_total() - line.discount_amount(),
        };
        let total = basket.line_total();
        let slip = HoldSlip {
            desk: self.slip_desk(&held.by)?,
            number: number.to_string(),
            label: held.label,
            lines: basket.lines.iter().map(line).collect(),
            total: total - basket.discount.of(total),
        };
        self.print_slip(actor, &format!("hold-{number}"), Slip::Held(slip)).map(|_| ())
    }

    fn put_aside(&self, tx: &Transaction<'_>, actor: &Actor, cart: i64, label: &str) -> Result<i64, TillError> {
        let now = self.now();
        let number = cart::hold(tx, cart, now, &actor.name, label)?;
        let details = serde_json::json!({ "number": number }).to_string();
        audit::append(tx, now, Some(actor.session), "basket_held", &details)?;
        Ok(number)
    }
}

fn label_of(text: &str) -> Result<&str, TillError> {
    one_line(text, 0, 60).map_err(|_| TillError::NoteUnfit)
}

fn find(tx: &Transaction<'_>, number: i64) -> Result<HeldRow, TillError> {
    cart::all_held(tx)?.into_iter().find(|held| held.number == number).ok_or(TillError::UnknownHold)
}

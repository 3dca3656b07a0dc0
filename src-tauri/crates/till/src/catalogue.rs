//! The shop's items: found, kept, priced, counted; and those of the training shop.

use sanduq_domain::barcode::other_spellings;
use sanduq_domain::item::list::ItemList;
use sanduq_domain::item::{Item, ItemFault, ItemFaultKind, ItemField, ItemForm, ItemId, Particulars, Stock};
use sanduq_domain::search::{leads_with, words};
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::user::{Permission, SessionId};
pub use sanduq_store::item::Shelf;
pub use sanduq_store::price::PriceRow;
use sanduq_store::{Transaction, audit, item, price};

use crate::error::TillError;
use crate::session::Actor;
use crate::till::{Change, Till};

const TRAINING: &str = include_str!("../../../../assets/training/items.csv");
/// What a screen shows at once of a shelf that may be long.
pub const SHOWN_AT_MOST: usize = 200;
/// What it shows while somebody types what he looks for: more than that nobody looks through, he types on.
pub const FOUND_AT_MOST: usize = 50;

/// What a screen shows of the catalogue.
#[derive(Debug, Clone)]
pub struct Found {
    pub items: ItemList,
    /// There may be more than these.
    pub cut: bool,
}

impl Till {
    /// At most [`FOUND_AT_MOST`] items in whose names or barcodes every word of `text` occurs, as the beginning of a word;
    /// at most [`SHOWN_AT_MOST`] of the shelf when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub fn find_items(&self, text: &str, shelf: Shelf<'_>) -> Result<Found, TillError> {
        let wanted = words(text);
        let Some(first) = wanted.first() else {
            let items = self.store.read(|db| item::shelf(db, shelf, SHOWN_AT_MOST))?;
            return Ok(Found { cut: items.len() >= SHOWN_AT_MOST, items });
        };
        let mut items = self.store.read(|db| item::search(db, &wanted, FOUND_AT_MOST))?;
        // What begins with the first word comes before what only has it.
        items.put_first(|of| {
            leads_with(of.name_ar, first)
                || leads_with(of.name_en, first)
                || of.barcodes.split(' ').any(|code| code == first)
        });
        Ok(Found { cut: items.len() >= FOUND_AT_MOST, items })
    }

    /// The categories that have items, and how many.
    ///
    /// # Errors
    /// When the database fails.
    pub fn categories(&self) -> Result<Vec<(String, i64)>, TillError> {
        Ok(self.store.read(item::categories)?)
    }

    /// How many items should be ordered.
    ///
    /// # Errors
    /// When the database fails.
    pub fn low_count(&self) -> Result<i64, TillError> {
        Ok(self.store.read(item::low_count)?)
    }

    /// An item, and every price it has had, newest first.
    ///
    /// # Errors
    /// When there is no such item.
    pub fn item(&self, id: ItemId) -> Result<(Item, Vec<PriceRow>), TillError> {
        self.store.read(|db| {
            let known = item::find(db, id)?.ok_or(TillError::UnknownItem)?;
            Ok((known, price::of_item(db, id)?))
        })
    }

    /// Keeps an item: a new one, or a known one as it is now. How much there is of a known one is told by who counts it
    /// ([`Till::count_stock`]): sales have gone on since the form was shown.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn save_item(&self, actor: &Actor, id: Option<ItemId>, form: &ItemForm) -> Result<ItemId, TillError> {
        actor.require(Permission::KeepItems)?;
        let now = self.now();
        let kept = self.store.write(|tx| {
            let mut checked = form.check();
            if taken_by(tx, &form.read_barcodes().0, id)?.is_some() {
                // Told together with what else is wrong, not in a second round.
                let mut faults = checked.err().unwrap_or_default();
                faults.push(ItemFault { field: ItemField::Barcodes, kind: ItemFaultKind::TakenBarcode });
                checked = Err(faults);
            }
            let (particulars, stock) = checked.map_err(TillError::Item)?;
            let stock = if id.is_none() { stock } else { None };
            let kept = keep(tx, Keeping { id, item: &particulars, stock, at: now, session: Some(actor.session) })?;
            let details = serde_json::json!({ "item": kept, "name": particulars.name_ar, "price": particulars.price });
            audit::append(tx, now, Some(actor.session), "item_saved", &details.to_string())?;
            Ok::<_, TillError>(kept)
        })?;
        self.announce(Change::Items);
        Ok(kept)
    }

    /// Takes an item out of the catalogue. What was sold of it stays.
    ///
    /// # Errors
    /// When there is no such item.
    pub fn remove_item(&self, actor: &Actor, id: ItemId) -> Result<(), TillError> {
        actor.require(Permission::KeepItems)?;
        let now = self.now();
        self.store.write(|tx| {
            let known = item::find(tx, id)?.ok_or(TillError::UnknownItem)?;
            item::retire(tx, id)?;
            let details = serde_json::json!({ "item": id, "name": known.particulars.name_ar }).to_string();
            Ok::<_, TillError>(audit::append(tx, now, Some(actor.session), "item_removed", &details)?)
        })?;
        self.announce(Change::Items);
        Ok(())
    }

    /// Notes what was counted on the shelf; none: it is not counted any more.
    ///
    /// # Errors
    /// When there is no such item.
    pub fn count_stock(&self, actor: &Actor, id: ItemId, stock: Option<Stock>) -> Result<(), TillError> {
        actor.require(Permission::KeepItems)?;
        let now = self.now();
        self.store.write(|tx| {
            let known = item::find(tx, id)?.ok_or(TillError::UnknownItem)?;
            item::set_stock(tx, id, stock)?;
            let shown = |stock: Option<Stock>| stock.map(|stock| stock.to_string());
            let name = known.particulars.name_ar;
            let details = serde_json::json!({
                "item": id, "name": name, "before": shown(known.stock), "counted": shown(stock),
            });
            Ok::<_, TillError>(audit::append(tx, now, Some(actor.session), "stock_counted", &details.to_string())?)
        })?;
        self.announce(Change::Items);
        Ok(())
    }
}

/// An item to be kept.
pub(crate) struct Keeping<'a> {
    pub(crate) id: Option<ItemId>,
    pub(crate) item: &'a Particulars,
    /// Of a known one none leaves it as it is.
    pub(crate) stock: Option<Stock>,
    pub(crate) at: Timestamp,
    pub(crate) session: Option<SessionId>,
}

/// Keeps an item, and its price where that is a new one.
pub(crate) fn keep(tx: &Transaction<'_>, new: Keeping<'_>) -> Result<ItemId, TillError> {
    let (id, repriced) = match new.id {
        None => (item::insert(tx, new.item, new.stock)?, true),
        Some(id) => {
            let before = item::find(tx, id)?.ok_or(TillError::UnknownItem)?;
            item::update(tx, id, new.item)?;
            if new.stock.is_some() {
                item::set_stock(tx, id, new.stock)?;
            }
            let of = &before.particulars;
            (id, (of.price, of.vat) != (new.item.price, new.item.vat))
        }
    };
    if repriced {
        price::insert(tx, id, new.at, new.session, new.item.price, new.item.vat)?;
    }
    Ok(id)
}

/// Another item that has one of these barcodes.
pub(crate) fn taken_by(
    tx: &Transaction<'_>,
    barcodes: &[String],
    own: Option<ItemId>,
) -> Result<Option<ItemId>, TillError> {
    for barcode in barcodes {
        for spelling in std::iter::once(barcode.clone()).chain(other_spellings(barcode)) {
            if let Some(other) = item::find_by_barcode(tx, &spelling)?.filter(|other| Some(other.id) != own) {
                return Ok(Some(other.id));
            }
        }
    }
    Ok(None)
}

/// About forty groceries of a Saudi corner shop, with barcodes whose check digits are right.
pub(crate) fn training_items() -> Vec<Particulars> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(TRAINING.as_bytes());
    let columns = reader.headers().cloned().unwrap_or_default();
    reader
        .records()
        .map(|row| {
            let row = row.expect("the training catalogue is whole");
            let cell = |name: &str| {
                let place = columns.iter().position(|column| column == name);
                place.and_then(|place| row.get(place)).unwrap_or_default().to_owned()
            };
            let form = ItemForm {
                name_ar: cell("name_ar"),
                name_en: cell("name_en"),
                barcodes: cell("barcode"),
                category: cell("category"),
                unit: cell("unit"),
                price: cell("price"),
                favourite: cell("favourite"),
                ..ItemForm::default()
            };
            form.check().expect("the training catalogue is right").0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_training_catalogue_is_whole() {
        let items = training_items();
        assert!(items.len() >= 40);
        assert!(items.iter().all(|item| !item.barcodes.is_empty() && !item.name_en.is_empty()));
        assert!(items.iter().filter(|item| item.favourite > 0).count() >= 8);
    }
}

//! The catalogue: what each command does, and its twins.

use sanduq_domain::item::list::Listed;
use sanduq_domain::item::{Item, ItemForm, ItemId, Stock};
use sanduq_domain::vat::{Exemption, Vat};
use sanduq_till::catalogue::Shelf;
use sanduq_till::error::TillError;
use sanduq_till::import::{Import, Phase, RowFault};

use crate::desk::Desk;
use crate::fault::{Code, Fault, FieldFault};
use crate::twins::western;
use crate::wire;

pub(crate) async fn item_search(desk: &Desk, request: wire::ItemSearch) -> Result<wire::Items, Fault> {
    let shelf = match request.shelf {
        wire::Shelf::All => Shelf::All,
        wire::Shelf::Favourites => Shelf::Favourites,
        wire::Shelf::Low => Shelf::Low,
        wire::Shelf::Category => Shelf::Category(&request.category),
    };
    let found = desk.till().find_items(&request.text, shelf)?;
    Ok(wire::Items { items: found.items.iter().map(wire::Item::from).collect(), cut: found.cut })
}

pub(crate) async fn shelf_list(desk: &Desk, _: wire::Nothing) -> Result<wire::Shelves, Fault> {
    let till = desk.till();
    let categories = till.categories()?;
    Ok(wire::Shelves {
        categories: categories.into_iter().map(|(category, items)| wire::ShelfCount { category, items }).collect(),
        favourites: till.find_items("", Shelf::Favourites)?.items.len(),
        low: till.low_count()?,
    })
}

pub(crate) async fn price_check(desk: &Desk, request: wire::PriceCheck) -> Result<wire::PriceTag, Fault> {
    let found = desk.till().look_up(&request.barcode)?;
    Ok(wire::PriceTag {
        quantity: found.quantity.to_string(),
        unit: found.unit,
        unit_price: found.unit_price.to_string(),
        total: sanduq_domain::decimal::round_half_up(found.unit_price.decimal() * found.quantity.decimal()).to_string(),
        item: found.item.into(),
    })
}

pub(crate) async fn item_show(desk: &Desk, request: wire::ItemPick) -> Result<wire::ItemPage, Fault> {
    let (item, prices) = desk.till().item(ItemId(request.id))?;
    Ok(wire::ItemPage {
        id: item.id.0,
        form: ItemForm::from(&item).into(),
        prices: prices
            .into_iter()
            .map(|row| wire::Price {
                at: row.at.unix_millis(),
                by: row.by,
                price: row.price.to_string(),
                vat: row.vat.key().into(),
            })
            .collect(),
    })
}

pub(crate) async fn item_save(desk: &Desk, request: wire::ItemSave) -> Result<wire::ItemPage, Fault> {
    let id = desk.till().save_item(&desk.actor()?, request.id.map(ItemId), &request.form.into())?;
    item_show(desk, wire::ItemPick { id: id.0 }).await
}

pub(crate) async fn item_remove(desk: &Desk, request: wire::ItemPick) -> Result<wire::Done, Fault> {
    desk.till().remove_item(&desk.actor()?, ItemId(request.id))?;
    Ok(wire::Done {})
}

pub(crate) async fn stock_count(desk: &Desk, request: wire::StockCount) -> Result<wire::ItemPage, Fault> {
    let typed = western(&request.stock);
    let stock = match typed.as_str() {
        "" => None,
        text => Some(Stock::parse(text).ok_or_else(|| Fault::new(Code::WrongQuantity, "the stock is no number"))?),
    };
    desk.till().count_stock(&desk.actor()?, ItemId(request.id), stock)?;
    item_show(desk, wire::ItemPick { id: request.id }).await
}

pub(crate) async fn vat_choices(_: &Desk, _: wire::Nothing) -> Result<wire::VatChoices, Fault> {
    let untaxed = Exemption::ALL.iter().copied().map(Vat::Untaxed);
    let all = [Vat::STANDARD_15, Vat::STANDARD_5].into_iter().chain(untaxed);
    let choice = |vat: Vat| wire::VatChoice {
        key: vat.key().into(),
        category: vat.category().into(),
        percent: vat.percent(),
        ar: vat.exemption().map(Exemption::arabic).unwrap_or_default().into(),
        en: vat.exemption().map(Exemption::english).unwrap_or_default().into(),
    };
    Ok(wire::VatChoices { choices: all.map(choice).collect() })
}

pub(crate) async fn item_import(desk: &Desk, request: wire::ItemImport) -> Result<wire::ImportState, Fault> {
    let (till, actor) = (desk.till(), desk.actor()?);
    let reading = tokio::task::spawn_blocking(move || till.read_import(&actor, &request.name, &request.text));
    reading.await.map_err(|error| Fault::new(Code::MachineFailed, error.to_string()))??;
    item_import_show(desk, wire::Nothing {}).await
}

pub(crate) async fn item_import_show(desk: &Desk, _: wire::Nothing) -> Result<wire::ImportState, Fault> {
    Ok(desk.till().import().into())
}

pub(crate) async fn item_import_keep(desk: &Desk, _: wire::Nothing) -> Result<wire::ImportState, Fault> {
    let (till, actor) = (desk.till(), desk.actor()?);
    let keeping = tokio::task::spawn_blocking(move || till.keep_import(&actor));
    keeping.await.map_err(|error| Fault::new(Code::MachineFailed, error.to_string()))??;
    item_import_show(desk, wire::Nothing {}).await
}

pub(crate) async fn item_import_stop(desk: &Desk, _: wire::Nothing) -> Result<wire::ImportState, Fault> {
    desk.till().stop_import(&desk.actor()?)?;
    item_import_show(desk, wire::Nothing {}).await
}

pub(crate) async fn item_export(desk: &Desk, _: wire::Nothing) -> Result<wire::ItemExport, Fault> {
    let (till, actor) = (desk.till(), desk.actor()?);
    let writing = tokio::task::spawn_blocking(move || {
        let text = till.export_items(&actor)?;
        let file_name = format!("items-{}.csv", till.now().riyadh_date());
        let path = till.home().archive_folder().join(&file_name);
        std::fs::write(&path, &text)?;
        Ok::<_, TillError>(wire::ItemExport { file_name, text, path: path.display().to_string() })
    });
    Ok(writing.await.map_err(|error| Fault::new(Code::MachineFailed, error.to_string()))??)
}

impl From<Listed<'_>> for wire::Item {
    fn from(item: Listed<'_>) -> Self {
        wire::Item {
            id: item.id.0,
            low: item.is_low(),
            name_ar: item.name_ar.to_owned(),
            name_en: item.name_en.to_owned(),
            barcodes: item.barcodes.split_ascii_whitespace().map(str::to_owned).collect(),
            category: item.category.to_owned(),
            unit: item.unit.to_owned(),
            price: item.price.to_owned(),
            vat: item.vat.to_owned(),
            favourite: item.favourite,
            stock: item.stock.map(|stock| stock.to_string()),
        }
    }
}

impl From<Item> for wire::Item {
    fn from(item: Item) -> Self {
        let of = item.particulars;
        wire::Item {
            id: item.id.0,
            low: matches!((item.stock, of.low_stock), (Some(stock), Some(low)) if stock <= low),
            name_ar: of.name_ar,
            name_en: of.name_en,
            barcodes: of.barcodes,
            category: of.category,
            unit: of.unit,
            price: of.price.to_string(),
            vat: of.vat.key().into(),
            favourite: of.favourite,
            stock: item.stock.map(|stock| stock.to_string()),
        }
    }
}

impl From<wire::ItemForm> for ItemForm {
    fn from(form: wire::ItemForm) -> Self {
        ItemForm {
            name_ar: form.name_ar,
            name_en: form.name_en,
            barcodes: form.barcodes,
            category: form.category,
            unit: form.unit,
            price: form.price,
            vat: form.vat,
            favourite: form.favourite,
            stock: form.stock,
            low_stock: form.low_stock,
        }
    }
}

impl From<ItemForm> for wire::ItemForm {
    fn from(form: ItemForm) -> Self {
        wire::ItemForm {
            name_ar: form.name_ar,
            name_en: form.name_en,
            barcodes: form.barcodes,
            category: form.category,
            unit: form.unit,
            price: form.price,
            vat: form.vat,
            favourite: form.favourite,
            stock: form.stock,
            low_stock: form.low_stock,
        }
    }
}

impl From<Import> for wire::ImportState {
    fn from(import: Import) -> Self {
        wire::ImportState {
            phase: match import.phase {
                Phase::None => wire::ImportPhase::None,
                Phase::Reading => wire::ImportPhase::Reading,
                Phase::Read => wire::ImportPhase::Read,
                Phase::Keeping => wire::ImportPhase::Keeping,
                Phase::Kept => wire::ImportPhase::Kept,
                Phase::Stopped => wire::ImportPhase::Stopped,
            },
            name: import.name,
            done: import.done,
            rows: import.rows,
            new: import.new,
            changed: import.changed,
            unchanged: import.unchanged,
            wrong: import.wrong,
            faults: import.faults.into_iter().map(wire::ImportFault::from).collect(),
            sample: import.sample.into_iter().map(wire::ItemForm::from).collect(),
        }
    }
}

impl From<RowFault> for wire::ImportFault {
    fn from(fault: RowFault) -> Self {
        wire::ImportFault {
            row: fault.row as i64,
            name: fault.name,
            fault: FieldFault { field: fault.fault.field.key().into(), code: fault.fault.kind.key().into() },
        }
    }
}

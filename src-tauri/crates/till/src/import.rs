//! Items from a file and into one: read in the background, shown before anything is kept, stopped at any time.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sanduq_domain::barcode;
use sanduq_domain::item::{Item, ItemFault, ItemFaultKind, ItemField, ItemForm, ItemId, Particulars, Stock};
use sanduq_domain::user::Permission;
use sanduq_store::{audit, item};

use crate::catalogue::{Keeping, keep, taken_by};
use crate::error::TillError;
use crate::session::Actor;
use crate::till::{Change, Till};

/// Rows that are kept in one go. Sales come in between.
const AT_ONCE: usize = 250;
/// Wrong rows that are told; the rest are counted.
const TOLD_AT_MOST: usize = 500;
const SHOWN_AT_MOST: usize = 20;

/// Why a file cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImportFault {
    #[error("the file has no columns name_ar and price")]
    NoColumns,
    #[error("no file is read that could be kept")]
    NothingRead,
    #[error("a file is being read or kept")]
    UnderWay,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    None,
    Reading,
    /// Read, and waiting for a word.
    Read,
    Keeping,
    Kept,
    /// Stopped in between: what was kept stays, and keeping the file again goes on from there.
    Stopped,
}

/// An import as it stands.
#[derive(Debug, Clone, Default)]
pub struct Import {
    pub phase: Phase,
    pub name: String,
    /// Rows read so far, or kept so far.
    pub done: usize,
    /// Rows in all; of a file being read none are known yet.
    pub rows: usize,
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub wrong: usize,
    pub faults: Vec<RowFault>,
    /// The first rows, to see whether columns are what they should be.
    pub sample: Vec<ItemForm>,
    rows_read: Arc<Vec<Row>>,
}

/// What is wrong in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// As an editor counts them, the header being 1.
    pub row: u64,
    /// The name in the row, to find it by.
    pub name: String,
    pub fault: ItemFault,
}

#[derive(Debug)]
struct Row {
    place: u64,
    id: Option<ItemId>,
    item: Particulars,
    stock: Option<Stock>,
}

/// An import that ends by a panic ends too: the next may begin.
struct Underway<'a>(&'a Importer);

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        match state.phase {
            Phase::Reading => *state = Import::default(),
            Phase::Keeping => state.phase = Phase::Stopped,
            Phase::None | Phase::Read | Phase::Kept | Phase::Stopped => {}
        }
    }
}

/// The import of a till: one at a time.
#[derive(Debug, Default)]
pub(crate) struct Importer {
    state: Mutex<Import>,
    stop: AtomicBool,
}

impl Importer {
    fn state(&self) -> MutexGuard<'_, Import> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Till {
    /// The import as it stands.
    #[must_use]
    pub fn import(&self) -> Import {
        self.importer.state().clone()
    }

    /// Reads a file of items: columns by their names, apart by commas, semicolons or tabs. Rows belong to the item that
    /// has one of their barcodes, else to the one of the same Arabic name. Nothing is kept yet. Takes as long as the file
    /// is long: not for a thread that others wait for.
    ///
    /// # Errors
    /// When the columns are not named, or another file is under way.
    pub fn read_import(&self, actor: &Actor, name: &str, text: &str) -> Result<(), TillError> {
        actor.require(Permission::KeepItems)?;
        self.begin(Phase::Reading, |import| {
            *import = Import { name: name.to_owned(), ..Import::default() };
            Ok(())
        })?;
        let underway = Underway(&self.importer);
        let read = self.read_rows(text).map(|read| {
            *self.importer.state() = Import { name: name.to_owned(), ..read };
        });
        drop(underway);
        self.announce(Change::Items);
        read
    }

    /// Keeps what was read, a few rows at a time, so that sales go on meanwhile.
    ///
    /// # Errors
    /// When nothing was read, or the database fails; what was kept so far stays.
    pub fn keep_import(&self, actor: &Actor) -> Result<(), TillError> {
        actor.require(Permission::KeepItems)?;
        let rows = self.begin(Phase::Keeping, |import| {
            if !matches!(import.phase, Phase::Read | Phase::Stopped) || import.rows_read.is_empty() {
                return Err(ImportFault::NothingRead);
            }
            import.done = 0;
            Ok(Arc::clone(&import.rows_read))
        })?;
        let underway = Underway(&self.importer);
        let ended = self.keep_rows(actor, &rows);
        {
            let mut state = self.importer.state();
            state.phase = if matches!(ended, Ok(true)) { Phase::Kept } else { Phase::Stopped };
            if state.phase == Phase::Kept {
                state.rows_read = Arc::default();
            }
        }
        drop(underway);
        let state = self.import();
        let details = serde_json::json!({
            "file": state.name, "rows": state.done, "new": state.new, "changed": state.changed,
            "complete": state.phase == Phase::Kept,
        });
        let now = self.now();
        self.store.write(|tx| {
            Ok::<_, TillError>(audit::append(tx, now, Some(actor.session), "items_imported", &details.to_string())?)
        })?;
        self.announce(Change::Items);
        ended.map(|_| ())
    }

    /// Stops what is under way, or puts away what was read.
    ///
    /// # Errors
    /// When the role does not allow it.
    pub fn stop_import(&self, actor: &Actor) -> Result<(), TillError> {
        actor.require(Permission::KeepItems)?;
        let mut state = self.importer.state();
        match state.phase {
            Phase::Reading | Phase::Keeping => self.importer.stop.store(true, Ordering::Relaxed),
            _ => *state = Import::default(),
        }
        drop(state);
        self.announce(Change::Items);
        Ok(())
    }

    /// Every item, in the form in which it can be read again: with a mark that tells spreadsheets its encoding. Read a few at
    /// a time, so that sales go on meanwhile.
    ///
    /// # Errors
    /// When the role does not allow it.
    pub fn export_items(&self, actor: &Actor) -> Result<String, TillError> {
        actor.require(Permission::KeepItems)?;
        let mut writer = csv::Writer::from_writer(Vec::new());
        let wrong = |error: csv::Error| TillError::File(error.into());
        writer.write_record(ItemField::ALL.map(ItemField::key)).map_err(wrong)?;
        let mut last = ItemId(0);
        loop {
            let few = self.store.read(|db| item::after(db, last, 1_000))?;
            let Some(end) = few.last() else { break };
            last = end.id;
            for known in &few {
                let form = ItemForm::from(known);
                writer.write_record(ItemField::ALL.map(|field| written(cell(&form, field)))).map_err(wrong)?;
            }
        }
        let bytes = writer.into_inner().map_err(|error| TillError::File(error.into_error()))?;
        Ok(format!("\u{FEFF}{}", String::from_utf8_lossy(&bytes)))
    }

    fn begin<T>(
        &self,
        phase: Phase,
        prepare: impl FnOnce(&mut Import) -> Result<T, ImportFault>,
    ) -> Result<T, ImportFault> {
        let mut state = self.importer.state();
        if matches!(state.phase, Phase::Reading | Phase::Keeping) {
            return Err(ImportFault::UnderWay);
        }
        let prepared = prepare(&mut state)?;
        state.phase = phase;
        self.importer.stop.store(false, Ordering::Relaxed);
        Ok(prepared)
    }

    fn read_rows(&self, text: &str) -> Result<Import, TillError> {
        // Rows are counted by their line feeds.
        let text = text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(&text))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let columns = Columns::of(reader.headers().map_err(|_| ImportFault::NoColumns)?)?;
        let mut import = Import::default();
        let mut rows = Vec::new();
        let mut seen = Seen::default();
        let mut record = csv::StringRecord::new();
        loop {
            let place = reader.position().line();
            match reader.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {}
                // Bytes that are no text: the row is wrong, the others are not.
                Err(_) => {
                    let fault = ItemFault { field: ItemField::NameAr, kind: ItemFaultKind::ForbiddenCharacter };
                    import.tell(place, "", &[fault]);
                    continue;
                }
            }
            let place = record.position().map_or(place, csv::Position::line);
            let typed = columns.form(ItemForm::default(), &record);
            if typed == ItemForm::default() {
                continue;
            }
            if import.sample.len() < SHOWN_AT_MOST {
                import.sample.push(typed.clone());
            }
            import.rows += 1;
            match self.judge(&columns, &record, &typed, &mut seen)? {
                Err(faults) => import.tell(place, &typed.name_ar, &faults),
                Ok((id, item, stock, fate)) => {
                    import.sort(fate);
                    rows.push(Row { place, id, item, stock });
                }
            }
            if import.rows % AT_ONCE == 0 {
                if self.importer.stop.load(Ordering::Relaxed) {
                    return Ok(Import::default());
                }
                self.importer.state().done = import.rows;
                self.announce(Change::Items);
            }
        }
        import.phase = Phase::Read;
        import.done = import.rows;
        import.rows_read = Arc::new(rows);
        Ok(import)
    }

    /// What a row comes to: the item it means, as it will be. What the file has no column for stays as it is.
    fn judge(
        &self,
        columns: &Columns,
        record: &csv::StringRecord,
        typed: &ItemForm,
        seen: &mut Seen,
    ) -> Result<Result<Judged, Vec<ItemFault>>, TillError> {
        let fault = |field, kind| Ok(Err(vec![ItemFault { field, kind }]));
        let barcodes: Vec<String> = typed.barcodes.split_whitespace().flat_map(barcode::check).collect();
        let known = self.store.read(|db| {
            let mut owners: Vec<ItemId> = Vec::new();
            for text in &barcodes {
                for spelling in std::iter::once(text.clone()).chain(barcode::other_spellings(text)) {
                    owners.extend(item::find_by_barcode(db, &spelling)?.map(|known| known.id));
                }
            }
            owners.sort_unstable();
            owners.dedup();
            match owners[..] {
                [] if barcodes.is_empty() => {
                    let named = item::find_by_name(db, &typed.name_ar)?;
                    Ok(Some(named.map(|id| item::find(db, id)).transpose()?.flatten()))
                }
                [] => Ok(Some(None)),
                [one] => Ok::<_, TillError>(Some(item::find(db, one)?)),
                _ => Ok(None),
            }
        })?;
        let Some(known) = known else { return fault(ItemField::Barcodes, ItemFaultKind::TakenBarcode) };
        let base = known.as_ref().map(|known| ItemForm { stock: String::new(), ..ItemForm::from(known) });
        let (item, stock) = match columns.form(base.unwrap_or_default(), record).check() {
            Ok(checked) => checked,
            Err(faults) => return Ok(Err(faults)),
        };
        let again = match &known {
            Some(known) => !seen.items.insert(known.id),
            None if item.barcodes.is_empty() => !seen.names.insert(item.name_ar.clone()),
            None => false,
        };
        let spelt: Vec<String> = item
            .barcodes
            .iter()
            .flat_map(|text| [vec![text.clone()], barcode::other_spellings(text)].concat())
            .collect();
        let taken = spelt.iter().any(|text| seen.barcodes.contains(text));
        seen.barcodes.extend(spelt);
        if again || taken {
            return fault(ItemField::NameAr, ItemFaultKind::Repeated);
        }
        let fate = match &known {
            None => Fate::New,
            Some(known) if is_as(known, &item, stock) => Fate::Unchanged,
            Some(_) => Fate::Changed,
        };
        Ok(Ok((known.map(|known| known.id), item, stock, fate)))
    }

    /// Whether all of them were kept.
    fn keep_rows(&self, actor: &Actor, rows: &[Row]) -> Result<bool, TillError> {
        let now = self.now();
        for few in rows.chunks(AT_ONCE) {
            if self.importer.stop.load(Ordering::Relaxed) {
                return Ok(false);
            }
            let mut late = Vec::new();
            self.store.write(|tx| {
                for row in few {
                    // Kept before it was stopped, or by hand since it was read: found again by what it is known by.
                    let known = match (row.id, row.item.barcodes.first()) {
                        (Some(id), _) => item::find(tx, id)?,
                        (None, Some(barcode)) => item::find_by_barcode(tx, barcode)?,
                        (None, None) => match item::find_by_name(tx, &row.item.name_ar)? {
                            Some(id) => item::find(tx, id)?,
                            None => None,
                        },
                    };
                    let id = known.as_ref().map(|known| known.id);
                    if taken_by(tx, &row.item.barcodes, id)?.is_some() {
                        late.push(row);
                    } else if !known.is_some_and(|known| is_as(&known, &row.item, row.stock)) {
                        let (item, stock, session) = (&row.item, row.stock, Some(actor.session));
                        keep(tx, Keeping { id, item, stock, at: now, session })?;
                    }
                }
                Ok::<_, TillError>(())
            })?;
            let mut state = self.importer.state();
            state.done += few.len();
            for row in late {
                let fault = ItemFault { field: ItemField::Barcodes, kind: ItemFaultKind::TakenBarcode };
                state.tell(row.place, &row.item.name_ar, &[fault]);
                // It was read as one that would be kept.
                let told = if row.id.is_some() { &mut state.changed } else { &mut state.new };
                *told = told.saturating_sub(1);
            }
            drop(state);
            self.announce(Change::Items);
        }
        Ok(true)
    }
}

/// What the rows so far are about: no item is told twice.
#[derive(Default)]
struct Seen {
    items: HashSet<ItemId>,
    barcodes: HashSet<String>,
    names: HashSet<String>,
}

type Judged = (Option<ItemId>, Particulars, Option<Stock>, Fate);

enum Fate {
    New,
    Changed,
    Unchanged,
}

impl Import {
    fn tell(&mut self, row: u64, name: &str, faults: &[ItemFault]) {
        self.wrong += 1;
        for fault in faults {
            if self.faults.len() < TOLD_AT_MOST {
                self.faults.push(RowFault { row, name: name.to_owned(), fault: *fault });
            }
        }
    }

    fn sort(&mut self, fate: Fate) {
        match fate {
            Fate::New => self.new += 1,
            Fate::Changed => self.changed += 1,
            Fate::Unchanged => self.unchanged += 1,
        }
    }
}

/// Where each field stands in a row.
struct Columns([Option<usize>; ItemField::ALL.len()]);

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Self, ImportFault> {
        let named = |field: ItemField| {
            header.iter().position(|name| {
                let name = name.trim().to_lowercase();
                name == field.key() || spoken(field).contains(&name.as_str())
            })
        };
        let places = ItemField::ALL.map(named);
        let has = |wanted| ItemField::ALL.iter().zip(places).any(|(field, place)| *field == wanted && place.is_some());
        if has(ItemField::NameAr) && has(ItemField::Price) { Ok(Columns(places)) } else { Err(ImportFault::NoColumns) }
    }

    /// The form with what the row has to say; the rest of it stays.
    fn form(&self, mut form: ItemForm, record: &csv::StringRecord) -> ItemForm {
        for (field, place) in ItemField::ALL.into_iter().zip(self.0) {
            if let Some(text) = place.and_then(|place| record.get(place)) {
                *cell_mut(&mut form, field) = read_cell(text).to_owned();
            }
        }
        form
    }
}

/// What else people call the columns.
const fn spoken(field: ItemField) -> &'static [&'static str] {
    match field {
        ItemField::NameAr => &["الاسم", "اسم الصنف", "name", "الاسم بالعربية"],
        ItemField::NameEn => &["الاسم بالإنجليزية", "english name"],
        ItemField::Barcodes => &["barcode", "الباركود", "باركود"],
        ItemField::Category => &["القسم", "التصنيف", "الفئة", "group"],
        ItemField::Unit => &["الوحدة"],
        ItemField::Price => &["السعر", "سعر البيع", "السعر شامل الضريبة"],
        ItemField::Vat => &["الضريبة", "tax"],
        ItemField::Favourite => &["المفضلة"],
        ItemField::Stock => &["المخزون", "الكمية", "quantity"],
        ItemField::LowStock => &["حد إعادة الطلب", "حد الطلب", "الحد الأدنى"],
    }
}

fn cell(form: &ItemForm, field: ItemField) -> &str {
    match field {
        ItemField::NameAr => &form.name_ar,
        ItemField::NameEn => &form.name_en,
        ItemField::Barcodes => &form.barcodes,
        ItemField::Category => &form.category,
        ItemField::Unit => &form.unit,
        ItemField::Price => &form.price,
        ItemField::Vat => &form.vat,
        ItemField::Favourite => &form.favourite,
        ItemField::Stock => &form.stock,
        ItemField::LowStock => &form.low_stock,
    }
}

fn cell_mut(form: &mut ItemForm, field: ItemField) -> &mut String {
    match field {
        ItemField::NameAr => &mut form.name_ar,
        ItemField::NameEn => &mut form.name_en,
        ItemField::Barcodes => &mut form.barcodes,
        ItemField::Category => &mut form.category,
        ItemField::Unit => &mut form.unit,
        ItemField::Price => &mut form.price,
        ItemField::Vat => &mut form.vat,
        ItemField::Favourite => &mut form.favourite,
        ItemField::Stock => &mut form.stock,
        ItemField::LowStock => &mut form.low_stock,
    }
}

/// What is most often between the words of the first line.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|mark| header.bytes().filter(|byte| byte == mark).count())
        .unwrap_or(b',')
}

/// What begins like a formula would be one in a spreadsheet: there it is marked as text.
fn written(cell: &str) -> String {
    if cell.starts_with(['=', '+', '@']) { format!("'{cell}") } else { cell.to_owned() }
}

fn read_cell(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '@'])).unwrap_or(text)
}

/// Whether the item is already what the row says.
fn is_as(known: &Item, row: &Particulars, stock: Option<Stock>) -> bool {
    alike(&known.particulars, row) && (stock.is_none() || stock == known.stock)
}

/// Barcodes in whatever order.
fn alike(known: &Particulars, row: &Particulars) -> bool {
    let sorted = |of: &Particulars| {
        let mut barcodes = of.barcodes.clone();
        barcodes.sort_unstable();
        Particulars { barcodes, ..of.clone() }
    };
    sorted(known) == sorted(row)
}

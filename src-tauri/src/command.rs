//! The doors between the screen and the till: the one for everything, and the one for what only this machine can show.

use std::sync::Arc;

use sanduq_commands::desk::Desk;
use sanduq_commands::fault::{Code, Fault};
use sanduq_commands::table;
use serde_json::{Value, json};
use tauri::State;

#[tauri::command]
pub(crate) async fn command(desk: State<'_, Arc<Desk>>, name: String, request: Value) -> Result<Value, Fault> {
    table::dispatch(&desk, &name, request).await
}

/// Opens the PDF of a document with the program that this machine has for such files. Only its number is told: where the file
/// lies, and whether this person may have it, the till knows.
#[tauri::command]
pub(crate) async fn open_pdf(desk: State<'_, Arc<Desk>>, number: String) -> Result<(), Fault> {
    let kept = table::dispatch(&desk, "pdf_place", json!({ "number": number })).await?;
    let path = kept["path"].as_str().unwrap_or_default();
    open::that_detached(path).map_err(|error| Fault::new(Code::MachineFailed, error.to_string()))
}

//! The one door between the screen and the till.

use std::sync::Arc;

use sanduq_commands::desk::Desk;
use sanduq_commands::fault::Fault;
use sanduq_commands::table;
use serde_json::Value;
use tauri::State;

#[tauri::command]
pub(crate) async fn command(desk: State<'_, Arc<Desk>>, name: String, request: Value) -> Result<Value, Fault> {
    table::dispatch(&desk, &name, request).await
}

//! The window that the customer looks at: on a second screen where there is one, and without any command but the one
//! that tells what it shows.

use std::sync::Arc;

use sanduq_commands::desk::Desk;
use sanduq_commands::fault::Fault;
use sanduq_commands::table;
use serde_json::{Value, json};
use tauri::{AppHandle, Manager, State, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::{is_ours, window};

/// Its label, to which the capability of that name is given.
pub(crate) const WINDOW: &str = "display";

/// Opens the window, or brings it forward. Asynchronous, since some systems make no window while they wait for a command.
#[tauri::command]
pub(crate) async fn open_display(app: AppHandle) -> Result<(), String> {
    let shown = match app.get_webview_window(WINDOW) {
        Some(open) => open.show(),
        None => make(&app),
    };
    shown.map_err(|error| error.to_string())
}

/// What the customer is shown.
#[tauri::command]
pub(crate) async fn display(desk: State<'_, Arc<Desk>>) -> Result<Value, Fault> {
    table::dispatch(&desk, "display_show", json!({})).await
}

/// It goes with the till's own window.
pub(crate) fn close(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        let _ = window.destroy();
    }
}

fn make(app: &AppHandle) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::App("index.html#display".into()));
    let builder = builder.title("شاشة العميل · Sanduq").inner_size(1024.0, 768.0).on_navigation(is_ours);
    let window = window::make(builder)?;
    match another_screen(app)? {
        None => Ok(()),
        Some(place) => {
            window.set_position(place)?;
            window.set_fullscreen(true)
        }
    }
}

/// Where a screen begins that the till's own window does not stand on.
fn another_screen(app: &AppHandle) -> tauri::Result<Option<tauri::PhysicalPosition<i32>>> {
    let own = app.webview_windows().into_values().find(|window| window.label() != WINDOW);
    let own = own.as_ref().map(WebviewWindow::current_monitor).transpose()?.flatten();
    let taken = own.map(|screen| *screen.position());
    Ok(app.available_monitors()?.into_iter().map(|screen| *screen.position()).find(|place| Some(*place) != taken))
}

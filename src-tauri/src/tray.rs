//! A closed window whose till has documents left to report: it goes on without one, shows itself among the system's
//! small icons, and ends by itself when everything is reported. Opening Sanduq again brings the window back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use sanduq_commands::desk::Desk;
use tauri::async_runtime::spawn;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Window};
use tokio::sync::broadcast::error::RecvError;

use crate::bring_forward;

const ICON: &str = "till";
const OPEN: &str = "open";
const QUIT: &str = "quit";

/// Whether the till still reports, so that the window is hidden and not closed.
pub(crate) fn stays(window: &Window) -> bool {
    let app = window.app_handle();
    let Some(desk) = app.try_state::<Arc<Desk>>() else { return false };
    if !desk.till().reports_on() || window.hide().is_err() {
        return false;
    }
    show(app);
    spawn(end_when_reported(app.clone(), Arc::clone(&desk)));
    true
}

/// Takes the icon away: the window is there again.
pub(crate) fn leave(app: &AppHandle) {
    // Not among the icons is where it belongs.
    let _ = app.remove_tray_by_id(ICON);
}

/// A system without small icons shows none, and the till goes on reporting.
fn show(app: &AppHandle) {
    // The library that draws them on Linux is looked for at this moment, and panics where it is not installed.
    let shown = catch_unwind(AssertUnwindSafe(|| icon(app)));
    if !matches!(shown, Ok(Ok(()))) {
        leave(app);
    }
}

fn icon(app: &AppHandle) -> tauri::Result<()> {
    // In both languages: nobody is at the screen to have chosen one.
    let open = MenuItem::with_id(app, OPEN, "فتح صندوق · Open Sanduq", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, "إنهاء · Quit", true, None::<&str>)?;
    let mut tray = TrayIconBuilder::with_id(ICON)
        .menu(&Menu::with_items(app, &[&open, &quit])?)
        .tooltip("صندوق يرسل الفواتير · Sanduq is reporting")
        .on_menu_event(|app, event| match event.id().as_ref() {
            OPEN => bring_forward(app),
            QUIT => app.exit(0),
            _ => {}
        });
    if let Some(own) = app.default_window_icon() {
        tray = tray.icon(own.clone());
    }
    tray.build(app).map(drop)
}

async fn end_when_reported(app: AppHandle, desk: Arc<Desk>) {
    let till = desk.till();
    let mut changes = till.changes();
    while till.reports_on() {
        if let Err(RecvError::Closed) = changes.recv().await {
            return;
        }
    }
    let hidden = app.webview_windows().into_values().all(|window| !window.is_visible().unwrap_or(true));
    if hidden {
        app.exit(0);
    }
}

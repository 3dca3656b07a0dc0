//! How a window comes to be: unseen until its page has come, so that nobody looks at an empty one.
//!
//! On Linux this saves more than the sight. WebKit answers a toolkit that wants to draw a page of which nothing is laid out
//! yet only after half a second, and nothing else is done in the window meanwhile: whether a start met that moment was chance.

use std::sync::{Arc, Once};
use std::time::Duration;

use tauri::async_runtime::spawn;
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, WebviewWindow, WebviewWindowBuilder, Wry};

/// A page that has not come by then is shown as far as it is.
const PATIENCE: Duration = Duration::from_secs(3);

/// Makes the window, and shows it as soon as its page is there.
pub(crate) fn make(builder: WebviewWindowBuilder<'_, Wry, AppHandle>) -> tauri::Result<WebviewWindow> {
    let first = Arc::new(Once::new());
    let loaded = Arc::clone(&first);
    let window = builder
        .visible(false)
        .on_page_load(move |window, load| {
            if load.event() == PageLoadEvent::Finished {
                show(&loaded, &window);
            }
        })
        .build()?;
    let late = window.clone();
    spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        show(&first, &late);
    });
    Ok(window)
}

/// Once: what hides a window later is stronger.
fn show(first: &Once, window: &WebviewWindow) {
    // One that was closed meanwhile cannot be shown.
    first.call_once(|| drop(window.show()));
}

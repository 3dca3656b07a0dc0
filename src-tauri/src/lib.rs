//! The window: the only code that names its toolkit. It opens the till of this user, shows the screens, carries their
//! commands to the desk and what changed back to them. It composes and decides nothing.
//!
//! ```no_run
//! sanduq_desktop::run()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod automation;
mod closed;
mod command;
mod display;
mod painting;
mod tray;
mod window;

use std::error::Error;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sanduq_commands::desk::Desk;
use sanduq_commands::table;
use sanduq_device::clock::Clock;
use sanduq_device::paths::Place;
use sanduq_host::{Host, Reporting};
use serde_json::{Value, json};
use tauri::async_runtime::{block_on, spawn};
use tauri::{App, AppHandle, Emitter, Manager, RunEvent, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent};
use tokio::sync::broadcast::error::RecvError;

/// The event by which the screens hear what to ask for again.
const CHANGED: &str = "changed";

/// The till, until the program ends.
type Running = Mutex<Option<Host>>;

/// Runs the window until it is closed.
///
/// # Errors
/// When the toolkit cannot start. A till that does not open is shown to the person, not returned.
#[allow(clippy::disallowed_methods, reason = "the toolkit's own macro ends the process when its context is broken")]
pub fn run() -> Result<(), Box<dyn Error>> {
    painting::choose();
    // The till is opened while the toolkit makes itself ready. Of a second window of this user it finds the till held, and is
    // gone with it.
    let opening = spawn(open());
    let cause: Arc<OnceLock<String>> = Arc::default();
    let told = Arc::clone(&cause);
    tauri::Builder::default()
        // Must come first: a second window of this user only brings the first one forward.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| bring_forward(app)))
        .register_uri_scheme_protocol(closed::SCHEME, move |_, request| {
            closed::answer(request.uri().path(), told.get().map_or("", String::as_str))
        })
        .invoke_handler(tauri::generate_handler![
            command::command,
            command::open_pdf,
            display::open_display,
            display::display
        ])
        .on_window_event(|window, event| {
            if window.label() == display::WINDOW {
                return;
            }
            match event {
                WindowEvent::CloseRequested { api, .. } => {
                    display::close(window.app_handle());
                    if tray::stays(window) {
                        api.prevent_close();
                    }
                }
                WindowEvent::Destroyed => display::close(window.app_handle()),
                _ => {}
            }
        })
        .setup(move |app| match block_on(opening)? {
            Ok((host, state)) => show_till(app, host, &state),
            Err(error) => {
                cause.get_or_init(|| closed::cause(error.as_ref()));
                show_closed(app)
            }
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if let RunEvent::Exit = event {
                close(app);
            }
        });
    Ok(())
}

/// The till, and where it stands.
async fn open() -> Result<(Host, Value), Box<dyn Error + Send + Sync>> {
    let place = Place::of_this_process()?;
    let host = Host::open_at(&place, Clock::system(), "the window", Reporting::InBackground).await?;
    let state = table::dispatch(host.desk(), "app_show", json!({})).await?;
    if let Err(refused) = automation::admit(state["environment"].as_str().unwrap_or_default()) {
        host.close().await;
        return Err(refused.into());
    }
    Ok((host, state))
}

/// The page begins with `state`, so that its first picture waits for no answer.
fn show_till(app: &mut App, host: Host, state: &Value) -> Result<(), Box<dyn Error>> {
    let desk = Arc::clone(host.desk());
    spawn(pass_on(Arc::clone(&desk), app.handle().clone()));
    app.manage(desk);
    app.manage(Running::new(Some(host)));
    let main = app.config().app.windows.first().ok_or("tauri.conf.json describes no window")?.clone();
    let builder = WebviewWindowBuilder::from_config(app.handle(), &main)?.on_navigation(is_ours);
    window::make(builder.initialization_script(format!("window.tillAtStart = {state};")))?;
    Ok(())
}

/// Another label than the till's window: no capability is given to it.
fn show_closed(app: &mut App) -> Result<(), Box<dyn Error>> {
    let page = WebviewUrl::CustomProtocol(Url::parse(closed::ADDRESS)?);
    let builder = WebviewWindowBuilder::new(app.handle(), "closed", page);
    window::make(builder.title("Sanduq صندوق").inner_size(820.0, 520.0).center())?;
    Ok(())
}

/// Tells the screens what changed, until the desk is gone.
async fn pass_on(desk: Arc<Desk>, app: AppHandle) {
    let mut topics = desk.topics();
    drop(desk);
    loop {
        match topics.recv().await {
            Ok(topic) => {
                let _ = app.emit(CHANGED, topic);
            }
            // The screens ask for the queue every few seconds anyway; what they missed comes with the next change.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// The window shows the screens it carries and nothing else.
pub(crate) fn is_ours(address: &Url) -> bool {
    match (address.scheme(), address.host_str()) {
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost")) => true,
        ("http", Some("localhost")) => tauri::is_dev(),
        _ => false,
    }
}

fn bring_forward(app: &AppHandle) {
    tray::leave(app);
    for window in app.webview_windows().into_values().filter(|window| window.label() != display::WINDOW) {
        let _ = window.show();
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

fn close(app: &AppHandle) {
    let Some(running) = app.try_state::<Running>() else { return };
    let host = running.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(host) = host {
        block_on(host.close());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_nowhere_else() {
        assert!(is_ours(&Url::parse("tauri://localhost/index.html").unwrap()));
        assert!(is_ours(&Url::parse("http://tauri.localhost/").unwrap()));
        for foreign in ["https://example.org/", "http://127.0.0.1:8080/", "file:///etc/passwd", "closed://localhost/"] {
            assert!(!is_ours(&Url::parse(foreign).unwrap()), "{foreign}");
        }
    }
}

//! A bare window to hold the till's start against: the same toolkit, the same `tauri.conf.json`, the same letters out of
//! the same embedded files, one page, and nothing behind it. `cargo xtask bench --window` opens it in turn with the till.
//!
//! The page sets `data-ready` on its root, in milliseconds since 1970, once every letter on it is drawn in its own face.

use std::borrow::Cow;
use std::error::Error;

use tauri::utils::assets::{AssetKey, AssetsIter, CspHash};
use tauri::{Assets, WebviewWindowBuilder, Wry};

/// What the letters' files are named by, in `ui/dist`.
const FACE: &str = "/assets/ibm-plex-sans-arabic-";
const WEIGHTS: [&str; 4] = ["400", "500", "600", "700"];
const WORDS: &str = "صندوق يبيع ولو انقطعت الشبكة. Sanduq sells on, 115.00";

/// Two frames after the last letter has come, what was laid out with it has been drawn.
const SCRIPT: &str = "\
document.body.getBoundingClientRect();
document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => {
  document.documentElement.dataset.ready = String(Date.now());
})));
";

/// The page in the place of the till's screens, and the letters from among their files.
struct Page {
    screens: Box<dyn Assets<Wry>>,
}

impl Page {
    fn index() -> String {
        let lines = WEIGHTS.map(|weight| format!("<p class=\"of-{weight}\">{WORDS}</p>\n"));
        format!(
            "<!doctype html>\n<html lang=\"ar\" dir=\"rtl\"><head><meta charset=\"utf-8\"><title>bare</title>\
             <link rel=\"stylesheet\" href=\"./bare.css\"></head><body>\n{}\
             <script type=\"module\" src=\"./bare.js\"></script></body></html>\n",
            lines.concat()
        )
    }

    /// One face for each file, with the ranges that the screens give them.
    fn style(&self) -> String {
        let mut style = String::from("body { font-family: \"IBM Plex Sans Arabic\"; }\n");
        for weight in WEIGHTS {
            style.push_str(&format!(".of-{weight} {{ font-weight: {weight}; }}\n"));
        }
        for (path, _) in self.screens.iter() {
            let Some((script, rest)) = path.strip_prefix(FACE).and_then(|rest| rest.split_once('-')) else { continue };
            let Some((weight, _)) = rest.split_once('-') else { continue };
            let range = if script == "arabic" { "U+0600-06FF" } else { "U+0000-00FF" };
            style.push_str(&format!(
                "@font-face {{ font-family: \"IBM Plex Sans Arabic\"; font-weight: {weight}; font-display: block; \
                 src: url(\".{path}\") format(\"woff2\"); unicode-range: {range}; }}\n"
            ));
        }
        style
    }
}

impl Assets<Wry> for Page {
    fn get(&self, key: &AssetKey) -> Option<Cow<'_, [u8]>> {
        match key.as_ref() {
            "/index.html" => Some(Cow::Owned(Self::index().into_bytes())),
            "/bare.css" => Some(Cow::Owned(self.style().into_bytes())),
            "/bare.js" => Some(Cow::Borrowed(SCRIPT.as_bytes())),
            path if path.starts_with(FACE) => self.screens.get(key),
            _ => None,
        }
    }

    fn iter(&self) -> Box<AssetsIter<'_>> {
        self.screens.iter()
    }

    fn csp_hashes(&self, page: &AssetKey) -> Box<dyn Iterator<Item = CspHash<'_>> + '_> {
        self.screens.csp_hashes(page)
    }
}

/// Nothing of the till's screens is asked for; it only holds the place while they change hands.
struct Nothing;

impl Assets<Wry> for Nothing {
    fn get(&self, _: &AssetKey) -> Option<Cow<'_, [u8]>> {
        None
    }

    fn iter(&self) -> Box<AssetsIter<'_>> {
        Box::new(std::iter::empty())
    }

    fn csp_hashes(&self, _: &AssetKey) -> Box<dyn Iterator<Item = CspHash<'_>> + '_> {
        Box::new(std::iter::empty())
    }
}

#[allow(clippy::disallowed_methods, reason = "the toolkit's own macro ends the process when its context is broken")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut context = tauri::generate_context!();
    let screens = context.set_assets(Box::new(Nothing));
    context.set_assets(Box::new(Page { screens }));
    tauri::Builder::default()
        .setup(|app| {
            let main = app.config().app.windows.first().ok_or("tauri.conf.json describes no window")?.clone();
            WebviewWindowBuilder::from_config(app.handle(), &main)?.build()?;
            Ok(())
        })
        .run(context)?;
    Ok(())
}

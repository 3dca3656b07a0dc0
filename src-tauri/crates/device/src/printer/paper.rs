use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Format, PrintError, PrintJob, Printed};
use crate::disk;

/// Writes `<name>.png` and `<name>.bin` (or `.pdf`), whole or not at all, and never over older paper: then `<name>-2`, `<name>-3`…
pub(super) fn print(folder: &Path, job: &PrintJob) -> Result<Printed, PrintError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| PrintError::Folder { path, source }
    };
    disk::create_private_folder(folder).map_err(failed(folder))?;
    let ending = match job.format {
        Format::Raw => "bin",
        Format::Pdf => "pdf",
    };
    let sheet = Sheet::reserve(folder, &safe_name(&job.name), ending).map_err(failed(folder))?;
    let picture = match &job.picture_png {
        None => None,
        Some(png) => {
            disk::replace(&sheet.picture, png).map_err(failed(&sheet.picture))?;
            Some(sheet.picture.clone())
        }
    };
    disk::replace(&sheet.bytes, &job.bytes).map_err(failed(&sheet.bytes))?;
    Ok(Printed::Paper { picture, bytes: sheet.bytes.clone() })
}

/// A pair of names that nobody else is writing to.
struct Sheet {
    picture: PathBuf,
    bytes: PathBuf,
    claim: PathBuf,
}

impl Sheet {
    fn reserve(folder: &Path, name: &str, ending: &str) -> io::Result<Self> {
        for copy in 1_u32.. {
            let name = if copy == 1 { name.to_owned() } else { format!("{name}-{copy}") };
            // One that was left by a crash costs a number, no more.
            let claim = folder.join(format!(".{name}.claim"));
            match disk::private_file().write(true).create_new(true).open(&claim) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(error),
            }
            let sheet = Self {
                picture: folder.join(format!("{name}.png")),
                bytes: folder.join(format!("{name}.{ending}")),
                claim,
            };
            if !sheet.picture.try_exists()? && !sheet.bytes.try_exists()? {
                return Ok(sheet);
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.claim);
    }
}

/// A file name for every system: letters and digits of any script, dots within, and dashes for all else.
fn safe_name(name: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    // 60 characters are at most 240 bytes in UTF-8, and names end at 255.
    let name: String = name.chars().take(60).map(kept).collect();
    let name = name.trim_matches(['.', '-']);
    let stem = name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let device = ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str())
        || (stem.len() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")));
    match name {
        "" => "paper".to_owned(),
        _ if device => format!("paper-{name}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn names_are_safe_on_every_system() {
        for (name, safe) in [
            ("INV-2026/0001", "INV-2026-0001"),
            ("../../etc/passwd", "etc-passwd"),
            ("فاتورة ١٢", "فاتورة-١٢"),
            ("a\u{202E}b\0c:d", "a-b-c-d"),
            ("nul.txt", "paper-nul.txt"),
            ("", "paper"),
            ("...", "paper"),
        ] {
            assert_eq!(safe_name(name), safe);
        }
        assert_eq!(safe_name(&"x".repeat(500)).len(), 60);
    }
}

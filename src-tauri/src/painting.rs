//! Who paints the screens. Without a graphics processor WebKit would have one computed, which puts every frame together
//! anew out of layers: on a weak machine's cores that takes longer than all that the till does, and some 60 MiB. There the
//! processor paints what changed, and nothing is put together.

/// Must be asked first of all: what starts later reads it.
#[cfg(target_os = "linux")]
pub(crate) fn choose() {
    const VARIABLE: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";
    if std::env::var_os(VARIABLE).is_none() && !has_graphics_processor(std::path::Path::new("/dev/dri")) {
        // It fails for names with `=` in them, and with it only speed would be lost.
        let _ = glib::setenv(VARIABLE, "1", false);
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn choose() {}

/// The kernel names each device that computes pictures `renderD` and a number.
#[cfg(target_os = "linux")]
fn has_graphics_processor(devices: &std::path::Path) -> bool {
    let Ok(devices) = std::fs::read_dir(devices) else { return false };
    devices.flatten().any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_graphics_processor_is_known_by_its_device() {
        let folder = std::env::temp_dir().join(format!("sanduq-painting-{}", std::process::id()));
        let devices = folder.join("dri");
        assert!(!has_graphics_processor(&devices));
        std::fs::create_dir_all(&devices).unwrap();
        std::fs::write(devices.join("card0"), "").unwrap();
        assert!(!has_graphics_processor(&devices), "one that only shows");
        std::fs::write(devices.join("renderD128"), "").unwrap();
        assert!(has_graphics_processor(&devices));
        std::fs::remove_dir_all(folder).unwrap();
    }
}

//! How the web view draws. Without a graphics processor it would draw through OpenGL all the same, computed by the
//! processor, and take twice as long as when it paints by itself.

/// Starts this program anew, telling the web view to paint by itself, where that is faster: the web view reads it from
/// the environment alone, and the environment of a running program is not for changing. Must come before anything else.
#[cfg(target_os = "linux")]
pub(crate) fn suit_machine() {
    use std::env;
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    /// Whoever has set it to anything has decided.
    const VARIABLE: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";

    if env::var_os(VARIABLE).is_some() || has_graphics_processor() {
        return;
    }
    if let Ok(program) = env::current_exe() {
        // It comes back only when it could not be done. Then the window opens all the same, and is slower.
        let _ = Command::new(program).args(env::args_os().skip(1)).env(VARIABLE, "1").exec();
    }
}

/// Elsewhere the system's own web view knows.
#[cfg(not(target_os = "linux"))]
pub(crate) fn suit_machine() {}

/// The kernel shows one as a render node, whatever its maker.
#[cfg(target_os = "linux")]
fn has_graphics_processor() -> bool {
    let mut nodes = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    nodes.any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
}

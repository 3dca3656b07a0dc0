//! Tells Tauri where the shell's capabilities and permissions stand: beside its code, not at the root.

fn main() {
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*"));
    // A folder of permissions is read, and not watched, by what reads it.
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    tauri_build::try_build(attributes).expect("tauri.conf.json, capabilities and permissions agree");
}

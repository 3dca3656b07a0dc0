//! The rules of the house that no compiler holds: which crate may know which, and what must not be found where.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

/// Each crate of the house, and the crates of the house that it may stand on.
const ARROWS: &[(&str, &[&str])] = &[
    ("sanduq-domain", &[]),
    ("sanduq-einvoice", &["sanduq-domain"]),
    ("sanduq-receipt", &["sanduq-domain"]),
    ("sanduq-store", &["sanduq-domain"]),
    ("sanduq-fatoora", &[]),
    ("sanduq-device", &[]),
    (
        "sanduq-till",
        &["sanduq-domain", "sanduq-einvoice", "sanduq-receipt", "sanduq-store", "sanduq-fatoora", "sanduq-device"],
    ),
    ("sanduq-commands", &["sanduq-till", "sanduq-domain"]),
    ("sanduq-simulator", &[]),
    (
        "sanduq-host",
        &["sanduq-commands", "sanduq-till", "sanduq-simulator", "sanduq-fatoora", "sanduq-device", "sanduq-domain"],
    ),
    (
        "sanduq-cli",
        &[
            "sanduq-host",
            "sanduq-commands",
            "sanduq-till",
            "sanduq-simulator",
            "sanduq-einvoice",
            "sanduq-receipt",
            "sanduq-store",
            "sanduq-device",
            "sanduq-domain",
        ],
    ),
    ("sanduq-desktop", &["sanduq-host", "sanduq-commands", "sanduq-device"]),
    ("xtask", &[]),
];

/// Tests may know every room.
const TESTS: &str = "sanduq-tests";

const PURE: &[&str] = &["sanduq-domain", "sanduq-einvoice", "sanduq-receipt"];
const IMPURE: &[&str] = &["tokio", "async-io", "reqwest", "hyper", "axum", "rusqlite", "libsqlite3-sys", "tauri"];

/// The independent judge, and who may carry it: the practice gateway, and the programs that carry the practice gateway.
const JUDGE: &str = "fatoora-core";
const WITH_JUDGE: &[&str] = &["sanduq-simulator", "sanduq-host", "sanduq-cli", "sanduq-desktop", TESTS];

#[test]
fn crates_stand_only_on_what_the_map_allows() {
    let house = House::read();
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for name in house.members().filter(|name| *name != TESTS) {
        let Some(may) = allowed.get(name) else {
            wrong.push(format!("{name} is not on the map"));
            continue;
        };
        for other in house.direct(name).filter(|other| house.members.contains(*other)) {
            if !may.contains(&other) {
                wrong.push(format!("{name} → {other}"));
            }
        }
    }
    let gone = ARROWS.iter().map(|(name, _)| *name).filter(|name| !house.members.contains(*name));
    wrong.extend(gone.map(|name| format!("{name} is on the map and nowhere else")));
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn pure_crates_reach_no_network_no_database_and_no_window() {
    let house = House::read();
    for name in PURE {
        let reached = house.reached(name);
        let impure: Vec<_> = IMPURE.iter().filter(|impure| reached.contains(**impure)).collect();
        assert!(impure.is_empty(), "{name} reaches {impure:?}");
    }
}

#[test]
fn the_judge_sits_with_the_simulator_only() {
    let house = House::read();
    assert!(house.reached("sanduq-simulator").contains(JUDGE), "the simulator judges with {JUDGE}");
    let carriers: Vec<_> =
        house.members().filter(|name| house.reached(name).contains(JUDGE) && !WITH_JUDGE.contains(name)).collect();
    assert_eq!(carriers, Vec::<&str>::new());
}

/// In a rehearsal, real environments speak to simulators. Only tests may carry that: no program that a shop gets.
#[test]
fn rehearsals_are_for_tests_only() {
    let metadata = metadata();
    let mut known = 0;
    for package in metadata["packages"].as_array().unwrap() {
        known += usize::from(package["features"].get("rehearsal").is_some());
        let default = package["features"].get("default").and_then(Value::as_array);
        assert!(!default.is_some_and(|default| default.iter().any(|name| name == "rehearsal")), "{}", package["name"]);
        for dependency in package["dependencies"].as_array().unwrap() {
            let rehearses = dependency["features"].as_array().unwrap().iter().any(|name| name == "rehearsal");
            assert!(!rehearses || dependency["kind"] == "dev", "{} → {}", package["name"], dependency["name"]);
        }
    }
    assert_eq!(known, 3, "fatoora, till and host");
}

#[test]
fn only_the_shell_names_its_toolkit() {
    // Not written in one piece, so that this file does not name it.
    let names = [concat!("tau", "ri::"), concat!("tau", "ri_"), concat!("use tau", "ri;")];
    let shell = ["src-tauri/src/", "src-tauri/examples/", "src-tauri/build.rs"];
    let outside = |path: &str| !shell.iter().any(|room| path.starts_with(room));
    assert_none(&lines(&["rs"], outside, |line| names.iter().any(|name| line.contains(name))));
}

#[test]
fn only_the_back_door_of_the_screens_names_the_toolkit() {
    let outside = |path: &str| path.starts_with("ui/src/") && !path.starts_with("ui/src/backend/");
    assert_none(&lines(&["ts", "svelte"], outside, |line| line.contains("@tauri-apps/")));
}

#[test]
fn components_know_no_shop() {
    let components = |path: &str| path.starts_with("ui/src/components/");
    let upward = ["../features", "../screens", "../backend"];
    assert_none(&lines(&["ts", "svelte"], components, |line| {
        line.contains("from ") && upward.iter().any(|folder| line.contains(folder))
    }));
    let features = |path: &str| path.starts_with("ui/src/features/");
    assert_none(&lines(&["ts", "svelte"], features, |line| line.contains("from ") && line.contains("/screens/")));
}

#[test]
fn screens_know_start_and_end_not_left_and_right() {
    let physical =
        ["margin-left", "margin-right", "padding-left", "padding-right", "border-left", "border-right"].into_iter();
    let physical: Vec<_> =
        physical.chain(["text-align: left", "text-align: right", "float: left", "float: right"]).collect();
    let screens = |path: &str| path.starts_with("ui/src/");
    let found = lines(&["css", "svelte"], screens, |line| {
        let line = line.trim_start();
        physical.iter().any(|word| line.contains(word)) || line.starts_with("left:") || line.starts_with("right:")
    });
    assert_none(&found);
}

#[test]
fn arabic_words_on_screen_end_without_tanwin() {
    // WebKitGTK misplaces a run whose leftmost glyph is such a mark: the baseline of the word jumps.
    let arabic = |path: &str| path.starts_with("ui/src/locales/ar");
    let ends_in_tanwin = |line: &str| {
        let words = line.split(|letter: char| !letter.is_alphanumeric() && !is_tanwin(letter));
        words.map(|word| word.trim_end_matches('ا')).any(|word| word.ends_with(is_tanwin))
    };
    assert_none(&lines(&["ts"], arabic, ends_in_tanwin));
}

fn is_tanwin(letter: char) -> bool {
    ('\u{64b}'..='\u{64d}').contains(&letter)
}

#[test]
fn rooms_are_small() {
    let code = files(&["rs", "ts", "mjs", "svelte", "css", "sql"]);
    assert!(code.len() > 50, "the walk over the house found {} files only", code.len());
    let long: Vec<_> =
        code.iter().map(|path| (path, read(path).lines().count())).filter(|(_, count)| *count > 600).collect();
    assert!(long.is_empty(), "over 600 lines: {long:?}");
}

#[test]
fn rooms_are_named_after_what_is_in_them() {
    let empty = ["util", "utils", "helper", "helpers", "manager", "service", "common", "misc", "data", "info", "types"];
    let named: Vec<_> = files(&["rs"])
        .into_iter()
        .filter(|path| empty.contains(&path.file_stem().unwrap().to_str().unwrap()))
        .collect();
    assert_eq!(named, Vec::<PathBuf>::new());
}

#[test]
fn every_crate_says_what_it_is_and_is_linted() {
    for Package { name, folder, openings } in &House::read().packages {
        for opening in openings {
            assert!(read(opening).starts_with("//!"), "{name}: {} does not open with what it is", opening.display());
            assert!(!read(opening).contains(concat!("not furnished", " yet")), "{name} is an empty room");
        }
        let manifest = read(&folder.join("Cargo.toml"));
        assert!(manifest.contains("[lints]\nworkspace = true"), "{name} goes without the lints of the house");
    }
}

#[test]
fn nothing_names_a_package_registry() {
    // Lock files of npm too: they are written without addresses.
    let hosts = [concat!("npm", "js."), concat!("crates", ".io"), concat!("py", "pi.org")];
    let kinds = ["rs", "ts", "js", "mjs", "json", "toml", "md", "svelte", "yml", "sh", "npmrc"];
    assert_none(&lines(&kinds, |_| true, |line| hosts.iter().any(|host| line.contains(host))));
}

/// The workspace as cargo sees it.
struct House {
    members: BTreeSet<String>,
    packages: Vec<Package>,
    /// What the versions of each crate stand on, tests and build scripts aside.
    arrows: BTreeMap<String, BTreeSet<String>>,
}

struct Package {
    name: String,
    folder: PathBuf,
    /// The sources that open its library and its programs.
    openings: Vec<PathBuf>,
}

impl House {
    /// Cargo is asked once for all tests.
    fn read() -> &'static Self {
        static HOUSE: OnceLock<House> = OnceLock::new();
        HOUSE.get_or_init(|| Self::from_metadata(&metadata()))
    }

    fn from_metadata(metadata: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let packages = metadata["packages"].as_array().unwrap();
        let names: BTreeMap<String, String> =
            packages.iter().map(|package| (text(&package["id"]), text(&package["name"]))).collect();
        let ids = metadata["workspace_members"].as_array().unwrap().iter();
        let members: BTreeSet<String> = ids.map(|id| names[id.as_str().unwrap()].clone()).collect();
        let mut arrows = BTreeMap::<String, BTreeSet<String>>::new();
        for node in metadata["resolve"]["nodes"].as_array().unwrap() {
            let from = arrows.entry(names[&text(&node["id"])].clone()).or_default();
            for dependency in node["deps"].as_array().unwrap() {
                if dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null()) {
                    from.insert(names[&text(&dependency["pkg"])].clone());
                }
            }
        }
        let ours = packages.iter().filter(|package| members.contains(&text(&package["name"])));
        let packages = ours.map(|package| {
            let targets = package["targets"].as_array().unwrap().iter();
            let opening = targets.filter(|target| matches!(target["kind"][0].as_str().unwrap(), "lib" | "bin"));
            Package {
                name: text(&package["name"]),
                folder: PathBuf::from(text(&package["manifest_path"])).parent().unwrap().to_owned(),
                openings: opening.map(|target| PathBuf::from(text(&target["src_path"]))).collect(),
            }
        });
        Self { packages: packages.collect(), members, arrows }
    }

    fn members(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(String::as_str)
    }

    fn direct(&self, name: &str) -> impl Iterator<Item = &str> {
        let direct = self.arrows.get(name).unwrap_or_else(|| panic!("there is no crate {name}"));
        direct.iter().map(String::as_str)
    }

    fn reached(&self, name: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = self.direct(name).collect();
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(self.direct(next));
            }
        }
        reached
    }
}

fn metadata() -> Value {
    let platform = Command::new("rustc").arg("-vV").output().unwrap().stdout;
    let platform = String::from_utf8(platform).unwrap();
    let platform = platform.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--filter-platform", platform])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// All files of these kinds that people wrote.
fn files(kinds: &[&str]) -> Vec<PathBuf> {
    let made = ["target", "node_modules", "dist", ".git", "gen", "artefacts"];
    let mut found = Vec::new();
    let mut open = vec![root().to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            let name = entry.file_name().into_string().unwrap();
            if entry.file_type().unwrap().is_dir() {
                if !made.contains(&name.as_str()) {
                    open.push(path);
                }
            } else if name.rsplit_once('.').is_some_and(|(_, kind)| kinds.contains(&kind)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// `path:line: text` of the lines that offend.
fn lines(kinds: &[&str], within: impl Fn(&str) -> bool, offends: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in files(kinds) {
        let path = file.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        if within(&path) {
            let text = read(&file);
            let offending = text.lines().enumerate().filter(|(_, line)| offends(line));
            found.extend(offending.map(|(number, line)| format!("{path}:{}: {}", number + 1, line.trim())));
        }
    }
    found
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

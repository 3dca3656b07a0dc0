//! The TypeScript twin of the wire, written into `ui/src/backend/wire.ts` by `cargo xtask bindings`.

use std::collections::BTreeMap;
use std::fmt::Write;

use ts_rs::{Config, TS, TypeVisitor};

use crate::fault::Fault;
use crate::table::{COMMANDS, signatures, visit_wire};
use crate::wire::Topic;

struct Declarations<'a> {
    config: &'a Config,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only named types of ours are declared; texts, numbers and lists stand in place.
        if T::output_path().is_none() || self.by_name.contains_key(&T::name(self.config)) {
            return;
        }
        self.by_name.insert(T::name(self.config), T::decl(self.config));
        T::visit_dependencies(self);
    }
}

/// The whole file: every type, and the table from command name to request and response.
#[must_use]
pub fn typescript() -> String {
    let config = Config::from_env().with_large_int("number");
    let mut declarations = Declarations { config: &config, by_name: BTreeMap::new() };
    visit_wire(&mut declarations);
    declarations.visit::<Fault>();
    declarations.visit::<Topic>();
    let mut file = String::from("// Written by `cargo xtask bindings` from the command table. Do not edit.\n\n");
    for declaration in declarations.by_name.values() {
        let _ = writeln!(file, "export {}", on_one_line(declaration));
    }
    file.push_str("\nexport interface Commands {\n");
    for (name, request, response) in signatures(&config) {
        let _ = writeln!(file, "  {name}: {{ request: {request}; response: {response} }};");
    }
    file.push_str("}\n\n/** What each command changes: screens that show it ask again. */\n");
    file.push_str("export const changes: Record<keyof Commands, Topic[]> = {\n");
    for row in COMMANDS {
        let topics = serde_json::to_string(row.changes).expect("topics are plain words");
        let _ = writeln!(file, "  {}: {topics},", row.name);
    }
    file.push_str("};\n");
    file
}

/// A declaration with the comments of its fields among them, not each on lines of its own.
fn on_one_line(declaration: &str) -> String {
    let mut words = Vec::new();
    for line in declaration.lines().map(str::trim) {
        match line {
            "*/" | "/**" => words.push(line),
            line => words.push(line.strip_prefix("* ").unwrap_or(line)),
        }
    }
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

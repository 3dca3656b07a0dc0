//! Prints the TypeScript twin of the wire: `cargo xtask bindings` puts it where the screens find it.

#![allow(clippy::print_stdout, reason = "its answer is its output")]

fn main() {
    print!("{}", sanduq_commands::bindings::typescript());
}

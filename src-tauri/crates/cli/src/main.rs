//! `sanduq`: see the library.

fn main() -> std::process::ExitCode {
    sanduq_cli::main()
}

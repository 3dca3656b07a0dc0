//! What a till prints, seen from outside: what it says, where it stands, what a printer and a reader make of it.

mod documents;
mod extremes;
mod forms;
mod golden;
mod hard_strings;
mod page;
mod printer;
mod receipt;

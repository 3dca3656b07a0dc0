//! The wire between a screen and the till: one command table, the requests and answers, the codes a screen acts on.
//!
//! Every host (window, browser server) carries the same three things to [`table::dispatch`]: a command's name, its
//! request as JSON, and the [`desk::Desk`] it is for. The TypeScript side is written from the same table.
//!
//! ```
//! let row = sanduq_commands::table::COMMANDS.iter().find(|row| row.name == "sale_checkout").expect("in the table");
//! assert_eq!(row.access, sanduq_commands::table::Access::Needs(sanduq_domain::user::Permission::Sell));
//! assert!(sanduq_commands::bindings::typescript().contains("sale_checkout"));
//! ```

pub mod bindings;
mod counter;
mod customers;
pub mod desk;
pub mod fault;
mod handlers;
mod items;
mod people;
mod printing;
mod returns;
mod shifts;
pub mod table;
mod twins;
pub mod wire;

/// What failed in the database. All of these are the machine's or ours, never the user's input.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("the database was made by a newer program")]
    FromANewerProgram,
    #[error("the migration {name} was changed after it had been run")]
    MigrationChanged { name: String },
    #[error("the database holds a value that no longer parses: {column}")]
    Corrupt { column: &'static str },
    #[error("audit entry {id} does not continue the log: it or an entry before it was changed or removed")]
    AuditBroken { id: i64 },
}

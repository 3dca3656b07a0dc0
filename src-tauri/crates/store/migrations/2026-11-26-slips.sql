-- A slip is kept as what it says, not as the bytes of one printer: it is laid out for the printer that takes it. Of the
-- slips that were kept as bytes none can be read again; none was ever made.
CREATE TABLE print_job_of_contents (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at     INTEGER NOT NULL,
    name        TEXT NOT NULL,
    -- Laid out again from its XML whenever it is printed.
    document_id INTEGER REFERENCES document (id),
    -- Its facts as JSON, laid out whenever it is printed.
    slip        TEXT,
    -- 'receipt' or 'gift', of a document; 'slip'.
    form        TEXT NOT NULL,
    -- The number on a copy; 0: the original.
    copy        INTEGER NOT NULL CHECK (copy >= 0),
    drawer      INTEGER NOT NULL CHECK (drawer IN (0, 1)),
    printer_id  INTEGER REFERENCES printer (id) ON DELETE SET NULL,
    -- 'printing': bytes may be on their way. 'waiting': none are on paper. 'torn': a part may be.
    standing    TEXT NOT NULL,
    -- What kept it from paper last, or empty.
    fault       TEXT NOT NULL,
    CHECK ((document_id IS NULL) <> (slip IS NULL))
) STRICT;
INSERT INTO print_job_of_contents SELECT * FROM print_job WHERE slip IS NULL;
DROP TABLE print_job;
ALTER TABLE print_job_of_contents RENAME TO print_job;

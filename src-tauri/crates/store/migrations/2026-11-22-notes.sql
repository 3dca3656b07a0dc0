-- Notes, and what clearance sends back.

-- Which part of which document a credit note gives back. Line 0 is the document's charges.
CREATE TABLE credit (
    note_id       INTEGER NOT NULL REFERENCES document (id),
    position      INTEGER NOT NULL,
    original_id   INTEGER NOT NULL REFERENCES document (id),
    original_line INTEGER NOT NULL CHECK (original_line >= 0),
    quantity      TEXT NOT NULL,
    -- With VAT.
    amount        INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (note_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX credit_original ON credit (original_id);
CREATE TRIGGER credit_is_never_changed BEFORE UPDATE ON credit
BEGIN SELECT RAISE(ABORT, 'a credit is never changed'); END;
CREATE TRIGGER credit_is_never_deleted BEFORE DELETE ON credit
BEGIN SELECT RAISE(ABORT, 'a credit is never deleted'); END;

-- The authority's stamped copy of a standard document: the legal one, kept as it came.
CREATE TABLE cleared (
    document_id INTEGER PRIMARY KEY REFERENCES document (id),
    xml         BLOB NOT NULL
) STRICT;
CREATE TRIGGER cleared_is_never_changed BEFORE UPDATE ON cleared
BEGIN SELECT RAISE(ABORT, 'a cleared copy is never changed'); END;
CREATE TRIGGER cleared_is_never_deleted BEFORE DELETE ON cleared
BEGIN SELECT RAISE(ABORT, 'a cleared copy is never deleted'); END;

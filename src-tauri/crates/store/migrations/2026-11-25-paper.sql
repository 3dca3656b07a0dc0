-- Printers, what waits for them, and what stands on every paper.

CREATE TABLE printer (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE CHECK (name <> ''),
    -- What comes out of it by itself: 'receipts', 'office' (sheets), or 'spare'.
    duty       TEXT NOT NULL,
    -- 'paper', 'lan:…', 'usb:…', 'serial:…@…' or 'spooler:…'.
    connection TEXT NOT NULL,
    paper      TEXT NOT NULL,
    band_bytes INTEGER NOT NULL,
    cut        TEXT NOT NULL,
    drawer_pin INTEGER NOT NULL,
    beeper     TEXT NOT NULL,
    blank_rows TEXT NOT NULL,
    -- Whether it answers when it is asked how it is.
    answers    INTEGER NOT NULL CHECK (answers IN (0, 1)),
    -- Who prints when it does not.
    fallback   INTEGER REFERENCES printer (id) ON DELETE SET NULL CHECK (fallback <> id)
) STRICT;
-- One prints the receipts, one the sheets.
CREATE UNIQUE INDEX printer_of_duty ON printer (duty) WHERE duty <> 'spare';

-- Every till has a printer, were it only a folder; the one chosen before stays.
INSERT INTO printer VALUES (
    1, 'الإيصالات', 'receipts',
    coalesce((SELECT iif(printer = 'paper', 'paper', 'lan:' || printer) FROM shop), 'paper'),
    '80', 4096, 'partial', 2, 'silent', 'fed', 0, NULL
);
ALTER TABLE shop DROP COLUMN printer;

-- What is not on paper yet. A row is made before the first byte leaves and deleted once the last one has: what is found
-- here after a restart was cut off or never began.
CREATE TABLE print_job (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at     INTEGER NOT NULL,
    name        TEXT NOT NULL,
    -- Laid out again from its XML whenever it is printed; a slip keeps its own bytes instead.
    document_id INTEGER REFERENCES document (id),
    slip        BLOB,
    -- 'receipt' or 'gift', of a document.
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

-- Documents whose original was given to a printer. There is one original; whatever comes after it is a copy.
CREATE TABLE original (
    document_id INTEGER PRIMARY KEY REFERENCES document (id)
) STRICT;
-- Until now each was printed as it was issued.
INSERT INTO original SELECT id FROM document;
CREATE TRIGGER original_is_never_changed BEFORE UPDATE ON original
BEGIN SELECT RAISE(ABORT, 'an original is made once'); END;
CREATE TRIGGER original_is_never_deleted BEFORE DELETE ON original
BEGIN SELECT RAISE(ABORT, 'an original is made once'); END;

CREATE TABLE letterhead (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    -- 'ar', 'en' or 'both'.
    language TEXT NOT NULL,
    -- As the shop gave it, a PNG.
    logo     BLOB,
    header   TEXT NOT NULL,
    footer   TEXT NOT NULL
) STRICT;
INSERT INTO letterhead VALUES (1, 'both', NULL, '', '');

-- Rejected documents are issued anew, the queue knows why it waits, and every exchange with the gateway is kept.

-- A number and the documents that carry it: the first, and each that was issued anew because the one before was
-- rejected. Ids stay dense and in the order of the chain; serials count sales and notes, whatever became of them.
-- Tenders and credits belong to the first.
CREATE TABLE document_anew (
    id             INTEGER PRIMARY KEY,
    unit_id        INTEGER NOT NULL REFERENCES unit (id),
    icv            INTEGER NOT NULL,
    serial         INTEGER NOT NULL,
    -- The rejected document in whose place this one was issued.
    replaces       INTEGER REFERENCES document (id),
    -- Ends in the serial: no two are alike, but for what was issued anew.
    number         TEXT NOT NULL CHECK (number = rtrim(number, '0123456789') || printf('%06d', serial)),
    -- Minted with the cart: a sale that is asked for twice is found by it.
    uuid           TEXT NOT NULL UNIQUE,
    kind           TEXT NOT NULL,
    invoice_type   TEXT NOT NULL,
    issued_at      INTEGER NOT NULL,
    session_id     INTEGER NOT NULL REFERENCES session (id),
    cashier        TEXT NOT NULL,
    total          INTEGER NOT NULL,
    vat            INTEGER NOT NULL,
    change         INTEGER NOT NULL,
    hash           TEXT NOT NULL,
    previous_hash  TEXT NOT NULL,
    xml            BLOB NOT NULL
) STRICT;
INSERT INTO document_anew
SELECT id, unit_id, icv, id, NULL, number, uuid, kind, invoice_type, issued_at, session_id, cashier, total, vat, change,
       hash, previous_hash, xml
FROM document;
DROP TABLE document;
ALTER TABLE document_anew RENAME TO document;
-- Written by replacements only: a sale pays for no index that says what its id says.
CREATE UNIQUE INDEX document_replaced_once ON document (replaces) WHERE replaces IS NOT NULL;

CREATE TRIGGER document_is_never_changed BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'an issued document is never changed'); END;
CREATE TRIGGER document_is_never_deleted BEFORE DELETE ON document
BEGIN SELECT RAISE(ABORT, 'an issued document is never deleted'); END;
-- The chain has no second home: its head is the last document, and only its true successor can be stored. A new unit
-- opens a new chain, and ends that of the one before it.
CREATE TRIGGER document_continues_the_chain BEFORE INSERT ON document
WHEN NEW.id <> 1 + coalesce((SELECT max(id) FROM document), 0)
  OR NEW.unit_id < (SELECT unit_id FROM document WHERE id = NEW.id - 1)
  OR NEW.icv <> 1 + coalesce((SELECT icv FROM document WHERE id = NEW.id - 1 AND unit_id = NEW.unit_id), 0)
  OR NEW.previous_hash <> coalesce(
       (SELECT hash FROM document WHERE id = NEW.id - 1 AND unit_id = NEW.unit_id),
       'NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==')
BEGIN SELECT RAISE(ABORT, 'the document does not continue the chain'); END;
CREATE TRIGGER document_takes_the_next_number BEFORE INSERT ON document
WHEN NEW.replaces IS NULL AND (
     NEW.serial <> NEW.id - (SELECT count(*) FROM document WHERE replaces IS NOT NULL)
  OR NEW.issued_at < (SELECT issued_at FROM document WHERE replaces IS NULL ORDER BY id DESC LIMIT 1))
BEGIN SELECT RAISE(ABORT, 'the document does not take the next number at its time'); END;
-- The sale has happened: its number, moment and money stay.
CREATE TRIGGER document_replaces_what_was_rejected BEFORE INSERT ON document
WHEN NEW.replaces IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM document AS old JOIN outbox ON outbox.document_id = old.id
     WHERE old.id = NEW.replaces AND outbox.standing = 'rejected'
       AND old.serial = NEW.serial AND old.number = NEW.number AND old.kind = NEW.kind
       AND old.invoice_type = NEW.invoice_type AND old.issued_at = NEW.issued_at
       AND old.total = NEW.total AND old.vat = NEW.vat)
BEGIN SELECT RAISE(ABORT, 'only a rejected document is replaced, at its number, moment and money'); END;

-- Why it failed the last times in a row; empty when it did not. 'held' waits for a person.
ALTER TABLE outbox ADD COLUMN cause TEXT NOT NULL DEFAULT '';
DROP INDEX outbox_open;
-- Due whenever the line is; in the order of issue.
CREATE INDEX outbox_fresh ON outbox (document_id) WHERE standing IN ('pending', 'unknown') AND failures = 0;
-- Each waits for its own moment.
CREATE INDEX outbox_waiting ON outbox (next_attempt_at) WHERE standing IN ('pending', 'unknown') AND failures > 0;
-- Somebody should look.
CREATE INDEX outbox_attention ON outbox (standing) WHERE standing IN ('rejected', 'held', 'reported_with_warnings');
-- What lies on the way to a counter.
CREATE INDEX outbox_unknown ON outbox (document_id) WHERE standing = 'unknown';

-- Every request and every answer, as they went. A document's request is not kept a second time: it is made again from
-- the document's bytes, and its digest proves that it is the same.
CREATE TABLE exchange (
    id             INTEGER PRIMARY KEY,
    operation      TEXT NOT NULL,
    unit_id        INTEGER REFERENCES unit (id),
    document_id    INTEGER REFERENCES document (id),
    sent_at        INTEGER NOT NULL,
    -- Milliseconds until the answer, or until it was given up.
    elapsed        INTEGER NOT NULL,
    request_sha256 BLOB NOT NULL,
    -- 'none', 'plain' or 'deflate'.
    request_form   TEXT NOT NULL,
    request        BLOB NOT NULL,
    status         INTEGER,
    outcome        TEXT NOT NULL,
    messages       TEXT NOT NULL,
    response_form  TEXT NOT NULL,
    response       BLOB NOT NULL
) STRICT;
INSERT INTO exchange
SELECT submission.id, CASE document.invoice_type WHEN 'standard' THEN 'clearance' ELSE 'reporting' END, document.unit_id,
       document_id, sent_at, elapsed, x'', 'none', x'', status, outcome, messages, 'plain', body
FROM submission JOIN document ON document.id = document_id;
DROP TABLE submission;
CREATE INDEX exchange_document ON exchange (document_id) WHERE document_id IS NOT NULL;
CREATE TRIGGER exchange_is_never_changed BEFORE UPDATE ON exchange
BEGIN SELECT RAISE(ABORT, 'an exchange is never changed'); END;
CREATE TRIGGER exchange_is_never_deleted BEFORE DELETE ON exchange
BEGIN SELECT RAISE(ABORT, 'an exchange is never deleted'); END;

-- The one line to the gateway, as it was left.
CREATE TABLE line (
    only_row     INTEGER PRIMARY KEY CHECK (only_row = 1),
    state        TEXT NOT NULL,
    -- Why the gateway refuses this till; empty otherwise.
    reason       TEXT NOT NULL,
    since        INTEGER NOT NULL,
    failures     INTEGER NOT NULL,
    closed_until INTEGER,
    -- How close the oldest document was to its deadline when that was last looked at.
    alarm        TEXT NOT NULL
) STRICT;

-- The first sale: shop, people, catalogue, cart, unit, documents, outbox, audit.
-- Moments are Unix milliseconds, amounts whole halalas, quantities and prices decimal text.

CREATE TABLE shop (
    only_row     INTEGER PRIMARY KEY CHECK (only_row = 1),
    environment  TEXT NOT NULL,
    -- Address of a practice gateway that runs elsewhere; empty: the authority's own, or the embedded one.
    gateway      TEXT NOT NULL,
    language     TEXT NOT NULL,
    seller       TEXT NOT NULL,
    till_name    TEXT NOT NULL,
    -- 'paper' or the address of a network printer.
    printer      TEXT NOT NULL
) STRICT;

-- A database belongs to one environment for its whole life.
CREATE TRIGGER shop_keeps_its_environment BEFORE UPDATE ON shop
WHEN NEW.environment <> OLD.environment
BEGIN SELECT RAISE(ABORT, 'a till keeps its environment'); END;
CREATE TRIGGER shop_stays BEFORE DELETE ON shop
BEGIN SELECT RAISE(ABORT, 'a shop is not deleted'); END;

CREATE TABLE user (
    id             INTEGER PRIMARY KEY,
    name           TEXT NOT NULL UNIQUE,
    role           TEXT NOT NULL,
    wrong_pins     INTEGER NOT NULL DEFAULT 0,
    last_wrong_pin INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE session (
    id        INTEGER PRIMARY KEY,
    user_id   INTEGER NOT NULL REFERENCES user (id),
    opened_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;

CREATE TABLE item (
    id          INTEGER PRIMARY KEY,
    name_ar     TEXT NOT NULL,
    name_en     TEXT NOT NULL,
    barcode     TEXT NOT NULL,
    category    TEXT NOT NULL,
    unit        TEXT NOT NULL,
    price       TEXT NOT NULL,
    vat         TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX item_barcode ON item (barcode) WHERE barcode <> '';

CREATE TABLE cart (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    sale_id  TEXT NOT NULL,
    discount INTEGER NOT NULL
) STRICT;

CREATE TABLE cart_line (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    item_id    INTEGER NOT NULL REFERENCES item (id),
    name_ar    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    quantity   TEXT NOT NULL,
    unit       TEXT NOT NULL,
    unit_price TEXT NOT NULL,
    discount   INTEGER NOT NULL,
    vat        TEXT NOT NULL
) STRICT;

-- A unit is one key with its CSIDs: one chain. Certificates are public; keys and API secrets live in the key vault.
CREATE TABLE unit (
    id                     INTEGER PRIMARY KEY,
    name                   TEXT NOT NULL UNIQUE,
    created_at             INTEGER NOT NULL,
    csr                    TEXT NOT NULL,
    compliance_request_id  TEXT,
    compliance_certificate TEXT,
    checks_passed          INTEGER NOT NULL DEFAULT 0,
    production_certificate TEXT,
    expires_at             INTEGER
) STRICT;
CREATE TRIGGER unit_stays BEFORE DELETE ON unit
BEGIN SELECT RAISE(ABORT, 'a unit is not deleted'); END;

-- Ids are dense and in the order of issue, which is the order of time, of numbers and of the chain. So this one tree
-- finds a document by its number, by its moment and by its place; a sale pays for no index that says the same again.
CREATE TABLE document (
    id             INTEGER PRIMARY KEY,
    unit_id        INTEGER NOT NULL REFERENCES unit (id),
    icv            INTEGER NOT NULL,
    -- Ends in the id: no two are alike.
    number         TEXT NOT NULL CHECK (number = rtrim(number, '0123456789') || printf('%06d', id)),
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
CREATE TRIGGER document_is_never_changed BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'an issued document is never changed'); END;
CREATE TRIGGER document_is_never_deleted BEFORE DELETE ON document
BEGIN SELECT RAISE(ABORT, 'an issued document is never deleted'); END;
-- The chain has no second home: its head is the last document, and only its true successor can be stored. A new unit
-- opens a new chain, and ends that of the one before it.
CREATE TRIGGER document_continues_the_chain BEFORE INSERT ON document
WHEN NEW.id <> 1 + coalesce((SELECT max(id) FROM document), 0)
  OR NEW.issued_at < (SELECT issued_at FROM document WHERE id = NEW.id - 1)
  OR NEW.unit_id < (SELECT unit_id FROM document WHERE id = NEW.id - 1)
  OR NEW.icv <> 1 + coalesce((SELECT icv FROM document WHERE id = NEW.id - 1 AND unit_id = NEW.unit_id), 0)
  OR NEW.previous_hash <> coalesce(
       (SELECT hash FROM document WHERE id = NEW.id - 1 AND unit_id = NEW.unit_id),
       'NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==')
BEGIN SELECT RAISE(ABORT, 'the document does not continue the chain'); END;

CREATE TABLE tender (
    document_id INTEGER NOT NULL REFERENCES document (id),
    position    INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    amount      INTEGER NOT NULL,
    reference   TEXT NOT NULL,
    PRIMARY KEY (document_id, position)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER tender_is_never_changed BEFORE UPDATE ON tender
BEGIN SELECT RAISE(ABORT, 'a tender is never changed'); END;
CREATE TRIGGER tender_is_never_deleted BEFORE DELETE ON tender
BEGIN SELECT RAISE(ABORT, 'a tender is never deleted'); END;

-- Where each document stands with the authority. The history is in submission.
CREATE TABLE outbox (
    document_id     INTEGER PRIMARY KEY REFERENCES document (id),
    standing        TEXT NOT NULL,
    attempts        INTEGER NOT NULL,
    failures        INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    in_flight_since INTEGER
) STRICT;
CREATE INDEX outbox_open ON outbox (next_attempt_at) WHERE standing IN ('pending', 'unknown');
CREATE TRIGGER outbox_stays BEFORE DELETE ON outbox
BEGIN SELECT RAISE(ABORT, 'the outbox forgets nothing'); END;
CREATE TRIGGER outbox_final_is_final BEFORE UPDATE OF standing ON outbox
WHEN OLD.standing IN ('reported', 'reported_with_warnings', 'rejected') AND NEW.standing <> OLD.standing
BEGIN SELECT RAISE(ABORT, 'a final answer is final'); END;

CREATE TABLE submission (
    id          INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document (id),
    sent_at     INTEGER NOT NULL,
    elapsed     INTEGER NOT NULL,
    status      INTEGER,
    outcome     TEXT NOT NULL,
    messages    TEXT NOT NULL,
    body        BLOB NOT NULL
) STRICT;
CREATE INDEX submission_document ON submission (document_id);
CREATE TRIGGER submission_is_never_changed BEFORE UPDATE ON submission
BEGIN SELECT RAISE(ABORT, 'a submission is never changed'); END;
CREATE TRIGGER submission_is_never_deleted BEFORE DELETE ON submission
BEGIN SELECT RAISE(ABORT, 'a submission is never deleted'); END;

-- Each entry carries the hash of the one before it.
CREATE TABLE audit (
    id            INTEGER PRIMARY KEY,
    at            INTEGER NOT NULL,
    session_id    INTEGER REFERENCES session (id),
    event         TEXT NOT NULL,
    details       TEXT NOT NULL,
    previous_hash BLOB NOT NULL,
    hash          BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is never deleted'); END;

-- The counter: several baskets, customers, a catalogue that is kept, people, shifts, returns.

-- What the shop has settled for itself, as one JSON document; what it does not name is as the program has it.
CREATE TABLE policy (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    body     TEXT NOT NULL
) STRICT;

-- Who buys by name. Documents keep their own words: a change here changes none of them.
CREATE TABLE customer (
    id          INTEGER PRIMARY KEY,
    -- 'company' or 'person'.
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    phone       TEXT NOT NULL,
    vat_number  TEXT NOT NULL,
    id_scheme   TEXT NOT NULL,
    id_value    TEXT NOT NULL,
    street      TEXT NOT NULL,
    building    TEXT NOT NULL,
    additional  TEXT NOT NULL,
    district    TEXT NOT NULL,
    city        TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    country     TEXT NOT NULL,
    active      INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX customer_vat_number ON customer (vat_number) WHERE vat_number <> '' AND active = 1;
CREATE INDEX customer_phone ON customer (phone) WHERE phone <> '';

-- An item may have several barcodes; a barcode has one item.
CREATE TABLE barcode (
    text    TEXT PRIMARY KEY CHECK (text <> ''),
    item_id INTEGER NOT NULL REFERENCES item (id)
) STRICT, WITHOUT ROWID;
INSERT INTO barcode SELECT barcode, id FROM item WHERE barcode <> '';
CREATE INDEX barcode_item ON barcode (item_id);
DROP INDEX item_barcode;
ALTER TABLE item DROP COLUMN barcode;
-- Its place among the quick keys; 0: it has none.
ALTER TABLE item ADD COLUMN favourite INTEGER NOT NULL DEFAULT 0;
-- What was sold of it stays; only nobody finds it any more.
ALTER TABLE item ADD COLUMN active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1));
-- Millionths of the unit, like all stock; none: it is not counted.
ALTER TABLE item ADD COLUMN stock INTEGER;
ALTER TABLE item ADD COLUMN low_stock INTEGER;
CREATE INDEX item_name ON item (name_ar) WHERE active = 1;
CREATE INDEX item_category ON item (active, category);
CREATE INDEX item_favourite ON item (favourite) WHERE favourite > 0 AND active = 1;
CREATE INDEX item_low ON item (id) WHERE active = 1 AND stock <= low_stock;

-- The words of names and barcodes as people search them (see the domain's `search`). Filled from the items at the
-- start when it is empty.
CREATE VIRTUAL TABLE item_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 0 categories ''L* N* Co M* So'''
);

-- Every price an item has had, and who gave it.
CREATE TABLE price (
    id         INTEGER PRIMARY KEY,
    item_id    INTEGER NOT NULL REFERENCES item (id),
    at         INTEGER NOT NULL,
    session_id INTEGER REFERENCES session (id),
    price      TEXT NOT NULL,
    vat        TEXT NOT NULL
) STRICT;
CREATE INDEX price_item ON price (item_id);
-- What was kept before had its price since nobody knows when.
INSERT INTO price (item_id, at, price, vat) SELECT id, 0, price, vat FROM item;
CREATE TRIGGER price_is_never_changed BEFORE UPDATE ON price
BEGIN SELECT RAISE(ABORT, 'a price that was is never changed'); END;
CREATE TRIGGER price_is_never_deleted BEFORE DELETE ON price
BEGIN SELECT RAISE(ABORT, 'a price that was is never deleted'); END;

-- One basket stands on the counter; the others are held, each under its number.
ALTER TABLE cart RENAME TO cart_before;
ALTER TABLE cart_line RENAME TO cart_line_before;
CREATE TABLE cart (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    sale_id     TEXT NOT NULL UNIQUE,
    -- Over the whole basket: an amount, or a share such as '10%'.
    discount    TEXT NOT NULL,
    -- The share of the basket that whoever gave discounts may give alone, and the amount that somebody has allowed.
    cap         TEXT NOT NULL DEFAULT '0',
    leave       INTEGER NOT NULL DEFAULT 0,
    customer_id INTEGER REFERENCES customer (id),
    held        INTEGER CHECK (held > 0),
    held_at     INTEGER,
    held_by     TEXT NOT NULL DEFAULT '',
    label       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX cart_on_the_counter ON cart ((held IS NULL)) WHERE held IS NULL;
CREATE UNIQUE INDEX cart_held ON cart (held) WHERE held IS NOT NULL;
CREATE TABLE cart_line (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    cart_id    INTEGER NOT NULL REFERENCES cart (id) ON DELETE CASCADE,
    item_id    INTEGER NOT NULL REFERENCES item (id),
    name_ar    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    quantity   TEXT NOT NULL,
    unit       TEXT NOT NULL,
    unit_price TEXT NOT NULL,
    discount   TEXT NOT NULL,
    -- As of the basket.
    cap        TEXT NOT NULL DEFAULT '0',
    leave      INTEGER NOT NULL DEFAULT 0,
    vat        TEXT NOT NULL,
    -- What the customer wants of it, or empty.
    note       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX cart_line_cart ON cart_line (cart_id);
INSERT INTO cart (id, sale_id, discount, leave)
SELECT 1, sale_id, printf('%d.%02d', discount / 100, discount % 100), discount FROM cart_before;
INSERT INTO cart_line (id, cart_id, item_id, name_ar, name_en, quantity, unit, unit_price, discount, leave, vat)
SELECT id, 1, item_id, name_ar, name_en, quantity, unit, unit_price, printf('%d.%02d', discount / 100, discount % 100),
       discount, vat
FROM cart_line_before WHERE EXISTS (SELECT 1 FROM cart);
DROP TABLE cart_line_before;
DROP TABLE cart_before;

-- Which items the lines of a document were, in their order: for stock and reports. A document itself knows names only.
CREATE TABLE sold (
    document_id INTEGER PRIMARY KEY REFERENCES document (id),
    -- A JSON list of item ids.
    items       TEXT NOT NULL
) STRICT;
CREATE TRIGGER sold_is_never_changed BEFORE UPDATE ON sold
BEGIN SELECT RAISE(ABORT, 'what was sold is never changed'); END;
CREATE TRIGGER sold_is_never_deleted BEFORE DELETE ON sold
BEGIN SELECT RAISE(ABORT, 'what was sold is never deleted'); END;

-- People come and go; what they did stays with their names.
ALTER TABLE user ADD COLUMN active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1));
-- 'own'; 'one_time': somebody else knows it, and it opens the till once; 'spent': it has.
ALTER TABLE user ADD COLUMN pin TEXT NOT NULL DEFAULT 'own';

-- From a counted drawer to a counted drawer. What was issued in a shift lies between two document ids.
CREATE TABLE shift (
    id             INTEGER PRIMARY KEY,
    -- The day it counts for, such as '2026-11-26': a shift past midnight stays with the day before.
    business_day   TEXT NOT NULL,
    opened_at      INTEGER NOT NULL,
    session_id     INTEGER NOT NULL REFERENCES session (id),
    cashier        TEXT NOT NULL,
    float          INTEGER NOT NULL CHECK (float >= 0),
    -- The last document and the last audit entry before it.
    after_document INTEGER NOT NULL,
    after_audit    INTEGER NOT NULL
) STRICT;
CREATE TABLE shift_close (
    shift_id      INTEGER PRIMARY KEY REFERENCES shift (id),
    closed_at     INTEGER NOT NULL,
    session_id    INTEGER NOT NULL REFERENCES session (id),
    last_document INTEGER NOT NULL,
    last_audit    INTEGER NOT NULL,
    -- What lay in the drawer, and a JSON object of how many of each coin and note, by halalas.
    counted       INTEGER NOT NULL CHECK (counted >= 0),
    counts        TEXT NOT NULL,
    -- What should have lain there.
    expected      INTEGER NOT NULL,
    -- Who looked over the shoulder, or empty.
    approved_by   TEXT NOT NULL,
    -- Who took the drawer over, or empty.
    handed_to     TEXT NOT NULL
) STRICT;
CREATE TRIGGER one_shift_at_a_time BEFORE INSERT ON shift
WHEN (SELECT count(*) FROM shift) <> (SELECT count(*) FROM shift_close)
BEGIN SELECT RAISE(ABORT, 'a shift is open already'); END;
CREATE TRIGGER shift_is_never_changed BEFORE UPDATE ON shift
BEGIN SELECT RAISE(ABORT, 'a shift is never changed'); END;
CREATE TRIGGER shift_is_never_deleted BEFORE DELETE ON shift
BEGIN SELECT RAISE(ABORT, 'a shift is never deleted'); END;
CREATE TRIGGER shift_close_is_never_changed BEFORE UPDATE ON shift_close
BEGIN SELECT RAISE(ABORT, 'a closed shift is never changed'); END;
CREATE TRIGGER shift_close_is_never_deleted BEFORE DELETE ON shift_close
BEGIN SELECT RAISE(ABORT, 'a closed shift is never reopened'); END;

-- Cash put in or taken out beside sales.
CREATE TABLE cash_move (
    id          INTEGER PRIMARY KEY,
    shift_id    INTEGER NOT NULL REFERENCES shift (id),
    at          INTEGER NOT NULL,
    session_id  INTEGER NOT NULL REFERENCES session (id),
    -- Above zero: put in; below: taken out.
    amount      INTEGER NOT NULL CHECK (amount <> 0),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    approved_by TEXT NOT NULL
) STRICT;
CREATE INDEX cash_move_shift ON cash_move (shift_id);
CREATE TRIGGER cash_move_is_never_changed BEFORE UPDATE ON cash_move
BEGIN SELECT RAISE(ABORT, 'a movement of cash is never changed'); END;
CREATE TRIGGER cash_move_is_never_deleted BEFORE DELETE ON cash_move
BEGIN SELECT RAISE(ABORT, 'a movement of cash is never deleted'); END;

-- What was given back for documents of other tills, known here by their codes only.
CREATE TABLE foreign_return (
    note_id INTEGER PRIMARY KEY REFERENCES document (id),
    -- Of the original, as in its code.
    hash    TEXT NOT NULL,
    -- With VAT.
    amount  INTEGER NOT NULL CHECK (amount > 0)
) STRICT;
CREATE INDEX foreign_return_hash ON foreign_return (hash);
CREATE TRIGGER foreign_return_is_never_changed BEFORE UPDATE ON foreign_return
BEGIN SELECT RAISE(ABORT, 'a return is never changed'); END;
CREATE TRIGGER foreign_return_is_never_deleted BEFORE DELETE ON foreign_return
BEGIN SELECT RAISE(ABORT, 'a return is never deleted'); END;

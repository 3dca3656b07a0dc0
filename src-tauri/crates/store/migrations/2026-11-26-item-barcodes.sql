-- An item's row has its barcodes, with blanks between them, in the order in which they were given; the table of barcodes
-- says whose each is.
ALTER TABLE item ADD COLUMN barcodes TEXT NOT NULL DEFAULT '';
UPDATE item SET barcodes = coalesce((SELECT group_concat(text, ' ') FROM barcode WHERE item_id = item.id), '');

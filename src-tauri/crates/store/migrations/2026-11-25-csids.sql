-- The life of CSIDs: units for other kinds than all, units that renew others, which checks have passed, and what the
-- gateway last said to a unit.

-- The certificate's title: 1000, 0100 or 1100.
ALTER TABLE unit ADD COLUMN kinds TEXT NOT NULL DEFAULT '1100';
-- What the certificate says of the unit and no document does: the next request says it again.
ALTER TABLE unit ADD COLUMN branch TEXT NOT NULL DEFAULT '';
ALTER TABLE unit ADD COLUMN activity TEXT NOT NULL DEFAULT 'Retail';
-- The unit whose CSID this one renews; empty when it was onboarded by itself.
ALTER TABLE unit ADD COLUMN renews INTEGER REFERENCES unit (id);
-- Set before its request leaves: from then on it may have been used up, and no later run sends it again.
ALTER TABLE unit ADD COLUMN spent_at INTEGER;
-- When the gateway last answered this unit's credentials, and since when it refuses them.
ALTER TABLE unit ADD COLUMN contact_at INTEGER;
ALTER TABLE unit ADD COLUMN refused_at INTEGER;
UPDATE unit SET branch = (
    SELECT CASE substr(json_extract(seller, '$.vat_number'), 11, 1)
           WHEN '1' THEN substr(json_extract(seller, '$.vat_number'), 1, 10)
           ELSE substr(json_extract(seller, '$.address.city'), 1, 64) END
    FROM shop) WHERE EXISTS (SELECT 1 FROM shop);

-- The compliance checks that a unit has passed, by the gateway's own names.
CREATE TABLE compliance_check (
    unit_id   INTEGER NOT NULL REFERENCES unit (id),
    step      TEXT NOT NULL,
    passed_at INTEGER NOT NULL,
    PRIMARY KEY (unit_id, step)
) STRICT, WITHOUT ROWID;
INSERT INTO compliance_check
SELECT unit.id, step.name, unit.created_at
FROM unit JOIN (
    SELECT 1 AS place, 'standard-compliant' AS name
    UNION ALL SELECT 2, 'standard-credit-note-compliant'
    UNION ALL SELECT 3, 'standard-debit-note-compliant'
    UNION ALL SELECT 4, 'simplified-compliant'
    UNION ALL SELECT 5, 'simplified-credit-note-compliant'
    UNION ALL SELECT 6, 'simplified-debit-note-compliant') AS step ON step.place <= unit.checks_passed;
ALTER TABLE unit DROP COLUMN checks_passed;

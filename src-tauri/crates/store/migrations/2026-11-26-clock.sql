-- This machine's clock against the authority's, as its last dated answer told: how many milliseconds it was ahead, and when
-- that was by this machine.
ALTER TABLE line ADD COLUMN clock_ahead INTEGER;
ALTER TABLE line ADD COLUMN clock_at INTEGER;

-- The day of a professional: whom he is to see, and what he already read of a person.

CREATE TABLE day_lists (
    account_id uuid        NOT NULL,
    patient_id uuid        NOT NULL,
    day        date        NOT NULL,
    added_at   timestamptz NOT NULL,
    ended_at   timestamptz,
    sealed     bytea       NOT NULL,
    PRIMARY KEY (account_id, patient_id)
);
COMMENT ON TABLE day_lists IS 'Whom a professional put on his list of the day: his own, over at midnight (ux.md NUR-01).';
COMMENT ON COLUMN day_lists.day IS 'The day of the list, in Paris; yesterday''s names are emptied at the next look.';
COMMENT ON COLUMN day_lists.sealed IS 'Name, sex and birth date as they were then, sealed under the service key (JSON of care.Followed); empty once the day is over.';
CALL wall_of_account('day_lists');
CALL erasable('day_lists');

-- « Depuis votre dernière visite », « Lu par vous le »: his own lines about one person, without the others'.
CREATE INDEX professional_lines_of ON professional_lines (account_id, patient_id, line);

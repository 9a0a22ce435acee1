-- Who runs a France services structure sees how much was done, never for whom
-- nor by whom (HLP-05).

ALTER TABLE staff ADD COLUMN manager boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN staff.manager IS 'Of a helper: runs the structure, and sees its counts.';

CREATE TABLE desk_counts (
    structure      text    NOT NULL,
    structure_city text    NOT NULL,
    month          date    NOT NULL,
    act            text    NOT NULL,
    times          integer NOT NULL CHECK (times > 0),
    PRIMARY KEY (structure, structure_city, month, act),
    CHECK (structure <> ''),
    CHECK (extract(day FROM month) = 1)
);
COMMENT ON TABLE desk_counts IS 'How often each act was done in a structure, month by month: counted with its line, and no line can be found from it.';
COMMENT ON COLUMN desk_counts.month IS 'Its first day, in Europe/Paris.';
GRANT SELECT, INSERT, UPDATE ON desk_counts TO espacesante_app;

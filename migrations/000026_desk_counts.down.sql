DROP TABLE desk_counts;
ALTER TABLE staff DROP COLUMN manager;

DROP INDEX professional_lines_of;
DROP TABLE day_lists;

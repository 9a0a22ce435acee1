DROP TABLE operation_log, access_log;
DROP PROCEDURE wall_of_account, wall, make_access_log_months;
DROP FUNCTION row_names_its_line, log_is_final, uuid7, uuid7_floor;

DROP TABLE log_checkpoints, log_hashes, log_leaves;
DROP INDEX access_log_ids;

DROP TABLE young_accesses, support_views, new_space_requests;
ALTER TABLE accounts DROP COLUMN young;
ALTER TABLE persons DROP COLUMN death_denied_on;
ALTER TABLE spaces DROP COLUMN before_death;

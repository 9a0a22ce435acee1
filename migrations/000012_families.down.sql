DROP TABLE majorities;
DROP INDEX persons_of_age;
ALTER TABLE persons DROP COLUMN majority_mac;
DROP INDEX representatives_by;
DROP TABLE children, disputes, representative_choices, representation_stops;

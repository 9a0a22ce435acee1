DROP INDEX spaces_waiting;
DELETE FROM notice_letters a USING notice_letters b
    WHERE a.patient_id = b.patient_id AND a.notice_id = b.notice_id AND a.reader_id > b.reader_id;
ALTER TABLE notice_letters DROP CONSTRAINT notice_letters_pkey, ADD PRIMARY KEY (patient_id, notice_id), DROP COLUMN reader_id;
DROP TABLE majorities;
DROP INDEX persons_of_age;
ALTER TABLE persons DROP COLUMN majority_mac;
DROP INDEX representatives_by;
DROP TABLE children, disputes, representative_names, representative_choices, representation_stops;

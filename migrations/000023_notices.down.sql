DROP TABLE notice_waits;
DROP TABLE notice_rhythms;
DROP TABLE notice_choices;
DROP TABLE notice_reads;

DROP TABLE contact_changes, paper_codes, passkeys, ended_sessions, devices;

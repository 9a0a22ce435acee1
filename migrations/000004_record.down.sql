DROP TABLE followed_patients, openings, consent_codes, consents, blocks, documents, settings;

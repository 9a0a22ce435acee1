DROP TABLE message_references, notices, receipts, invitation_codes, invitations, campaigns;

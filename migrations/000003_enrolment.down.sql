DROP TABLE message_references, notice_letters, notices, receipts, invitation_codes, invitations, campaigns;

DROP TABLE emergency_cards, exports, tasks, directives, withheld_acts, reimbursements;

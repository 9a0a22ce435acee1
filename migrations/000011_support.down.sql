DROP TABLE ticket_spaces, tickets, identifications, attendances;

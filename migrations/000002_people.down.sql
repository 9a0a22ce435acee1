DROP TABLE sessions, throttles, one_time_codes, sign_in_links, staff, professional_structures, professionals, structures,
    contacts, account_identifiers, accounts, treating_doctors, representatives, person_traits, person_numbers, persons, space_keys, spaces;

DROP TABLE professional_lines, doctor_notices, reviews, access_reports, emergency_openings;

DROP TABLE helper_lines, held_mandates, unveilings, mandates;

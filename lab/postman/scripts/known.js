const known = $known;

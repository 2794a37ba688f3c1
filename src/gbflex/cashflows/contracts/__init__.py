"""Lines that the site's own contracts make, and wear: one file per line."""

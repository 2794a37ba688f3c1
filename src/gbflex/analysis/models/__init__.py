"""What the SQL models read: tables of a site, its rates and calendars."""

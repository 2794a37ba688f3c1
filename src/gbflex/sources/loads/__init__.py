"""Half-hourly demand files as suppliers send them."""

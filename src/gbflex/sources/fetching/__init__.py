"""Fetching from publishers: in pieces that they allow, politely, and so that it can be taken up again."""

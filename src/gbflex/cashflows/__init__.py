"""Everything that turns energy into money: one file per line on the bill, one ledger."""

"""Questions about a site without a decision: its rates, its bill, where its meter is."""

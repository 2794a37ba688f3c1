"""What the command line prints: results on standard output, everything else on standard error."""

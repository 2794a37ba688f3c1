"""The exact storage algorithm and its kernel: one store, steps that nothing else couples."""

"""The Python face: one module or folder for each group of commands, with the same names and keys."""

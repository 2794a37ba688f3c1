"""What each answer's keys mean: declared once, and read by mypy, terminal, pages, reference and contract tests.

One file per question; `shape` says how a key is declared, `registry` lists the answers by command.
"""

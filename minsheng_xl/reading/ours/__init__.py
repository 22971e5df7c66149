"""Workbooks of ours read back: masters, summaries, registers, comments, answers."""

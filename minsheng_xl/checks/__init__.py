"""Rules, their engine and their report; no Excel, no files."""

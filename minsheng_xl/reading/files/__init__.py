"""Formats of files: bytes to grids of cells, whatever wrote them; nothing here knows what a plan is."""

"""Rules, their engine and their report; no Excel, no files.

`rules` say where something is wrong, by family of the catalogue; `evidence` is what several of them look at.
"""

"""The text of a notice, plan or report as target tables: `documents` is the one face.

It brings some fifty modules and their regular expressions with it, so who only may need it imports it when
there is a text to read.
"""

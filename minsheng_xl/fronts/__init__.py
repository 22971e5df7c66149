"""The three thin fronts: command line, Excel buttons, worksheet functions."""

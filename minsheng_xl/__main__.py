"""`python -m minsheng_xl` is the command `minsheng`."""

from minsheng_xl.fronts.cli import run

if __name__ == "__main__":
    run()

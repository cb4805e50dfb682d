"""Run the command line as ``python -m ironlaw``."""

from ironlaw._command.main import main

if __name__ == "__main__":
    main(prog_name="ironlaw")

"""Making what people on Windows install, on a Linux machine: `python3 packaging/dev.py windows`."""

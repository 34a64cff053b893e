"""scanpipe: checks scans of Vietnamese administrative forms before an officer opens them."""

__version__ = "0.1.0"

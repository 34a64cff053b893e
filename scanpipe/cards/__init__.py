"""The identity card as a supporting paper: its QR, its machine-readable zone and its print, read and compared."""

"""The seam to the OCR engine, and the engines behind it."""

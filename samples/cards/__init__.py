"""Identity cards of nobody: drawn, marked as specimens, laid on A4 and scanned or photographed, beside their truth."""

"""
Turns an edition into printed sheets.

fonts (the faces) → inline (a label as words, gaps, squares) → sheet (marks on pages) → setting (one printed line) →
paragraphs, heading, grids, signing (the parts of a form) → compose (the whole) → render (ink on paper) → widgets and
embed (places to type in) → fill (values typed in).
"""

"""
Turns an edition into printed sheets, file by file:

fonts (the faces) → manner (sizes, margins, leaders) → inline (a label as words, gaps, squares) → sheet (marks and
zones on pages) → breaking, setting (printed lines) → paragraphs, heading, grids, signing (the parts of a form) →
compose (the whole) → render (ink on paper) → embed, appearance, tags, widgets (places to type in, order of reading) →
fill (values typed in).
"""

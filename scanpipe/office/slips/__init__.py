"""
The request for a supplement: from what is open in a dossier to the paper that the citizen gets.

content (what stands on it) ← phrases, items (from findings and officers' decisions) ← people (whose dossier it is);
pdf, docx, text (the three ways to hand it on); give (the officer's acts).
"""

"""
Across papers: do the papers of one dossier speak of the same people, and do they say the same of them?

`people` gathers who is spoken of, `who` finds the card of each person, one file a comparison says what differs, and
`cross` is all of them. What was not surely read asks or is left alone: it never accuses.
"""

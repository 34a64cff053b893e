"""
Papers filled and spoiled by program, each beside its truth. Everybody on them is invented.

`make` yields samples one by one; `python -m samples make` writes them to a folder. What stays in the repository is
`samples/small/`: our own typesetting only.
"""

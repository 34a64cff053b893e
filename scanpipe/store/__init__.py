"""
What scanpipe keeps of a dossier, and for how long: a database for what is known, sealed files for pictures.

The only room that knows SQLAlchemy, Alembic and cryptography. Every operation is a function that takes an open session
and values and returns values; the caller opens the transaction (`with store.database.writing() as session:`) and so
decides what belongs together. Nothing here asks what time it is. Names, numbers and file names are sealed before they
reach the database; whoever copies the files without the key has nothing.
"""

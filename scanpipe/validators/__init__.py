"""
One kind of value a file, all alike. A validator knows one value: no form, no file of the user, no clock.

Every module here that is named in `registry.VALIDATORS` offers the same four verbs:

- `compact(text)`: the value without what writing and OCR add around it (spaces, separators, case). It never turns a
  letter into a digit and never raises.
- `validate(text, *, on=None)`: the normalised value, or one of the four refusals of `refusals`. A normalised value
  is valid and normalises to itself.
- `is_valid(text, *, on=None)`: whether `validate` returns.
- `doubts(text, *, on=None)`: stable codes for what may be right and deserves a look. It never raises: a value that
  `validate` refuses has no doubts.

`on` is the day whose law counts (signing or filing). Without it, what depends on a day is neither refused nor
doubted; a kind of value whose rule no law has changed takes it and does not use it.

Grades in the module docstrings: [R] read in the source named, [T] run and observed, [M] recalled, not confirmed.
"""

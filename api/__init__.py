"""The door: HTTP. JSON under /api/v1, pages for people, numbers for those who run it. Thin: the work is elsewhere."""

"""The door: HTTP. It is opened by a later release; see CHANGELOG.md."""

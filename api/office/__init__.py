"""The pages of the Center: for officers and leads, rendered here, usable by keyboard alone."""

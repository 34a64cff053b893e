"""Checks that wait are claimed and examined, each document in a process of its own with limits."""

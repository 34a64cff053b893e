"""The test of an edition: papers made from its own blank, its neighbours, and what people have put beside it."""

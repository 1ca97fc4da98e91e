"""Longer proofs with a make target of their own: the back-test of the projection and the bench of judgement."""

"""Rewards and reliefs: what each is, which of several is enjoyed. Pure."""

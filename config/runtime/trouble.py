"""What a person has to put right before the portal can start."""


class Trouble(Exception):
    """Carries one sentence that says what is wrong and what to do; it is printed without a traceback."""

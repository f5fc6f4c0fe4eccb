"""What can go wrong when a rule is asked for: a stable code, and a Chinese sentence that says what to do."""

from datetime import date


class PolicyError(Exception):
    """Base of all errors of this room; `code` is stable, `message` is for people."""

    code = "policy_error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NoRuleInForce(PolicyError):
    """No instrument (or no clause of the asked instrument) is in force for a place on a day.

    `str()` is English for logs and the command line, `.message` Chinese for pages.
    """

    code = "no_rule_in_force"

    def __init__(self, place_code: str, on: date, place_name: str = "", subject: str = "") -> None:
        self.place_code, self.on, self.subject = place_code, on, subject
        place = place_name or place_code
        about = f"（{subject}）" if subject else ""
        super().__init__(f"{place} 在 {on.isoformat()} 无有效规定{about}。请核对地区和日期。")
        self._english = f"no rule in force for {place} on {on.isoformat()}" + (
            f" ({subject})" if subject else ""
        )

    def __str__(self) -> str:
        return self._english


class UnknownRule(PolicyError):
    """A clause, parameter or formula id that no instrument or module declares."""

    code = "unknown_rule"


class BadInput(PolicyError):
    """An input of a formula is missing, unknown or not a usable number; `.name` is the input's id."""

    code = "bad_input"

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(message)


class BadRuleData(PolicyError):
    """A policy file cannot be read as a policy; `.message` names the file and the spot."""

    code = "bad_rule_data"

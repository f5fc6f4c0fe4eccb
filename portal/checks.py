"""The portal does not start on a policy with a hole: a number nobody reads, a clause without its wording."""

from typing import Any

from django.core.checks import CheckMessage, Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured

from policies.errors import BadRuleData
from policies.formulas import FORMULAS
from policies.library import get_library
from policies.validation import problems
from portal.policy_library.readers import policy_checks, policy_targets

TAG = "policies"
HINT = "见 docs/policies.md。"


@register(TAG)
def sound_policies(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """portal.E001: a policy file cannot be read; portal.E002: one error for each fault in what they say."""
    try:
        library = get_library()
    except BadRuleData as error:
        return [Error(error.message, hint=HINT, id="portal.E001")]
    checks = {reader.code for reader in policy_checks}
    targets = {reader.code for reader in policy_targets}
    faults = problems(library, checks, FORMULAS.newest(), targets)
    return [Error(fault, hint=HINT, id="portal.E002") for fault in faults]


def refuse_unsound_policies() -> None:
    """For processes that no management command starts: raises ImproperlyConfigured naming every fault."""
    faults = run_checks(tags=[TAG])
    if faults:
        raise ImproperlyConfigured("\n".join(str(fault) for fault in faults))

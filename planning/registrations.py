"""What this room adds to the registries of `portal`."""

from planning.rules.plan import indicators
from portal.policy_library.readers import Reader, policy_targets

for indicator in indicators().values():
    policy_targets.register(Reader(indicator.id, indicator.label))

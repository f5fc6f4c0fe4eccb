"""What the policies say this room reads is what it reads, both ways."""

from parks.rules.standards import STANDARDS
from policies.library import get_library


def test_the_policies_name_the_figures_that_their_numbers_bound():
    parameters = [parameter for clause in get_library().clauses() for parameter in clause.parameters]
    named = {
        (parameter.id, consumer)
        for parameter in parameters
        for consumer in parameter.consumers
        if consumer.startswith("parks.")
    }
    read = {(name, f"parks.{standard.measure}") for standard in STANDARDS for name in standard.parameter_ids}
    assert named == read

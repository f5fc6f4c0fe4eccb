"""The formulas of the clauses; importing this package registers them all."""

from policies.formulas import c11, c14, tax_per_mu, w10, w15, w16
from policies.formulas.registry import FORMULAS, Formula, Input, Source, formula
from policies.formulas.tax_per_mu import tax_per_mu_formula
from policies.formulas.w15 import first_shortfall_year
from policies.formulas.w16 import land_use_tax_until

__all__ = [
    "FORMULAS",
    "Formula",
    "Input",
    "Source",
    "c11",
    "c14",
    "first_shortfall_year",
    "formula",
    "land_use_tax_until",
    "tax_per_mu",
    "tax_per_mu_formula",
    "w10",
    "w15",
    "w16",
]

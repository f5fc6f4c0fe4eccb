"""园区 by sheet: one row for a park, in our own layout or in the export of the province's registry."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Place
from accounts.services.places import next_park_codes, one_at_a_time
from parks.models import Contact, Developer, Operator, Parcel, Park, Phase, RegistryFigure
from parks.models.registry import FIGURES
from parks.rules.registry import inconsistencies
from parks.selectors import homes_for
from parks.services.parks import named_already
from parks.sheets.belongings import settle_bodies, settle_figures, settle_land, settle_persons
from parks.sheets.homes import county_of, settle_parks
from parks.sheets.layouts import OWN, REGISTRY
from parks.sheets.past import refuse_to_come
from portal.models import SheetLine
from portal.sheets.kinds import Entry, Part, SheetKind, Stage, same
from portal.sheets.writing import revalue

BODY_COLUMNS = {"developer_uscc": "developer_id", "operator_uscc": "operator_id"}
PARK_COLUMNS = (
    "name",
    "registry_code",
    "park_type",
    "plan_kind",
    "status",
    "address",
    "first_operating_year",
    "layout_mode",
    "development_mode",
    "registry_mode",
    "platform",
    "siting",
    "is_on_added_land",
    "is_within_approved_area",
    "leading_industries",
    "is_special_trade",
    "is_renovated",
    "renovation",
    "introduction",
    "transition_until",
    "registry_grade",
    "has_bike_charging",
    "rentable_floor_m2",
    "sellable_floor_m2",
    "facilities",
    "services",
    "networks",
    "digital_functions",
    "party_items",
    "party_branch_on",
    "owners_committee_on",
)
PARCEL_COLUMNS = {
    "land_area_mu": "land_area_mu",
    "land_source": "source",
    "land_natures": "natures",
    "started_on": "started_on",
}
PHASE_COLUMNS = (
    "floor_area_m2",
    "far_counted_floor_m2",
    "production_floor_m2",
    "non_production_floor_m2",
    "completed_on",
)
IN_PARK = {"park_id": "park"}


def body(code: str, model: Any) -> Part:
    fields = {f"{code}_uscc": "uscc", f"{code}_name": "name", f"{code}_ownership": "ownership"}
    return Part(code, model, ("uscc",), fields, shared=True)


def person(code: str) -> Part:
    fields = {f"{code}_name": "name", f"{code}_phone": "phone"}
    return Part(code, Contact, ("park_id", "role"), fields, IN_PARK)


class Parks(SheetKind):
    code = "parks"
    label = "园区"
    about = "每行一个园区，也收省登记导出表"
    list_route = ("parks:list",)
    permission = "park.edit"
    layouts = (OWN, REGISTRY)
    parts = (
        Part("place", Place, ("code",), {}, fixed=True),
        body("developer", Developer),
        body("operator", Operator),
        Part(
            "park",
            Park,
            ("place_id",),
            {**same(*PARK_COLUMNS), **BODY_COLUMNS},
            {"place_id": "place", "developer_id": "developer", "operator_id": "operator"},
        ),
        Part("parcel", Parcel, ("park_id", "name"), PARCEL_COLUMNS, IN_PARK),
        Part("phase", Phase, ("park_id", "name"), same(*PHASE_COLUMNS), IN_PARK),
        person("head"),
        person("contact"),
        Part("figure", RegistryFigure, ("park_id", "on"), same(*FIGURES), IN_PARK),
    )
    naming = ("name",)
    main = "park"

    def resolve(self, stage: Stage) -> None:
        super().resolve(stage)
        from_registry = stage.layout is REGISTRY
        if from_registry:
            for entry in stage.entries:
                forget_blanks(self, entry)
        parks = settle_parks(stage)
        columns = {"parcel": PARCEL_COLUMNS, "phase": PHASE_COLUMNS}
        settle_land(stage, parks, columns, lenient=from_registry)
        settle_bodies(stage, lenient=from_registry)
        if from_registry:
            settle_persons(stage, parks)
            settle_figures(stage, parks)
            settle_plan_kinds(stage, parks)
            note_industries(stage)

    def check(self, stage: Stage) -> None:
        """What has happened is not to come; what the province's registry says of a park fits together."""
        refuse_to_come(stage)
        if stage.layout is REGISTRY:
            for entry in stage.entries:
                for column, sentence in inconsistencies(entry.line.values):
                    entry.warn(column, sentence)

    def options(self, actor: Any, region: Any) -> Mapping[str, list[str]]:
        homes = [home for home in homes_for(actor) if region is None or region.covers(home)]
        townships = [home.name for home in homes if home.kind == Place.Kind.TOWNSHIP]
        return {
            "county": [home.name for home in homes if home.kind != Place.Kind.TOWNSHIP],
            "township": list(dict.fromkeys(townships)),
        }

    def example(self) -> Mapping[str, Any]:
        return {
            "name": "温州示范小微企业园",
            "county": "鹿城区",
            "park_type": Park.Type.MANUFACTURING,
            "plan_kind": Park.PlanKind.INDUSTRIAL,
            "status": Park.Status.OPERATING,
            "leading_industries": ["344"],
        }

    def prefill(self, actor: Any, region: Any) -> Iterator[Mapping[str, Any]]:
        parks = Park.objects.for_user(actor, self.permission)
        return self.rows(
            actor, parks if region is None else parks.filter(place__path__startswith=region.path)
        )

    def rows(self, actor: Any, records: QuerySet) -> Iterator[Mapping[str, Any]]:
        """The parks as rows; land and floor where there is one parcel or phase, blank where there are several."""
        parks = Park.objects.filter(pk__in=records.values("pk")).order_by("place__path")
        parks = parks.select_related("place__parent__parent", "developer", "operator")
        for park in parks.prefetch_related("parcels", "phases").iterator(chunk_size=500):
            yield row_of(park)

    def before_write(self, batch: Any, actor: Any) -> None:
        """New parks get their codes while nobody else can add one; names are looked at once more."""
        one_at_a_time()
        lines = batch.lines.filter(status__in=(SheetLine.Status.NEW, SheetLine.Status.CHANGED))
        require_free_names(lines)
        new = lines.filter(values__place__has_key="code").order_by("number")
        places = list(new.values_list("number", "values__place__code", "values__place__path"))
        codes = next_park_codes(len(places))
        more = {
            number: {"code": code, "path": f"{path.removesuffix(f'{draft}/')}{code}/"}
            for (number, draft, path), code in zip(places, codes, strict=True)
        }
        revalue(batch, "place", more)

    def after_write(self, batch: Any, actor: Any) -> None:
        """A park's leaf is called like the park."""
        changed = batch.lines.filter(status=SheetLine.Status.CHANGED, before__park__has_key="name")
        rename_leaves(changed, "values")

    def before_undo(self, batch: Any, actor: Any) -> None:
        changed = batch.lines.filter(status=SheetLine.Status.CHANGED, before__park__has_key="name")
        rename_leaves(changed, "before")


def forget_blanks(kind: SheetKind, entry: Entry) -> None:
    """An empty cell of the province's registry says nothing: what is known here stays."""
    for part in kind.parts:
        values = entry.values[part.code]
        for column, name in part.columns.items():
            if column in values and not entry.line.text(name):
                del values[column]


def settle_plan_kinds(stage: Stage, parks: dict[int, Park]) -> None:
    """The province's registry does not have 计划类别, which a new park needs."""
    new = [entry for entry in stage.entries if entry.number not in parks]
    for entry in new:
        is_services = entry.values["park"].get("park_type") == Park.Type.SERVICES
        entry.values["park"]["plan_kind"] = (
            Park.PlanKind.SCI_TECH if is_services else Park.PlanKind.INDUSTRIAL
        )
    if new:
        stage.notes.append(
            "表中没有计划类别：新增的生产制造类园区先按“工业”、生产性服务类先按“科创”登记，请在园区页面核对。"
        )


def note_industries(stage: Stage) -> None:
    if "industries_named" in stage.present:
        stage.notes.append("“主导产业”是文字说明，没有导入；请在园区页面按国民经济行业中类选择。")


def require_free_names(lines: QuerySet) -> None:
    """Raise Unsound for a new or renamed park whose name another park of the county has got meanwhile."""
    named = lines.filter(Q(records__park__version=0) | Q(before__park__has_key="name"))
    said = named.values_list("row", "path", "values__park__name", "records__park__id")
    rows = {(name, county_path(path)): row for row, path, name, _ in said}
    own = {key for *_, key in said}
    there = Park.objects.filter(name__in={name for name, _ in rows}).values_list("pk", "name", "place__path")
    for key, name, path in there:
        if key not in own and (row := rows.get((name, county_path(path)))):
            county = Place.objects.get(path=county_path(path))
            raise named_already(f"第 {row} 行：{county.name}", name)


def county_path(path: str) -> str:
    return "/".join(path.split("/")[:3]) + "/"


def rename_leaves(lines: QuerySet, side: str) -> None:
    names = {line.records["park"]["id"]: getattr(line, side)["park"]["name"] for line in lines}
    leaves = list(Place.objects.filter(park__in=names).select_related("park"))
    for leaf in leaves:
        leaf.name = names[leaf.park.pk]
    Place.objects.bulk_update(leaves, ("name",), batch_size=500)


def row_of(park: Park) -> dict[str, Any]:
    """What our own layout says of a park."""
    home, parcels, phases = park.parent, park.parcels.all(), park.phases.all()
    row = {name: getattr(park, name) for name in PARK_COLUMNS}
    row |= {"county": county_of(home).name, "township": home.name if home.kind == Place.Kind.TOWNSHIP else ""}
    row |= {
        name: getattr(park, name)
        for name in ("developer_name", "developer_uscc", "operator_name", "operator_uscc")
    }
    if len(parcels) == 1:
        row |= {name: getattr(parcels[0], column) for name, column in PARCEL_COLUMNS.items()}
    if len(phases) == 1:
        row |= {name: getattr(phases[0], name) for name in PHASE_COLUMNS}
    return row

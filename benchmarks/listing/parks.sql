-- What the checks of a park look at beyond its phases and firms: land with its clocks, rooms by storey, safety.
SET session_replication_role = replica;

UPDATE parks_park SET leading_industries = '{344}', facilities = '{canteen}', is_on_added_land = id % 5 = 0,
    first_operating_year = 2018 + id % 5, siting = 'industrial_park',
    party_items = CASE WHEN id % 3 = 0 THEN '{}'::varchar[] ELSE '{branch}' END;

UPDATE parks_phase SET far_counted_floor_m2 = floor_area_m2 - 100, non_production_floor_m2 = 9000 + park_id * 7,
    production_floor_m2 = floor_area_m2 - 9000 - park_id * 7, green_area_m2 = 5000, parking_spaces = 300,
    planned_investment_wan = 20000, invested_wan = 4000 + park_id * 3, presale_permit_on = DATE '2021-03-01';

INSERT INTO parks_parcel (park_id, name, land_area_mu, supply_kind, contracted_on, started_on, completed_on,
        starting_price_wan, cap_price_wan, land_price_wan, approval_applied_on, approved_on,
        acceptance_applied_on, accepted_on, natures, promised_tax_per_mu, version, created_at, updated_at)
    SELECT park.id, step || '号', 30 + park.id % 60, 'tax', DATE '2019-03-01' + step, DATE '2019-09-01' + (park.id % 90)::int,
        CASE WHEN park.id % 4 > 0 THEN DATE '2021-08-01' END, 285, 400, 390, DATE '2019-05-01', DATE '2019-08-01',
        CASE WHEN park.id % 4 > 0 THEN DATE '2021-08-02' END, CASE WHEN park.id % 4 > 0 THEN DATE '2021-09-14' END,
        '{industrial}', 15 + park.id % 9, 1, now(), now()
    FROM parks_park park, generate_series(1, 3) step;

INSERT INTO parks_building (park_id, name, version, created_at, updated_at)
    SELECT id, step || '幢', 1, now(), now() FROM parks_park, generate_series(1, 3) step;
INSERT INTO parks_storey (building_id, number, version, created_at, updated_at)
    SELECT id, step, 1, now(), now() FROM parks_building, generate_series(1, 5) step;
INSERT INTO parks_unit (storey_id, name, use, floor_area_m2, division, is_self_held, self_held_until,
        may_be_sold, version, created_at, updated_at)
    SELECT id, step, CASE WHEN step = 4 THEN 'non_production' ELSE 'production' END, 490 + id % 900, 'storey',
        step > 2, CASE WHEN step = 3 THEN DATE '2024-06-01' END, step = 1, 1, now(), now()
    FROM parks_storey, generate_series(1, 4) step;

INSERT INTO parks_safetyevent (park_id, kind, "on", version, created_at, updated_at)
    SELECT id, (ARRAY['drill', 'head_training', 'manager_training', 'risk'])[step], now()::date - (id % 700)::int,
        1, now(), now()
    FROM parks_park, generate_series(1, 4) step;

SET session_replication_role = origin;
ANALYZE;

-- What the plan counts and the fill of the list does not have: parcels, recognitions, steps of growth.
SET session_replication_role = replica;

TRUNCATE parks_parcel, enterprises_growthevent CASCADE;

INSERT INTO parks_parcel (park_id, name, land_area_mu, started_on, version, created_at, updated_at)
    SELECT id, step || '号', 40 + id % 77, make_date(2018 + step, 1 + (id % 12)::int, 1), 1, now(), now()
    FROM parks_park, generate_series(1, 3) step;

UPDATE parks_park
    SET recognised_on = make_date(2019 + (id % 3)::int, 5, 1),
        plan_kind = (ARRAY['industrial', 'e_commerce', 'sci_tech'])[1 + id % 3];

INSERT INTO enterprises_growthevent (enterprise_id, park_id, kind, direction, "on", document,
                                     version, created_at, updated_at)
    SELECT enterprise_id, park_id, (ARRAY['stepped_up', 'specialised'])[1 + enterprise_id % 2], direction,
           make_date(2019 + (direction = 'left')::int, 6, 1), '', 1, now(), now()
    FROM enterprises_occupancy, (VALUES ('entered'), ('left')) AS way (direction)
    WHERE enterprise_id % 7 = 0 AND (direction = 'entered' OR enterprise_id % 70 = 0);

SET session_replication_role = origin;
VACUUM ANALYZE;

-- Figures of one year for many firms over the parks of a city. Two of three phases are finished; every tenth
-- firm has left during the year; every fiftieth has a parcel of its own as well.
-- History triggers are off: they write a row per record, and this data has no history to keep.
SET session_replication_role = replica;

CREATE TEMP TABLE county AS
    SELECT id, path, row_number() OVER (ORDER BY code) - 1 AS number, count(*) OVER () AS counties
    FROM accounts_place
    WHERE kind IN ('county', 'functional_zone') AND path LIKE '330000/330300/%%';

INSERT INTO accounts_place (code, name, kind, parent_id, path, sort)
    SELECT 'B' || n, '园区' || n, 'park', county.id, county.path || 'B' || n || '/', 0
    FROM generate_series(1, %(parks)s) n
    JOIN county ON county.number = n %% county.counties;

INSERT INTO parks_park (id, place_id, name, park_type, plan_kind, status, address, is_demo,
                        version, created_at, updated_at)
    SELECT substr(code, 2)::int, id, name, 'manufacturing', 'industrial', 'operating', '', false, 1, now(), now()
    FROM accounts_place WHERE kind = 'park';

INSERT INTO parks_phase (park_id, name, land_area_mu, floor_area_m2, completed_on, version, created_at, updated_at)
    SELECT n, step || '期', 40 + n %% 77, 60000 + 13 * n, make_date(2018 + step, 7, 1), 1, now(), now()
    FROM generate_series(1, %(parks)s) n, generate_series(1, 3) step;

INSERT INTO enterprises_enterprise (id, name, uscc, industry_code, is_demo, version, created_at, updated_at)
    SELECT n, '企业' || n, lpad(n::text, 18, '0'), '344', false, 1, now(), now()
    FROM generate_series(1, %(firms)s) n;

INSERT INTO enterprises_occupancy (enterprise_id, park_id, tenure, floor_area_m2, own_parcel_mu, room,
                                   valid_from, valid_until, version, created_at, updated_at)
    SELECT n, 1 + n %% %(parks)s, 'leased', 100 + n %% 4001, (n %% 50 = 0)::int * 1.2345, '',
           make_date(2018 + n %% 3, 1 + n %% 12, 1 + n %% 28),
           CASE n %% 10 WHEN 0 THEN make_date(2020, 1 + n * 7 %% 12, 28) END, 1, now(), now()
    FROM generate_series(1, %(firms)s) n
    WHERE n %% 10 <> 0 OR make_date(2018 + n %% 3, 1 + n %% 12, 1 + n %% 28) < '2020-01-01';

INSERT INTO enterprises_yearlyfigure (enterprise_id, park_id, year, tax_wan, sales_wan, source,
                                      version, created_at, updated_at)
    SELECT n, 1 + n %% %(parks)s, %(year)s, (n::bigint * 7919 %% 100003) / 100.0, 500, '', 1, now(), now()
    FROM generate_series(1, %(firms)s) n;

SET session_replication_role = origin;
ANALYZE;

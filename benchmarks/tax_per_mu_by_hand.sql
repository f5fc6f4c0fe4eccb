-- The results of the job as one statement, written as one writes SQL for a single report.
INSERT INTO {table} (run_id, level, place_id, county_id, park_id, enterprise_id, name, park_name, uscc, firms,
                     tax_wan, land_mu, tax_per_mu, rank, park_land_in_use_mu, tax_per_park_mu, outcome)
WITH month AS (
    SELECT (make_date(%(year)s, n, 1) + interval '1 month - 1 day')::date AS last_day
    FROM generate_series(1, 12) n
), park AS (
    SELECT park.id, park.place_id, park.name, county.id AS county_id, county.name AS county_name,
           coalesce(sum(phase.land_area_mu), 0) AS land, coalesce(sum(phase.floor_area_m2), 0) AS floor
    FROM parks_park park
    JOIN accounts_place leaf ON leaf.id = park.place_id
    JOIN accounts_place county ON county.id = leaf.parent_id
    LEFT JOIN parks_phase phase ON phase.park_id = park.id AND phase.completed_on <= make_date(%(year)s, 12, 31)
    GROUP BY 1, 2, 3, 4, 5
), stay AS (
    SELECT enterprise_id, park_id, sum(floor_area_m2 * months) AS floor_months, sum(own_parcel_mu * months) AS own_months
    FROM (
        SELECT *, (SELECT count(*) FROM month
                   WHERE valid_from <= last_day AND (valid_until IS NULL OR last_day <= valid_until)) AS months
        FROM enterprises_occupancy
    ) counted
    GROUP BY 1, 2
), firm AS MATERIALIZED (
    SELECT enterprise.id AS enterprise_id, enterprise.name, enterprise.uscc, park.id AS park_id, park.place_id,
           park.name AS park_name, park.county_id, park.county_name, park.land AS park_land, figure.tax_wan AS tax,
           round(coalesce(own_months / 12 + land * floor_months / nullif(floor * 12, 0), 0), 4) AS mu
    FROM enterprises_yearlyfigure figure
    JOIN enterprises_enterprise enterprise ON enterprise.id = figure.enterprise_id
    JOIN park ON park.id = figure.park_id
    LEFT JOIN stay ON stay.enterprise_id = figure.enterprise_id AND stay.park_id = figure.park_id
    WHERE figure.year = %(year)s
), subject AS (
    SELECT 'firm_in_park' AS level, place_id, county_id, park_id, enterprise_id, name, park_name, uscc, 1 AS firms,
           tax, mu, NULL::numeric AS park_land FROM firm
    UNION ALL
    SELECT 'firm', county_id, county_id, NULL, enterprise_id, name, '', uscc, 1, sum(tax), sum(mu), NULL
    FROM firm GROUP BY county_id, enterprise_id, name, uscc
    UNION ALL
    SELECT 'park', place_id, county_id, park_id, NULL, park_name, park_name, '', count(*), sum(tax), sum(mu), park_land
    FROM firm GROUP BY place_id, county_id, park_id, park_name, park_land
    UNION ALL
    SELECT 'county', county_id, county_id, NULL, NULL, county_name, '', '', count(DISTINCT enterprise_id), sum(tax),
           sum(mu), NULL FROM firm GROUP BY county_id, county_name
    UNION ALL
    SELECT 'whole', id, NULL, NULL, NULL, name, '', '', (SELECT count(DISTINCT enterprise_id) FROM firm),
           (SELECT sum(tax) FROM firm), (SELECT sum(mu) FROM firm), NULL
    FROM accounts_place WHERE code = '330300'
)
SELECT %(run)s, level, place_id, county_id, park_id, enterprise_id, name, park_name, uscc, firms, tax, mu,
       round(tax / nullif(mu, 0), 2),
       CASE WHEN mu > 0 AND level <> 'whole' THEN rank() OVER (
           PARTITION BY level, CASE WHEN level <> 'county' THEN county_id END
           ORDER BY round(tax / nullif(mu, 0), 2) DESC NULLS LAST) END,
       park_land, round(tax / nullif(park_land, 0), 2),
       CASE WHEN mu > 0 THEN 'evaluated' ELSE 'no_land' END
FROM subject

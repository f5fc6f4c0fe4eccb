-- The classes of the reference scheme as one writes SQL for it once: inputs frozen, then scored from the frozen rows.
INSERT INTO evaluation_runinput (run_id, county_id, place_id, park_id, enterprise_id, figure_id, figure_version,
    source, settled, enterprise_name, uscc, park_name, tax_wan, sales_wan, energy_tce, employees, own_months_mu, floor_months_m2,
    park_land_in_use_mu, park_finished_floor_m2, land_mu)
WITH month AS (
    SELECT (make_date(%(year)s, n, 1) + interval '1 month - 1 day')::date AS last_day
    FROM generate_series(1, 12) n
), park AS (
    SELECT park.id, park.place_id, park.name, leaf.parent_id AS county_id,
           coalesce(sum(phase.land_area_mu), 0) AS land, coalesce(sum(phase.floor_area_m2), 0) AS floor
    FROM parks_park park
    JOIN accounts_place leaf ON leaf.id = park.place_id
    LEFT JOIN parks_phase phase ON phase.park_id = park.id AND phase.completed_on <= make_date(%(year)s, 12, 31)
    GROUP BY 1, 2, 3, 4
), stay AS (
    SELECT enterprise_id, park_id, sum(floor_area_m2 * months) AS floor_months, sum(own_parcel_mu * months) AS own_months
    FROM (
        SELECT *, (SELECT count(*) FROM month
                   WHERE valid_from <= last_day AND (valid_until IS NULL OR last_day <= valid_until)) AS months
        FROM enterprises_occupancy
    ) counted
    GROUP BY 1, 2
)
SELECT %(run)s, park.county_id, park.place_id, park.id, enterprise.id, figure.id, figure.version,
       figure.source, figure.settled, enterprise.name,
       enterprise.uscc, park.name, tax_wan, sales_wan, energy_tce, employees, coalesce(own_months, 0),
       coalesce(floor_months, 0), park.land, park.floor,
       round(coalesce(own_months / 12 + land * floor_months / nullif(floor * 12, 0), 0), 4)
FROM enterprises_yearlyfigure figure
JOIN enterprises_enterprise enterprise ON enterprise.id = figure.enterprise_id
JOIN park ON park.id = figure.park_id
LEFT JOIN stay ON stay.enterprise_id = figure.enterprise_id AND stay.park_id = figure.park_id
WHERE figure.year = %(year)s;

INSERT INTO evaluation_enterpriseresult (run_id, county_id, enterprise_id, name, uscc, parks, tax_wan, sales_wan,
    energy_tce, employees, land_mu, marks, "group", group_label, outcome, reason, "values", points, bonus, deduction,
    score, rank, ranked_class, enterprise_class)
WITH firm AS (
    SELECT county_id, enterprise_id, enterprise_name, uscc, count(*) AS parks, sum(tax_wan) AS tax,
           sum(sales_wan) AS sales, sum(energy_tce) AS energy, sum(employees) AS people, sum(land_mu) AS land
    FROM evaluation_runinput WHERE run_id = %(run)s
    GROUP BY 1, 2, 3, 4
), measured AS MATERIALIZED (
    SELECT *, CASE WHEN sales >= 2000 THEN 'above_scale' ELSE 'below_scale' END AS grp,
           round(tax / nullif(land, 0), 4) AS m1, round(sales / nullif(land, 0), 4) AS m2,
           round(sales / nullif(energy, 0), 4) AS m3,
           (land > 0 AND energy > 0) IS TRUE AS is_ranked
    FROM firm
), base AS (
    SELECT county_id, grp, count(*) AS n, round(sum(tax) / sum(land), 4) AS b1, round(sum(sales) / sum(land), 4) AS b2,
           round(sum(sales) / sum(energy), 4) AS b3
    FROM measured WHERE is_ranked GROUP BY 1, 2
), scored AS (
    SELECT measured.*, n, least(round(m1 * 40 / b1, 4), 60) AS p1, least(round(m2 * 30 / b2, 4), 45) AS p2,
           least(round(m3 * 30 / b3, 4), 45) AS p3
    FROM measured LEFT JOIN base USING (county_id, grp)
), ranked AS (
    SELECT *, CASE WHEN is_ranked THEN p1 + p2 + p3 END AS score,
           CASE WHEN is_ranked THEN rank() OVER (PARTITION BY county_id, grp, is_ranked ORDER BY p1 + p2 + p3 DESC) END AS place
    FROM scored
), classed AS (
    SELECT *, CASE WHEN NOT is_ranked THEN ''
        WHEN n < 10 THEN CASE WHEN score >= 90 THEN 'A' WHEN score >= 70 THEN 'B' WHEN score >= 50 THEN 'C' ELSE 'D' END
        WHEN place <= n / 5 THEN 'A' WHEN place <= n / 5 + n * 2 / 5 THEN 'B'
        WHEN place <= n - (n + 19) / 20 THEN 'C' ELSE 'D' END AS letter
    FROM ranked
)
SELECT %(run)s, county_id, enterprise_id, enterprise_name, uscc, parks, tax, sales, energy, people, land, '{}', grp,
       CASE grp WHEN 'above_scale' THEN '规上企业' ELSE '规下企业' END,
       CASE WHEN is_ranked THEN 'ranked' ELSE 'lacking' END,
       concat_ws('；', CASE WHEN energy IS NULL THEN '缺综合能耗' END, CASE WHEN land = 0 THEN '用地为零' END),
       ARRAY[m1, m2, m3], CASE WHEN is_ranked THEN ARRAY[p1, p2, p3] ELSE '{}' END, 0, 0, score, place, letter, letter
FROM classed
ORDER BY enterprise_id

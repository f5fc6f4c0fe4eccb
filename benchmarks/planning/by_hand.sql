-- The eight indicators of the plan by county and year for one city, as one would write them by hand.
WITH place AS (
    SELECT park.id AS park_id, plan_kind, recognised_on,
           CASE split_part(path, '/', 3) WHEN '330383' THEN '330327' ELSE split_part(path, '/', 3) END AS area
    FROM parks_park park JOIN accounts_place ON accounts_place.id = place_id
    WHERE path LIKE '330000/330300/%%'
)
SELECT 'land', area, extract(year FROM started_on), sum(land_area_mu)
    FROM parks_parcel JOIN place USING (park_id) WHERE started_on BETWEEN '2019-01-01' AND %(as_of)s GROUP BY 2, 3
UNION ALL
SELECT 'floor', area, extract(year FROM completed_on), sum(floor_area_m2) * 0.0001
    FROM parks_phase JOIN place USING (park_id) WHERE completed_on BETWEEN '2019-01-01' AND %(as_of)s GROUP BY 2, 3
UNION ALL
SELECT plan_kind, area, extract(year FROM recognised_on), count(*)
    FROM place WHERE recognised_on BETWEEN '2019-01-01' AND %(as_of)s GROUP BY 1, 2, 3
UNION ALL
SELECT 'admitted', area, extract(year FROM first_day), count(*)
    FROM (SELECT enterprise_id, area, min(valid_from) AS first_day
          FROM enterprises_occupancy JOIN place USING (park_id) GROUP BY 1, 2) first
    WHERE first_day BETWEEN '2019-01-01' AND %(as_of)s GROUP BY 2, 3
UNION ALL
SELECT kind, area, extract(year FROM "on"), sum(CASE direction WHEN 'left' THEN -1 ELSE 1 END)
    FROM enterprises_growthevent JOIN place USING (park_id)
    WHERE kind IN ('stepped_up', 'specialised') AND "on" BETWEEN '2019-01-01' AND %(as_of)s GROUP BY 1, 2, 3

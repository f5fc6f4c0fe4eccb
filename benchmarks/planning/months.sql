-- The chart's line: land started by month, as one would write it by hand.
SELECT date_trunc('month', started_on), sum(land_area_mu)
    FROM parks_parcel
    JOIN parks_park park ON park.id = park_id
    JOIN accounts_place ON accounts_place.id = place_id
    WHERE path LIKE '330000/330300/%%' AND started_on BETWEEN '2019-01-01' AND %(as_of)s
    GROUP BY 1 ORDER BY 1

-- title: How many checkouts go through, by hour of virtual time
-- unit: mean and peak in the unit of their row; hour counts from 0 at the scenario's start
-- chart: bar
SELECT
    series.name AS figure,
    series.unit AS unit,
    point.position * series.resolution_ns / 3600000000000 AS hour,
    avg(point.value) AS mean,
    max(point.value) AS peak
FROM series
JOIN point ON point.run_id = series.run_id AND point.series = series.position
WHERE series.run_id = :run
    AND series.name LIKE 'checkout.%'
GROUP BY series.position, hour
ORDER BY series.position, hour

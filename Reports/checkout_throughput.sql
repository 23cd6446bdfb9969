-- title: How many checkouts go through, by hour of virtual time
-- unit: times is how often it happened in the hour; the rates are per second of virtual time
-- chart: bar
SELECT
    series.name AS figure,
    point.position * series.resolution_ns / 3600000000000 AS hour,
    sum(point.value * series.resolution_ns / 1e9) AS times,
    avg(point.value) AS mean_per_s,
    max(point.value) AS peak_per_s
FROM series
JOIN point ON point.run_id = series.run_id AND point.series = series.position
WHERE series.run_id = :run
    AND series.name LIKE 'checkout.%'
    AND series.unit = '1/s'
GROUP BY series.position, hour
ORDER BY series.position, hour

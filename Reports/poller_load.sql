-- title: How loaded are the poller and the intermediaries it asks, over virtual time
-- unit: value in the unit of its row; virtual_time_h in hours since the scenario's start
-- chart: line
SELECT
    series.name AS figure,
    series.unit AS unit,
    point.position * series.resolution_ns / 3.6e12 AS virtual_time_h,
    point.value AS value
FROM series
JOIN point ON point.run_id = series.run_id AND point.series = series.position
WHERE series.run_id = :run
    AND (series.name LIKE 'poller.%' OR series.name LIKE 'intermediary.%')
ORDER BY series.position, point.position

-- title: Which share of the payments has converged after how long
-- unit: within in the unit of its row; share_percent of all its samples: where it passes 95, within is the p95
-- chart: line
SELECT
    measure.name AS figure,
    measure.unit AS unit,
    bucket.value AS within,
    bucket.count AS samples,
    100.0 * sum(bucket.count) OVER (PARTITION BY bucket.measure ORDER BY bucket.position)
        / sum(bucket.count) OVER (PARTITION BY bucket.measure) AS share_percent
FROM measure
JOIN bucket ON bucket.run_id = measure.run_id AND bucket.measure = measure.position
WHERE measure.run_id = :run
    AND measure.name LIKE 'convergence.%'
    AND measure.unit = 's'
ORDER BY measure.position, bucket.position

-- title: Every measure of the run
-- unit: each row's own, in its column `unit`; percentiles by nearest rank (least sample that so many lie at or below)
-- chart: table
SELECT
    run.scenario_name AS scenario,
    run.seed AS seed,
    run.replication AS replication,
    run.trace_hash AS trace_hash,
    run.verdict AS verdict,
    measure.name AS measure,
    measure.unit AS unit,
    measure.value AS value,
    measure.count AS count,
    measure.mean AS mean,
    measure.p50 AS p50,
    measure.p95 AS p95,
    measure.p99 AS p99,
    measure.max AS max,
    measure.meaning AS meaning
FROM run
JOIN measure ON measure.run_id = run.id
WHERE run.id = :run
ORDER BY measure.position

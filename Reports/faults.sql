-- title: What was injected, when, how often it hit and what it cost
-- unit: hours since the scenario's start, seconds, or as the column says; means are of payments with a life line
-- chart: table
SELECT
    fault.position AS fault,
    fault.kind AS kind,
    fault.target AS target,
    fault.occurrences AS occurrences,
    fault.begin_ns / 3.6e12 AS first_begin_h,
    fault.end_ns / 3.6e12 AS last_end_h,
    fault.active_ns / 1e9 AS active_s,
    fault.hits AS hits,
    fault.hit_unit AS hit_unit,
    (
        SELECT count(*) FROM violation
        WHERE violation.run_id = fault.run_id AND violation.instant_ns >= fault.begin_ns
    ) AS violations_since,
    (
        SELECT avg(line.application_moved_ns - line.money_moved_ns) / 1e9 FROM life_line AS line
        WHERE line.run_id = fault.run_id
            AND line.money_moved_ns BETWEEN fault.begin_ns AND coalesce(fault.end_ns, line.money_moved_ns)
    ) AS paid_meanwhile_to_application_mean_s,
    (
        SELECT avg(line.application_moved_ns - line.money_moved_ns) / 1e9 FROM life_line AS line
        WHERE line.run_id = fault.run_id
            AND NOT line.money_moved_ns BETWEEN fault.begin_ns AND coalesce(fault.end_ns, line.money_moved_ns)
    ) AS paid_else_to_application_mean_s,
    (
        SELECT count(*) FROM life_line AS line
        WHERE line.run_id = fault.run_id
            AND line.money_moved_ns BETWEEN fault.begin_ns AND coalesce(fault.end_ns, line.money_moved_ns)
            AND line.page_shows_it_ns IS NULL
    ) AS paid_meanwhile_page_never_told,
    fault.text AS text
FROM fault
WHERE fault.run_id = :run
ORDER BY fault.position

// Dispatch's instants. Those that a thread of a simulation makes lie on the clocks that it is shown; before Dispatch
// is told to do something at one, it is brought to the machine's, as far away as it was.

#include "Seen.h"

#include <sys/types.h>

typedef uint64_t instant;

static const instant now = 0, forever = ~0ULL, wall_now = ~1ULL;

/// An instant of the clock that goes on while the machine sleeps; one of the wall clock has the bit above it too, and
/// is counted backwards.
static const instant continuous = 1ULL << 62;
static const instant wall = 1ULL << 63;

static int64_t shown(entry_point clock, const void *caller, bool *virtually) {
    struct timespec time;
    *virtually = read_virtually(clock, caller, &time);
    return *virtually ? time.tv_sec * 1000000000 + time.tv_nsec : 0;
}

static instant later(int64_t nanoseconds, int64_t delta) {
    int64_t sum;
    if (__builtin_add_overflow(nanoseconds, delta, &sum)) return delta > 0 ? forever : 1;
    return sum < 1 ? 1 : (instant)sum < continuous ? (instant)sum : forever;
}

static instant wall_later(int64_t nanoseconds, int64_t delta) {
    const instant sum = later(nanoseconds, delta);
    return sum == forever ? forever : -sum;
}

WEAK instant dispatch_time(instant when, int64_t delta) {
    NEXT(instant, dispatch_time, instant, int64_t);
    if (when != now && when != wall_now) return next(when, delta);
    bool virtually;
    const entry_point clock = when == now ? entry_point_monotonic_clock : entry_point_wall_clock;
    const int64_t time = shown(clock, CALLER, &virtually);
    if (!virtually) return next(when, delta);
    return when == now ? later(time, delta) : wall_later(time, delta);
}

WEAK instant dispatch_walltime(const struct timespec *when, int64_t delta) {
    NEXT(instant, dispatch_walltime, const struct timespec *, int64_t);
    if (when) return next(when, delta);
    bool virtually;
    const int64_t time = shown(entry_point_wall_clock, CALLER, &virtually);
    return virtually ? wall_later(time, delta) : next(when, delta);
}

/// As far from the machine's now as `when` is from this thread's.
static instant on_machine(instant when) {
    NEXT(instant, dispatch_time, instant, int64_t);
    if (when == now || when == wall_now || when == forever) return when;
    const bool is_wall = when & wall;
    bool virtually;
    entry_points_look_away();
    const int64_t time = shown(is_wall ? entry_point_wall_clock : entry_point_monotonic_clock, NULL, &virtually);
    entry_points_look_again();
    if (!virtually) return when;
    const int64_t length = (int64_t)(is_wall ? -when : when & ~continuous) - time;
    return length <= 0 ? now : next(is_wall ? wall_now : now, length);
}

typedef dispatch_object object;

#define TELLS_WHEN(name, arguments, ...) \
    WEAK void name(instant when, __VA_ARGS__) { \
        NEXT(void, name, instant, __VA_ARGS__); \
        when = on_machine(when); \
        seen_begin(entry_point_queue, CALLER); \
        next arguments; \
        seen_end(); \
    }

TELLS_WHEN(dispatch_after, (when, queue, body), object queue, dispatch_block body)
TELLS_WHEN(dispatch_after_f, (when, queue, context, body), object queue, void *context, void (*body)(void *))

WEAK void dispatch_source_set_timer(object source, instant start, uint64_t interval, uint64_t leeway) {
    NEXT(void, dispatch_source_set_timer, object, instant, uint64_t, uint64_t);
    next(source, on_machine(start), interval, leeway);
}

// What waits is seen where it waits.
#define WAITS(name) \
    WEAK intptr_t name(object awaited, instant deadline) { \
        NEXT(intptr_t, name, object, instant); \
        return next(awaited, on_machine(deadline)); \
    }

WAITS(dispatch_semaphore_wait)
WAITS(dispatch_group_wait)
WAITS(dispatch_block_wait)

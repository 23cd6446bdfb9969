// Swift's own calls by which a task goes to an executor that somebody wrote, and by which such an executor runs it.
//
// What the simulation runs passes its hook. A task that is made for another executor passes none: it is known by
// nobody's having met it when it was made. Nor does one that has hopped to such an executor: it is known by its mark
// when another thread runs it.

#include "Seen.h"

#define SWIFT __attribute__((swiftcall))

_Thread_local int entry_points_place = entry_points_outside;

/// This thread runs a task that it has made for an executor of somebody's.
static const int making = 2;

typedef struct { void *identity; void *witness; } executor;
typedef struct { void *task; void *context; } made_task;

/// One of the things that a task is made with: what it is, the next one, and an executor where it is one.
typedef struct option { size_t flags; const struct option *next; executor executor; } option;

// As Swift 6.3 numbers them: the executor of an actor, and those that somebody prefers for the task.
static const size_t kind_bits = 0xFF;
static const size_t of_actor = 0;
static const size_t preferred = 5;
static const size_t preferred_and_owned = 6;

// As the runtime numbers the flags of a task that is made: it is handed to its executor at once.
static const size_t is_enqueued = 1 << 12;

// Swift keeps these names for its standard library, which calls them only from what it puts into programs.
#pragma clang diagnostic ignored "-Wmissing-prototypes"

static inline void runs(void *job) {
    const entry_point_observer *one = seen_by();
    if (entry_points_place == making) {
        entry_points_place = entry_points_inside;
        if (one) one->begun(job);
    } else if (one) {
        one->ran_elsewhere(job);
    }
}

#define RUNS(name, arguments, ...) \
    WEAK SWIFT void name(__VA_ARGS__) { \
        static SWIFT void (*next)(__VA_ARGS__); \
        if (!next) next = (SWIFT void (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name); \
        if (entry_points_place != entry_points_inside) runs(job); \
        next arguments; \
    }

RUNS(swift_job_run, (job, serial), void *job, executor serial)
RUNS(swift_job_run_on_task_executor, (job, preferred), void *job, executor preferred)
RUNS(swift_job_run_on_serial_and_task_executor, (job, serial, preferred), void *job, executor serial,
    executor preferred)

/// Whether a task is made for an actor without an executor of its own. Such an actor keeps it until its next turn,
/// which has passed the simulation's hook or is the one that makes the task.
static bool is_kept_by_actor(const option *one) {
    bool has_actor = false;
    for (; one; one = one->next) {
        const size_t kind = one->flags & kind_bits;
        if (kind == preferred || kind == preferred_and_owned) return false;
        if (kind == of_actor && !one->executor.witness) has_actor = true;
    }
    return has_actor;
}

static _Atomic(bool) sees_tasks;

bool entry_points_see_tasks(void) { return atomic_load_explicit(&sees_tasks, memory_order_relaxed); }

WEAK SWIFT made_task swift_task_create(size_t flags, void *options, const void *type, void *body, void *context) {
    static SWIFT made_task (*next)(size_t, void *, const void *, void *, void *);
    if (!next) {
        next = (SWIFT made_task(*)(size_t, void *, const void *, void *, void *))dlsym(RTLD_NEXT, __func__);
        atomic_store(&sees_tasks, true);
    }
    const entry_point_observer *one = seen_by();
    if (entry_points_place == entry_points_outside || !one) return next(flags, options, type, body, context);
    if (!(flags & is_enqueued) || is_kept_by_actor(options)) {
        // Whoever makes it runs it at once, up to its first wait, or an actor of the simulation's does.
        const made_task made = next(flags, options, type, body, context);
        one->begun(made.task);
        return made;
    }
    entry_points_place = making;
    const made_task made = next(flags, options, type, body, context);
    const bool ran_here = entry_points_place != making;
    entry_points_place = entry_points_inside;
    if (!ran_here) one->made(made.task);
    return made;
}

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Calls of the Swift runtime that `Task`'s own interface makes too, without what that interface puts around them. Swift
// itself keeps these names for its standard library; from C they are found whether that library is linked into the
// program or loaded beside it.

#define SWIFT_RUNTIME __attribute__((swiftcall))
#pragma clang assume_nonnull begin

SWIFT_RUNTIME void *_Nullable swift_task_getCurrent(void);
SWIFT_RUNTIME bool swift_task_isCancelled(void *task);
SWIFT_RUNTIME void swift_task_cancel(void *task);
SWIFT_RUNTIME uint64_t swift_task_getJobTaskId(void *job);
SWIFT_RUNTIME void *swift_task_addCancellationHandler(const void *function, const void *context);
SWIFT_RUNTIME void swift_task_removeCancellationHandler(void *record);
char *_Nullable swift_demangle(
    const char *symbol, size_t length, char *_Nullable room, size_t *_Nullable size, uint32_t how);
extern void *_Nullable swift_task_enqueueGlobal_hook;
extern void *_Nullable swift_task_getMainExecutor_hook;

/// The running task; null outside of tasks.
static inline void *_Nullable task_runtime_current(void) { return swift_task_getCurrent(); }

static inline bool task_runtime_is_cancelled(void *task) { return swift_task_isCancelled(task); }

/// The task must not have ended.
static inline void task_runtime_cancel(void *task) { swift_task_cancel(task); }

/// The runtime's own call that runs a job, past what is put before it to see the jobs that others run.
extern SWIFT_RUNTIME void (*task_runtime_job_run)(void *job, void *_Nullable executor, void *_Nullable witness);

/// Runs a job on this thread, on the executor nobody asked for. To go round by what sees it would cost a hundredth of
/// what a wake-up does.
static inline void task_runtime_run(void *job) { task_runtime_job_run(job, NULL, NULL); }

/// Of this thread; never given again, as the system gives what it calls threads by.
uint64_t task_runtime_number_of_thread(void);

/// The simulation that this thread runs; null where it runs none. Asked at every job and start: a place that the
/// thread has by itself takes a fifth of the time of a key of the system's.
void *_Nullable task_runtime_simulation(void);
void task_runtime_set_simulation(void *_Nullable simulation);

/// Runs `job`, whose task suspends on this thread, within the job that has suspended it. A task that suspends so again
/// and again goes on when its job before has come back: the stack does not grow.
void task_runtime_run_within(void *job, void *task);

static inline uint64_t task_runtime_number_of_job(void *job) { return swift_task_getJobTaskId(job); }

/// Has the running task's cancellation call the Swift closure that lies in two words at `closure`; at once, when it is
/// cancelled already. The closure must stay until the record is taken down.
static inline void *task_runtime_add_cancellation_handler(const void *closure) {
    const void *const *words = closure;
    return swift_task_addCancellationHandler(words[0], words[1]);
}

/// Records come down in the reverse order of their setting up.
static inline void task_runtime_remove_cancellation_handler(void *record) {
    swift_task_removeCancellationHandler(record);
}

/// Where the hook lies through which every job without an executor of its own passes.
static inline void *task_runtime_enqueue_hook(void) { return &swift_task_enqueueGlobal_hook; }

/// Where the hook lies through which everybody asks for the executor of the main actor.
static inline void *task_runtime_main_executor_hook(void) { return &swift_task_getMainExecutor_hook; }

/// Whether a symbol of Swift's belongs to an extension that another module has made of what it extends. What a module
/// adds to its own types under a condition is told as an extension, too.
bool task_runtime_is_of_extension(const char *symbol, size_t length);

/// What a symbol of Swift's says, to be freed; null where it is none.
static inline char *_Nullable task_runtime_demangled(const char *symbol, size_t length) {
    return swift_demangle(symbol, length, NULL, NULL, 0);
}

#pragma clang assume_nonnull end
#undef SWIFT_RUNTIME

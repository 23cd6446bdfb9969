#pragma once

#define _GNU_SOURCE

#include "EntryPoints.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

/// The function of this name that would be called, were it not for ours.
#define NEXT(result, name, ...) FOUND(dlsym(RTLD_NEXT, #name), result, name, __VA_ARGS__)

/// The one of this version.
#define NEXT_OF(version, result, name, ...) FOUND(dlvsym(RTLD_NEXT, #name, version), result, name, __VA_ARGS__)

#define FOUND(search, result, name, ...) \
    static _Atomic(void *) found_##name; \
    void *address_##name = atomic_load_explicit(&found_##name, memory_order_relaxed); \
    if (!address_##name) atomic_store(&found_##name, address_##name = search); \
    result (*next)(__VA_ARGS__) = (result (*)(__VA_ARGS__))address_##name

#define TELL(what) (seen_begin(what, CALLER), seen_end())

/// A function that tells and hands on.
#define ANSWERS(result, name, what, arguments, ...) \
    result name(__VA_ARGS__) { \
        NEXT(result, name, __VA_ARGS__); \
        seen_begin(what, CALLER); \
        result answer = next arguments; \
        seen_end(); \
        return answer; \
    }

/// Gives way to a library that is linked into the program.
#define WEAK __attribute__((weak))

typedef void *dispatch_object;
typedef void *dispatch_block;

#define CALLER __builtin_return_address(0)

/// Whether code in Dispatch has called, which does so for itself.
#define FROM_DISPATCH entry_points_lies_in(CALLER, "libdispatch.")

const entry_point_observer *seen_by(void);
void seen_begin(entry_point what, const void *caller);
void seen_end(void);

/// Which kind of clock it is; false for one of a device's.
static inline bool kind_of(clockid_t clock, entry_point *kind) {
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI: *kind = entry_point_wall_clock; return true;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
    case CLOCK_BOOTTIME_ALARM: *kind = entry_point_monotonic_clock; return true;
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID: *kind = entry_point_cpu_clock; return true;
    default: return false;
    }
}

/// Whether `clock` was read without asking the machine.
bool read_virtually(entry_point clock, const void *caller, struct timespec *now);

/// Around what lays this thread still for as long as somebody else wants. It is told of, and the thread's clocks go on.
void wait_begins(const void *caller);
void wait_ends(void);

#define WAITED(result, ...) \
    wait_begins(CALLER); \
    result answer = next(__VA_ARGS__); \
    wait_ends(); \
    return answer;
#define PASS(...) __VA_ARGS__

#pragma once

#include <stdbool.h>
#include <stdint.h>

// The ways by which code reaches the machine under it: its clocks, its randomness, its threads and programs, its
// sockets, its queues and its signals. Their functions are defined in the program itself, and so come before those of
// the libraries that are loaded beside it. Each tells what is asked, and hands on.
//
// The C library is always loaded, so its functions are always seen. Dispatch is seen when it is loaded
// (`entry_points_see_dispatch`), and not when Swift's libraries are linked into the program.

#pragma clang assume_nonnull begin

/// What can be asked of the machine.
typedef enum __attribute__((enum_extensibility(closed))) {
    entry_point_wall_clock,
    entry_point_monotonic_clock,
    entry_point_cpu_clock,
    entry_point_randomness,
    entry_point_blocking,
    entry_point_thread,
    entry_point_program,
    entry_point_socket,
    entry_point_queue,
    entry_point_source,
    entry_point_timer,
    entry_point_run_loop,
    entry_point_waking,
    entry_point_pipe,
} entry_point;

/// Who is told. Its functions are called on the thread that asks, and may be called from any.
typedef struct {
    /// Something was asked; `caller` is where the answer goes.
    void (*asked)(entry_point what, const void *caller);
    /// What the clock says to this thread instead of the machine's, in nanoseconds; false when it is the machine's. No
    /// caller when the reading is nobody's affair.
    bool (*read_clock)(entry_point clock, const void *_Nullable caller, int64_t *nanoseconds);
    /// This thread lies still for so long: the clocks that it is shown go on by that.
    void (*slept)(int64_t nanoseconds);
    /// This thread lay still for as long as somebody else wanted: its clocks go on as the machine's have.
    void (*waited)(void);
    /// This thread runs a simulation, and has handed `task` to an executor that has not run it yet.
    void (*made)(void *task);
    /// This thread runs a simulation, and runs `task` itself, which it has just made.
    void (*begun)(void *task);
    /// This thread runs no simulation, and now runs `job`.
    void (*ran_elsewhere)(void *job);
    /// Who has the signal sources that this thread makes; 0 when they are the machine's.
    uint64_t (*owner_of_signals)(void);
} entry_point_observer;

/// From now on. The observer stays for the life of the program.
void entry_points_observe(const entry_point_observer *observer);

/// The machine's monotonic clock, in nanoseconds.
int64_t entry_points_machine_clock(void);

/// Whether Dispatch's functions are seen.
bool entry_points_see_dispatch(void);

/// Whether a task that is made is seen: once this program has made one, it is known.
bool entry_points_see_tasks(void);

enum { entry_points_outside, entry_points_inside };

/// Whether this thread runs a simulation.
extern _Thread_local int entry_points_place;

static inline void entry_points_set_inside(bool inside) {
    entry_points_place = inside ? entry_points_inside : entry_points_outside;
}

/// Up to `count` places that the running code returns to, the innermost first.
int entry_points_returns(const void *_Nullable *_Nonnull places, int count);

/// Whether the code at `place` lies in a library whose file has this in its name.
bool entry_points_lies_in(const void *place, const char *library);

/// Answers what is asked until `entry_points_look_again` without telling of it, on this thread.
void entry_points_look_away(void);
void entry_points_look_again(void);

/// Whether a signal source of `owner` waits for `signal`, or for any when it is 0.
bool signal_sources_wait(uint64_t owner, int signal);

/// Calls the handlers of the owner's sources for `signal`, in the order in which the sources were made.
void signal_sources_deliver(uint64_t owner, int signal);

/// Lets go of what the owner's sources hold; none of them is called any more.
void signal_sources_forget(uint64_t owner);

#pragma clang assume_nonnull end

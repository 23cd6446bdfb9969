// A signal that the program sends to itself: a source from before may wait for it, or a handler run on any thread.

#include "Seen.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

/// One with which nothing was done ends the program, or does nothing. Dispatch sends on what it has been sent.
static bool reaches_somebody(int signal, const void *caller) {
    struct sigaction now;
    if (entry_points_place == entry_points_outside || !signal || sigaction(signal, NULL, &now) != 0) return false;
    return now.sa_handler != SIG_DFL && !entry_points_lies_in(caller, "libdispatch.");
}

#define SENDS(name, is_to_itself, arguments, ...) \
    int name(__VA_ARGS__) { \
        NEXT(int, name, __VA_ARGS__); \
        if ((is_to_itself) && reaches_somebody(signal, CALLER)) TELL(entry_point_waking); \
        return next arguments; \
    }

SENDS(raise, true, (signal), int signal)
SENDS(kill, program <= 0 || program == getpid(), (program, signal), pid_t program, int signal)
SENDS(sigqueue, program == getpid(), (program, signal, value), pid_t program, int signal, const union sigval value)
SENDS(pthread_kill, true, (thread, signal), pthread_t thread, int signal)

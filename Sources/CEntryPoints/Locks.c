// Locks that somebody else has: of memory, under which many may read, and of files. Who finds one free does not wait.

#include "Seen.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <sys/file.h>

#define LOCKS(name, tries) \
    int name(pthread_rwlock_t *lock) { \
        NEXT(int, name, pthread_rwlock_t *); \
        if (entry_points_place == entry_points_outside) return next(lock); \
        if (tries(lock) == 0) return 0; \
        WAITED(int, lock) \
    }

LOCKS(pthread_rwlock_rdlock, pthread_rwlock_tryrdlock)
LOCKS(pthread_rwlock_wrlock, pthread_rwlock_trywrlock)

int flock(int file, int how) {
    NEXT(int, flock, int, int);
    if (entry_points_place == entry_points_outside || how & (LOCK_NB | LOCK_UN)) return next(file, how);
    const int kept = errno;
    const int taken = next(file, how | LOCK_NB);
    if (taken == 0 || errno != EWOULDBLOCK) return taken;
    errno = kept;
    WAITED(int, file, how)
}

// Of all that it does, it waits only for a lock of a part of a file.
#define CONTROLS(name) \
    int name(int file, int what, ...) { \
        NEXT(int, name, int, int, ...); \
        va_list list; \
        va_start(list, what); \
        void *given = va_arg(list, void *); \
        va_end(list); \
        const bool waits = what == F_SETLKW || what == F_OFD_SETLKW; \
        if (entry_points_place == entry_points_outside || !waits) return next(file, what, given); \
        const int kept = errno; \
        const int taken = next(file, what == F_SETLKW ? F_SETLK : F_OFD_SETLK, given); \
        if (taken == 0 || (errno != EAGAIN && errno != EACCES)) return taken; \
        errno = kept; \
        WAITED(int, file, what, given) \
    }

CONTROLS(fcntl)
CONTROLS(fcntl64)

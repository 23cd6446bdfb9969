// What lays the calling thread still, for a while or until somebody else does something.
//
// Real time passes while the only thread of a simulation lies still, and virtual time does not. The clocks that it is
// shown go on by what it took, so that whoever waits for a clock to come to an instant comes to an end.

#include "Seen.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

static const int64_t second = 1000000000;

static int64_t nanoseconds(struct timespec time) { return time.tv_sec * second + time.tv_nsec; }

static struct timespec time_of(int64_t nanoseconds) {
    return (struct timespec){nanoseconds / second, nanoseconds % second};
}

static struct timespec machine_now(clockid_t clock) {
    NEXT(int, clock_gettime, clockid_t, struct timespec *);
    struct timespec now = {0};
    next(clock, &now);
    return now;
}

int64_t entry_points_machine_clock(void) { return nanoseconds(machine_now(CLOCK_MONOTONIC)); }

static void lapse(int64_t nanoseconds) {
    const entry_point_observer *one = seen_by();
    if (one && nanoseconds > 0) one->slept(nanoseconds);
}

void wait_begins(const void *caller) { seen_begin(entry_point_blocking, caller); }

void wait_ends(void) {
    const int kept = errno;
    seen_end();
    const entry_point_observer *one = seen_by();
    if (one) one->waited();
    errno = kept;
}

// A length of nothing only lets other threads go first: the locks of Foundation spin on it, and so does a sleep whose
// end is a fraction of a nanosecond away.
#define SLEEPS(length) \
    if (length) TELL(entry_point_blocking); \
    lapse((length) ? (length) : 1)

int nanosleep(const struct timespec *length, struct timespec *left) {
    NEXT(int, nanosleep, const struct timespec *, struct timespec *);
    SLEEPS(nanoseconds(*length));
    return next(length, left);
}

int usleep(useconds_t length) {
    NEXT(int, usleep, useconds_t);
    SLEEPS((int64_t)length * 1000);
    return next(length);
}

unsigned sleep(unsigned length) {
    NEXT(unsigned, sleep, unsigned);
    SLEEPS(length * second);
    return next(length);
}

/// How long it is to an instant of this thread's clock; false where that is the machine's own.
static bool time_to(const struct timespec *instant, clockid_t clock, const void *caller, int64_t *length) {
    struct timespec now;
    entry_point kind;
    // How much of the processor has been used is the machine's answer.
    if (!kind_of(clock, &kind) || kind == entry_point_cpu_clock) return false;
    entry_points_look_away();
    const bool virtually = read_virtually(kind, NULL, &now) && !entry_points_lies_in(caller, "libdispatch.");
    entry_points_look_again();
    if (virtually) *length = nanoseconds(*instant) - nanoseconds(now);
    return virtually;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *length, struct timespec *left) {
    NEXT(int, clock_nanosleep, clockid_t, int, const struct timespec *, struct timespec *);
    int64_t virtual;
    if (!(flags & TIMER_ABSTIME)) {
        SLEEPS(nanoseconds(*length));
    } else if (time_to(length, clock, CALLER, &virtual)) {
        if (virtual <= 0) return 0;
        SLEEPS(virtual);
        const struct timespec real = time_of(virtual);
        return next(clock, 0, &real, NULL);
    } else {
        TELL(entry_point_blocking);
    }
    return next(clock, flags, length, left);
}

/// An instant of this thread's clock, as the machine's clock has it.
static struct timespec on_machine(const struct timespec *deadline, clockid_t clock, const void *caller) {
    int64_t length;
    if (!time_to(deadline, clock, caller, &length)) return *deadline;
    return time_of(nanoseconds(machine_now(clock)) + (length > 0 ? length : 0));
}

/// A wait up to an instant of `clock`.
#define WAITS_UNTIL(name, clock, arguments, ...) \
    int name(__VA_ARGS__, const struct timespec *restrict deadline) { \
        NEXT(int, name, __VA_ARGS__, const struct timespec *); \
        const struct timespec machines = on_machine(deadline, clock, CALLER); \
        WAITED(int, PASS arguments, &machines) \
    }

WAITS_UNTIL(pthread_cond_clockwait, clock, (condition, mutex, clock), pthread_cond_t *restrict condition,
    pthread_mutex_t *restrict mutex, clockid_t clock)
WAITS_UNTIL(sem_timedwait, CLOCK_REALTIME, (semaphore), sem_t *restrict semaphore)
WAITS_UNTIL(sem_clockwait, clock, (semaphore, clock), sem_t *restrict semaphore, clockid_t clock)
WAITS_UNTIL(pthread_mutex_timedlock, CLOCK_REALTIME, (mutex), pthread_mutex_t *restrict mutex)
WAITS_UNTIL(pthread_mutex_clocklock, clock, (mutex, clock), pthread_mutex_t *restrict mutex, clockid_t clock)

/// The same for a lock that many may read under: who finds it free does not wait.
#define LOCKS_UNTIL(name, tries, clock, arguments, ...) \
    int name(__VA_ARGS__, const struct timespec *restrict deadline) { \
        NEXT(int, name, __VA_ARGS__, const struct timespec *); \
        if (tries(lock) == 0) return 0; \
        const struct timespec machines = on_machine(deadline, clock, CALLER); \
        WAITED(int, PASS arguments, &machines) \
    }

LOCKS_UNTIL(pthread_rwlock_timedrdlock, pthread_rwlock_tryrdlock, CLOCK_REALTIME, (lock),
    pthread_rwlock_t *restrict lock)
LOCKS_UNTIL(pthread_rwlock_timedwrlock, pthread_rwlock_trywrlock, CLOCK_REALTIME, (lock),
    pthread_rwlock_t *restrict lock)
LOCKS_UNTIL(pthread_rwlock_clockrdlock, pthread_rwlock_tryrdlock, clock, (lock, clock), pthread_rwlock_t *restrict lock,
    clockid_t clock)
LOCKS_UNTIL(pthread_rwlock_clockwrlock, pthread_rwlock_trywrlock, clock, (lock, clock), pthread_rwlock_t *restrict lock,
    clockid_t clock)

// Of these the C library has an older kind too, which a search by name alone may find.
#if defined(__x86_64__)
#define CONDITIONS "GLIBC_2.3.2"
#else
#define CONDITIONS "GLIBC_2.17"
#endif

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
    const struct timespec *restrict deadline) {
    NEXT_OF(CONDITIONS, int, pthread_cond_timedwait, pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    const struct timespec machines = on_machine(deadline, CLOCK_REALTIME, CALLER);
    WAITED(int, condition, mutex, &machines)
}

int pthread_cond_wait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex) {
    NEXT_OF(CONDITIONS, int, pthread_cond_wait, pthread_cond_t *, pthread_mutex_t *);
    WAITED(int, condition, mutex)
}

int sem_wait(sem_t *semaphore) {
    NEXT(int, sem_wait, sem_t *);
    if (sem_trywait(semaphore) == 0) return 0;
    WAITED(int, semaphore)
}

int pthread_join(pthread_t thread, void **result) {
    NEXT(int, pthread_join, pthread_t, void **);
    WAITED(int, thread, result)
}

// Whoever gives them no time only looks.
#define LOOKS(name, looks_only, arguments, ...) LOOKS_FOR(int, name, looks_only, arguments, __VA_ARGS__)
#define LOOKS_FOR(result, name, looks_only, arguments, ...) \
    result name(__VA_ARGS__) { \
        NEXT(result, name, __VA_ARGS__); \
        if (looks_only) return next arguments; \
        WAITED(result, PASS arguments) \
    }

LOOKS_FOR(pid_t, wait, false, (status), int *status)
LOOKS_FOR(pid_t, wait3, options & WNOHANG, (status, options, used), int *status, int options, struct rusage *used)
LOOKS_FOR(pid_t, wait4, options & WNOHANG, (program, status, options, used), pid_t program, int *status, int options,
    struct rusage *used)
LOOKS_FOR(pid_t, waitpid, options & WNOHANG, (program, status, options), pid_t program, int *status, int options)
LOOKS(waitid, options & WNOHANG, (kind, program, status, options), idtype_t kind, id_t program, siginfo_t *status,
    int options)
LOOKS(sigwait, false, (signals, signal), const sigset_t *restrict signals, int *restrict signal)
LOOKS(sigwaitinfo, false, (signals, what), const sigset_t *restrict signals, siginfo_t *restrict what)
LOOKS(sigtimedwait, timeout && nanoseconds(*timeout) == 0, (signals, what, timeout), const sigset_t *restrict signals,
    siginfo_t *restrict what, const struct timespec *restrict timeout)

LOOKS(poll, timeout == 0, (files, count, timeout), struct pollfd *files, nfds_t count, int timeout)
LOOKS(__poll_chk, timeout == 0, (files, count, timeout, size), struct pollfd *files, nfds_t count, int timeout,
    size_t size)
LOOKS(ppoll, timeout && nanoseconds(*timeout) == 0, (files, count, timeout, mask), struct pollfd *files, nfds_t count,
    const struct timespec *timeout, const sigset_t *mask)
LOOKS(__ppoll_chk, timeout && nanoseconds(*timeout) == 0, (files, count, timeout, mask, size), struct pollfd *files,
    nfds_t count, const struct timespec *timeout, const sigset_t *mask, size_t size)
LOOKS(select, timeout && timeout->tv_sec == 0 && timeout->tv_usec == 0, (count, read, write, other, timeout), int count,
    fd_set *restrict read, fd_set *restrict write, fd_set *restrict other, struct timeval *restrict timeout)
LOOKS(pselect, timeout && nanoseconds(*timeout) == 0, (count, read, write, other, timeout, mask), int count,
    fd_set *restrict read, fd_set *restrict write, fd_set *restrict other, const struct timespec *restrict timeout,
    const sigset_t *restrict mask)
LOOKS(epoll_wait, timeout == 0, (file, events, count, timeout), int file, struct epoll_event *events, int count,
    int timeout)

// Whoever wakes a thread may have given it work before. What Dispatch wakes is its own affair: it is told of for the
// work. Conditions are signalled also where nobody waits; the upper bits of a word count who does.

#define WAKING(tells) \
    const entry_point_observer *one = seen_by(); \
    if (entry_points_place != entry_points_outside && one && (tells)) TELL(entry_point_waking)

int eventfd_write(int file, eventfd_t value) {
    NEXT(int, eventfd_write, int, eventfd_t);
    WAKING(!FROM_DISPATCH);
    return next(file, value);
}

int sem_post(sem_t *semaphore) {
    NEXT(int, sem_post, sem_t *);
    WAKING(!FROM_DISPATCH);
    return next(semaphore);
}

WEAK intptr_t dispatch_semaphore_signal(dispatch_object semaphore) {
    NEXT(intptr_t, dispatch_semaphore_signal, dispatch_object);
    const intptr_t wakes = next(semaphore);
    WAKING(wakes && !FROM_DISPATCH);
    return wakes;
}

#define WAKES(name) \
    int name(pthread_cond_t *condition) { \
        NEXT_OF(CONDITIONS, int, name, pthread_cond_t *); \
        WAKING(condition->__data.__wrefs >> 3); \
        return next(condition); \
    }

WAKES(pthread_cond_signal)
WAKES(pthread_cond_broadcast)

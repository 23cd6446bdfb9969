// What the C library hands out: time, randomness, threads, programs and sockets.

#include "Seen.h"

#include <execinfo.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <netdb.h>
#include <pthread.h>
#include <spawn.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

static _Atomic(const entry_point_observer *) observer;

// Dispatch and the C library ask the machine for themselves on the way: only the outermost call is told.
static _Thread_local int depth;
static _Thread_local int looking_away;

void entry_points_observe(const entry_point_observer *one) { atomic_store(&observer, one); }

const entry_point_observer *seen_by(void) { return atomic_load_explicit(&observer, memory_order_acquire); }

// Who handles a fatal signal has a small stack, and so has the helper that the runtime makes then to read its memory, a
// thread with the thread-locals of another: an observer would outgrow both, and the end would become a wait for ever.
static bool handles_signal(void) {
    static _Thread_local pid_t owner;
    if (!owner) owner = gettid();
    stack_t now;
    return gettid() != owner || (sigaltstack(NULL, &now) == 0 && now.ss_flags & SS_ONSTACK);
}

void seen_begin(entry_point what, const void *caller) {
    const entry_point_observer *one = seen_by();
    if (depth++ == 0 && !looking_away && one && !handles_signal()) one->asked(what, caller);
}

void seen_end(void) { depth--; }

void entry_points_look_away(void) { looking_away++; }

void entry_points_look_again(void) { looking_away--; }

int entry_points_returns(const void **places, int count) { return backtrace((void **)places, count); }

bool entry_points_lies_in(const void *place, const char *library) {
    Dl_info found;
    return dladdr(place, &found) && strstr(found.dli_fname, library);
}

bool read_virtually(entry_point clock, const void *caller, struct timespec *now) {
    const entry_point_observer *one = seen_by();
    int64_t nanoseconds;
    depth++;
    bool virtually = depth == 1 && one && one->read_clock(clock, looking_away ? NULL : caller, &nanoseconds);
    depth--;
    if (virtually) *now = (struct timespec){nanoseconds / 1000000000, nanoseconds % 1000000000};
    return virtually;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    NEXT(int, clock_gettime, clockid_t, struct timespec *);
    entry_point kind;
    if (!kind_of(clock, &kind)) return next(clock, now);
    if (kind == entry_point_cpu_clock) TELL(kind);
    else if (read_virtually(kind, CALLER, now)) return 0;
    return next(clock, now);
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    NEXT(int, gettimeofday, struct timeval *, void *);
    struct timespec virtual;
    if (!read_virtually(entry_point_wall_clock, CALLER, &virtual)) return next(now, zone);
    *now = (struct timeval){virtual.tv_sec, virtual.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *now) {
    NEXT(time_t, time, time_t *);
    struct timespec virtual;
    if (!read_virtually(entry_point_wall_clock, CALLER, &virtual)) return next(now);
    if (now) *now = virtual.tv_sec;
    return virtual.tv_sec;
}

int timespec_get(struct timespec *now, int base) {
    NEXT(int, timespec_get, struct timespec *, int);
    return base == TIME_UTC && read_virtually(entry_point_wall_clock, CALLER, now) ? base : next(now, base);
}

ssize_t getrandom(void *bytes, size_t count, unsigned flags) {
    NEXT(ssize_t, getrandom, void *, size_t, unsigned);
    TELL(entry_point_randomness);
    return next(bytes, count, flags);
}

int getentropy(void *bytes, size_t count) {
    NEXT(int, getentropy, void *, size_t);
    TELL(entry_point_randomness);
    return next(bytes, count);
}

// What a thread or a process has used of the machine: nothing virtual answers for it.
ANSWERS(clock_t, clock, entry_point_cpu_clock, (), void)
ANSWERS(clock_t, times, entry_point_cpu_clock, (used), struct tms *used)
ANSWERS(int, getrusage, entry_point_cpu_clock, (whose, used), __rusage_who_t whose, struct rusage *used)

ANSWERS(uint32_t, arc4random, entry_point_randomness, (), void)
ANSWERS(uint32_t, arc4random_uniform, entry_point_randomness, (bound), uint32_t bound)

// Their state is the program's: who else draws moves what comes next.
ANSWERS(int, rand, entry_point_randomness, (), void)
ANSWERS(long, random, entry_point_randomness, (), void)
ANSWERS(double, drand48, entry_point_randomness, (), void)
ANSWERS(long, lrand48, entry_point_randomness, (), void)
ANSWERS(long, mrand48, entry_point_randomness, (), void)

ANSWERS(int, socket, entry_point_socket, (domain, type, protocol), int domain, int type, int protocol)
ANSWERS(int, socketpair, entry_point_socket, (domain, type, protocol, ends), int domain, int type, int protocol,
    int *ends)
ANSWERS(int, getaddrinfo, entry_point_socket, (host, service, hints, found), const char *restrict host,
    const char *restrict service, const struct addrinfo *restrict hints, struct addrinfo **restrict found)

// What the machine does later, whatever virtual time it is then.
ANSWERS(unsigned, alarm, entry_point_timer, (seconds), unsigned seconds)
ANSWERS(int, setitimer, entry_point_timer, (which, value, old), __itimer_which_t which,
    const struct itimerval *restrict value, struct itimerval *restrict old)
ANSWERS(int, timer_create, entry_point_timer, (clock, event, timer), clockid_t clock, struct sigevent *restrict event,
    timer_t *restrict timer)
ANSWERS(int, timerfd_create, entry_point_timer, (clock, flags), int clock, int flags)

ANSWERS(pid_t, fork, entry_point_program, (), void)
ANSWERS(int, system, entry_point_program, (command), const char *command)
ANSWERS(FILE *, popen, entry_point_program, (command, mode), const char *command, const char *mode)
ANSWERS(int, posix_spawn, entry_point_program, (id, path, actions, attributes, arguments, environment), pid_t *id,
    const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
    char *const *arguments, char *const *environment)
ANSWERS(int, posix_spawnp, entry_point_program, (id, name, actions, attributes, arguments, environment), pid_t *id,
    const char *name, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
    char *const *arguments, char *const *environment)

void arc4random_buf(void *bytes, size_t count) {
    NEXT(void, arc4random_buf, void *, size_t);
    TELL(entry_point_randomness);
    next(bytes, count);
}

// Swift's own randomness comes by the number of the call, and so do Dispatch's waits for another thread.
long syscall(long number, ...) {
    NEXT(long, syscall, long, ...);
    va_list list;
    va_start(list, number);
    long given[6];
    for (int i = 0; i < 6; i++) given[i] = va_arg(list, long);
    va_end(list);
    // Swift draws nothing at first, to see whether there is such a call.
    if (number == SYS_getrandom && given[1]) TELL(entry_point_randomness);
    const bool waits = number == SYS_futex && ((int)given[1] & FUTEX_CMD_MASK) == FUTEX_WAIT;
    if (waits) wait_begins(CALLER);
    long answer = next(number, given[0], given[1], given[2], given[3], given[4], given[5]);
    if (waits) wait_ends();
    return answer;
}

static void tell_of_file(const char *path, const void *caller) {
    if (strcmp(path, "/dev/urandom") != 0 && strcmp(path, "/dev/random") != 0) return;
    seen_begin(entry_point_randomness, caller);
    seen_end();
}

// A mode is given only with O_CREAT and O_TMPFILE; read without, it is not used.
#define OPENED(...) \
    va_list list; \
    va_start(list, flags); \
    mode_t mode = va_arg(list, mode_t); \
    va_end(list); \
    tell_of_file(path, CALLER); \
    return next(__VA_ARGS__, mode);

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        NEXT(int, name, const char *, int, ...); \
        OPENED(path, flags) \
    }
#define OPEN_AT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        NEXT(int, name, int, const char *, int, ...); \
        OPENED(folder, path, flags) \
    }
// Called by code that was compiled to look whether a mode is missing.
#define OPEN_CHECKED(name, arguments, ...) \
    int name(__VA_ARGS__) { \
        NEXT(int, name, __VA_ARGS__); \
        tell_of_file(path, CALLER); \
        return next arguments; \
    }
#define OPEN_STREAM(name) \
    FILE *name(const char *restrict path, const char *restrict mode) { \
        NEXT(FILE *, name, const char *restrict, const char *restrict); \
        tell_of_file(path, CALLER); \
        return next(path, mode); \
    }

OPEN(open)
OPEN(open64)
OPEN_AT(openat)
OPEN_AT(openat64)
OPEN_CHECKED(__open_2, (path, flags), const char *path, int flags)
OPEN_CHECKED(__open64_2, (path, flags), const char *path, int flags)
OPEN_CHECKED(__openat_2, (folder, path, flags), int folder, const char *path, int flags)
OPEN_CHECKED(__openat64_2, (folder, path, flags), int folder, const char *path, int flags)
OPEN_STREAM(fopen)
OPEN_STREAM(fopen64)

ANSWERS(int, pthread_create, entry_point_thread, (thread, attributes, body, argument), pthread_t *thread,
    const pthread_attr_t *attributes, void *(*body)(void *), void *argument)

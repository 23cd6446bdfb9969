// What is written to a pipe or a socket, and the end of one: a thread from before may read it, and do what it says.
//
// Files are read by nobody who waits for them, and what goes to the program's own output is for the eye.

#include "Seen.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static bool is_output(const struct stat *there) {
    for (int file = STDOUT_FILENO; file <= STDERR_FILENO; file++) {
        struct stat output;
        if (fstat(file, &output) == 0 && output.st_dev == there->st_dev && output.st_ino == there->st_ino) return true;
    }
    return false;
}

static void tell_of_write(int file, const void *caller) {
    struct stat there;
    if (file == STDOUT_FILENO || file == STDERR_FILENO || fstat(file, &there) != 0) return;
    const mode_t kind = there.st_mode & S_IFMT;
    // What has no kind is the kernel's own, and of those only an eventfd is written to.
    if ((kind != S_IFIFO && kind != S_IFSOCK && kind) || is_output(&there)) return;
    if (entry_points_lies_in(caller, "libdispatch.")) return;
    seen_begin(kind ? entry_point_pipe : entry_point_waking, caller);
    seen_end();
}

/// The end of what is the kernel's own nobody reads.
static void tell_of_end(int file, const void *caller) {
    struct stat there;
    if (fstat(file, &there) == 0 && there.st_mode & S_IFMT) tell_of_write(file, caller);
}

#define WRITES(name, arguments, ...) TELLS(ssize_t, name, tell_of_write, arguments, __VA_ARGS__)
#define TELLS(result, name, tell, arguments, ...) \
    result name(__VA_ARGS__) { \
        NEXT(result, name, __VA_ARGS__); \
        if (entry_points_place != entry_points_outside) tell(file, CALLER); \
        return next arguments; \
    }

WRITES(write, (file, bytes, count), int file, const void *bytes, size_t count)
WRITES(writev, (file, pieces, count), int file, const struct iovec *pieces, int count)
WRITES(send, (file, bytes, count, flags), int file, const void *bytes, size_t count, int flags)
WRITES(sendto, (file, bytes, count, flags, address, length), int file, const void *bytes, size_t count, int flags,
    __CONST_SOCKADDR_ARG address, socklen_t length)
WRITES(sendmsg, (file, message, flags), int file, const struct msghdr *message, int flags)
WRITES(pwritev2, (file, pieces, count, offset, flags), int file, const struct iovec *pieces, int count, off_t offset,
    int flags)
WRITES(vmsplice, (file, pieces, count, flags), int file, const struct iovec *pieces, size_t count, unsigned flags)
WRITES(splice, (from, at, file, offset, count, flags), int from, off64_t *at, int file, off64_t *offset, size_t count,
    unsigned flags)
TELLS(int, sendmmsg, tell_of_write, (file, messages, count, flags), int file, struct mmsghdr *messages, unsigned count,
    int flags)
TELLS(int, vdprintf, tell_of_write, (file, format, list), int file, const char *restrict format, va_list list)

TELLS(int, __vdprintf_chk, tell_of_write, (file, flag, format, list), int file, int flag, const char *restrict format,
    va_list list)

#define PRINTED(result) \
    va_list list; \
    va_start(list, format); \
    const int count = result; \
    va_end(list); \
    return count;

int dprintf(int file, const char *restrict format, ...) {
    NEXT(int, vdprintf, int, const char *, va_list);
    if (entry_points_place != entry_points_outside) tell_of_write(file, CALLER);
    PRINTED(next(file, format, list))
}

int __dprintf_chk(int file, int flag, const char *restrict format, ...) {
    NEXT(int, __vdprintf_chk, int, int, const char *, va_list);
    if (entry_points_place != entry_points_outside) tell_of_write(file, CALLER);
    PRINTED(next(file, flag, format, list))
}

TELLS(int, close, tell_of_end, (file), int file)
TELLS(int, shutdown, tell_of_end, (file, how), int file, int how)

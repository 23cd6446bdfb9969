// What is read from a pipe or a socket before anything has come: the thread lies still until somebody else writes. What
// ends with `_chk` is called by code that was compiled to look first whether its memory is large enough.

#include "Seen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/// Whether a read of `file` waits. Of files and devices that always have something to say none does.
static bool waits_for_others(int file) {
    const int kept = errno;
    struct pollfd one = {.fd = file, .events = POLLIN};
    const int flags = fcntl(file, F_GETFL);
    const bool waits = flags >= 0 && !(flags & O_NONBLOCK) && poll(&one, 1, 0) == 0;
    errno = kept;
    return waits;
}

#define READS(result, name, only_looks, arguments, ...) \
    result name(__VA_ARGS__) { \
        NEXT(result, name, __VA_ARGS__); \
        const bool is_seen = entry_points_place != entry_points_outside; \
        if (!is_seen || (only_looks) || !waits_for_others(file)) return next arguments; \
        WAITED(result, PASS arguments) \
    }

READS(ssize_t, read, false, (file, bytes, count), int file, void *bytes, size_t count)
READS(ssize_t, __read_chk, false, (file, bytes, count, size), int file, void *bytes, size_t count, size_t size)
READS(ssize_t, readv, false, (file, pieces, count), int file, const struct iovec *pieces, int count)
READS(ssize_t, recv, flags & MSG_DONTWAIT, (file, bytes, count, flags), int file, void *bytes, size_t count, int flags)
READS(ssize_t, __recv_chk, flags & MSG_DONTWAIT, (file, bytes, count, size, flags), int file, void *bytes,
    size_t count, size_t size, int flags)
READS(ssize_t, recvfrom, flags & MSG_DONTWAIT, (file, bytes, count, flags, address, length), int file,
    void *restrict bytes, size_t count, int flags, __SOCKADDR_ARG address, socklen_t *restrict length)
READS(ssize_t, __recvfrom_chk, flags & MSG_DONTWAIT, (file, bytes, count, size, flags, address, length), int file,
    void *restrict bytes, size_t count, size_t size, int flags, __SOCKADDR_ARG address, socklen_t *restrict length)
READS(ssize_t, recvmsg, flags & MSG_DONTWAIT, (file, message, flags), int file, struct msghdr *message, int flags)
READS(int, accept, false, (file, address, length), int file, __SOCKADDR_ARG address, socklen_t *restrict length)
READS(int, accept4, false, (file, address, length, flags), int file, __SOCKADDR_ARG address,
    socklen_t *restrict length, int flags)

// Dispatch's queues: whatever hands work to one tells of it.

#include "Seen.h"

#include <sys/types.h>

#define TELLS(name, what, arguments, ...) \
    WEAK void name(__VA_ARGS__) { \
        NEXT(void, name, __VA_ARGS__); \
        seen_begin(what, CALLER); \
        next arguments; \
        seen_end(); \
    }

typedef dispatch_object object;
typedef dispatch_block block;
typedef void (*function)(void *);

TELLS(dispatch_async, entry_point_queue, (queue, body), object queue, block body)
TELLS(dispatch_async_f, entry_point_queue, (queue, context, body), object queue, void *context, function body)
TELLS(dispatch_barrier_async, entry_point_queue, (queue, body), object queue, block body)
TELLS(dispatch_barrier_async_f, entry_point_queue, (queue, context, body), object queue, void *context, function body)

TELLS(dispatch_group_async, entry_point_queue, (group, queue, body), object group, object queue, block body)
TELLS(dispatch_group_async_f, entry_point_queue, (group, queue, context, body), object group, object queue,
    void *context, function body)
TELLS(dispatch_group_notify, entry_point_queue, (group, queue, body), object group, object queue, block body)
TELLS(dispatch_group_notify_f, entry_point_queue, (group, queue, context, body), object group, object queue,
    void *context, function body)
TELLS(dispatch_block_notify, entry_point_queue, (awaited, queue, body), block awaited, object queue, block body)

TELLS(dispatch_read, entry_point_queue, (file, count, queue, body), int file, size_t count, object queue, block body)
TELLS(dispatch_write, entry_point_queue, (file, data, queue, body), int file, object data, object queue, block body)
TELLS(dispatch_io_read, entry_point_queue, (channel, offset, count, queue, body), object channel, off_t offset,
    size_t count, object queue, block body)
TELLS(dispatch_io_write, entry_point_queue, (channel, offset, data, queue, body), object channel, off_t offset,
    object data, object queue, block body)
TELLS(dispatch_io_barrier, entry_point_queue, (channel, body), object channel, block body)

// This thread does its share meanwhile, and is told of for what it does.
#define SHARES(name, arguments, ...) \
    WEAK void name(__VA_ARGS__) { \
        NEXT(void, name, __VA_ARGS__); \
        seen_begin(entry_point_queue, CALLER); \
        seen_end(); \
        next arguments; \
    }

SHARES(dispatch_apply, (count, queue, body), size_t count, object queue, block body)
SHARES(dispatch_apply_f, (count, queue, context, body), size_t count, object queue, void *context,
    void (*body)(void *, size_t))

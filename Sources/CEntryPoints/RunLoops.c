// Foundation's run loops and its queue of the main thread: whoever asks for one gives it work. What is then called is a
// method of a class, which no other code sees.

#include "Seen.h"

#define SELF __attribute__((swift_context)) void *self

/// A getter under the name that Swift gives it.
#define GETTER(name, symbol, what) \
    WEAK __attribute__((swiftcall)) void *name(SELF) __asm__(symbol); \
    WEAK __attribute__((swiftcall)) void *name(SELF) { \
        static __attribute__((swiftcall)) void *(*next)(SELF); \
        if (!next) next = (__attribute__((swiftcall)) void *(*)(SELF))dlsym(RTLD_NEXT, symbol); \
        seen_begin(what, CALLER); \
        void *answer = next(self); \
        seen_end(); \
        return answer; \
    }

GETTER(run_loop_main, "$s10Foundation7RunLoopC4mainACvgZ", entry_point_run_loop)
GETTER(run_loop_current, "$s10Foundation7RunLoopC7currentACvgZ", entry_point_run_loop)
GETTER(notification_queue_default, "$s10Foundation17NotificationQueueC7defaultACvgZ", entry_point_run_loop)
GETTER(operation_queue_main, "$s10Foundation14OperationQueueC4mainACvgZ", entry_point_queue)

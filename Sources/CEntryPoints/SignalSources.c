// Dispatch's sources for signals: those that a simulated process makes wait for its signals, not for the machine's.
//
// Such a source exists for Dispatch too, as one of a kind that never fires; its handlers are kept here and called by
// the thread that runs the simulation.

#include "Seen.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct source {
    struct source *next;
    dispatch_object object;
    uint64_t owner;
    int signal;
    bool active;
    dispatch_block on_event, on_registration, on_cancel;
} source;

static source *first;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *symbol(const char *name) { return dlsym(RTLD_DEFAULT, name); }

static dispatch_block copied(dispatch_block block) {
    void *(*copy)(const void *) = (void *(*)(const void *))symbol("_Block_copy");
    return block && copy ? copy(block) : NULL;
}

static void released(dispatch_block block) {
    void (*release)(const void *) = (void (*)(const void *))symbol("_Block_release");
    if (block && release) release(block);
}

/// As the Blocks ABI lays a block out: its function comes after its class, flags and a reserved word.
static void call(dispatch_block block) {
    struct layout { void *class; int flags, reserved; void (*function)(void *); } *layout = block;
    if (block) layout->function(block);
}

static source *found(dispatch_object object) {
    for (source *one = first; one; one = one->next)
        if (one->object == object) return one;
    return NULL;
}

static void dispose(source *one) {
    released(one->on_event);
    released(one->on_registration);
    released(one->on_cancel);
    void (*release)(dispatch_object) = (void (*)(dispatch_object))symbol("dispatch_release");
    if (release) release(one->object);
    free(one);
}

static source *taken_out(source **place) {
    source *one = *place;
    *place = one->next;
    return one;
}

WEAK dispatch_object dispatch_source_create(const void *type, uintptr_t handle, uintptr_t mask, dispatch_object queue);

static dispatch_object seen_source_create(const void *type, uintptr_t handle, uintptr_t mask, dispatch_object queue) {
    NEXT(dispatch_object, dispatch_source_create, const void *, uintptr_t, uintptr_t, dispatch_object);
    const entry_point_observer *observer = seen_by();
    uint64_t owner = observer && type == symbol("_dispatch_source_type_signal") ? observer->owner_of_signals() : 0;
    if (!owner) {
        seen_begin(entry_point_source, CALLER);
        dispatch_object object = next(type, handle, mask, queue);
        seen_end();
        return object;
    }
    source *one = calloc(1, sizeof(source));
    one->object = next(symbol("_dispatch_source_type_data_add"), 0, 0, queue);
    one->owner = owner;
    one->signal = (int)handle;
    // Its address must stay its own for as long as it is found by it.
    ((void (*)(dispatch_object))symbol("dispatch_retain"))(one->object);
    pthread_mutex_lock(&lock);
    source **last = &first;
    while (*last) last = &(*last)->next;
    *last = one;
    pthread_mutex_unlock(&lock);
    return one->object;
}

WEAK dispatch_object dispatch_source_create(const void *type, uintptr_t handle, uintptr_t mask, dispatch_object queue)
    __attribute__((alias("seen_source_create")));

bool entry_points_see_dispatch(void) {
    return (void *)&dispatch_source_create == (void *)&seen_source_create && symbol("_dispatch_source_type_signal");
}

#define SET_HANDLER(name, field) \
    WEAK void name(dispatch_object object, dispatch_block block) { \
        NEXT(void, name, dispatch_object, dispatch_block); \
        pthread_mutex_lock(&lock); \
        source *one = found(object); \
        dispatch_block before = one ? one->field : NULL; \
        if (one) one->field = copied(block); \
        pthread_mutex_unlock(&lock); \
        released(before); \
        if (!one) next(object, block); \
    }

SET_HANDLER(dispatch_source_set_event_handler, on_event)
SET_HANDLER(dispatch_source_set_registration_handler, on_registration)
SET_HANDLER(dispatch_source_set_cancel_handler, on_cancel)

/// It is registered at once: nobody else has to know of it. False for an object of the machine's.
static bool activate(dispatch_object object) {
    pthread_mutex_lock(&lock);
    source *one = found(object);
    dispatch_block registered = NULL;
    if (one && !one->active) {
        one->active = true;
        registered = one->on_registration;
        one->on_registration = NULL;
    }
    pthread_mutex_unlock(&lock);
    call(registered);
    released(registered);
    return one;
}

WEAK void dispatch_resume(dispatch_object object) {
    NEXT(void, dispatch_resume, dispatch_object);
    next(object);
    if (!activate(object)) TELL(entry_point_source);
}

WEAK void dispatch_activate(dispatch_object object) {
    NEXT(void, dispatch_activate, dispatch_object);
    next(object);
    if (!activate(object)) TELL(entry_point_source);
}

// What was made before, and waits to be set going.

WEAK void dispatch_source_merge_data(dispatch_object object, uintptr_t value) {
    NEXT(void, dispatch_source_merge_data, dispatch_object, uintptr_t);
    TELL(entry_point_source);
    next(object, value);
}

WEAK void dispatch_group_leave(dispatch_object group) {
    NEXT(void, dispatch_group_leave, dispatch_object);
    TELL(entry_point_queue);
    next(group);
}

WEAK void dispatch_source_cancel(dispatch_object object) {
    NEXT(void, dispatch_source_cancel, dispatch_object);
    pthread_mutex_lock(&lock);
    source *one = NULL;
    for (source **place = &first; *place && !one;) {
        if ((*place)->object == object) one = taken_out(place);
        else place = &(*place)->next;
    }
    pthread_mutex_unlock(&lock);
    next(object);
    if (!one) return;
    call(one->on_cancel);
    dispose(one);
}

bool signal_sources_wait(uint64_t owner, int signal) {
    bool waits = false;
    pthread_mutex_lock(&lock);
    for (source *one = first; one; one = one->next)
        waits |= one->owner == owner && (!signal || one->signal == signal) && one->active;
    pthread_mutex_unlock(&lock);
    return waits;
}

void signal_sources_deliver(uint64_t owner, int signal) {
    // A handler may make and cancel sources, so each is called without the lock and held by a copy of its own.
    size_t count = 0, room = 0;
    dispatch_block *blocks = NULL;
    pthread_mutex_lock(&lock);
    for (source *one = first; one; one = one->next) {
        if (one->owner != owner || one->signal != signal || !one->active || !one->on_event) continue;
        if (count == room) blocks = realloc(blocks, (room = room * 2 + 4) * sizeof(dispatch_block));
        blocks[count++] = copied(one->on_event);
    }
    pthread_mutex_unlock(&lock);
    for (size_t i = 0; i < count; i++) {
        call(blocks[i]);
        released(blocks[i]);
    }
    free(blocks);
}

void signal_sources_forget(uint64_t owner) {
    source *forgotten = NULL;
    pthread_mutex_lock(&lock);
    for (source **place = &first; *place;) {
        if ((*place)->owner != owner) {
            place = &(*place)->next;
            continue;
        }
        source *one = taken_out(place);
        one->next = forgotten;
        forgotten = one;
    }
    pthread_mutex_unlock(&lock);
    while (forgotten) {
        source *one = forgotten;
        forgotten = one->next;
        dispose(one);
    }
}

#pragma once

#define _GNU_SOURCE

#include "EntryPoints.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>

/// The function of this name that would be called, were it not for ours.
#define NEXT(result, name, ...) \
    static _Atomic(void *) found_##name; \
    void *address_##name = atomic_load_explicit(&found_##name, memory_order_relaxed); \
    if (!address_##name) atomic_store(&found_##name, address_##name = dlsym(RTLD_NEXT, #name)); \
    result (*next)(__VA_ARGS__) = (result (*)(__VA_ARGS__))address_##name

/// Gives way to a library that is linked into the program.
#define WEAK __attribute__((weak))

typedef void *dispatch_object;
typedef void *dispatch_block;

#define CALLER __builtin_return_address(0)

const entry_point_observer *seen_by(void);
void seen_begin(entry_point what, const void *caller);
void seen_end(void);

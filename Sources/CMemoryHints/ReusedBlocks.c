#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// A thread keeps the small blocks that it frees, and `malloc` hands them out again. Glibc 2.36 does not look there for
// what is asked for with an alignment, as Swift's runtime does nearly always though it wants no other than `malloc`'s,
// nor for a block that is to grow, as SQLite does: such blocks are cut from fresh memory each time and pile up where
// they are kept, over thousands of runs in one process. These definitions stand for Glibc's in the whole program.
// A sanitizer has its own.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OWN_ALLOCATOR 1
#endif
#endif
#ifndef OWN_ALLOCATOR

// The largest block that a thread keeps.
static const size_t largest_kept = 1032;

int posix_memalign(void **block, size_t alignment, size_t size) {
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
    void *found = alignment <= _Alignof(max_align_t) ? malloc(size) : memalign(alignment, size);
    if (!found) return ENOMEM;
    *block = found;
    return 0;
}

extern void *__libc_realloc(void *block, size_t size);

void *realloc(void *block, size_t size) {
    if (!block || size == 0) return __libc_realloc(block, size);
    size_t room = malloc_usable_size(block);
    if (size <= room && room <= largest_kept) return block;
    if (size > largest_kept && room > largest_kept) return __libc_realloc(block, size);
    void *found = malloc(size);
    if (!found) return NULL;
    memcpy(found, block, room < size ? room : size);
    free(block);
    return found;
}

#endif

#pragma once

#include <stddef.h>

/// Asks the processor to fetch the cache line at `address`, which need not be mapped, without waiting for it. Swift has
/// no word for this.
static inline void memory_hint_fetch(const void *address) { __builtin_prefetch(address); }

/// Bytes that the allocator has handed out and not taken back, of all its arenas. Blocks that a thread keeps for its
/// next request count as handed out.
size_t memory_in_use(void);

#pragma once

/// Asks the processor to fetch the cache line at `address`, which need not be mapped, without waiting for it. Swift has
/// no word for this.
static inline void memory_hint_fetch(const void *address) { __builtin_prefetch(address); }

#pragma once

#include <stdbool.h>

// A program into which this is linked starts itself again before its `main`, with hash seeds that are the same on every
// start. It is the same process: its number, folder, arguments and open files stay.
//
// SWIFT_DETERMINISTIC_HASHING decides: set to 1 there is nothing to do, and set to 0 the program keeps the hash seeds
// that Swift draws.

/// Whether `Dictionary` and `Set` hash alike on every start.
bool test_process_hashes_alike(void);

#pragma once

// The trap of one run ends the program with all the others. A note says what is told then: it belongs to the thread
// that runs, and whoever runs next on that thread leaves one of its own.
//
// Traps are SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS and SIGFPE. Whoever heard of them before still does, afterwards:
// backtraces, core dumps and the signal that ends the program are as they were.

/// Hears of traps from now on. Asked again it does nothing.
void trap_note_listen(void);

/// What a trap on this thread writes to standard error from now on.
void trap_note_begin(const char *text);

/// What an `exit` on this thread writes from now on; the program ends with a failure then. Without it nothing is told
/// of an exit.
void trap_note_exit(const char *text);

/// What a trap writes now; null where a trap tells nothing. It stays until the next note, or the end of this one.
const char *trap_note_text(void);

/// The note of this thread has a trap put `line` at the end of `file`, too, in a folder that is made where there is
/// none. Behind its text it says `kept` then, or `lost` where that was refused.
void trap_note_keep(const char *file, const char *line, const char *kept, const char *lost);

/// From now on a trap on this thread tells nothing.
void trap_note_end(void);

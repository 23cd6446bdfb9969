#include "TrapNote.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// What stands in a note was written down before the trap: in a handler nothing may be made.
static _Thread_local struct {
    char *text, *exited, *folder, *file, *line, *kept, *lost;
    // A trap of a stack that is full needs another one.
    void *stack;
} note;

static const int traps[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE};
static const size_t count_of_traps = sizeof traps / sizeof *traps;
static const size_t size_of_stack = 1 << 16;

static struct sigaction former[NSIG];

static bool put(int file, const char *text) {
    size_t left = text ? strlen(text) : 0;
    while (left > 0) {
        ssize_t written = write(file, text, left);
        if (written < 0 && errno != EINTR) return false;
        if (written > 0) {
            text += written;
            left -= (size_t)written;
        }
    }
    return true;
}

static bool keep(void) {
    mkdir(note.folder, 0777);
    int file = open(note.file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0) return false;
    bool is_kept = put(file, note.line);
    return close(file) == 0 && is_kept;
}

static void trapped(int number, siginfo_t *info, void *context) {
    if (note.text) {
        put(STDERR_FILENO, note.text);
        // Whoever is handed the signal may trap as well.
        note.text = NULL;
        if (note.file) put(STDERR_FILENO, keep() ? note.kept : note.lost);
    }
    const struct sigaction *before = &former[number];
    sigaction(number, before, NULL);
    // Swift's own handler reads memory that may not be there, and hears of that by the same signals.
    sigset_t blocked = before->sa_mask;
    if (!(before->sa_flags & SA_NODEFER)) sigaddset(&blocked, number);
    pthread_sigmask(SIG_BLOCK, &blocked, NULL);
    if (before->sa_flags & SA_SIGINFO) {
        before->sa_sigaction(number, info, context);
    } else if (before->sa_handler != SIG_DFL && before->sa_handler != SIG_IGN) {
        before->sa_handler(number);
    } else {
        // It comes as soon as this handler has returned.
        raise(number);
    }
}

static void exited(int status, void *nothing) {
    (void)nothing;
    if (!note.exited) return;
    fflush(NULL);
    put(STDERR_FILENO, note.exited);
    note.exited = note.text = NULL;
    if (note.file) put(STDERR_FILENO, keep() ? note.kept : note.lost);
    // A program that ends well in the midst of its tests would pass for one whose tests have passed.
    if ((status & 0xff) == 0) _exit(EXIT_FAILURE);
}

static void listen_once(void) {
    on_exit(exited, NULL);
    for (size_t i = 0; i < count_of_traps; i++) {
        struct sigaction action = {.sa_sigaction = trapped, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
        sigemptyset(&action.sa_mask);
        sigaction(traps[i], &action, &former[traps[i]]);
    }
}

void trap_note_listen(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, listen_once);
}

static void give_stack(void) {
    stack_t there;
    if (sigaltstack(NULL, &there) != 0 || !(there.ss_flags & SS_DISABLE)) return;
    void *memory = mmap(NULL, size_of_stack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    stack_t own = {.ss_sp = memory, .ss_size = size_of_stack};
    if (sigaltstack(&own, NULL) == 0) {
        note.stack = memory;
    } else {
        munmap(memory, size_of_stack);
    }
}

static void take_stack(void) {
    if (!note.stack) return;
    stack_t none = {.ss_flags = SS_DISABLE};
    if (sigaltstack(&none, NULL) == 0) munmap(note.stack, size_of_stack);
    note.stack = NULL;
}

void trap_note_begin(const char *text) {
    trap_note_end();
    give_stack();
    note.text = strdup(text);
}

void trap_note_exit(const char *text) {
    free(note.exited);
    note.exited = strdup(text);
}

const char *trap_note_text(void) { return note.text; }

void trap_note_keep(const char *file, const char *line, const char *kept, const char *lost) {
    const char *name = strrchr(file, '/');
    note.folder = name ? strndup(file, (size_t)(name - file)) : strdup(".");
    note.line = strdup(line);
    note.kept = strdup(kept);
    note.lost = strdup(lost);
    note.file = strdup(file);
}

void trap_note_end(void) {
    char *const texts[] = {note.text, note.exited, note.folder, note.file, note.line, note.kept, note.lost};
    note.text = note.exited = note.folder = note.file = note.line = note.kept = note.lost = NULL;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free(texts[i]);
    take_stack();
}

#define _GNU_SOURCE

#include "TaskRuntime.h"

#include <dlfcn.h>
#include <stdatomic.h>

#define SWIFT_RUNTIME __attribute__((swiftcall))

SWIFT_RUNTIME void swift_job_run(void *job, void *executor, void *witness);

// Where Swift's libraries are linked into the program, no other function stands before this one.
SWIFT_RUNTIME void (*task_runtime_job_run)(void *, void *, void *) = swift_job_run;

__attribute__((constructor)) static void find_job_run(void) {
    void *next = dlsym(RTLD_NEXT, "swift_job_run");
    if (next) task_runtime_job_run = (SWIFT_RUNTIME void (*)(void *, void *, void *))next;
}

bool task_runtime_is_of_extension(const char *symbol, size_t length) {
    // Behind "$s" the name of the extended type's module comes with its length before it.
    char *module = NULL;
    const unsigned long size = length > 2 ? strtoul(symbol + 2, &module, 10) : 0;
    if (size == 0 || module + size > symbol + length) return false;
    char *text = swift_demangle(symbol, length, NULL, NULL, 0);
    bool is_foreign = false;
    static const char mark[] = "(extension in ";
    for (char *found = text; found && !is_foreign && (found = strstr(found, mark));) {
        const char *extending = found + sizeof(mark) - 1;
        const char *end = strchr(extending, ')');
        if (!end) break;
        const char *type = end + 2;
        const bool is_of_module = strncmp(end, "):", 2) == 0 && strncmp(type, module, size) == 0 && type[size] == '.';
        is_foreign = is_of_module && ((size_t)(end - extending) != size || strncmp(extending, module, size) != 0);
        found = (char *)end;
    }
    free(text);
    return is_foreign;
}

uint64_t task_runtime_number_of_thread(void) {
    static _Atomic(uint64_t) last;
    static _Thread_local uint64_t number;
    if (!number) number = atomic_fetch_add(&last, 1) + 1;
    return number;
}

static _Thread_local void *simulation __attribute__((tls_model("initial-exec")));

void *task_runtime_simulation(void) { return simulation; }

void task_runtime_set_simulation(void *other) { simulation = other; }

void task_runtime_run_within(void *job, void *task) {
    static _Thread_local void *running;
    static _Thread_local void *next;
    if (running == task) {
        next = job;
        return;
    }
    void *before = running;
    running = task;
    do {
        next = NULL;
        task_runtime_run(job);
        job = next;
    } while (job);
    running = before;
}

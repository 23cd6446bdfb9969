#define _GNU_SOURCE

#include "TaskRuntime.h"

#include <dlfcn.h>

#define SWIFT_RUNTIME __attribute__((swiftcall))

SWIFT_RUNTIME void swift_job_run(void *job, void *executor, void *witness);

// Where Swift's libraries are linked into the program, no other function stands before this one.
SWIFT_RUNTIME void (*task_runtime_job_run)(void *, void *, void *) = swift_job_run;

__attribute__((constructor)) static void find_job_run(void) {
    void *next = dlsym(RTLD_NEXT, "swift_job_run");
    if (next) task_runtime_job_run = (SWIFT_RUNTIME void (*)(void *, void *, void *))next;
}

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

#include "TestProcess.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char hashing[] = "SWIFT_DETERMINISTIC_HASHING";

bool test_process_hashes_alike(void) {
    const char *given = getenv(hashing);
    // What Swift takes for a yes.
    return given && *given && strchr("1yYtT", *given);
}

// The C library hands a constructor what it will hand `main`. No thread runs yet and no file is open but what was there
// at the start, so that nothing is done twice.
__attribute__((constructor)) static void start_again(int count, char **arguments) {
    char path[PATH_MAX];
    // Swift has read the variable by now, so that setting it is no use without a new start.
    if (getenv(hashing)) return;
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (count < 1 || length <= 0 || setenv(hashing, "1", 1) != 0) return;
    path[length] = 0;
    execv(path, arguments);
    unsetenv(hashing);
}

#include "TaskRuntime.h"

// Everything a host needs to drive the core: the queue, its values, and JSON in and out.
#pragma once

#include "usher/dispatch_queue.hpp"
#include "usher/json.hpp"
#include "usher/limits.hpp"

// An evening's webinar with some 200 made-up people, as the lines that `usher replay` takes: drop-outs, re-joins,
// second devices, walk-ins, and webhooks that come late, twice, or in the wrong order. The same lines every time.
#pragma once

#include <ostream>

void write_evening(std::ostream& out);

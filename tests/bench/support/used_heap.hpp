// The heap of a process that has run for a while: it holds memory that was used and given back, and gives that again.
//
// In the first minutes of its life a process gets new pages from the system instead, one for each 256 events (a log has
// 16 bytes of each), and that takes as long as all else that an event does, on a virtual machine longer. It is not what
// is to be compared here; with USHER_BENCH_NEW_MEMORY in the environment it is measured as well.
#pragma once

namespace usher::bench {

/// Once, before anything is measured.
void use_heap();

}  // namespace usher::bench

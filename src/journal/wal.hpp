// The -wal of a journal, read the way SQLite reads it, but with suspicion. SQLite takes the transactions up to the
// first frame that is not as it was written and forgets what follows: right after a power cut, where that is the
// transaction nobody was told of, and wrong where a bit has flipped further to the front. A journal waits for the disk
// with each transaction before it begins the next, and after a failure it empties the -wal before it goes on. So within
// one generation of a -wal (its salt) only the very last transaction may be torn; behind it there is nothing.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <unordered_map>

#include "usher/result.hpp"

namespace usher::journal {

/// What the transactions of a -wal put over the file.
struct Wal {
  std::uint32_t page_size = 0;
  std::uint32_t pages = 0;                                 ///< of the file after the last transaction; 0 without any
  std::unordered_map<std::uint32_t, std::int64_t> newest;  ///< page -> where in the -wal its newest content is
};

enum class AfterTorn {
  nothing,   ///< each transaction waited for the disk: anything behind a torn one is damage
  anything,  ///< none did: after a power cut others may be there behind one that is not
};

/// Fails with `damaged` where a transaction has not come through whole that another followed. `name` is the -wal's.
[[nodiscard]] Result<Wal> read_wal(sqlite3_file* file, const std::string& name, AfterTorn after_torn);

}  // namespace usher::journal

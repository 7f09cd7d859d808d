// Opening a journal's file: everything that can be wrong with it is looked at before anything is written.
#pragma once

#include <memory>
#include <string>

#include "journal/format.hpp"
#include "journal/overlay_vfs.hpp"
#include "journal/sqlite.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher::journal {

struct Opened {
  std::unique_ptr<OverlayVfs> overlay;  ///< what `connection` reads through, for reading only
  Connection connection;
  Head head;
};

[[nodiscard]] Result<Opened> open_file(const std::string& path, const SqliteOptions& options);

}  // namespace usher::journal

// A process that lives through a scenario on a real file, and tells over a pipe what it does before it does it, until
// it is killed.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "entry.hpp"
#include "scenario.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher::crash {

class Child {
 public:
  Child(const Scenario& scenario, const std::string& path, Durability durability);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  /// What it does next, or nothing at its end.
  std::optional<Entry> hear();
  void kill();
  /// Once nothing is heard any more: whether it had come to its end by itself.
  bool has_ended();

 private:
  pid_t process_ = -1;
  int pipe_ = -1;
  std::string heard_;
};

}  // namespace usher::crash

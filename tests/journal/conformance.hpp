// What every journal has to do, as checks that need no test framework. To hold your own journal to it, compile
// conformance.cpp with your tests, write a Store, and see that there are no violations:
//
//   class MyStore final : public usher::journal_conformance::Store {
//     usher::Journal& reopen() override { journal_.reset(); journal_ = MyJournal::open(directory_); return *journal_; }
//     ...
//   };
//   for (const auto& violation : usher::journal_conformance::violations([] { return std::make_unique<MyStore>(); }))
//     complain(violation);   // "a row keeps its bytes: expected ..., found ..."
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "usher/journal.hpp"

namespace usher::journal_conformance {

/// Where a journal is kept; empty when it is made. Each check gets one of its own.
class Store {
 public:
  virtual ~Store() = default;
  /// Closes the journal, as a host does that comes to its end, and opens it anew on the same store.
  virtual Journal& reopen() = 0;
};
using MakeStore = std::function<std::unique_ptr<Store>()>;

/// One sentence for each check that fails; none where the journal does all that is asked of it.
[[nodiscard]] std::vector<std::string> violations(const MakeStore& make);

}  // namespace usher::journal_conformance

// The jobs of a lane in the order of due, planned backwards: the latest start at which each is still done when due
// (S19).
//
// Job k is done in time if the lane starts by D_k - (w_1 + ... + w_k), so the latest start is the least of these. What
// a run of jobs asks of the start, given that what follows it has to start by x, is f(x) = min(latest, x - work), and
// two runs make one: (a1, w1) before (a2, w2) is (min(a1, a2 - w1), w1 + w2). A balanced tree keeps that of each
// subtree, so a change costs O(log G) and the answer stands at the root. Likewise the earliest `opens`, to find who may
// start.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lane/webinar_number.hpp"
#include "model/index.hpp"
#include "usher/time.hpp"

namespace usher::lane {

/// What a moment has to do over one connection; in the order in which a lane serves (S20).
struct Job {
  Instant due{};
  WebinarNumber webinar{};
  ConnectionIndex connection{};
  friend auto operator<=>(const Job&, const Job&) = default;
};

/// Pointers to jobs are good until the next change. Instants are those that arithmetic on time.hpp's can give.
class BackwardPlan {
 public:
  /// The latest start where there is nothing to do: far beyond every instant.
  static constexpr Instant kNever{Duration{std::int64_t{1} << 60U}};
  /// The latest start where the work goes beyond all bounds: sums stop here and do not overflow.
  static constexpr Instant kLongAgo{-Duration{std::int64_t{1} << 60U}};

  BackwardPlan();

  /// Inserts or changes a job, which takes `work` (a negative one counts as none) and may not start before `opens`.
  void set(Job job, Duration work, Instant opens);
  /// A job that is not there is no fault.
  void erase(const Job& job);

  [[nodiscard]] bool contains(const Job& job) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return nodes_.size() - 1 - free_count_; }
  [[nodiscard]] bool empty() const noexcept { return root_ == kNone; }

  /// O(1), like `opens`.
  [[nodiscard]] Instant latest_start() const noexcept { return nodes_[root_].summary.latest; }
  /// The earliest `opens` of all.
  [[nodiscard]] std::optional<Instant> opens() const noexcept {
    return empty() ? std::nullopt : std::optional{nodes_[root_].summary.opens};
  }

  /// The one that is due first.
  [[nodiscard]] const Job* first() const noexcept;
  /// The first one in order that may start: whose `opens` is not after `now`. O(log G).
  [[nodiscard]] const Job* first_open(Instant now) const noexcept { return first_open_in(root_, now); }
  /// The next such one after `after`, which need not be there itself. O(log G).
  [[nodiscard]] const Job* next_open(const Job& after, Instant now) const noexcept;

  /// `visit(job, work, opens)` for each job, in order; it must not change the plan.
  template <class Visit>
  void for_each(Visit visit) const {
    Stack<Index> path;
    for (Index at = root_; at != kNone || path.size > 0;) {
      if (at != kNone) {
        path.push(at);
        at = nodes_[at].left;
        continue;
      }
      const Node& node = nodes_[path.pop()];
      visit(node.job, node.work, node.opens);
      at = node.right;
    }
  }

  /// What is wrong with the tree; empty where nothing is.
  [[nodiscard]] std::string check_invariants() const;

 private:
  using Index = std::uint32_t;
  static constexpr Index kNone = 0;  ///< a node that stands for no subtree

  /// What there is to know of a subtree; as it stands here, of none.
  struct Summary {
    Instant latest = kNever;
    Duration work{0};
    Instant opens = kNever;
    std::int32_t height = 0;
    friend bool operator==(const Summary&, const Summary&) = default;
  };
  struct Node {
    Job job;
    Duration work{0};
    Instant opens{};
    Summary summary;
    Index left = kNone;  ///< of a free node: the next free one
    Index right = kNone;
  };

  /// A way down the tree. An AVL tree of 2^32 nodes is 46 deep at most (Adelson-Velsky and Landis).
  template <class T>
  struct Stack {
    std::array<T, 48> entries{};
    std::size_t size = 0;
    void push(T entry) { entries[size++] = entry; }
    T pop() { return entries[--size]; }
  };
  using Path = Stack<Index*>;

  [[nodiscard]] bool change(const Job& job, Duration work, Instant opens);
  [[nodiscard]] Index* descend(const Job& job, Path& path);
  void keep_spare();
  void mend(Path& path);
  [[nodiscard]] Index balanced(Index top);
  [[nodiscard]] Index lifted(Index top, Index Node::*from, Index Node::*other);
  [[nodiscard]] std::int32_t lean(const Node& node) const noexcept;
  [[nodiscard]] Summary summary_of(const Node& node) const noexcept;
  [[nodiscard]] const Job* first_open_in(Index at, Instant now) const noexcept;

  std::vector<Node> nodes_;
  Index root_ = kNone;
  Index free_ = kNone;
  std::size_t free_count_ = 0;
};

}  // namespace usher::lane

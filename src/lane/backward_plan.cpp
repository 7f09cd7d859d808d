#include "lane/backward_plan.hpp"

#include <algorithm>

namespace usher::lane {
namespace {

/// Any due less this is at or before kLongAgo, so a sum that stops here still gives the right latest start.
constexpr Duration kMostWork = BackwardPlan::kNever - BackwardPlan::kLongAgo;

/// What a run of jobs asks of the start, see the header.
struct Run {
  Instant latest;
  Duration work;
};

Run before(const Run& first, const Run& second) {
  return {std::max(BackwardPlan::kLongAgo, std::min(first.latest, second.latest - first.work)),
          std::min(kMostWork, first.work + second.work)};
}

}  // namespace

BackwardPlan::BackwardPlan() : nodes_(1) {}

void BackwardPlan::set(Job job, Duration work, Instant opens) {
  work = std::clamp(work, Duration{0}, kMostWork);
  if (change(job, work, opens)) return;
  keep_spare();
  Path path;
  Index* const link = descend(job, path);
  *link = free_;
  free_ = nodes_[*link].left;
  --free_count_;
  nodes_[*link] = Node{.job = job, .work = work, .opens = opens, .summary = {}};
  path.push(link);
  mend(path);
}

/// Whether the job is there. Then no node moves, and nothing but sums changes.
bool BackwardPlan::change(const Job& job, Duration work, Instant opens) {
  Stack<Index> path;
  Index at = root_;
  while (at != kNone) {
    path.push(at);
    const Node& node = nodes_[at];
    const auto order = job <=> node.job;
    if (order == 0) break;
    at = order < 0 ? node.left : node.right;
  }
  if (at == kNone) return false;
  if (nodes_[at].work == work && nodes_[at].opens == opens) return true;
  nodes_[at].work = work;
  nodes_[at].opens = opens;
  while (path.size > 0) {
    Node& node = nodes_[path.pop()];
    node.summary = summary_of(node);
  }
  return true;
}

void BackwardPlan::erase(const Job& job) {
  Path path;
  Index* link = descend(job, path);
  if (*link == kNone) return;
  Node& node = nodes_[*link];
  if (node.left != kNone && node.right != kNone) {  // the next one in order takes its place
    path.push(link);
    for (link = &node.right; nodes_[*link].left != kNone; link = &nodes_[*link].left) path.push(link);
    const Node& next = nodes_[*link];
    node.job = next.job;
    node.work = next.work;
    node.opens = next.opens;
  }
  const Index gone = *link;
  *link = nodes_[gone].left != kNone ? nodes_[gone].left : nodes_[gone].right;
  nodes_[gone].left = free_;
  free_ = gone;
  ++free_count_;
  mend(path);
}

bool BackwardPlan::contains(const Job& job) const noexcept {
  Index at = root_;
  while (at != kNone && nodes_[at].job != job) at = job < nodes_[at].job ? nodes_[at].left : nodes_[at].right;
  return at != kNone;
}

const Job* BackwardPlan::first() const noexcept {
  if (empty()) return nullptr;
  Index at = root_;
  while (nodes_[at].left != kNone) at = nodes_[at].left;
  return &nodes_[at].job;
}

const Job* BackwardPlan::first_open_in(Index at, Instant now) const noexcept {
  while (nodes_[at].summary.opens <= now) {
    const Node& node = nodes_[at];
    if (nodes_[node.left].summary.opens <= now) {
      at = node.left;
    } else if (node.opens <= now) {
      return &node.job;
    } else {
      at = node.right;
    }
  }
  return nullptr;
}

// On the way down to `after`, each node at which it turns left comes later, and so does all that is right of it; the
// deepest of them comes first.
const Job* BackwardPlan::next_open(const Job& after, Instant now) const noexcept {
  Index found = kNone;
  for (Index at = root_; at != kNone;) {
    const Node& node = nodes_[at];
    if (node.job <= after) {
      at = node.right;
      continue;
    }
    if (node.opens <= now || nodes_[node.right].summary.opens <= now) found = at;
    at = node.left;
  }
  if (found == kNone) return nullptr;
  return nodes_[found].opens <= now ? &nodes_[found].job : first_open_in(nodes_[found].right, now);
}

/// The link that leads to the job or would; `path` gets those above it.
BackwardPlan::Index* BackwardPlan::descend(const Job& job, Path& path) {
  Index* link = &root_;
  while (*link != kNone && nodes_[*link].job != job) {
    path.push(link);
    Node& node = nodes_[*link];
    link = job < node.job ? &node.left : &node.right;
  }
  return link;
}

/// Sees to a free node before there are links in use, which would not survive the growth of the vector.
void BackwardPlan::keep_spare() {
  if (free_ != kNone) return;
  nodes_.emplace_back();
  free_ = static_cast<Index>(nodes_.size() - 1);
  ++free_count_;
}

/// Balances and sums up from the bottom to the top.
void BackwardPlan::mend(Path& path) {
  while (path.size > 0) {
    Index* const link = path.pop();
    *link = balanced(*link);
  }
}

BackwardPlan::Index BackwardPlan::balanced(Index top) {
  Node& node = nodes_[top];
  const std::int32_t off = lean(node);
  if (off > 1) {
    if (lean(nodes_[node.left]) < 0) node.left = lifted(node.left, &Node::right, &Node::left);
    return lifted(top, &Node::left, &Node::right);
  }
  if (off < -1) {
    if (lean(nodes_[node.right]) > 0) node.right = lifted(node.right, &Node::left, &Node::right);
    return lifted(top, &Node::right, &Node::left);
  }
  node.summary = summary_of(node);
  return top;
}

/// A rotation: the child on one side comes to the top, which goes down on the other.
BackwardPlan::Index BackwardPlan::lifted(Index top, Index Node::*from, Index Node::*other) {
  Node& down = nodes_[top];
  const Index lifted = down.*from;
  Node& up = nodes_[lifted];
  down.*from = up.*other;
  up.*other = top;
  down.summary = summary_of(down);
  up.summary = summary_of(up);
  return lifted;
}

/// How much higher the left side is.
std::int32_t BackwardPlan::lean(const Node& node) const noexcept {
  return nodes_[node.left].summary.height - nodes_[node.right].summary.height;
}

BackwardPlan::Summary BackwardPlan::summary_of(const Node& node) const noexcept {
  const Summary& left = nodes_[node.left].summary;
  const Summary& right = nodes_[node.right].summary;
  const Run own{node.job.due - node.work, node.work};
  const Run run = before(before({left.latest, left.work}, own), {right.latest, right.work});
  return {.latest = run.latest,
          .work = run.work,
          .opens = std::min({node.opens, left.opens, right.opens}),
          .height = std::max(left.height, right.height) + 1};
}

std::string BackwardPlan::check_invariants() const {
  const Job* last = nullptr;
  std::size_t seen = 0;
  bool ordered = true;
  for_each([&](const Job& job, Duration, Instant) {
    ordered = ordered && (last == nullptr || *last < job);
    last = &job;
    ++seen;
  });
  if (!ordered) return "the jobs are out of order";
  if (seen != size()) return "there are " + std::to_string(seen) + " jobs in the tree, not " + std::to_string(size());
  if (nodes_[kNone].summary != Summary{}) return "no subtree has become one";
  std::vector<bool> is_free(nodes_.size());
  for (Index at = free_; at != kNone; at = nodes_[at].left) is_free[at] = true;
  for (std::size_t at = 1; at < nodes_.size(); ++at) {
    const Node& node = nodes_[at];
    if (is_free[at]) continue;
    if (node.summary != summary_of(node)) return "node " + std::to_string(at) + " does not sum up its subtree";
    if (lean(node) < -1 || lean(node) > 1) return "node " + std::to_string(at) + " is out of balance";
  }
  return {};
}

}  // namespace usher::lane

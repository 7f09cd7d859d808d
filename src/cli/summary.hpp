// What became of everybody, rule by rule, and who was online: the picture of a replay for people.
#pragma once

#include <map>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/call_report.hpp"
#include "cli/layout.hpp"
#include "usher/dispatch_queue.hpp"

namespace usher::cli {

/// Collects while a replay runs and asks the queue for its explanations in the end. Memory: the ids of all attendees
/// and some numbers for each handover.
class Summary {
 public:
  void taken(const Event& event);
  void ended(const EndedCall& end);
  /// At most kColumns wide. The queue must still hold the webinars (ReplaySettings::keep_webinars).
  void print(const DispatchQueue& queue, bool colour, std::ostream& out) const;

 private:
  struct Room {
    Webinar definition;
    std::vector<std::string> attendees;  ///< as first heard of
    std::set<std::string, std::less<>> known;
    std::map<std::string, CallReport, std::less<>> calls;  ///< by rule
  };
  struct Picture;
  [[nodiscard]] static Picture picture_of(const std::string& id, const Room& room, const DispatchQueue& queue);
  static void print_table(const Room& room, const Picture& picture, const Paint& paint, std::ostream& out);
  void hear_of(std::string_view webinar, std::string_view attendee);

  std::map<std::string, Room, std::less<>> rooms_;
  std::vector<std::string> order_;  ///< of scheduling
  CallReport calls_;
};

}  // namespace usher::cli

#include "c/attendees.hpp"

#include <algorithm>

namespace usher::c {
namespace {

constexpr unsigned kPlaceBits = 32;

}  // namespace

usher_attendee Attendees::resolve(std::string_view webinar, std::string_view attendee) {
  auto held = webinars_.find(webinar);
  if (held == webinars_.end()) held = webinars_.emplace(webinar, Webinar{}).first;
  auto found = held->second.find(attendee);
  if (found == held->second.end()) {
    if (free_.empty()) {
      places_.emplace_back();
      free_.reserve(places_.size());  // so that giving one back needs no memory
      free_.push_back(static_cast<std::uint32_t>(places_.size() - 1));
    }
    found = held->second.emplace(attendee, free_.back()).first;
    places_[free_.back()].webinar = held->first;
    places_[free_.back()].attendee = found->first;
    free_.pop_back();
  }
  return usher_attendee{places_[found->second].generation} << kPlaceBits | found->second;
}

std::optional<AttendeeIds> Attendees::find(usher_attendee who) const noexcept {
  const auto place = static_cast<std::uint32_t>(who);
  if (place >= places_.size() || places_[place].generation != who >> kPlaceBits) return std::nullopt;
  if (places_[place].attendee.empty()) return std::nullopt;
  return AttendeeIds{places_[place].webinar, places_[place].attendee};
}

void Attendees::free(std::uint32_t place) {
  const std::uint32_t next = std::max(places_[place].generation + 1, std::uint32_t{1});
  free_.push_back(place);
  places_[place] = {next, {}, {}};
}

void Attendees::drop(std::string_view webinar) {
  const auto held = webinars_.find(webinar);
  if (held == webinars_.end()) return;
  for (const auto& [attendee, place] : held->second) free(place);
  webinars_.erase(held);
}

void Attendees::drop(std::string_view webinar, std::string_view attendee) {
  const auto held = webinars_.find(webinar);
  if (held == webinars_.end()) return;
  const auto found = held->second.find(attendee);
  if (found == held->second.end()) return;
  free(found->second);
  held->second.erase(found);
}

void Attendees::keep_only(const std::function<bool(std::string_view)>& known) {
  for (auto held = webinars_.begin(); held != webinars_.end();) {
    if (known(held->first)) {
      ++held;
      continue;
    }
    for (const auto& [attendee, place] : held->second) free(place);
    held = webinars_.erase(held);
  }
  sweep_at_ = 2 * webinars_.size() + 64;
}

}  // namespace usher::c

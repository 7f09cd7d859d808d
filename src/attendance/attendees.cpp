#include "attendance/attendees.hpp"

#include <algorithm>

namespace usher::attendance {

void Attendees::Kept::add(std::string_view id) {
  Row row;
  row.id.fill('\0');
  if (id.size() <= row.id.size()) {
    row.id_size = static_cast<std::uint8_t>(id.size());
    std::copy(id.begin(), id.end(), row.id.begin());
  } else {
    row.id_size = kLong;
    const Texts::Place place = long_ids.keep(id);
    std::memcpy(row.id.data(), &place, sizeof place);
  }
  rows.push_back(row);
}

void Attendees::Kept::forget(AttendeeIndex attendee) noexcept {
  Row& row = rows[slot(attendee)];
  if (row.id_size == kLong) long_ids.wipe(long_place(row));
  row = {};
  row.id.fill('\0');
}

}  // namespace usher::attendance

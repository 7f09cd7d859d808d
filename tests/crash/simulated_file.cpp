#include "simulated_file.hpp"

#include <algorithm>

namespace usher::crash {

void SimulatedFile::write(std::size_t offset, std::string_view bytes) {
  changes_.push_back({offset, std::string{bytes}, false});
  if (cached_.size() < offset + bytes.size()) cached_.resize(offset + bytes.size());
  cached_.replace(offset, bytes.size(), bytes);
}

void SimulatedFile::truncate(std::size_t size) {
  changes_.push_back({size, {}, true});
  cached_.resize(size);
}

void SimulatedFile::lose(Unsynced unsynced, property::Random& random) {
  come_to_disk(unsynced, &random);
  cached_ = on_disk_;
}

// `until` says for each sector how many of the changes it has seen.
void SimulatedFile::apply(const Change& change, std::size_t number, const std::vector<std::size_t>& until) {
  for (std::size_t done = 0; done < change.bytes.size();) {
    const std::size_t at = change.offset + done;
    const std::size_t part = std::min(change.bytes.size() - done, sector_ - at % sector_);
    if (number < until[at / sector_]) on_disk_.replace(at, part, change.bytes, done, part);
    done += part;
  }
}

void SimulatedFile::come_to_disk(Unsynced unsynced, property::Random* random) {
  const auto seen = [&]() -> std::size_t {
    if (unsynced == Unsynced::random) return random->below(changes_.size() + 1);
    return unsynced == Unsynced::kept ? changes_.size() : 0;
  };
  std::size_t longest = on_disk_.size();
  for (const Change& change : changes_) longest = std::max(longest, change.offset + change.bytes.size());
  std::vector<std::size_t> until(longest / sector_ + 1);
  std::generate(until.begin(), until.end(), seen);
  const std::size_t length_until = seen();
  std::size_t length = on_disk_.size();
  on_disk_.resize(longest);
  for (std::size_t number = 0; number < changes_.size(); ++number) {
    const Change& change = changes_[number];
    const bool has_length = number < length_until;
    if (!change.truncates) {
      apply(change, number, until);
      if (has_length) length = std::max(length, change.offset + change.bytes.size());
    } else if (has_length) {
      // What is cut off is gone for the sectors too.
      length = change.offset;
      std::fill(on_disk_.begin() + static_cast<std::ptrdiff_t>(length), on_disk_.end(), '\0');
    }
  }
  on_disk_.resize(length);
  changes_.clear();
}

}  // namespace usher::crash

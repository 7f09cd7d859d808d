#include "usher/keeping.hpp"

#include <utility>

#include "queue/queue_impl.hpp"
#include "queue/restore.hpp"

namespace usher {

DispatchQueue::Keeping DispatchQueue::keeping() {
  return Keeping{*impl_};
}

Result<void> DispatchQueue::Keeping::restore(const JournalRow& row) {
  return queue_->restore(row);
}

void DispatchQueue::Keeping::end_restoring() {
  queue_->end_restoring();
}

void DispatchQueue::Keeping::open(const Options& options, std::size_t claims) {
  queue_->open(options, claims);
}

std::size_t DispatchQueue::Keeping::bytes() const {
  return queue_->recorder().rows().bytes();
}

std::vector<JournalRow> DispatchQueue::Keeping::rows() const {
  return queue_->recorder().rows().rows();
}

bool DispatchQueue::Keeping::urgent() const {
  return queue_->recorder().urgent();
}

void DispatchQueue::Keeping::saved() {
  queue_->recorder().saved();
}

std::vector<std::uint64_t> DispatchQueue::Keeping::take_ended() {
  return queue_->take_ended();
}

std::vector<std::pair<std::uint64_t, std::uint32_t>> DispatchQueue::Keeping::take_forgotten() {
  return queue_->take_forgotten();
}

std::size_t DispatchQueue::Keeping::checkpoint() {
  queue_->checkpoint();
  return queue_->recorder().rows().size() - 1;
}

void DispatchQueue::Keeping::set_position(std::string_view position) {
  queue_->set_position(position);
}

const std::string& DispatchQueue::Keeping::position() const {
  return queue_->position();
}

void DispatchQueue::Keeping::collect() {
  queue_->collect();
}

std::vector<KeptCall> DispatchQueue::Keeping::take_calls() {
  return queue_->collected().take_calls();
}

std::vector<KeptCall> DispatchQueue::Keeping::calls_out() const {
  return queue_->calls_out();
}

std::vector<KeptKind> DispatchQueue::Keeping::kinds() const {
  return queue_->collected().kinds();
}

const std::optional<Error>& DispatchQueue::Keeping::contradiction() const {
  return queue_->collected().contradiction();
}

const Options& DispatchQueue::Keeping::options() const {
  return queue_->options();
}

}  // namespace usher

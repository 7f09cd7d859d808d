// Calls as a queue makes them, for connectors to be handed; and connectors of the fake.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fake_platform.hpp"
#include "support/catch.hpp"
#include "usher/connect.hpp"
#include "usher/dispatch_queue.hpp"

namespace usher::test {

using namespace std::chrono_literals;

/// When the tests' calls are made: 2026-05-04T19:00:00Z.
inline constexpr Instant kNow{Duration{1'777'921'200'000}};
inline constexpr const char* kSigningSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

struct Person {
  std::string attendee, profile;
};
/// "ada", and a profile with an email of hers.
[[nodiscard]] Person person(const std::string& name, const std::string& domain = "example.org");
[[nodiscard]] std::vector<Person> people(int count, const std::string& domain = "example.org");

/// A call for all of them, over the connection "crm" by the rule "pitch" of the webinar "launch", out since kNow.
class OneCall {
 public:
  OneCall(const std::vector<Person>& people, const std::string& action, CallKind kind = CallKind::transfer);
  [[nodiscard]] const Call& operator*() const { return *call_; }
  /// The same handovers once more, as after `retry`: with the next attempt.
  void again();

 private:
  void take();
  DispatchQueue queue_;
  const Call* call_ = nullptr;
  std::size_t size_;
  Instant now_ = kNow;
};

/// What each handover got, whichever form the answer has.
[[nodiscard]] std::vector<Outcome> each(const Answer& answer, std::size_t handovers);

/// Of the fake's GetResponse or ActiveCampaign, or of its webhook; with no spacing, and with a clock that shows kNow.
[[nodiscard]] HttpOptions options_for(const fake::FakePlatform& fake, Platform platform,
                                      const std::string& key = "key");
[[nodiscard]] std::unique_ptr<BlockingConnector> connector_for(const fake::FakePlatform& fake, Platform platform,
                                                               const std::string& key = "key");

/// Makes the call and gives the outcome of its only handover.
[[nodiscard]] Outcome made(BlockingConnector& connector, const OneCall& call);

}  // namespace usher::test

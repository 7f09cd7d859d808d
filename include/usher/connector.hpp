// What makes calls at one other platform. A Dispatcher (dispatcher.hpp) hands every call to the connector of its
// connection; connect.hpp has connectors for known platforms, and a host may write its own:
//
//   class Crm final : public usher::BlockingConnector {
//     usher::Answer make(const usher::Call& call, std::stop_token) override {
//       return post(call) ? usher::Outcome::delivered() : usher::Outcome::retry("the CRM is down");
//     }
//   };
//
// One that does not wait keeps the Reply, and answers when it knows, from whichever thread.
#pragma once

#include <memory>
#include <stop_token>
#include <utility>
#include <variant>
#include <vector>

#include "usher/call.hpp"

namespace usher {

/// What became of a call: one outcome for all its handovers, or one for each in their order.
using Answer = std::variant<Outcome, std::vector<Outcome>>;

/// Where a connector says what became of its call. Movable; whoever has it answers once, from any thread. One that is
/// destroyed unanswered has answered `retry`: a call cannot get lost.
class Reply {
 public:
  /// Who asks for the answer: the dispatcher.
  class Asker {
   public:
    virtual ~Asker() = default;
    /// Called once, from the thread that answers. May not throw.
    virtual void answer(Answer answer) = 0;
  };

  /// `stop` is requested when nobody waits for the answer any longer.
  Reply(std::unique_ptr<Asker> asker, std::stop_token stop) : asker_(std::move(asker)), stop_(std::move(stop)) {}
  Reply(Reply&&) noexcept = default;
  Reply& operator=(Reply&&) = delete;
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;
  ~Reply() {
    if (asker_) asker_->answer(Outcome::retry("the connector has not answered"));
  }

  /// The call's strings are not valid any more when it returns. Answering a second time does nothing.
  void operator()(Answer answer) {
    if (const auto asker = std::exchange(asker_, nullptr)) asker->answer(std::move(answer));
  }
  [[nodiscard]] const std::stop_token& stop() const noexcept { return stop_; }

 private:
  std::unique_ptr<Asker> asker_;
  std::stop_token stop_;
};

/// Makes calls. Of one lane there is never more than one call at a time; calls of different lanes come at the same time
/// from different threads, so a connector that serves several lanes is thread-safe.
class Connector {
 public:
  virtual ~Connector() = default;
  /// Makes the call, and may return before it has ended. `call` is valid until `reply` has been answered; from then on
  /// the lane's next call may begin, on another thread and also before this one has returned. May not throw.
  virtual void begin(const Call& call, Reply reply) = 0;
};

/// A connector that waits for the end of its call. `stop` is requested when nobody waits for the answer any longer.
class BlockingConnector : public Connector {
 public:
  [[nodiscard]] virtual Answer make(const Call& call, std::stop_token stop) = 0;
  void begin(const Call& call, Reply reply) final {
    Answer answer = make(call, reply.stop());
    reply(std::move(answer));
  }
};

}  // namespace usher

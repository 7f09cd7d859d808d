// One webinar on the naive model, with short words for what happens to it: for timelines small enough to know the
// answer from docs/semantics.md alone. Minutes count from the scheduling; the webinar lasts from 60 to 120.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "naive_model.hpp"

namespace usher::property {

inline constexpr Instant kOrigin{Duration{1'774'771'200'000}};

inline Instant minute(int minutes) {
  return kOrigin + std::chrono::minutes{minutes};
}

inline Rule rule(const std::string& id, Anchor when, int offset, Audience audience) {
  return {.id = id,
          .when = std::move(when),
          .offset = std::chrono::minutes{offset},
          .audience = audience,
          .connection = "target"};
}

inline Connection target() {
  return {.id = "target", .max_lead = Duration{0}, .max_attempts = 2};
}

/// A webinar from minute 60 to minute 120, scheduled at minute 0, and short words for what happens to it.
class Evening {
 public:
  explicit Evening(std::vector<Rule> rules, int hundredths = 5'000, Timing timing = Timing::automated,
                   WalkIns walk_ins = WalkIns::register_them, const Connection& connection = target())
      : model_(Options{.walk_ins = walk_ins}) {
    model_.add(connection);
    webinar_ = {.id = "w", .start = minute(60), .duration = std::chrono::minutes{60}, .timing = timing};
    webinar_.threshold.hundredths = hundredths;
    webinar_.rules = std::move(rules);
    Happening scheduled{.kind = Happening::Kind::scheduled, .at = minute(0), .webinar = "w"};
    scheduled.definition = webinar_;
    feed(scheduled, 0);
  }

  Webinar& webinar() { return webinar_; }
  NaiveQueue& model() { return model_; }

  Answer feed(const Happening& happening, int now) { return model_.feed(happening, minute(now)); }
  Answer tell(Happening::Kind kind, int at, int now, const std::string& who = {}) {
    Happening happening{.kind = kind, .at = minute(at), .webinar = "w"};
    if (kind == Happening::Kind::marker) {
      happening.marker = who;
    } else {
      happening.attendee = who;
    }
    return feed(happening, now);
  }
  Answer edit(int at, int now) {
    Happening edited{.kind = Happening::Kind::edited, .at = minute(at), .webinar = "w"};
    edited.definition = webinar_;
    return feed(edited, now);
  }
  void registered(const std::string& who, int at = 1) { tell(Happening::Kind::registered, at, at, who); }
  void present(const std::string& who, int joined, int left) {
    joins(who, joined, joined);
    tell(Happening::Kind::left, left, left, who);
  }
  void joins(const std::string& who, int at, int now) { tell(Happening::Kind::joined, at, now, who); }
  void leaves(const std::string& who, int at, int now) { tell(Happening::Kind::left, at, now, who); }

  /// "rule:attendee@due" of each handover, behind a `-` where it is a retraction; all delivered at once.
  std::string work(int now, int calls = 1000) {
    std::string text;
    for (int each = 0; each < calls; ++each) {
      const auto call = model_.next(minute(now));
      if (!call) break;
      for (const auto& handover : call->handovers) {
        if (!text.empty()) text += ' ';
        if (call->kind == CallKind::retraction) text += '-';
        text += call->rule + ":" + handover.attendee + "@" +
                std::to_string((handover.due - kOrigin) / std::chrono::minutes{1});
      }
      model_.complete(call->id, {Outcome::delivered()}, minute(now));
    }
    return text;
  }

 private:
  NaiveQueue model_;
  Webinar webinar_;
};

}  // namespace usher::property

#include "usher/event.hpp"

#include <type_traits>

namespace usher {

Instant at(const Event& event) {
  return std::visit([](const auto& alternative) { return alternative.at; }, event);
}

std::string_view webinar_of(const Event& event) {
  return std::visit(
      [](const auto& alternative) -> std::string_view {
        if constexpr (std::is_same_v<decltype(alternative.webinar), Webinar>) {
          return alternative.webinar.id;
        } else {
          return alternative.webinar;
        }
      },
      event);
}

}  // namespace usher

// Ninety what? A duration says its unit.
// refused: (conversion from|no viable conversion)
#include "usher/webinar.hpp"

usher::Webinar an_evening() {
  usher::Webinar webinar{.id = "launch"};
#ifdef USHER_MUST_NOT_COMPILE
  usher::Duration duration = 90;
#else
  usher::Duration duration = std::chrono::minutes{90};
#endif
  webinar.duration = duration;
  return webinar;
}

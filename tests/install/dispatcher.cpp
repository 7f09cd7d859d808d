// A project that uses the component `dispatcher` by itself.
#include <cstdio>
#include <usher/dispatcher.hpp>

namespace {

class Nobody final : public usher::BlockingConnector {
  usher::Answer make(const usher::Call&, std::stop_token) override { return usher::Outcome::delivered(); }
};

}  // namespace

int main() {
  usher::Dispatcher dispatcher{usher::DispatchQueue{}};
  if (!dispatcher.attach({.id = "crm"}, std::make_shared<Nobody>()) || !dispatcher.start()) return 1;
  std::printf("given up: %zu\n", dispatcher.stop(std::chrono::seconds{1}).given_up.size());
}

// A project that uses the component `connect` by itself: a connector that may not be made, and why.
#include <cstdio>
#include <usher/connect.hpp>

int main() {
  const auto connector = usher::make_connector(usher::Platform::getresponse,
                                               {.url = "http://example.org", .secret = usher::Secret{"key"}});
  if (connector) return 1;
  std::printf("%s: %s\n", connector.error().where.c_str(), connector.error().message.c_str());
  return 0;
}

// Turns the participants report of a Zoom meeting into lines for `usher replay`.
//
//   import_zoom_report launch --zone Europe/Berlin < participants.csv
#include <iostream>
#include <string_view>

#include "usher/json.hpp"
#include "zoom_report.hpp"

namespace {

int usage() {
  std::cerr << "usage: import_zoom_report WEBINAR [--zone IANA-ZONE | --offset DURATION] < participants.csv\n"
               "The report tells its times in the zone of whoever exported it; the default is UTC.\n"
               "An offset is ahead of UTC: PT1H, -PT5H. Exit: 0, or 2 where something is wrong.\n";
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  zoom::Clock clock;
  if (argc != 2 && argc != 4) return usage();
  if (argc == 4 && std::string_view{argv[2]} == "--zone") {
    clock.zone = argv[3];
  } else if (argc == 4) {
    const auto offset = usher::parse_duration(argv[3], true);
    if (std::string_view{argv[2]} != "--offset" || !offset) return usage();
    clock.offset = *offset;
  }
  const auto rows = zoom::read_report(std::cin, clock);
  if (!rows) {
    std::cerr << "import_zoom_report: " << rows.error().where << ": " << rows.error().message << '\n';
    return 2;
  }
  for (const auto& line : zoom::to_lines(*rows, argv[1])) std::cout << line << '\n';
  return std::cout.flush() ? 0 : 2;
}

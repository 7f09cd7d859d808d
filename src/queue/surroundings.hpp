// What all webinars of a queue have in common.
#pragma once

#include "lane/connections.hpp"
#include "queue/definitions.hpp"
#include "usher/options.hpp"

namespace usher::queue {

struct Surroundings {
  const Options& options;
  const lane::Connections& connections;
  Definitions& definitions;
};

}  // namespace usher::queue

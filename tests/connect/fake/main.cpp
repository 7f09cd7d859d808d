// fake_platform [MANNERS]: the fake as a program. Prints its port on a line of its own and goes on until it is killed.
//
// MANNERS is a JSON object: "port" (0: a free one), and of fake_platform.hpp's Manners "seed", "delay_ms" ([least,
// most]), "visible_after_requests", "visible_after_ms", "per_second", "retry_after", "trouble", "keys",
// "webhook_secret". POST
// /_fake changes them. GET /_fake tells what it has:
//
//   {"accounts": {KEY: {"requests": 7, "most_open": 1, "answers": {"202": 6, "429": 1},
//                       "contacts": [{"email": .., "campaign": .., "name": .., "fields": {ID: VALUE}, "tags": [NAME],
//                                     "lists": [ID]}]}},
//    "events": [{"id": .., "type": .., "subject": .., "rule": .., "times": 1}], "unsigned": 0}
//
// KEY is the account's API key, or the path of a webhook. Platforms are at /getresponse/v3, /activecampaign/api/3 and
// /webhook.
#include <unistd.h>

#include <iostream>

#include "fake_platform.hpp"

int main(int argc, char** argv) try {
  const auto told = nlohmann::json::parse(argc > 1 ? argv[1] : "{}");
  usher::fake::Manners manners;
  manners.change(told);
  const usher::fake::FakePlatform fake{manners, told.value("port", 0)};
  std::cout << fake.port() << std::endl;
  while (true) pause();
} catch (const std::exception& error) {
  std::cerr << "fake_platform: " << error.what() << '\n';
  return 2;
}

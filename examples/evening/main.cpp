// Prints the evening of evening.hpp:
//
//   evening | usher replay --summary --call-time PT0.3S
#include <iostream>

#include "evening.hpp"

int main() {
  write_evening(std::cout);
  return std::cout.flush() ? 0 : 2;
}

// Catch2 version 2 makes `main` from its header; version 3 brings it in a library, and this file is left out.
#define CATCH_CONFIG_MAIN
#include "support/catch.hpp"

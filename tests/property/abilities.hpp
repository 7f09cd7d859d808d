// What the core under test can do: the judge knows the whole contract before the core does. A timeline asks a core for
// nothing that it cannot do yet. Found out by trying, so that what is new is judged as soon as it is there.
#pragma once

namespace usher::property {

struct Abilities {
  bool keeps_connections = true;  ///< spacing, throttling, suspension, pause (S22, S23b-S23d)
  bool corrects = true;           ///< S17
  bool leads = true;              ///< S19
};

[[nodiscard]] Abilities abilities_of_the_core();

struct Scenario;
/// Leaves out what asks for more than that.
[[nodiscard]] Scenario within(const Abilities& abilities, Scenario scenario);

}  // namespace usher::property

// A project that uses the component `journal` by itself.
#include <cstdio>
#include <usher/sqlite_journal.hpp>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto journal = usher::SqliteJournal::open(argv[1]);
  if (!journal) return std::fprintf(stderr, "%s\n", journal.error().message.c_str()), 1;
  const usher::JournalRow rows[] = {{.sequence = 1, .stream = 1, .data = "hello"}};
  if (!(*journal)->append(rows) || !(*journal)->sync()) return 1;
  const auto last = (*journal)->last_sequence();
  return last ? std::printf("%d row\n", static_cast<int>(*last)), 0 : 1;
}

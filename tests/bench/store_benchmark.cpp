// Peers that persist or cross processes, doing what job queues do: a delayed job is scheduled; jobs are taken in the
// order of due and completed one by one. SQLite as a table of jobs, in transactions of a thousand, in memory and in a
// file whose every transaction is on the disk (WAL, synchronous=FULL); Redis as a sorted set over a Unix socket, in
// pipelines of a thousand by hiredis, without persistence.
//
// USHER_REDIS_SOCKET names the socket; USHER_BENCH_FOLDER a folder for the file, on a disk.
#include <hiredis/hiredis.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "bench/support/files.hpp"
#include "bench/support/room.hpp"
#include "bench/support/timing.hpp"

namespace usher::bench {
namespace {

constexpr int kPortion = 1000;  ///< jobs in a transaction, or in a pipeline

std::int64_t some_due(property::Random& random) {
  return static_cast<std::int64_t>(random.below(3'600'000));
}

class JobTable {
 public:
  explicit JobTable(const std::string& file) {
    demand(sqlite3_open(file.c_str(), &database_) == SQLITE_OK);
    run("PRAGMA journal_mode=WAL");
    run("PRAGMA synchronous=FULL");
    run("CREATE TABLE jobs(id INTEGER PRIMARY KEY, due INTEGER, attendee TEXT, done INTEGER DEFAULT 0)");
    run("CREATE INDEX by_due ON jobs(due) WHERE done = 0");
    insert_ = prepare("INSERT INTO jobs(due, attendee) VALUES(?1, ?2)");
    first_ = prepare("SELECT id, due, attendee FROM jobs WHERE done = 0 ORDER BY due LIMIT 1");
    finish_ = prepare("UPDATE jobs SET done = 1 WHERE id = ?1");
  }
  ~JobTable() {
    for (sqlite3_stmt* const statement : {insert_, first_, finish_}) sqlite3_finalize(statement);
    sqlite3_close(database_);
  }
  JobTable(const JobTable&) = delete;
  JobTable& operator=(const JobTable&) = delete;

  void schedule_portion(property::Random& random) {
    run("BEGIN IMMEDIATE");
    for (int i = 0; i < kPortion; ++i) {
      const IdText id = id_text(number_++);
      sqlite3_bind_int64(insert_, 1, some_due(random));
      sqlite3_bind_text(insert_, 2, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
      demand(sqlite3_step(insert_) == SQLITE_DONE);
      sqlite3_reset(insert_);
    }
    run("COMMIT");
  }
  void drain_portion() {
    run("BEGIN IMMEDIATE");
    for (int i = 0; i < kPortion; ++i) {
      demand(sqlite3_step(first_) == SQLITE_ROW);
      const sqlite3_int64 id = sqlite3_column_int64(first_, 0);
      benchmark::DoNotOptimize(sqlite3_column_text(first_, 2));
      sqlite3_reset(first_);
      sqlite3_bind_int64(finish_, 1, id);
      demand(sqlite3_step(finish_) == SQLITE_DONE);
      sqlite3_reset(finish_);
    }
    run("COMMIT");
  }

 private:
  void run(const char* sql) { demand(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK); }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    demand(sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) == SQLITE_OK);
    return statement;
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt *insert_ = nullptr, *first_ = nullptr, *finish_ = nullptr;
  std::uint64_t number_ = 0;
};

class JobSet {
 public:
  explicit JobSet(const std::string& socket) : redis_(redisConnectUnix(socket.c_str())) {
    demand(redis_ != nullptr && redis_->err == 0);
    redisAppendCommand(redis_, "DEL jobs");
    delete_replies(1);
  }
  ~JobSet() { redisFree(redis_); }
  JobSet(const JobSet&) = delete;
  JobSet& operator=(const JobSet&) = delete;

  void schedule_portion(property::Random& random) {
    for (int i = 0; i < kPortion; ++i) {
      const IdText id = id_text(number_++);
      redisAppendCommand(redis_, "ZADD jobs %lld %b", static_cast<long long>(some_due(random)), id.data(), id.size());
    }
    delete_replies(kPortion);
  }
  void drain_portion() {
    redisAppendCommand(redis_, "ZRANGE jobs 0 %d", kPortion - 1);
    redisReply* const jobs = reply();
    demand(jobs->elements == kPortion);
    for (std::size_t i = 0; i < jobs->elements; ++i) {
      redisAppendCommand(redis_, "ZREM jobs %b", jobs->element[i]->str, jobs->element[i]->len);
    }
    freeReplyObject(jobs);
    delete_replies(kPortion);
  }

 private:
  redisReply* reply() {
    void* answer = nullptr;
    demand(redisGetReply(redis_, &answer) == REDIS_OK);
    return static_cast<redisReply*>(answer);
  }
  void delete_replies(int count) {
    for (int i = 0; i < count; ++i) freeReplyObject(reply());
  }

  redisContext* redis_;
  std::uint64_t number_ = 0;
};

template <class Store>
void schedule(benchmark::State& state, Store& store) {
  property::Random random{1};
  for (auto _ : state) store.schedule_portion(random);
  count_items(state, kPortion);
}

/// As many as are there.
template <class Store>
void drain(benchmark::State& state, Store& store) {
  property::Random random{1};
  for (std::int64_t i = 0; i < state.max_iterations; ++i) store.schedule_portion(random);
  for (auto _ : state) store.drain_portion();
  count_items(state, kPortion);
}

void peer_sqlite_memory_schedule(benchmark::State& state) {
  JobTable table{":memory:"};
  schedule(state, table);
}
void peer_sqlite_memory_drain(benchmark::State& state) {
  JobTable table{":memory:"};
  drain(state, table);
}
void peer_sqlite_durable_schedule(benchmark::State& state) {
  JobTable table{fresh_file("jobs.sqlite")};
  schedule(state, table);
}
void peer_sqlite_durable_drain(benchmark::State& state) {
  JobTable table{fresh_file("jobs.sqlite")};
  drain(state, table);
}
void peer_redis_schedule(benchmark::State& state) {
  JobSet set{setting("USHER_REDIS_SOCKET", "redis.socket")};
  schedule(state, set);
}
void peer_redis_drain(benchmark::State& state) {
  JobSet set{setting("USHER_REDIS_SOCKET", "redis.socket")};
  drain(state, set);
}

// Where a disk or another process has to be waited for, a clock on the wall counts.
constexpr std::int64_t kPortions = 200;

BENCHMARK(peer_sqlite_memory_schedule)->Iterations(kPortions);
BENCHMARK(peer_sqlite_memory_drain)->Iterations(kPortions);
BENCHMARK(peer_sqlite_durable_schedule)->Iterations(kPortions)->UseRealTime();
BENCHMARK(peer_sqlite_durable_drain)->Iterations(kPortions)->UseRealTime();
BENCHMARK(peer_redis_schedule)->Iterations(kPortions)->UseRealTime();
BENCHMARK(peer_redis_drain)->Iterations(kPortions)->UseRealTime();

}  // namespace
}  // namespace usher::bench

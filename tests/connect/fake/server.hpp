// An HTTP server on a free port of 127.0.0.1 that can do what a well-kept one never would: reset a connection, break
// off an answer, never end one, say nothing at all.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace usher::fake {

struct Request {
  std::string method;
  std::string path;                            ///< without the query
  std::map<std::string, std::string> query;    ///< decoded
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

enum class Ending {
  whole,    ///< as it should be
  reset,    ///< nothing, and the connection is reset
  half,     ///< the first half of the body, and the connection is closed
  endless,  ///< a body that does not end, in small pieces
  silence,  ///< nothing, until the other side gives up
};

struct Response {
  int status = 200;
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
  Ending ending = Ending::whole;
};

/// A thread for each connection. `handle` is called from all of them.
class Server {
 public:
  using Handle = std::function<Response(const Request&)>;

  /// Port 0: a free one. Throws std::runtime_error where none can be had.
  explicit Server(Handle handle, int port = 0);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  [[nodiscard]] int port() const { return port_; }
  /// Connections taken so far.
  [[nodiscard]] int connections() const { return taken_; }

 private:
  struct Connection {
    int socket = -1;
    std::thread thread;
    std::atomic<bool> over = false;
  };
  void listen_on();
  void serve(Connection& connection);
  void answer(int socket, const Response& response);
  void reap(bool all);

  Handle handle_;
  int socket_ = -1;
  int port_ = 0;
  std::atomic<bool> ending_ = false;
  std::atomic<int> taken_ = 0;
  std::mutex mutex_;
  std::list<Connection> connections_;
  std::thread listener_;
};

}  // namespace usher::fake

#include "server.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace usher::fake {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20U;

/// False where the other side is gone.
bool write_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      plain += static_cast<char>(std::stoi(std::string{text.substr(i + 1, 2)}, nullptr, 16));
      i += 2;
    } else {
      plain += text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

Request head_of(std::string_view head) {
  Request request;
  auto line = head.substr(0, head.find("\r\n"));
  request.method = line.substr(0, line.find(' '));
  auto target = line.substr(line.find(' ') + 1);
  target = target.substr(0, target.find(' '));
  const auto mark = target.find('?');
  request.path = decoded(target.substr(0, mark));
  auto query = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const auto equals = std::min(pair.find('='), pair.size());
    request.query[decoded(pair.substr(0, equals))] = decoded(pair.substr(std::min(pair.size(), equals + 1)));
  }
  for (auto at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
    line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos) request.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
  }
  return request;
}

/// The next request of a connection; `rest` is what has been read of it already. None where there is none.
std::optional<Request> read_request(int socket, std::string& rest) {
  char buffer[16'384];
  std::size_t head_end = 0, whole = 0;
  Request request;
  while (whole == 0 || rest.size() < whole) {
    if (whole == 0 && (head_end = rest.find("\r\n\r\n")) != std::string::npos) {
      request = head_of(std::string_view{rest}.substr(0, head_end));
      const auto length = request.headers.find("content-length");
      whole = head_end + 4 + (length == request.headers.end() ? 0 : std::stoul(length->second));
      continue;
    }
    const auto got = ::recv(socket, buffer, sizeof buffer, 0);
    if (got <= 0 || rest.size() > kMostBytes) return {};
    rest.append(buffer, static_cast<std::size_t>(got));
  }
  request.body = rest.substr(head_end + 4, whole - head_end - 4);
  rest.erase(0, whole);
  return request;
}

}  // namespace

Server::Server(Handle handle, int port) : handle_(std::move(handle)) {
  socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
  const int one = 1;
  ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (::bind(socket_, any, size) != 0 || ::listen(socket_, SOMAXCONN) != 0 || ::getsockname(socket_, any, &size) != 0) {
    ::close(socket_);
    throw std::runtime_error("no port of 127.0.0.1 can be had");
  }
  port_ = ntohs(address.sin_port);
  listener_ = std::thread{[this] { listen_on(); }};
}

Server::~Server() {
  ending_ = true;
  ::shutdown(socket_, SHUT_RDWR);
  listener_.join();
  ::close(socket_);
  reap(true);
}

void Server::listen_on() {
  while (!ending_) {
    const int socket = ::accept(socket_, nullptr, nullptr);
    if (socket < 0) return;
    const int one = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    ++taken_;
    reap(false);
    const std::lock_guard lock{mutex_};
    auto& connection = connections_.emplace_back();
    connection.socket = socket;
    connection.thread = std::thread{[this, &connection] { serve(connection); }};
  }
}

void Server::reap(bool all) {
  const std::lock_guard lock{mutex_};
  for (auto each = connections_.begin(); each != connections_.end();) {
    if (all) ::shutdown(each->socket, SHUT_RDWR);
    if (!all && !each->over) {
      ++each;
      continue;
    }
    each->thread.join();
    ::close(each->socket);
    each = connections_.erase(each);
  }
}

void Server::serve(Connection& connection) {
  std::string rest;
  while (!ending_) {
    const auto request = read_request(connection.socket, rest);
    if (!request) break;
    const auto response = handle_(*request);
    answer(connection.socket, response);
    if (response.ending != Ending::whole) break;
  }
  ::shutdown(connection.socket, SHUT_RDWR);
  connection.over = true;
}

void Server::answer(int socket, const Response& response) {
  if (response.ending == Ending::reset) {
    // To dissolve an association of TCP is to reset it.
    sockaddr unspecified{};
    unspecified.sa_family = AF_UNSPEC;
    ::connect(socket, &unspecified, sizeof unspecified);
    return;
  }
  if (response.ending == Ending::silence) {
    char byte = 0;
    while (::recv(socket, &byte, 1, 0) > 0) {
    }
    return;
  }
  const bool endless = response.ending == Ending::endless;
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " Answer\r\n";
  head +=
      endless ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  for (const auto& [name, value] : response.headers) head.append(name).append(": ").append(value).append("\r\n");
  if (response.ending == Ending::half) {
    write_all(socket, head + "\r\n" + response.body.substr(0, response.body.size() / 2));
  } else if (!endless) {
    write_all(socket, head + "\r\n" + response.body);
  } else if (write_all(socket, head + "\r\n")) {
    const std::string piece = "400\r\n" + std::string(1024, ' ') + "\r\n";
    while (!ending_ && write_all(socket, piece)) {
    }
  }
}

}  // namespace usher::fake

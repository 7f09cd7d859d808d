#include "connect/http_client.hpp"

#include <curl/curl.h>

#include <algorithm>

namespace usher::connect {
namespace {

using std::chrono::milliseconds;

/// Of all headers of an answer together; more than any honest target sends.
constexpr std::size_t kHeaderBytes = std::size_t{64} << 10U;
/// How long a wait within libcurl lasts at most before time is looked at again.
constexpr milliseconds kLongestPoll{1000};
/// Connections kept for reuse.
constexpr std::size_t kIdleChannels = 16;

struct EasyEnd {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiEnd {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListEnd>;

/// Where libcurl writes to, and how much it may.
struct Sink {
  Reply reply;
  std::size_t most_bytes = 0;
  std::size_t header_bytes = 0;
  bool too_much = false;
};

std::size_t take_body(const char* data, std::size_t /*one*/, std::size_t size, void* to) {
  auto& sink = *static_cast<Sink*>(to);
  if (size > sink.most_bytes - sink.reply.body.size()) {
    sink.too_much = true;
    return 0;
  }
  sink.reply.body.append(data, size);
  return size;
}

std::size_t take_header(const char* data, std::size_t /*one*/, std::size_t size, void* to) {
  auto& sink = *static_cast<Sink*>(to);
  sink.header_bytes += size;
  if (sink.header_bytes > kHeaderBytes) {
    sink.too_much = true;
    return 0;
  }
  const std::string_view line{data, size};
  if (line.starts_with("HTTP/")) sink.reply.headers.clear();  // what came before was interim
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  auto value = line.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  value = value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
  sink.reply.headers.emplace_back(line.substr(0, colon), value);
  return size;
}

void add(HeaderList& list, const std::string& name, const std::string& value) {
  // A line break would be the begin of another header.
  std::string line = name + ": " + value;
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  if (auto* const longer = curl_slist_append(list.get(), line.c_str())) {
    static_cast<void>(list.release());
    list.reset(longer);
  }
}

HeaderList headers_of(const HttpRequest& request) {
  HeaderList list;
  add(list, "Accept", "application/json");
  const bool typed = std::any_of(request.headers.begin(), request.headers.end(),
                                 [](const auto& header) { return header.first == "Content-Type"; });
  if (!request.body.empty() && !typed) add(list, "Content-Type", "application/json");
  for (const auto& [name, value] : request.headers) add(list, name, value);
  // libcurl would wait for a second before it sends a larger body.
  if (auto* const longer = curl_slist_append(list.get(), "Expect:")) {
    static_cast<void>(list.release());
    list.reset(longer);
  }
  return list;
}

void allow_only(CURL* easy, bool plain) {
#if LIBCURL_VERSION_NUM >= 0x075500
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
#else
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS, static_cast<long>(plain ? CURLPROTO_HTTP : CURLPROTO_HTTPS));
#endif
}

void begin_library() {
  static const CURLcode begun = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(begun);
}

std::string failure_of(CURLcode code, const Sink& sink) {
  if (sink.too_much) return "answered with more than may be read";
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return "has not answered in time";
    case CURLE_PARTIAL_FILE:
      return "broke off its answer";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "has no certificate that is trusted for its name";
    case CURLE_SSL_CACERT_BADFILE:
      return "cannot be verified: the ca_file cannot be read";
    default:
      return std::string{"cannot be reached: "} + curl_easy_strerror(code);
  }
}

}  // namespace

/// One request at a time, and the connection that it leaves open.
class HttpClient::Channel {
 public:
  Channel() : multi_(curl_multi_init()), easy_(curl_easy_init()) {}
  [[nodiscard]] bool works() const { return multi_ && easy_; }

  Reply perform(const TargetUrl& url, const HttpOptions& options, const HttpRequest& request,
                Clock::time_point deadline, const std::stop_token& stop) {
    Sink sink{.reply = {}, .most_bytes = options.most_bytes};
    const auto headers = headers_of(request);
    set_target(url, options, request, headers.get());
    set_bounds(options, sink, deadline);
    if (curl_multi_add_handle(multi_.get(), easy_.get()) != CURLM_OK) return {.failure = "cannot be asked"};
    const std::string broken = transfer(sink, deadline, stop);
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(multi_.get(), easy_.get());
    sink.reply.status = static_cast<int>(status);
    sink.reply.failure = broken;
    return std::move(sink.reply);
  }

 private:
  void set_target(const TargetUrl& url, const HttpOptions& options, const HttpRequest& request, curl_slist* headers) {
    CURL* const easy = easy_.get();
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, (url.base + request.path).c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "usher");
    if (request.method == "GET") {
      curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    } else {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
      curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    allow_only(easy, url.plain);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  }

  void set_bounds(const HttpOptions& options, Sink& sink, Clock::time_point deadline) {
    CURL* const easy = easy_.get();
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
    const auto whole = std::max(std::min(options.request_timeout, left), milliseconds{1});
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(whole.count()));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &sink);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &sink);
  }

  /// Empty where the answer came whole. Ends with the time limits above, which libcurl keeps.
  std::string transfer(const Sink& sink, Clock::time_point deadline, const std::stop_token& stop) {
    const std::stop_callback wake{stop, [this] { curl_multi_wakeup(multi_.get()); }};
    int running = 1;
    while (true) {
      if (curl_multi_perform(multi_.get(), &running) != CURLM_OK) return "cannot be asked";
      if (running == 0) break;
      const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
      if (stop.stop_requested()) return "was not waited for any longer";
      if (left <= milliseconds{0}) return failure_of(CURLE_OPERATION_TIMEDOUT, sink);
      const auto poll = std::min(left, kLongestPoll);
      if (curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(poll.count()), nullptr) != CURLM_OK) {
        return "cannot be asked";
      }
    }
    int queued = 0;
    const CURLMsg* const message = curl_multi_info_read(multi_.get(), &queued);
    if (message == nullptr || message->msg != CURLMSG_DONE) return "cannot be asked";
    return message->data.result == CURLE_OK ? std::string{} : failure_of(message->data.result, sink);
  }

  std::unique_ptr<CURLM, MultiEnd> multi_;
  std::unique_ptr<CURL, EasyEnd> easy_;
};

HttpClient::HttpClient(TargetUrl url, const HttpOptions& options) : url_(std::move(url)), options_(options) {
  begin_library();
}

HttpClient::~HttpClient() = default;

std::unique_ptr<HttpClient::Channel> HttpClient::take() {
  const std::lock_guard lock{mutex_};
  if (idle_.empty()) return std::make_unique<Channel>();
  auto channel = std::move(idle_.back());
  idle_.pop_back();
  return channel;
}

void HttpClient::give_back(std::unique_ptr<Channel> channel) {
  const std::lock_guard lock{mutex_};
  if (idle_.size() < kIdleChannels) idle_.push_back(std::move(channel));
}

Reply HttpClient::perform(const HttpRequest& request, Clock::time_point deadline, const std::stop_token& stop) {
  auto channel = take();
  if (!channel->works()) return {.failure = "cannot be asked"};
  auto reply = channel->perform(url_, options_, request, deadline, stop);
  if (reply.failure.empty()) give_back(std::move(channel));
  return reply;
}

}  // namespace usher::connect

#include "journal/new_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "journal/sqlite.hpp"

namespace usher::journal {
namespace {

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Error error_from(int number, const std::string& path, std::string_view what) {
  if (number == ENOSPC || number == EDQUOT || number == EFBIG) return error_of(SQLITE_FULL, path);
  return unavailable(path, std::string{what} + ": " + std::generic_category().message(number));
}

}  // namespace

NewFile::NewFile(std::string path, std::string temporary, int handle)
    : path_(std::move(path)), temporary_(std::move(temporary)), handle_(handle) {}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      handle_(std::exchange(other.handle_, -1)) {}

NewFile::~NewFile() {
  if (handle_ >= 0) close(handle_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

Result<NewFile> NewFile::beside(const std::string& path) {
  std::string temporary = path + ".new-XXXXXX";
  const int handle = mkostemp(temporary.data(), O_CLOEXEC);
  if (handle < 0) {
    return error_from(errno, path,
                      "cannot be made; see that its directory is there and that this process may write it");
  }
  return NewFile{path, std::move(temporary), handle};
}

Error NewFile::failed(std::string_view what) const {
  return error_from(errno, path_, what);
}

Result<void> NewFile::write(std::string_view bytes, long offset) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(handle_, bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += written;
  }
  return {};
}

Result<NewFile::Published> NewFile::publish() {
  if (fsync(handle_) != 0) return failed("cannot be brought to the disk");
  // Closed while nobody can have opened it: closing takes away all locks that this process has on a file.
  close(std::exchange(handle_, -1));
  // Unlike renaming, a second name never takes the place of a file that is there.
  if (link(temporary_.c_str(), path_.c_str()) != 0) {
    if (errno == EEXIST) return Published::was_there;
    return failed("cannot be given its name");
  }
  if (Result<void> synced = sync_directory(); !synced) return synced.error();
  return Published::yes;
}

Result<void> NewFile::sync_directory() const {
  const int directory = open(directory_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return failed("its directory cannot be opened");
  const int code = fsync(directory);
  close(directory);
  if (code != 0) return failed("its directory cannot be brought to the disk");
  return {};
}

}  // namespace usher::journal

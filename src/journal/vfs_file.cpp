#include "journal/vfs_file.hpp"

#include <algorithm>
#include <new>
#include <vector>

#include "journal/sqlite.hpp"

namespace usher::journal {

std::string full_name(sqlite3_vfs* vfs, const std::string& path) {
  std::vector<char> name(static_cast<std::size_t>(vfs->mxPathname) + 1);
  // Anything but a failure is a name: SQLite says here, too, that it has followed a link.
  const int code = vfs->xFullPathname(vfs, path.c_str(), vfs->mxPathname, name.data()) & 0xFF;
  return code == SQLITE_OK || name.front() == '/' ? std::string{name.data()} : path;
}

Result<std::string> read_at(sqlite3_file* file, std::int64_t offset, std::size_t size, const std::string& name) {
  const Result<std::int64_t> length = size_of(file, name);
  if (!length) return length.error();
  const auto there = std::clamp<std::int64_t>(*length - offset, 0, static_cast<std::int64_t>(size));
  std::string bytes(static_cast<std::size_t>(there), '\0');
  if (there == 0) return bytes;
  const int code = file->pMethods->xRead(file, bytes.data(), static_cast<int>(there), offset);
  if (code != SQLITE_OK) return error_of(code, name);
  return bytes;
}

Result<std::int64_t> size_of(sqlite3_file* file, const std::string& name) {
  sqlite3_int64 size = 0;
  const int code = file->pMethods->xFileSize(file, &size);
  if (code != SQLITE_OK) return error_of(code, name);
  return std::int64_t{size};
}

std::uint32_t number_at(std::string_view bytes, std::size_t place) {
  std::uint32_t number = 0;
  for (const char byte : bytes.substr(place, 4)) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

std::unique_ptr<VfsFile> VfsFile::open(sqlite3_vfs* vfs, const std::string& name, int type) {
  std::unique_ptr<VfsFile> opened{new VfsFile};
  const auto size = static_cast<std::size_t>(vfs->szOsFile) / sizeof(max_align_t) + 1;
  opened->name_ = name;
  opened->full_ = sqlite3_create_filename(name.c_str(), "", "", 0, nullptr);
  if (opened->full_ == nullptr) throw std::bad_alloc{};
  opened->memory_ = std::make_unique<max_align_t[]>(size);
  auto* file = static_cast<sqlite3_file*>(static_cast<void*>(opened->memory_.get()));
  int flags = 0;
  const int code = vfs->xOpen(vfs, opened->full_, file, SQLITE_OPEN_READONLY | type, &flags);
  if (code == SQLITE_OK) opened->file_ = file;
  if (code != SQLITE_OK && file->pMethods != nullptr) file->pMethods->xClose(file);
  return code == SQLITE_OK ? std::move(opened) : nullptr;
}

VfsFile::~VfsFile() {
  if (file_ != nullptr) file_->pMethods->xClose(file_);
  sqlite3_free_filename(full_);
}

}  // namespace usher::journal

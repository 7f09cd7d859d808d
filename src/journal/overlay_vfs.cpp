#include "journal/overlay_vfs.hpp"

#include <algorithm>
#include <cstring>

#include "journal/format.hpp"
#include "journal/sqlite.hpp"

namespace usher::journal {
namespace {

struct OverlayFile {
  sqlite3_file base;
  const OverlayVfs* overlay;
};

const OverlayVfs& overlay_of(sqlite3_file* file) {
  return *static_cast<OverlayFile*>(static_cast<void*>(file))->overlay;
}

// Version 1: without shared memory, and so without a -wal. Nobody else can have the file, so locks are not asked for.
constexpr sqlite3_io_methods kMethods = {
    .iVersion = 1,
    .xClose = [](sqlite3_file*) { return SQLITE_OK; },
    .xRead = [](sqlite3_file* file, void* into, int size,
                sqlite3_int64 offset) { return overlay_of(file).read(into, size, offset); },
    .xWrite = [](sqlite3_file*, const void*, int, sqlite3_int64) { return SQLITE_READONLY; },
    .xTruncate = [](sqlite3_file*, sqlite3_int64) { return SQLITE_READONLY; },
    .xSync = [](sqlite3_file*, int) { return SQLITE_OK; },
    .xFileSize = [](sqlite3_file* file, sqlite3_int64* size) { return overlay_of(file).size(*size); },
    .xLock = [](sqlite3_file*, int) { return SQLITE_OK; },
    .xUnlock = [](sqlite3_file*, int) { return SQLITE_OK; },
    .xCheckReservedLock =
        [](sqlite3_file*, int* held) {
          *held = 0;
          return SQLITE_OK;
        },
    .xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; },
    .xSectorSize = [](sqlite3_file*) { return 4096; },
    .xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_IMMUTABLE; },
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

// The file is open already; whatever else SQLite wants to open it does not get.
int open_overlay(sqlite3_vfs* vfs, const char*, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return SQLITE_CANTOPEN;
  auto* opened = static_cast<OverlayFile*>(static_cast<void*>(file));
  opened->overlay = static_cast<const OverlayVfs*>(vfs->pAppData);
  opened->base.pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  return SQLITE_OK;
}

}  // namespace

OverlayVfs::OverlayVfs(sqlite3_vfs* below, std::unique_ptr<VfsFile> file, std::unique_ptr<VfsFile> wal_file)
    : file_(std::move(file)), wal_file_(std::move(wal_file)), vfs_(*below) {
  name_ = "usher-overlay-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.szOsFile = sizeof(OverlayFile);
  vfs_.pAppData = this;
  vfs_.xOpen = open_overlay;
  vfs_.xAccess = [](sqlite3_vfs*, const char*, int, int* there) {
    *there = 0;
    return SQLITE_OK;
  };
}

OverlayVfs::~OverlayVfs() {
  sqlite3_vfs_unregister(&vfs_);
  file_->file()->pMethods->xUnlock(file_->file(), SQLITE_LOCK_NONE);
}

Result<std::unique_ptr<OverlayVfs>> OverlayVfs::make(sqlite3_vfs* below, std::unique_ptr<VfsFile> file,
                                                     std::unique_ptr<VfsFile> wal_file, AfterTorn after_torn) {
  sqlite3_file* locked = file->file();
  if (const int code = locked->pMethods->xLock(locked, SQLITE_LOCK_SHARED); code != SQLITE_OK)
    return error_of(code, file->name());
  std::unique_ptr<OverlayVfs> overlay{new OverlayVfs{below, std::move(file), std::move(wal_file)}};
  if (overlay->wal_file_ != nullptr) {
    Result<Wal> wal = read_wal(overlay->wal_file_->file(), overlay->wal_file_->name(), after_torn);
    if (!wal) return wal.error();
    overlay->wal_ = std::move(*wal);
  }
  if (const int code = sqlite3_vfs_register(&overlay->vfs_, 0); code != SQLITE_OK)
    return error_of(code, overlay->file_->name());
  return overlay;
}

int OverlayVfs::size(sqlite3_int64& size) const {
  if (wal_.pages == 0) return file_->file()->pMethods->xFileSize(file_->file(), &size);
  size = static_cast<sqlite3_int64>(wal_.pages) * wal_.page_size;
  return SQLITE_OK;
}

int OverlayVfs::read_part(char* into, int size, sqlite3_int64 offset) const {
  if (wal_.pages != 0) {
    const auto page = static_cast<std::uint32_t>(offset / wal_.page_size + 1);
    if (const auto found = wal_.newest.find(page); found != wal_.newest.end()) {
      sqlite3_file* wal = wal_file_->file();
      return wal->pMethods->xRead(wal, into, size, found->second + offset % wal_.page_size);
    }
  }
  return file_->file()->pMethods->xRead(file_->file(), into, size, offset);
}

int OverlayVfs::read(void* into, int size, sqlite3_int64 offset) const {
  auto* bytes = static_cast<char*>(into);
  const sqlite3_int64 page = wal_.pages == 0 ? sqlite3_int64{size} : sqlite3_int64{wal_.page_size};
  for (int done = 0; done < size;) {
    const sqlite3_int64 from = offset + done;
    const int part = static_cast<int>(std::min<sqlite3_int64>(size - done, page - from % page));
    if (const int code = read_part(bytes + done, part, from); code != SQLITE_OK) return code;
    done += part;
  }
  // A file with a -wal is not to be looked at without: to SQLite this one was written in the other way.
  for (const std::size_t place : {kWriteVersionAt, kReadVersionAt}) {
    const sqlite3_int64 within = static_cast<sqlite3_int64>(place) - offset;
    if (within >= 0 && within < size) bytes[within] = 1;
  }
  return SQLITE_OK;
}

}  // namespace usher::journal

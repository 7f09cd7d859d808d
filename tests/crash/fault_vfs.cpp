#include "fault_vfs.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "journal/format.hpp"

namespace usher::crash {

// SQLite's face of the disk.
struct FaultVfs {
  struct Handle {
    sqlite3_file base;
    FaultDisk* disk;
    SimulatedFile* file;
    std::string* name;  ///< empty: a temporary file
    std::shared_ptr<SimulatedFile>* keeps;
    bool wants_name;
  };
  static Handle& handle(sqlite3_file* file) { return *static_cast<Handle*>(static_cast<void*>(file)); }
  static FaultDisk& disk(sqlite3_vfs* vfs) { return *static_cast<FaultDisk*>(vfs->pAppData); }

  static int begin(Handle& file, FaultDisk::Operation operation, std::size_t size, std::size_t offset, bool grows) {
    return file.name->empty() ? SQLITE_OK : file.disk->begin(operation, *file.name, size, offset, grows);
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    FaultDisk& disk = FaultVfs::disk(vfs);
    file->pMethods = nullptr;
    const std::string named = name == nullptr ? "" : name;
    std::shared_ptr<SimulatedFile> content;
    if (disk.dead_) return SQLITE_IOERR;
    if (named.empty()) {
      content = std::make_shared<SimulatedFile>(disk.sector_);
    } else if (const auto found = disk.files_.find(named); found != disk.files_.end()) {
      content = found->second.content;
    } else if ((flags & SQLITE_OPEN_CREATE) == 0) {
      return SQLITE_CANTOPEN;
    } else {
      if (disk.begin(FaultDisk::Operation::create, named, 0, 0, true) != SQLITE_OK) return SQLITE_CANTOPEN;
      content = std::make_shared<SimulatedFile>(disk.sector_);
      disk.files_[named] = {content, false};
      disk.deleted_.erase(named);
    }
    new (file)
        Handle{{&kMethods},   &disk, content.get(), new std::string{named}, new std::shared_ptr<SimulatedFile>{content},
               !named.empty()};
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  }

  static int close(sqlite3_file* file) {
    delete handle(file).name;
    delete handle(file).keeps;
    return SQLITE_OK;
  }

  static int read(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
    if (handle(file).disk->dead_) return SQLITE_IOERR_READ;
    const std::string& content = handle(file).file->cached();
    const auto from = std::min(static_cast<std::size_t>(offset), content.size());
    const std::size_t there = std::min(static_cast<std::size_t>(size), content.size() - from);
    std::memset(into, 0, static_cast<std::size_t>(size));
    std::memcpy(into, content.data() + from, there);
    return there == static_cast<std::size_t>(size) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
  }

  static int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
    Handle& opened = handle(file);
    const std::string_view bytes{static_cast<const char*>(from), static_cast<std::size_t>(size)};
    const auto at = static_cast<std::size_t>(offset);
    const bool was_dead = opened.disk->dead_;
    const bool grows = at + bytes.size() > opened.file->cached().size();
    const int code = begin(opened, FaultDisk::Operation::write, bytes.size(), at, grows);
    const Fault::Kind kind = opened.disk->fault_.kind;
    // The write that the power is cut in may have come to the disk, or a part of it.
    if (code == SQLITE_OK || (kind == Fault::Kind::power_cut && !was_dead))
      opened.file->write(at, bytes);
    else if (kind == Fault::Kind::short_write)
      opened.file->write(at, bytes.substr(0, bytes.size() / 2));
    return code;
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    Handle& opened = handle(file);
    const int code = begin(opened, FaultDisk::Operation::truncate, static_cast<std::size_t>(size), 0, false);
    if (code == SQLITE_OK) opened.file->truncate(static_cast<std::size_t>(size));
    return code;
  }

  static int sync(sqlite3_file* file, int) {
    Handle& opened = handle(file);
    const int code = begin(opened, FaultDisk::Operation::sync, opened.file->cached().size(), 0, false);
    if (code == SQLITE_IOERR_FSYNC && !opened.disk->dead_) opened.file->fail_sync(opened.disk->random_);
    if (code != SQLITE_OK) return code;
    opened.file->sync();
    // As with the system's own files, SQLite brings the name of a new file to the disk with its first sync.
    if (opened.wants_name) {
      const auto found = opened.disk->files_.find(*opened.name);
      if (found != opened.disk->files_.end() && found->second.content.get() == opened.file) found->second.named = true;
    }
    return SQLITE_OK;
  }

  static int size(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(handle(file).file->cached().size());
    return handle(file).disk->dead_ ? SQLITE_IOERR_FSTAT : SQLITE_OK;
  }

  static int remove(sqlite3_vfs* vfs, const char* name, int sync_directory) {
    FaultDisk& disk = FaultVfs::disk(vfs);
    const auto found = disk.files_.find(name);
    if (found == disk.files_.end()) return SQLITE_IOERR_DELETE_NOENT;
    if (disk.begin(FaultDisk::Operation::remove, name, 0, 0, false) != SQLITE_OK) return SQLITE_IOERR_DELETE;
    if (found->second.named && sync_directory == 0) disk.deleted_[name] = found->second;
    disk.files_.erase(found);
    return SQLITE_OK;
  }

  static int access(sqlite3_vfs* vfs, const char* name, int, int* there) {
    const auto found = disk(vfs).files_.find(name);
    *there = found != disk(vfs).files_.end() && !found->second.content->cached().empty() ? 1 : 0;
    return disk(vfs).dead_ ? SQLITE_IOERR_ACCESS : SQLITE_OK;
  }

  static int full_name(sqlite3_vfs*, const char* name, int size, char* into) {
    sqlite3_snprintf(size, into, "%s", name);
    return SQLITE_OK;
  }

  static const sqlite3_io_methods kMethods;
};

// One process alone: locks are always given. Version 1: without shared memory, which a journal does not use.
const sqlite3_io_methods FaultVfs::kMethods = {
    .iVersion = 1,
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = size,
    .xLock = [](sqlite3_file*, int) { return SQLITE_OK; },
    .xUnlock = [](sqlite3_file*, int) { return SQLITE_OK; },
    .xCheckReservedLock =
        [](sqlite3_file*, int* held) {
          *held = 0;
          return SQLITE_OK;
        },
    .xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; },
    .xSectorSize = [](sqlite3_file* file) { return static_cast<int>(handle(file).disk->sector_); },
    .xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; },
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

FaultDisk::FaultDisk(std::size_t sector) : sector_(sector) {
  static int disks = 0;
  name_ = "usher-faults-" + std::to_string(++disks);
  vfs_ = *sqlite3_vfs_find(nullptr);
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.szOsFile = sizeof(FaultVfs::Handle);
  vfs_.pAppData = this;
  vfs_.xOpen = FaultVfs::open;
  vfs_.xDelete = FaultVfs::remove;
  vfs_.xAccess = FaultVfs::access;
  vfs_.xFullPathname = FaultVfs::full_name;
  sqlite3_vfs_register(&vfs_, 0);
}

FaultDisk::~FaultDisk() {
  sqlite3_vfs_unregister(&vfs_);
}

void FaultDisk::put(const std::string& name, const std::string& bytes) {
  File file{std::make_shared<SimulatedFile>(sector_), true};
  file.content->write(0, bytes);
  file.content->sync();
  files_[name] = std::move(file);
}

void FaultDisk::put_journal(const std::string& name) {
  put(name, journal::empty_file(name).value());
}

void FaultDisk::plan(const Fault& fault, std::uint64_t seed) {
  fault_ = fault;
  random_ = property::Random{seed};
  operations_ = 0;
  happened_ = false;
  where_.clear();
}

int FaultDisk::begin(Operation operation, const std::string& name, std::size_t size, std::size_t offset, bool grows) {
  const int failures[] = {SQLITE_CANTOPEN, SQLITE_IOERR_WRITE, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_FSYNC,
                          SQLITE_IOERR_DELETE};
  const int failure = failures[static_cast<std::size_t>(operation)];
  if (dead_) return failure;
  ++operations_;
  const bool now = fault_.at != 0 && (operations_ == fault_.at || (fault_.lasting && operations_ > fault_.at));
  if (!now) return SQLITE_OK;
  const bool writes = operation == Operation::write;
  const bool befalls[] = {false,  true,  writes || operation == Operation::truncate,
                          writes, grows, operation == Operation::sync};
  if (!befalls[static_cast<std::size_t>(fault_.kind)]) return SQLITE_OK;
  const char* const names[] = {"make", "write", "truncate", "sync", "delete"};
  if (!happened_) {
    where_ = std::string{names[static_cast<std::size_t>(operation)]} + " " + std::to_string(size) + " bytes at " +
             std::to_string(offset) + " of " + name;
  }
  happened_ = true;
  dead_ = fault_.kind == Fault::Kind::power_cut;
  return fault_.kind == Fault::Kind::full ? SQLITE_FULL : failure;
}

void FaultDisk::restart(Unsynced unsynced, std::uint64_t seed) {
  random_ = property::Random{seed};
  const auto has_come = [&] { return unsynced == Unsynced::random ? random_.chance(50) : unsynced == Unsynced::kept; };
  std::erase_if(files_, [&](const auto& entry) { return !entry.second.named && !has_come(); });
  for (const auto& [name, file] : deleted_)
    if (!has_come()) files_.emplace(name, file);
  deleted_.clear();
  for (auto& [name, file] : files_) {
    file.named = true;
    file.content->lose(unsynced, random_);
  }
  dead_ = false;
  plan({});
}

bool FaultDisk::holds(std::string_view bytes) const {
  return std::any_of(files_.begin(), files_.end(), [&](const auto& entry) {
    const SimulatedFile& file = *entry.second.content;
    return file.cached().find(bytes) != std::string::npos || file.on_disk().find(bytes) != std::string::npos;
  });
}

std::string FaultDisk::bytes(const std::string& name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? "" : found->second.content->cached();
}

}  // namespace usher::crash

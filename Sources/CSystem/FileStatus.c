#define _GNU_SOURCE
#include "FileStatus.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static int ask(int directory, const char *name, int flags, struct file_status *status) {
  struct statx s;
  if (statx(directory, name, flags, STATX_BASIC_STATS | STATX_BTIME, &s) != 0) return errno;
  status->inode = s.stx_ino;
  status->device = ((uint64_t)s.stx_dev_major << 32) | s.stx_dev_minor;
  status->size = (int64_t)s.stx_size;
  status->mode = s.stx_mode;
  status->links = s.stx_nlink;
  status->changed_seconds = s.stx_ctime.tv_sec;
  status->changed_nanos = s.stx_ctime.tv_nsec;
  status->modified_seconds = s.stx_mtime.tv_sec;
  status->modified_nanos = s.stx_mtime.tv_nsec;
  status->has_born = (s.stx_mask & STATX_BTIME) != 0;
  status->born_seconds = s.stx_btime.tv_sec;
  status->born_nanos = s.stx_btime.tv_nsec;
  return 0;
}

int file_status_at(int directory, const char *name, int follow, struct file_status *status) {
  return ask(directory, name, follow ? 0 : AT_SYMLINK_NOFOLLOW, status);
}

int file_times_at(int directory, const char *name, int follow, struct file_status *status) {
  struct stat s;
  if (fstatat(directory, name, &s, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0) return errno;
  status->inode = s.st_ino;
  status->device = ((uint64_t)major(s.st_dev) << 32) | minor(s.st_dev);
  status->size = s.st_size;
  status->mode = s.st_mode;
  status->links = (uint32_t)s.st_nlink;
  status->changed_seconds = s.st_ctim.tv_sec;
  status->changed_nanos = (uint32_t)s.st_ctim.tv_nsec;
  status->modified_seconds = s.st_mtim.tv_sec;
  status->modified_nanos = (uint32_t)s.st_mtim.tv_nsec;
  status->has_born = 0;
  return 0;
}

int file_status_of_descriptor(int descriptor, struct file_status *status) {
  return ask(descriptor, "", AT_EMPTY_PATH, status);
}

long directory_read(int descriptor, void *buffer, size_t size) {
  long n = syscall(SYS_getdents64, descriptor, buffer, size);
  return n < 0 ? -errno : n;
}

int directory_locate(int directory, const char *name) {
  int descriptor = openat(directory, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

uint32_t file_system_type(const char *path) {
  struct statfs s;
  return statfs(path, &s) == 0 ? (uint32_t)s.f_type : 0;
}

void keep_freed_memory(void) {
  mallopt(M_MMAP_THRESHOLD, 8 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
}

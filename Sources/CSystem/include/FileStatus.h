#ifndef UVFRESH_FILESTATUS_H
#define UVFRESH_FILESTATUS_H

#include <stddef.h>
#include <stdint.h>

/* Swift's Glibc module has neither statx(2), the only call that tells a birth time, nor
 * getdents64(2), which reads a directory without one allocation a name. */

struct file_status {
  uint64_t inode;
  uint64_t device; /* major << 32 | minor */
  int64_t size;
  uint32_t mode;
  uint32_t links;
  uint32_t changed_nanos, modified_nanos, born_nanos;
  int64_t changed_seconds, modified_seconds, born_seconds;
  int32_t has_born; /* 0 where the file system keeps no birth time */
};

/* 0, or the error number. `follow` is 0 to look at a link itself. */
int file_status_at(int directory, const char *name, int follow, struct file_status *status);

/* The same without a birth time, by stat(2): cheaper by a tenth, which is seen over 100,000 files. */
int file_times_at(int directory, const char *name, int follow, struct file_status *status);

/* 0, or the error number. */
int file_status_of_descriptor(int descriptor, struct file_status *status);

/* A descriptor for looking names up in a directory (O_PATH, which Swift does not see either), or minus
 * the error number. */
int directory_locate(int directory, const char *name);

/* Bytes of struct linux_dirent64 written to `buffer`, 0 at the end, or minus the error number. */
long directory_read(int descriptor, void *buffer, size_t size);

/* The magic number of the file system that a path lies on, statfs(2); 0 if it cannot be told. */
uint32_t file_system_type(const char *path);

/* Keeps freed memory for the next file instead of handing it back page by page: records of many
 * projects are of one size, and each fresh page costs more than the read that fills it. */
void keep_freed_memory(void);

#endif

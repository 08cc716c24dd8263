#define _GNU_SOURCE
#include "Spawn.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

int spawn_in_directory(posix_spawn_file_actions_t *actions, const char *directory) {
  return posix_spawn_file_actions_addchdir_np(actions, directory);
}

int descriptors_unshare(void) {
  return unshare(CLONE_FILES);
}

int pipe_closed_on_exec(int ends[2], int flags) {
  return pipe2(ends, O_CLOEXEC | flags);
}

int memory_file_closed_on_exec(void) {
  return memfd_create("uvfresh", MFD_CLOEXEC);
}

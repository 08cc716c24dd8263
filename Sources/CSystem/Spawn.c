#define _GNU_SOURCE
#include "Spawn.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

int spawn_in_folder(posix_spawn_file_actions_t *actions, const char *folder) {
  return posix_spawn_file_actions_addchdir_np(actions, folder);
}

int descriptors_unshare(void) {
  return unshare(CLONE_FILES);
}

int pipe_closed_on_exec(int ends[2], int flags) {
  return pipe2(ends, O_CLOEXEC | flags);
}

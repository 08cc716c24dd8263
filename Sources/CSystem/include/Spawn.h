#ifndef UVFRESH_SPAWN_H
#define UVFRESH_SPAWN_H

#include <spawn.h>

/* posix_spawn_file_actions_addchdir_np, a GNU extension that Swift's Glibc module leaves out. */
int spawn_in_directory(posix_spawn_file_actions_t *actions, const char *directory);

/* unshare(CLONE_FILES), which that module leaves out as well. */
int descriptors_unshare(void);

/* pipe2, likewise: closed on exec from the first moment. Flags are O_NONBLOCK or none; 0, or -1 with errno. */
int pipe_closed_on_exec(int ends[2], int flags);

/* memfd_create, likewise; the descriptor, or -1 with errno. */
int memory_file_closed_on_exec(void);

#endif

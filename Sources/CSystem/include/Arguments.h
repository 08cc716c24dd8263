#ifndef UVFRESH_ARGUMENTS_H
#define UVFRESH_ARGUMENTS_H

/* The arguments of this process, as the kernel passed them. Swift's CommandLine reads
 * /proc/self/cmdline, and is empty where that cannot be read: `check` would then run as if no
 * command were given, and exit 0. */
int argument_count(void);
const char *argument_at(int index);

#endif

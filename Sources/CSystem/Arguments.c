#include "Arguments.h"

static int count;
static char **vector;

/* glibc passes main's arguments to constructors, in static programs too. */
__attribute__((constructor)) static void keep(int argc, char **argv) {
  count = argc;
  vector = argv;
}

int argument_count(void) {
  return count;
}

const char *argument_at(int index) {
  return vector[index];
}

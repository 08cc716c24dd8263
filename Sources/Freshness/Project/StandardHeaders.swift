/// Headers that the compiler or the system brings.
enum StandardHeaders {
  /// Whether `#include <name>` finds it without a project.
  static func contain(_ name: String) -> Bool {
    cxx.contains(name) || libc.contains(name)
      || libcDirectories.contains { name.hasPrefix($0) && !name.dropFirst($0.count).contains("/") }
  }

  /// C++23, 16.4.2.3 Headers; without those of C, such as `cstdio`, which begin with a `c`.
  private static let cxx: Set<String> = [
    "algorithm", "any", "array", "atomic", "barrier", "bit", "bitset", "charconv", "chrono",
    "codecvt", "compare", "complex", "concepts", "condition_variable", "coroutine", "deque",
    "exception", "execution", "expected", "filesystem", "flat_map", "flat_set", "format",
    "forward_list", "fstream", "functional", "future", "generator", "initializer_list", "iomanip",
    "ios", "iosfwd", "iostream", "istream", "iterator", "latch", "limits", "list", "locale", "map",
    "mdspan", "memory", "memory_resource", "mutex", "new", "numbers", "numeric", "optional",
    "ostream", "print", "queue", "random", "ranges", "ratio", "regex", "scoped_allocator",
    "semaphore", "set", "shared_mutex", "source_location", "span", "spanstream", "sstream", "stack",
    "stacktrace", "stdexcept", "stdfloat", "stop_token", "streambuf", "string", "string_view",
    "strstream", "syncstream", "system_error", "thread", "tuple", "type_traits", "typeindex",
    "typeinfo", "unordered_map", "unordered_set", "utility", "valarray", "variant", "vector",
    "version", "cassert", "cctype", "cerrno", "cfenv", "cfloat", "cinttypes", "ciso646", "climits",
    "clocale", "cmath", "csetjmp", "csignal", "cstdalign", "cstdarg", "cstdbool", "cstddef",
    "cstdint", "cstdio", "cstdlib", "cstring", "ctgmath", "ctime", "cuchar", "cwchar", "cwctype",
  ]

  /// POSIX.1-2024, 14 Headers, and C23, 7 Library: those that copies for Windows are made of.
  private static let libc: Set<String> = [
    "assert.h", "complex.h", "ctype.h", "dirent.h", "dlfcn.h", "endian.h", "errno.h", "fcntl.h",
    "fenv.h", "float.h", "fnmatch.h", "getopt.h", "glob.h", "grp.h", "inttypes.h", "iso646.h",
    "langinfo.h", "libgen.h", "limits.h", "locale.h", "math.h", "netdb.h", "poll.h", "pthread.h",
    "pwd.h", "sched.h", "semaphore.h", "setjmp.h", "signal.h", "stdalign.h", "stdarg.h",
    "stdatomic.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h",
    "strings.h", "syslog.h", "termios.h", "threads.h", "time.h", "uchar.h", "unistd.h", "utime.h",
    "wchar.h", "wctype.h",
  ]

  private static let libcDirectories = ["sys/", "netinet/", "arpa/", "net/"]
}

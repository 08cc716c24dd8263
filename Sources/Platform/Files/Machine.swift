import Glibc

/// The machine that this process runs on.
package enum Machine {
  /// As the kernel names it (`uname -m`), such as `x86_64`.
  package static var name: String {
    var names = utsname()
    guard uname(&names) == 0 else { return "" }
    return withUnsafeBytes(of: &names.machine) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

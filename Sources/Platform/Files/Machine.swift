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

  /// `36` where the GNU C library is 2.36; nil where it is not found.
  ///
  /// The library's own text tells, since this program may be linked with one of its own. Read once,
  /// and only when a wheel asks for more than every machine has.
  package static let glibcMinor: Int? = {
    for directory in ["/lib/\(name)-linux-gnu", "/lib64", "/usr/lib", "/lib"] {
      guard
        let content = try? Directory.working.readIfPresent(
          Path(directory).appending("libc.so.6"), limit: 16 << 20),
        let minor = glibcMinor(in: content)
      else { continue }
      return minor
    }
    return nil
  }()

  /// Finds `GNU C Library (…) stable release version 2.36.`.
  static func glibcMinor(in library: [UInt8]) -> Int? {
    let banner = Array("GNU C Library (".utf8)
    let words = Array("release version 2.".utf8)
    return library.withUnsafeBytes { bytes -> Int? in
      var place = 0
      while let found = index(of: UInt8(ascii: "G"), in: bytes, from: place) {
        place = found + 1
        guard bytes[found...].starts(with: banner) else { continue }
        let line = bytes[found...].prefix(200)
        guard
          let start = line.indices.first(where: { line[$0...].starts(with: words) })
        else { continue }
        let digits = line[(start + words.count)...].prefix { (0x30...0x39).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self))
      }
      return nil
    }
  }

  private static func index(
    of byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int
  ) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + start, CInt(byte), bytes.count - start)
    else { return nil }
    return base.distance(to: UnsafeRawPointer(found))
  }
}

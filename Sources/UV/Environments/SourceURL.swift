import Platform

/// What a URL in `direct_url.json` points at.
package enum SourceURL: Hashable, Sendable {
  /// A path on this machine.
  case path(Path)
  /// A `file:` URL that names no path here: another host, or nothing after the scheme.
  case foreignFile
  case remote

  /// Reads a URL as the WHATWG standard does, as far as the path of a `file:` URL goes; nil for
  /// what is not a URL.
  package init?(_ text: String) {
    if let path = Self.plainPath(text) {
      self = .path(path)
      return
    }
    let stripped = text.unicodeScalars.filter { $0 != "\t" && $0 != "\n" && $0 != "\r" }
    var bytes = Array(String(String.UnicodeScalarView(stripped)).utf8)[...]
    while let first = bytes.first, first <= 0x20 { bytes = bytes.dropFirst() }
    while let last = bytes.last, last <= 0x20 { bytes = bytes.dropLast() }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
      let scheme = Self.scheme(bytes[..<colon])
    else { return nil }
    let rest = bytes[(colon + 1)...].prefix { $0 != UInt8(ascii: "#") }
    guard scheme == "file" else {
      if ["http", "https", "ftp", "ws", "wss"].contains(scheme),
        rest.drop(while: Self.isSlash).isEmpty
      {
        return nil
      }
      self = .remote
      return
    }
    self = Self.file(rest.prefix { $0 != UInt8(ascii: "?") })
  }

  /// The path of a `file` URL in which nothing is written in another way than the path itself, as
  /// uv writes nearly all of them.
  private static func plainPath(_ text: String) -> Path? {
    var text = text
    return text.withUTF8 { utf8 -> Path? in
      guard utf8.count > 8, utf8.starts(with: "file:///".utf8), utf8.last != UInt8(ascii: "/")
      else { return nil }
      var before = UInt8(ascii: "/")
      for byte in utf8.dropFirst(8) {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): break
        // Not at the beginning of a segment: `.` and `..` mean something, and so does `//`.
        case UInt8(ascii: "."), UInt8(ascii: "/"):
          if before == UInt8(ascii: "/") { return nil }
        default: return nil
        }
        before = byte
      }
      return Path(Array(utf8.dropFirst(7)))
    }
  }

  private static func scheme(_ bytes: ArraySlice<UInt8>) -> String? {
    guard let first = bytes.first, (0x61...0x7A).contains(first | 0x20) else { return nil }
    let isScheme = bytes.allSatisfy { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
        || [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(byte)
    }
    return isScheme ? String(decoding: bytes, as: UTF8.self).lowercased() : nil
  }

  private static func file(_ rest: ArraySlice<UInt8>) -> SourceURL {
    var path = rest
    if rest.prefix(2).count == 2, rest.prefix(2).allSatisfy(isSlash) {
      path = rest.dropFirst(2)
      let host = path.prefix { !isSlash($0) }
      path = path.dropFirst(host.count)
      let name = String(decoding: decoded(host), as: UTF8.self).lowercased()
      if !name.isEmpty, name != "localhost" { return .foreignFile }
    }
    var segments: [[UInt8]] = []
    let parts = path.split(omittingEmptySubsequences: false, whereSeparator: isSlash)
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      switch String(decoding: part, as: UTF8.self).lowercased() {
      case "..", ".%2e", "%2e.", "%2e%2e":
        if !segments.isEmpty { segments.removeLast() }
        if isLast { segments.append([]) }
      case ".", "%2e":
        if isLast { segments.append([]) }
      default:
        if index == 0, part.isEmpty { continue }
        segments.append(decoded(part))
      }
    }
    if segments.isEmpty { return .foreignFile }
    while segments.count > 1, segments.last == [] { segments.removeLast() }
    return .path(Path([UInt8(ascii: "/")] + segments.joined(separator: [UInt8(ascii: "/")])))
  }

  private static func isSlash(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
  }

  /// Percent escapes as bytes; a `%` that begins none stays as it is.
  private static func decoded(_ text: some Sequence<UInt8>) -> [UInt8] {
    let text = Array(text)
    var bytes: [UInt8] = []
    var index = 0
    while index < text.count {
      if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
        let high = Hexadecimal.value(of: text[index + 1]),
        let low = Hexadecimal.value(of: text[index + 2])
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
    return bytes
  }
}

extension LocalSource {
  /// Whether uv takes a file of this name for a wheel or a source archive.
  static func isArchiveName(_ path: Path) -> Bool {
    let name = String(decoding: path.name, as: UTF8.self).lowercased()
    return [
      ".whl", ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tar.xz", ".txz",
      ".tar.lzma", ".tlz", ".tar.zst",
    ].contains { name.hasSuffix($0) }
  }
}

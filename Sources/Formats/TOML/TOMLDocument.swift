import Platform

/// The TOML release whose grammar is read.
package enum TOMLVersion: Hashable, Sendable {
  case v1_0
  /// Adds line breaks, comments and a last comma in inline tables, `\e`, `\xHH`, and times without
  /// seconds.
  case v1_1
}

/// A reader for TOML 1.0 and 1.1, written because a verdict hangs on refusing and accepting exactly
/// what uv's reader does: the Swift library at hand reads 1.0 only, stops at NUL and needs
/// Foundation.
///
/// Like uv's reader it allows integers beyond 64 bits: each is a value of its own kind, not an error.
package enum TOMLDocument {
  /// How deep arrays, inline tables and the parts of keys may lie, as in the `toml` crate.
  package static let depthLimit = 80

  /// Reads a document: UTF-8, one byte order mark allowed in front.
  package static func read(
    _ bytes: [UInt8], version: TOMLVersion = .v1_1
  ) throws(TOMLError) -> TOMLTable {
    try read(bytes, version: version, recorder: nil)
  }

  static func read(
    _ bytes: [UInt8], version: TOMLVersion, recorder: TOMLRecorder?
  ) throws(TOMLError) -> TOMLTable {
    if let bad = firstInvalidUTF8(in: bytes) {
      throw failure("not UTF-8", at: bad, in: bytes)
    }
    do throws(SyntaxError) {
      var parser = TOMLParser(bytes, version: version, recorder: recorder)
      return try parser.document()
    } catch {
      throw failure(error.message, at: error.offset, in: bytes)
    }
  }

  private static func failure(_ message: String, at offset: Int, in bytes: [UInt8]) -> TOMLError {
    var before = bytes[..<min(offset, bytes.count)]
    // Where the document ends too early, the last line with something on it is named, as by uv.
    if offset >= bytes.count {
      while let last = before.last, last == 0x0A || last == 0x0D { before.removeLast() }
    }
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    return TOMLError(message: message, line: line, column: before.count - lineStart + 1)
  }

  private static func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
    if bytes.isUTF8 { return nil }
    var valid = 0
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      valid += UTF8.width(scalar)
    }
    return valid
  }
}

/// What is wrong at which byte; turned into line and column once, at the end.
struct SyntaxError: Error {
  let message: String
  let offset: Int
}

extension [UInt8] {
  /// The bytes as text; nil if they are not UTF-8.
  ///
  /// Nearly all are ASCII, for which the library's check takes several times as long.
  package var utf8Text: String? {
    isASCII ? String(decoding: self, as: UTF8.self) : String(validating: self, as: UTF8.self)
  }

  /// Whether they are UTF-8.
  package var isUTF8: Bool { isASCII || String(validating: self, as: UTF8.self) != nil }

  private var isASCII: Bool {
    withUnsafeBufferPointer { bytes in bytes.reduce(0, |) < 0x80 }
  }
}

extension ArraySlice<UInt8> {
  /// The bytes as text; nil if they are not UTF-8.
  package var utf8Text: String? {
    let isASCII = withUnsafeBufferPointer { bytes in bytes.reduce(0, |) < 0x80 }
    return isASCII
      ? String(decoding: self, as: UTF8.self) : String(validating: self, as: UTF8.self)
  }
}

import Platform

/// Integers, floats, dates and times.
extension TOMLParser {
  mutating func numberOrDatetime() throws(SyntaxError) -> TOMLNode.Value {
    let start = position
    while let byte = peek(), isScalarByte(byte) { position += 1 }
    var token = text(from: start)
    let isDate = token.utf8.count == 10 && token.utf8.dropFirst(4).first == UInt8(ascii: "-")
    // A blank is allowed between a date and its time, so that it looks like two values.
    if isDate, peek() == 0x20, position + 1 < bytes.count,
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position + 1])
    {
      position += 1
      while let byte = peek(), isScalarByte(byte) { position += 1 }
      token = text(from: start)
    }
    if token.isEmpty { throw failure("expected a value") }
    if let value = Self.integer(token) ?? Self.float(token) { return value }
    if let datetime = Self.datetime(token, version: version) { return .datetime(datetime) }
    position = start
    throw failure("`\(token)` is not a value")
  }

  private func isScalarByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  // MARK: - Integers

  private static func integer(_ token: String) -> TOMLNode.Value? {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where token.hasPrefix(prefix) {
      let digits = token.utf8.dropFirst(2)
      guard isUnderscored(digits, { (Hexadecimal.value(of: $0) ?? 99) < radix }) else { return nil }
      let plain = String(decoding: digits.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
      return Int64(plain, radix: radix).map { .integer($0) } ?? .hugeInteger(token)
    }
    let unsigned = token.utf8.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    guard token.utf8.count - unsigned.count <= 1, isDecimal(unsigned) else { return nil }
    let plain = String(decoding: token.utf8.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    return Int64(plain).map { .integer($0) } ?? .hugeInteger(token)
  }

  /// Digits without a leading zero, single underscores between them.
  private static func isDecimal(_ digits: Substring.UTF8View) -> Bool {
    if digits.first == UInt8(ascii: "0"), digits.count > 1 { return false }
    return isUnderscored(digits, isDigit)
  }

  private static func isUnderscored(
    _ digits: Substring.UTF8View, _ isMember: (UInt8) -> Bool
  ) -> Bool {
    var mayBreak = false
    for byte in digits {
      if byte == UInt8(ascii: "_") {
        if !mayBreak { return false }
        mayBreak = false
      } else {
        if !isMember(byte) { return false }
        mayBreak = true
      }
    }
    return mayBreak
  }

  // MARK: - Floats

  private static func float(_ token: String) -> TOMLNode.Value? {
    switch token {
    case "inf", "+inf": return .float(.infinity)
    case "-inf": return .float(-.infinity)
    case "nan", "+nan", "-nan": return .float(.nan)
    default: break
    }
    let unsigned = token.utf8.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    guard token.utf8.count - unsigned.count <= 1 else { return nil }
    var mantissa = unsigned
    if let mark = unsigned.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      mantissa = unsigned[..<mark]
      let exponent = unsigned[unsigned.index(after: mark)...]
      let digits = exponent.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
      guard exponent.count - digits.count <= 1, isUnderscored(digits, isDigit) else { return nil }
    }
    if let point = mantissa.firstIndex(of: UInt8(ascii: ".")) {
      guard isUnderscored(mantissa[mantissa.index(after: point)...], isDigit) else { return nil }
      mantissa = mantissa[..<point]
    } else if mantissa.count == unsigned.count {
      return nil
    }
    guard isDecimal(mantissa) else { return nil }
    let plain = String(decoding: token.utf8.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    guard let value = Double(plain), value.isFinite else { return nil }
    return .float(value)
  }

  // MARK: - Dates and times

  private static func datetime(_ token: String, version: TOMLVersion) -> TOMLDatetime? {
    var rest = Array(token.utf8)[...]
    guard let date = takeDate(&rest) else {
      guard let time = takeTime(&rest, version: version), rest.isEmpty else { return nil }
      return TOMLDatetime(kind: .localTime, text: time)
    }
    if rest.isEmpty { return TOMLDatetime(kind: .localDate, text: date) }
    guard let mark = rest.popFirst(), [0x20, UInt8(ascii: "T"), UInt8(ascii: "t")].contains(mark),
      let time = takeTime(&rest, version: version)
    else { return nil }
    if rest.isEmpty { return TOMLDatetime(kind: .localDatetime, text: "\(date)T\(time)") }
    guard let offset = takeOffset(&rest), rest.isEmpty else { return nil }
    return TOMLDatetime(kind: .offsetDatetime, text: "\(date)T\(time)\(offset)")
  }

  private static func takeDate(_ rest: inout ArraySlice<UInt8>) -> String? {
    var try_ = rest
    guard let year = takeNumber(&try_, 4), take(&try_, "-"),
      let month = takeNumber(&try_, 2), take(&try_, "-"), let day = takeNumber(&try_, 2),
      (1...12).contains(month), (1...daysIn(month, of: year)).contains(day)
    else { return nil }
    defer { rest = try_ }
    return String(decoding: rest[..<try_.startIndex], as: UTF8.self)
  }

  private static func takeTime(_ rest: inout ArraySlice<UInt8>, version: TOMLVersion) -> String? {
    let start = rest
    guard let hour = takeNumber(&rest, 2), take(&rest, ":"), let minute = takeNumber(&rest, 2),
      hour < 24, minute < 60
    else { return nil }
    guard take(&rest, ":") else {
      if version == .v1_0 { return nil }
      return String(decoding: start[..<rest.startIndex], as: UTF8.self) + ":00"
    }
    guard let second = takeNumber(&rest, 2), second <= 60 else { return nil }
    if take(&rest, ".") {
      let fraction = rest.prefix(while: isDigit)
      if fraction.isEmpty { return nil }
      rest = rest.dropFirst(fraction.count)
    }
    return String(decoding: start[..<rest.startIndex], as: UTF8.self)
  }

  private static func takeOffset(_ rest: inout ArraySlice<UInt8>) -> String? {
    let start = rest
    if take(&rest, "Z") || take(&rest, "z") { return "Z" }
    guard take(&rest, "+") || take(&rest, "-"), let hour = takeNumber(&rest, 2),
      take(&rest, ":"), let minute = takeNumber(&rest, 2), hour < 24, minute < 60
    else { return nil }
    return String(decoding: start[..<rest.startIndex], as: UTF8.self)
  }

  private static func takeNumber(_ rest: inout ArraySlice<UInt8>, _ digits: Int) -> Int? {
    let found = rest.prefix(digits)
    guard found.count == digits, found.allSatisfy(isDigit) else { return nil }
    rest = rest.dropFirst(digits)
    return found.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private static func take(_ rest: inout ArraySlice<UInt8>, _ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: scalar) else { return false }
    rest = rest.dropFirst()
    return true
  }

  private static func daysIn(_ month: Int, of year: Int) -> Int {
    switch month {
    case 2:
      year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

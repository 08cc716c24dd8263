import Glibc

/// Times and durations, for people.
package enum TimeWords {
  /// A duration in its largest unit: `12 ms`, `3 s`, `5 min`, `2 h`, `4 d`.
  package static func length(_ seconds: Double) -> String {
    let seconds = abs(seconds)
    switch seconds {
    case ..<1: return "\(Int((seconds * 1000).rounded(.up))) ms"
    case ..<120: return "\(Int(seconds)) s"
    case ..<7200: return "\(Int(seconds / 60)) min"
    case ..<172_800: return "\(Int(seconds / 3600)) h"
    default: return seconds < 1e15 ? "\(Int(seconds / 86_400)) d" : "ages"
    }
  }

  /// The same for a column of ages: what is younger than a second is `now`.
  package static func age(_ seconds: Double) -> String {
    seconds < 1 ? "now" : length(seconds)
  }

  /// A moment in local time (`TZ`): `2026-11-22 17:03:01`.
  package static func moment(secondsSince1970: UInt64) -> String {
    var time = time_t(truncatingIfNeeded: secondsSince1970)
    var parts = tm()
    guard localtime_r(&time, &parts) != nil else { return "\(secondsSince1970)" }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(Int(parts.tm_year) + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return "\(date) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
  }
}

/// Sizes, for people.
package enum ByteWords {
  /// `812 B`, `4.1 kB`, `12 MB`: powers of 1000, one decimal below ten.
  package static func size(_ bytes: Int) -> String {
    var value = Double(max(0, bytes))
    for unit in ["B", "kB", "MB", "GB"] {
      if value < 1000 || unit == "GB" {
        let isSmall = value < 9.95 && unit != "B"
        let tenths = Int((value * 10).rounded())
        return isSmall ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(Int(value.rounded())) \(unit)"
      }
      value /= 1000
    }
    return "\(bytes) B"
  }
}

/// Values that may be secrets.
package enum Masked {
  /// The first three characters and the length: `abc…(41 chars)`; short values show nothing.
  package static func of(_ value: String, ellipsis: String = "…") -> String {
    let count = value.count
    if count == 0 { return "(empty)" }
    return "\(count < 12 ? "" : VisibleText.of(String(value.prefix(3))))\(ellipsis)(\(count) chars)"
  }
}

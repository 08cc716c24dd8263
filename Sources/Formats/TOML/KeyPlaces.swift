import Platform

/// Where the keys of a table stand.
///
/// A few keys are compared one by one: a lock file holds ten thousand small tables, and a
/// dictionary for each was a fifth of the time to read it.
struct KeyPlaces: Sendable {
  private static let few = 8

  private var count = 0
  /// Empty while there are few.
  private var places: [ByteString: Int] = [:]

  /// The place of a key; `key` gives the one at a place.
  func place(of wanted: String, _ key: (Int) -> String) -> Int? {
    let wanted = ByteString(wanted)
    if !places.isEmpty { return places[wanted] }
    return (0..<count).first { ByteString(key($0)) == wanted }
  }

  /// Takes note of a further key, which `key` gives already.
  mutating func append(_ wanted: String, _ key: (Int) -> String) {
    if count == Self.few {
      for place in 0..<count { places[ByteString(key(place))] = place }
    }
    if count >= Self.few { places[ByteString(wanted)] = count }
    count += 1
  }
}

import Foundation

/// A small random generator whose numbers are the same on every machine (splitmix64).
public struct SeededGenerator: RandomNumberGenerator {
  /// What `UVFRESH_SEED` says, so that a failure can be repeated; nil otherwise.
  public static let chosenSeed = ProcessInfo.processInfo.environment["UVFRESH_SEED"].flatMap {
    UInt64($0)
  }

  private var state: UInt64

  /// Starts from a seed.
  public init(seed: UInt64) {
    state = seed
  }

  /// One with a fresh seed, or the chosen one, which it prints.
  public static func announced(_ what: String) -> SeededGenerator {
    let seed = chosenSeed ?? UInt64(Date().timeIntervalSince1970)
    print("\(what): UVFRESH_SEED=\(seed)")
    return SeededGenerator(seed: seed)
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// One of these, which must be some.
  public mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(next() % UInt64(elements.count))]
  }

  /// True as often as this.
  public mutating func chance(_ percent: UInt64) -> Bool {
    next() % 100 < percent
  }
}

import Testing

@testable import UV

/// Which Pythons a project means, as a lock compares them.
struct PythonRangeTests {
  private func range(_ text: String) throws -> PythonRange {
    PythonRange(try #require(VersionSpecifiers(text), "\(text)"))
  }

  @Test(arguments: [
    (">=3.9", ">=3.9,!=3.10.*", true), (">=3.9", ">=3.9.0", true), (">=3.9", ">3.9", false),
    (">=3.9,<4", ">=3.9", false), ("~=3.9", ">=3.9,<4", true), ("~=3.9.2", ">=3.9.2,<3.10", true),
    ("==3.9.*", ">=3.9,<3.10", true), ("==3.9", ">=3.9,<=3.9", true), ("<=3.9", "<3.9", false),
  ])
  func bounds(_ one: String, _ other: String, _ areSame: Bool) throws {
    #expect(try range(one).hasBounds(of: range(other)) == areSame)
  }

  @Test(arguments: [
    (">=3.10", ">=3.9", true), (">=3.9", ">=3.10", false), (">=3.9", "<3.13", true),
    (">=3.9", ">=2.7,!=3.9.*", true), ("<3", ">=3.9", false),
  ])
  func begins(_ mine: String, _ theirs: String, _ isWithin: Bool) throws {
    #expect(try range(mine).begins(within: range(theirs)) == isWithin)
  }

  /// Numbers up to the last of 64 bits, which no Python has, and what goes beyond it.
  @Test(arguments: [
    ">=18446744073709551615", ">18446744073709551615.8", ">=18446744073709551615.16.8",
    "==18446744073709551615.*", "~=3.18446744073709551615", "!=3.18446744073709551615.*",
    "<18446744073709551615", "==0.*", "<0", ">=3.12,<3.9",
  ])
  func odd(_ text: String) throws {
    let odd = try range(text)
    #expect(odd.intersection(.all) == odd)
    #expect(odd.isEmpty || odd.hasBounds(of: odd))
  }

  @Test(arguments: [
    ("python_version >= '3.10'", ">=3.10"), ("python_version > '3.10'", ">=3.11"),
    ("python_version == '3.10'", "==3.10.*"), ("'3.10' <= python_version", ">=3.10"),
    ("python_version <= '18446744073709551615.18446744073709551615'", ">=0"),
  ])
  func markers(_ text: String, _ pythons: String) throws {
    let marker = PythonRange(try #require(Marker(text)))
    #expect(try marker.intersection(.all).begins(within: range(pythons)))
    #expect(try range(pythons).begins(within: marker))
  }
}

// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// For what waits for a person rather than for a disk: a smaller program, 0.1 MB of the wheel.
let small = strict + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

/// A target of the program.
///
/// Imports point one way only: each target may import those above it.
func layer(
  _ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = strict
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "uvfresh",
  products: [.executable(name: "uvfresh", targets: ["uvfresh"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    .target(name: "CSystem"),
    .target(
      name: "CNcurses",
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),

    layer("Platform", ["CSystem"]),
    layer("Formats", ["Platform"]),
    layer("UV", ["Formats", "Platform"]),
    layer("Freshness", ["UV", "Formats", "Platform"]),
    layer("Reinstall", ["Freshness", "UV", "Formats", "Platform"], settings: small),
    layer("Inspector", ["Reinstall", "Freshness", "UV", "Formats", "Platform"], settings: small),
    layer(
      "Terminal", ["Inspector", "Reinstall", "Freshness", "UV", "Platform", "CNcurses"],
      settings: small),
    .executableTarget(
      name: "uvfresh",
      dependencies: [
        "Terminal", "Inspector", "Reinstall", "Freshness", "UV", "Formats", "Platform",
        argumentParser,
      ],
      swiftSettings: small),

    // `swift package wheel` packs the release program for PyPI.
    .plugin(
      name: "Wheel",
      capability: .command(
        intent: .custom(verb: "wheel", description: "Pack the release program as a Python wheel.")),
      path: "Sources/Wheel", exclude: ["make_wheel.py", "uvfresh"]),

    .target(
      name: "TestSupport", dependencies: ["Formats", "Platform"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("PlatformTests", ["Platform", "TestSupport"]),
    tests("FormatsTests", ["Formats", "TestSupport"]),
    tests("UVTests", ["UV", "Formats", "Platform", "TestSupport"]),
    tests("FreshnessTests", ["Freshness", "UV", "Formats", "Platform", "TestSupport"]),
    tests("ReinstallTests", ["Reinstall", "Freshness", "UV", "Platform", "TestSupport"]),
    tests(
      "InspectorTests",
      ["Inspector", "Reinstall", "Freshness", "UV", "Formats", "Platform", "TestSupport"],
      exclude: ["Golden"]),
    tests("TerminalTests", ["Terminal", "TestSupport", "Platform"]),
    tests(
      "EndToEndTests", ["TestSupport", "uvfresh"], path: "Tests/EndToEnd", exclude: ["Golden"]),
    tests(
      "ConformanceTests",
      ["TestSupport", "uvfresh", "Freshness", "UV", "Formats", "Platform"],
      path: "Tests/Conformance",
      exclude: [
        "Cases", "Scenarios", "compare", "real-packages", "real-packages.txt", "planted_edits.py",
      ]),
  ]
)

// Fuzzing has no part in a usual build: `Tests/Fuzz/run` asks for it.
if Context.environment["UVFRESH_BUILD_FUZZ"] != nil {
  package.products.append(.executable(name: "fuzz", targets: ["Fuzz"]))
  package.targets.append(
    .executableTarget(
      name: "Fuzz",
      dependencies: ["Inspector", "Reinstall", "Freshness", "UV", "Formats", "Platform"],
      path: "Tests/Fuzz", exclude: ["run", "Seeds"],
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}

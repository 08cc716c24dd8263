// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room of the house: a target whose imports point one way only, down this list.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.target(name: name), "TestSupport"] + dependencies,
    swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "uvfresh",
  products: [.executable(name: "uvfresh", targets: ["uvfresh"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(name: "CFileStatus"),
    .target(name: "CSpawn"),
    .target(
      name: "CTerminal",
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),

    room("FileSystem", ["CFileStatus"]),
    room("ByteText", []),
    room("VisibleText", []),
    room("TOMLReader", ["ByteText"]),
    room("JSONReader", []),

    room("Processes", ["CSpawn", "FileSystem"]),

    room(
      "CacheKeys",
      ["Processes", "FileSystem", "TOMLReader", "JSONReader", "VisibleText", "ByteText"]),
    room("Environments", ["FileSystem", "JSONReader", "Processes", "ByteText", "VisibleText"]),
    room("UVSettings", ["FileSystem", "TOMLReader", "JSONReader"]),

    room(
      "BuildCache",
      [
        "CacheKeys", "Environments", "UVSettings", "FileSystem", "JSONReader", "ByteText",
        "VisibleText",
      ]),

    room(
      "Freshness",
      [
        "BuildCache", "CacheKeys", "Environments", "UVSettings", "Processes", "FileSystem",
        "TOMLReader",
        "JSONReader", "ByteText", "VisibleText",
      ]),
    room(
      "Reinstall",
      [
        "Processes", "UVSettings", "Freshness", "CacheKeys", "Environments", "FileSystem",
        "VisibleText",
      ]),

    room(
      "InspectorModel",
      [
        "Reinstall", "Freshness", "BuildCache", "CacheKeys", "Environments", "FileSystem",
        "TOMLReader", "JSONReader", "ByteText", "VisibleText",
      ]),
    room(
      "InspectorView",
      [
        "InspectorModel", "Reinstall", "Freshness", "CacheKeys", "Environments", "FileSystem",
        "VisibleText",
      ]),
    room(
      "TerminalUI",
      [
        "CTerminal", "InspectorView", "InspectorModel", "Reinstall", "Freshness", "CacheKeys",
        "Environments", "UVSettings", "Processes", "FileSystem", "VisibleText",
      ]),

    .executableTarget(
      name: "uvfresh",
      dependencies: [
        "TerminalUI", "InspectorView", "InspectorModel", "Reinstall", "Freshness", "BuildCache",
        "CacheKeys", "Environments", "UVSettings", "Processes", "FileSystem", "JSONReader",
        "ByteText",
        "VisibleText", argumentParser,
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Processes", "FileSystem"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests(of: "TOMLReader"),
    tests(of: "JSONReader"),
    tests(of: "VisibleText"),
    tests(of: "CacheKeys", ["FileSystem", "ByteText", "JSONReader", "TOMLReader"]),
    tests(of: "Environments", ["FileSystem", "JSONReader"]),
    tests(of: "BuildCache", ["CacheKeys", "Environments", "UVSettings", "FileSystem"]),
    tests(of: "UVSettings", ["FileSystem", "JSONReader"]),
    tests(
      of: "Freshness",
      ["CacheKeys", "Environments", "UVSettings", "FileSystem", "JSONReader", "ByteText"]),
    tests(
      of: "Reinstall",
      ["Freshness", "Processes", "Environments", "UVSettings", "CacheKeys", "FileSystem"]),
    .testTarget(
      name: "InspectorTests",
      dependencies: [
        "TestSupport", "InspectorView", "InspectorModel", "Reinstall", "Freshness", "BuildCache",
        "CacheKeys",
        "Environments", "FileSystem", "JSONReader", "ByteText", "VisibleText",
      ],
      exclude: ["Golden"],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests", dependencies: ["TestSupport", "uvfresh"], swiftSettings: strict),
    .testTarget(
      name: "UVConformanceTests",
      dependencies: [
        "TestSupport", "uvfresh", "Freshness", "BuildCache", "CacheKeys", "Environments",
        "FileSystem", "JSONReader",
        "ByteText",
      ],
      swiftSettings: strict),
  ]
)

// Fuzzing has no part in a usual build: `Tests/Fuzz/run` asks for it.
if Context.environment["UVFRESH_BUILD_FUZZ"] != nil {
  package.products.append(.executable(name: "fuzz", targets: ["Fuzz"]))
  package.targets.append(
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "Reinstall", "InspectorModel", "BuildCache", "CacheKeys", "Environments", "UVSettings",
        "FileSystem", "TOMLReader", "JSONReader", "VisibleText",
      ],
      path: "Tests/Fuzz", exclude: ["run", "Seeds"],
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}

import Formats
import Foundation
import Freshness
import Inspector
import Platform
import Reinstall
import UV

/// A parser of something that comes from outside, fed with bytes made up by libFuzzer.
///
/// See `Tests/Fuzz/run`. A trap, a hang and memory without bounds are findings; refusing is not.
let parsers: [String: @Sendable ([UInt8]) -> Void] = [
  "toml": { bytes in
    for version in [TOMLVersion.v1_0, .v1_1] {
      _ = try? TOMLDocument.read(bytes, version: version)
    }
  },
  "json": { _ = try? JSONValue.read($0) },
  "journal": { bytes in
    let text = JournalText(bytes)
    let kept = JournalText(text.readable)
    must(kept.damaged == 0 && kept.entries == text.entries, "a kept line is lost")
    let lines = text.entries.map(JournalText.line)
    must(lines.allSatisfy { $0.count <= JournalText.lineLimit }, "a long line")
    let again = JournalText(lines.flatMap { $0 }).entries
    must(again.map(\.subject) == text.entries.map(\.subject), "an entry is lost")
    let rebuilds = RebuildSummary.all(of: text.entries.withoutRepeats, now: .now)
    must(
      rebuilds.allSatisfy { $0.shares.reduce(0) { $0 + $1.rebuilds } == $0.rebuilds },
      "the causes do not add up")
  },
  "record": { bytes in
    var reader = RecordReader(rules: .latest)
    _ = try? reader.read(bytes)
    _ = try? BuildInfo(bytes)
  },
  "direct-url": { bytes in
    if let direct = try? DirectURL(bytes) { _ = SourceURL(direct.url) }
    _ = SourceURL(String(decoding: bytes, as: UTF8.self))
  },
  "keys": { bytes in
    for rules in [Rules.latest, Rules(UVRelease(0, 9, 4)), Rules(UVRelease(0, 7, 20))] {
      _ = try? CacheKeyList.read(bytes, rules: rules)
    }
    _ = try? Preferences(bytes)
  },
  "glob": { bytes in
    guard let project = scratch else { return }
    let lines = bytes.split(separator: UInt8(ascii: "\n")).prefix(8)
    // Only below the scratch directory: a pattern may climb, or begin at the root.
    guard lines.allSatisfy(staysInside) else { return }
    let keys = lines.map { CacheKey.file(String(decoding: $0, as: UTF8.self)) }
    let computer = CacheInfoComputer(rules: .latest, environment: ProcessEnvironment([:]))
    _ = try? computer.compute(Path(project), extra: keys)
  },
  "gitignore": { bytes in
    var file = IgnoreFile(bytes)
    _ = file?.ignores(Array("src/a/b.py".utf8), isDirectory: false)
  },
  "message-pack": { bytes in
    guard let packed = try? MessagePack.read(bytes) else { return }
    _ = packed.elements(["cache_info", "revision"])?.first.flatMap { CacheInfo($0) }
  },
  "names": { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    _ = PackageName(text)
    _ = PackageVersion(text)
    _ = UVRelease(text)
    _ = Key(named: text)
  },
  "installed": { bytes in
    _ = InstalledFiles(bytes).size
    _ = CoreMetadata(bytes)
  },
  "output": { bytes in
    var lines = OutputLines()
    let found = lines.take(bytes) + lines.finish()
    must(
      found.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 32 } }, "a control character")
    let visible = VisibleText.of(bytes: bytes)
    must(
      visible.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }, "it is not visible")
    for cut in [
      DisplayWidth.cut(visible, to: 10), DisplayWidth.cutFront(visible, to: 10),
      DisplayWidth.cutMiddle(visible, to: 10),
    ] { must(DisplayWidth.of(cut) <= 10, "too wide") }
  },
  "settings": { bytes in
    guard let project = scratch else { return }
    try? Data(bytes).write(to: URL(fileURLWithPath: "\(project)/uv.toml"))
    let found = SettingsDiscovery.find(
      in: Path(project), variables: ProcessEnvironment([:]))
    _ = found.buildInfo(of: "p")
    _ = found.cacheDirectory
  },
  "pyvenv": { bytes in
    guard let project = scratch else { return }
    try? Data(bytes).write(to: URL(fileURLWithPath: "\(project)/pyvenv.cfg"))
    _ = PyvenvConfiguration(at: Path(project))
  },
]

import Formats
import Platform

/// uv's cache as one release of uv sees it; read only.
package struct BuildCache: Sendable {
  private let location: CacheLocation
  private let rules: Rules
  private let supportedTags: SupportedTags

  package init(_ location: CacheLocation, rules: Rules, supportedTags: SupportedTags) {
    self.location = location
    self.rules = rules
    self.supportedTags = supportedTags
  }

  /// What uv would find if it were to install the source now.
  ///
  /// `current` is what it computes of it, `build` the settings it would build with; nil where these
  /// cannot be told.
  package func build(
    of name: String, from source: LocalSource, current: CacheInfo?, build: BuildInfo?
  ) -> CachedBuild {
    let root: Path
    switch location {
    case .directory(let directory): root = directory
    case .disabled: return CachedBuild(.none, reason: "uv is told to use no cache")
    case .unknown: return CachedBuild(.unknown, reason: "uv's cache directory is not known")
    }
    guard let builds = rules.buildBucket else {
      return CachedBuild(.unknown, reason: "the cache of uv \(rules.release) is not known")
    }
    guard let current else {
      return CachedBuild(.unknown, reason: "what uv would record cannot be computed")
    }
    if source.isWheel {
      return wheel(name, source, current, in: root.appending(rules.wheelBucket))
    }
    return built(name, source, current, build, in: root.appending(builds))
  }

  // MARK: - Builds

  private func built(
    _ name: String, _ source: LocalSource, _ current: CacheInfo, _ build: BuildInfo?,
    in builds: Path
  ) -> CachedBuild {
    let kind = source.kind == .editable ? "editable" : "path"
    let entry = builds.appending("\(kind)/\(Self.digest(source.cacheURL))")
    let pointer: MessagePack
    switch read(entry.appending("revision.rev")) {
    case .absent: return CachedBuild(.none)
    case .unreadable: return CachedBuild(.unknown, reason: "the cache's entry cannot be read")
    case .value(let value): pointer = value
    }
    guard let parts = pointer.elements(["cache_info", "revision"]), parts.count == 2,
      let recorded = CacheInfo(parts[0]),
      let revision = parts[1].elements(["id", "hashes", "size"]), revision.count == 3,
      case .text(let id) = revision[0], Self.isName(id)
    else { return CachedBuild(.unknown, reason: "the cache's entry is of another form") }
    if recorded != current { return CachedBuild(.outdated, recorded: recorded) }

    var directory = entry.appending(id)
    guard let build, build.isEmpty || rules.hasKnownShards else {
      return CachedBuild(
        .unknown, recorded: recorded, reason: "the settings of the build cannot be told")
    }
    if !build.isEmpty {
      guard let shard = BuildDigest.of(build) else {
        return CachedBuild(
          .unknown, recorded: recorded, reason: "the settings of the build cannot be told")
      }
      directory = directory.appending(shard)
    }
    return wheel(of: name, in: directory, recorded)
  }

  /// The wheel that uv would choose: any that is there and fits; the name must be the project's.
  private func wheel(of name: String, in directory: Path, _ recorded: CacheInfo) -> CachedBuild {
    guard let opened = try? Directory.working.open(directory), let entries = try? opened.entries()
    else {
      return CachedBuild(.none, recorded: recorded, reason: "it holds no wheel")
    }
    var isUnknown = false
    for entry in entries {
      // The built wheel lies beside the link to what was unpacked from it, and does not count.
      guard let stem = entry.name.utf8Text, !stem.hasSuffix(".whl"),
        let filename = WheelFilename(stem: stem),
        opened.has(entry.name)
      else { continue }
      if filename.name != name { continue }
      switch filename.fits(supportedTags) {
      case true?:
        return CachedBuild(.usable, recorded: recorded, version: filename.version)
      case nil: isUnknown = true
      case false?: continue
      }
    }
    return isUnknown
      ? CachedBuild(
        .unknown, recorded: recorded, reason: "whether its wheel fits the interpreter is not known")
      : CachedBuild(.none, recorded: recorded, reason: "it holds no wheel for this interpreter")
  }

  // MARK: - Wheels

  private func wheel(
    _ name: String, _ source: LocalSource, _ current: CacheInfo, in bucket: Path
  ) -> CachedBuild {
    let directory = bucket.appending("url/\(Self.digest(source.url))/\(name)")
    let files = ((try? Directory.working.open(directory).entries()) ?? [])
      .filter { $0.name.bytes.suffix(4).elementsEqual(".rev".utf8) }
    guard let file = files.first else { return CachedBuild(.none) }
    guard case .value(let pointer) = read(directory.appending(file.name.bytes)),
      let parts = pointer.elements(["timestamp", "archive"]), parts.count == 2,
      let time = Timestamp(parts[0])
    else { return CachedBuild(.unknown, reason: "the cache's entry cannot be read") }
    let recorded = CacheInfo(timestamp: time)
    return CachedBuild(recorded == current ? .usable : .outdated, recorded: recorded)
  }

  // MARK: - Parts

  static func digest(_ url: String) -> String {
    var hash = SeaHash()
    hash.take(url)
    return hash.hexadecimal
  }

  /// A single component, so that a hostile entry cannot lead elsewhere.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text != "." && text != ".." && !text.utf8.contains(0x2F)
      && !text.utf8.contains(0)
  }

  private enum Reading {
    case absent, unreadable
    case value(MessagePack)
  }

  private func read(_ path: Path) -> Reading {
    do throws(FileError) {
      guard let bytes = try Directory.working.readIfPresent(path, limit: 16 << 20) else {
        return .absent
      }
      return (try? MessagePack.read(bytes)).map(Reading.value) ?? .unreadable
    } catch {
      return error.isNotFound ? .absent : .unreadable
    }
  }
}

extension LocalSource {
  /// A local wheel, which needs no build.
  package var isWheel: Bool {
    guard kind == .archive, let name = path?.name else { return false }
    return name.suffix(4).elementsEqual(".whl".utf8)
  }

  /// The URL by which uv names its entry of the cache.
  fileprivate var cacheURL: String {
    url.utf8.last == 0x2F && url.utf8.count > 1 ? String(url.dropLast()) : url
  }
}

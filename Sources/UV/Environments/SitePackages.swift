import Formats
import Glibc
import Platform

/// A directory of installed distributions.
package struct SitePackages: Sendable {
  /// An entry that may be a distribution.
  package struct Entry: Sendable {
    package let name: String
    let kind: FileKind
    let form: Form

    enum Form: CaseIterable {
      case distInfo, eggInfo, eggLink

      private var suffix: StaticString {
        switch self {
        case .distInfo: ".dist-info"
        case .eggInfo: ".egg-info"
        case .eggLink: ".egg-link"
        }
      }

      init?(of name: UnsafeRawBufferPointer) {
        let form = Self.allCases.first { form in
          let suffix = UnsafeRawBufferPointer(
            start: form.suffix.utf8Start, count: form.suffix.utf8CodeUnitCount)
          return name.count >= suffix.count && name.suffix(suffix.count).elementsEqual(suffix)
        }
        guard let form else { return nil }
        self = form
      }
    }
  }

  package let directory: Directory
  /// Sorted by name, as uv takes them.
  package let entries: [Entry]

  /// Lists a directory.
  ///
  /// One that is not there is an empty one.
  package init?(_ path: Path) throws(FileError) {
    do throws(FileError) {
      directory = try Directory.working.open(path)
    } catch {
      if error.isNotFound { return nil }
      throw error
    }
    let found = try directory.sortedEntries { Entry.Form(of: $0) != nil }
    entries = found.compactMap { entry in
      // uv takes a dist-info only if it is a directory itself.
      guard let form = entry.name.bytes.withUnsafeBytes({ Entry.Form(of: $0) }),
        form != .distInfo || entry.kind == .directory, let name = entry.name.utf8Text
      else { return nil }
      return Entry(name: name, kind: entry.kind, form: form)
    }
  }

  /// What an entry turns out to be.
  package enum Reading: Sendable {
    case distribution(Distribution)
    /// Passed over by uv, with the reason if uv warns of it.
    case skipped(warning: String?)
  }

  /// What is read beyond what the verdicts on local installs need.
  package struct Extent: Sendable {
    /// Whose INSTALLER is read, which no verdict needs.
    package enum Installers: Sendable {
      case none
      /// Of all but registry installs.
      case local
      case all
    }

    let installers: Installers
    /// Whether WHEEL is read of registry installs, too.
    ///
    /// It says whether uv replaces them, which only who shows them asks: a sixth of the time of a
    /// `check`.
    let registryWheels: Bool

    package init(installers: Installers = .none, registryWheels: Bool = true) {
      self.installers = installers
      self.registryWheels = registryWheels
    }
  }

  /// Reads one entry: four files at most, and INSTALLER if it is asked for, all relative to the
  /// open directory.
  package func read(_ entry: Entry, _ extent: Extent = Extent()) -> Reading {
    let reading = read(entry, registryWheels: extent.registryWheels)
    guard extent.installers != .none, case .distribution(let distribution) = reading,
      extent.installers == .all || distribution.origin != .registry
    else { return reading }
    let file = Path(Array("\(entry.name)/INSTALLER".utf8))
    return .distribution(
      distribution.installed(
        by: (try? directory.readIfPresent(file)).flatMap { Self.installer($0) }))
  }

  private func read(_ entry: Entry, registryWheels: Bool) -> Reading {
    if entry.name.utf8.first == UInt8(ascii: "~") {
      return .skipped(
        warning: "\(entry.name) is left from an interrupted install; uv passes it over")
    }
    switch entry.form {
    case .distInfo: return distInfo(entry.name, registryWheels: registryWheels)
    case .eggInfo: return eggInfo(entry)
    case .eggLink: return eggLink(entry)
    }
  }

  /// The tool that installed a distribution, from INSTALLER.
  package static func installer(of distribution: Distribution) -> String? {
    let file = distribution.path.appending("INSTALLER")
    return (try? Directory.working.readIfPresent(file)).flatMap { installer($0) }
  }

  private static func installer(_ content: [UInt8]?) -> String? {
    guard let content, content.count <= 4096,
      let text = content.utf8Text
    else { return nil }
    let name = text.prefix { !$0.isNewline }.trimmingBlanks
    return name.isEmpty ? nil : name
  }

  // MARK: - dist-info

  private func distInfo(_ directoryName: String, registryWheels: Bool) -> Reading {
    let bytes = Array(directoryName.utf8)
    let stem = bytes.dropLast(".dist-info".utf8.count)
    guard let dash = stem.firstIndex(of: UInt8(ascii: "-")) else { return .skipped(warning: nil) }
    let path = directory.path.appending(bytes)
    let name = PackageName(utf8: stem[..<dash])
    let version = PackageVersion(String(decoding: stem[(dash + 1)...], as: UTF8.self))
    guard let name, let version else {
      let text = String(decoding: stem[..<dash], as: UTF8.self)
      let what = name == nil ? "`\(text)` is not a name" : "its version does not parse"
      return .distribution(
        broken(
          String(decoding: stem, as: UTF8.self), at: path,
          Distribution.Fault(path: path, message: "\(directoryName): \(what)"))
      )
    }

    var urlFault: Distribution.Fault?
    let urlFile = optional(Path(bytes + Self.urlFile), fault: &urlFault)
    // A registry install has no record: that is asked at half the price of an open.
    let isExpected = urlFile != nil || urlFault != nil
    var fault: Distribution.Fault?
    let record = optional(Path(bytes + Self.record), isExpected: isExpected, fault: &fault)
    let buildRecord = optional(
      Path(bytes + Self.buildRecord), isExpected: isExpected, fault: &fault)
    fault = fault ?? urlFault
    var warning: String?
    var origin = Distribution.Origin.registry
    if let urlFile {
      do throws(JSONError) {
        origin = try Self.origin(DirectURL(urlFile), warning: &warning)
      } catch {
        origin = .unknown
        fault =
          fault
          ?? Distribution.Fault(
            path: path.appending("direct_url.json"),
            message: "direct_url.json: \(error.description)")
      }
    } else if urlFault != nil {
      origin = .unknown
    }
    let tags =
      registryWheels || origin != .registry ? wheelTags(Path(bytes + Self.wheel)) : nil
    return .distribution(
      Distribution(
        name: name.normalized, version: version.normalized, path: path, origin: origin,
        record: record, buildRecord: buildRecord, fault: fault, warning: warning
      ).built(for: tags))
  }

  private static let urlFile = Array("/direct_url.json".utf8)
  private static let record = Array("/uv_cache.json".utf8)
  private static let buildRecord = Array("/uv_build.json".utf8)
  private static let wheel = Array("/WHEEL".utf8)

  /// An unreadable file is as good as none: uv compares nothing then.
  private func wheelTags(_ file: Path) -> WheelTags? {
    let content = try? directory.readIfPresent(file, limit: 1 << 16)
    return content.flatMap { $0 }.flatMap { WheelTags($0) }
  }

  /// A file of a dist-info: nil if it is not there, a fault if it is there and cannot be read.
  private func optional(
    _ file: Path, isExpected: Bool = true, fault: inout Distribution.Fault?
  ) -> [UInt8]? {
    if !isExpected, directory.lacks(file) { return nil }
    do throws(FileError) {
      return try directory.readIfPresent(file)
    } catch {
      if fault == nil {
        let name = String(decoding: file.name, as: UTF8.self)
        fault = Distribution.Fault(path: error.path, message: "\(name): \(error.reason)")
      }
      return nil
    }
  }

  private static func origin(
    _ direct: DirectURL, warning: inout String?
  ) -> Distribution.Origin {
    guard let url = SourceURL(direct.url) else {
      warning = "direct_url.json holds no URL, so that uv takes it for a registry install"
      return .registry
    }
    let path: Path? = if case .path(let path) = url { path } else { nil }
    switch direct.kind {
    case .directory(let editable):
      return .local(
        LocalSource(
          url: direct.url, kind: editable == true ? .editable : .directory, path: path,
          directURL: direct))
    case .archive:
      if url == .remote { return .remoteArchive(url: direct.url) }
      return .local(LocalSource(url: direct.url, kind: .archive, path: path, directURL: direct))
    case .vcs: return .vcs(url: direct.url, direct.kind)
    }
  }

  private func broken(_ stem: String, at path: Path, _ fault: Distribution.Fault) -> Distribution {
    Distribution(
      name: stem, version: nil, path: path, origin: .unknown, record: nil, buildRecord: nil,
      fault: fault, warning: nil)
  }

  // MARK: - eggs

  private func eggInfo(_ entry: Entry) -> Reading {
    let stem = entry.name.dropLast(".egg-info".count)
    let parts = stem.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
    let path = directory.path.appending(entry.name)
    if parts.count >= 2 {
      guard let name = PackageName(parts[0]), let version = PackageVersion(parts[1]) else {
        return .distribution(
          broken(
            String(stem), at: path,
            Distribution.Fault(
              path: path, message: "\(entry.name): its name or version does not parse")))
      }
      return .distribution(egg(name.normalized, version.normalized, path, .eggInfo))
    }
    let isDirectory = (try? directory.status(of: Path(entry.name)))?.kind == .directory
    let file = isDirectory ? "\(entry.name)/PKG-INFO" : entry.name
    guard let found = nameAndVersion(inMetadata: Path(file)) else { return .skipped(warning: nil) }
    return .distribution(egg(found.name, found.version, path, .eggInfo))
  }

  private func eggLink(_ entry: Entry) -> Reading {
    let stem = String(entry.name.dropLast(".egg-link".count))
    let path = directory.path.appending(entry.name)
    let content: [UInt8]
    do throws(FileError) {
      content = try directory.read(Path(entry.name)).content
    } catch {
      if error.isNotFound { return .skipped(warning: nil) }
      return .distribution(
        broken(
          stem, at: path, Distribution.Fault(path: path, message: "\(entry.name): \(error.reason)"))
      )
    }
    guard let name = PackageName(stem), let text = content.utf8Text,
      let target = text.split(whereSeparator: \.isNewline).first?.trimmingBlanks, !target.isEmpty
    else { return .skipped(warning: nil) }
    let inside = stem.split { "-_.".contains($0) }.joined(separator: "_") + ".egg-info/PKG-INFO"
    guard let found = nameAndVersion(inMetadata: Path(target).appending(inside)),
      found.name == name.normalized
    else { return .skipped(warning: nil) }
    return .distribution(egg(name.normalized, found.version, path, .eggLink))
  }

  private func egg(
    _ name: String, _ version: String, _ path: Path, _ origin: Distribution.Origin
  ) -> Distribution {
    Distribution(
      name: name, version: version, path: path, origin: origin, record: nil, buildRecord: nil,
      fault: nil, warning: nil)
  }

  private func nameAndVersion(inMetadata file: Path) -> (name: String, version: String)? {
    guard let content = try? directory.read(file, limit: 4 << 20).content else { return nil }
    var name: String?
    var version: String?
    for line in String(decoding: content, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    {
      if line.isEmpty { break }
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].trimmingBlanks
      switch line[..<colon].lowercased() {
      case "name": name = name ?? PackageName(value)?.normalized
      case "version": version = version ?? PackageVersion(value)?.normalized
      default: break
      }
    }
    guard let name, let version else { return nil }
    return (name, version)
  }
}

extension StringProtocol {
  var trimmingBlanks: String {
    let start = drop { $0 == " " || $0 == "\t" }
    guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" && $0 != "\r" }) else {
      return ""
    }
    return String(start[...last])
  }
}

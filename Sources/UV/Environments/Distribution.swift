import Platform

/// One installed distribution, as its directory in site-packages tells it.
package struct Distribution: Hashable, Sendable {
  /// Normalised; the directory's stem where that is not a name.
  package let name: String
  /// Normalised; nil where there is none or it is not a version.
  package let version: String?
  /// The `.dist-info`, `.egg-info` or `.egg-link`, absolute.
  package let path: Path
  package let origin: Origin
  /// `uv_cache.json` as bytes, nil if it is not there.
  package private(set) var record: [UInt8]?
  /// `uv_build.json` as bytes, nil if it is not there.
  package private(set) var buildRecord: [UInt8]?
  /// What makes uv fail on the whole environment.
  package let fault: Fault?
  /// What uv warns of.
  package let warning: String?
  /// The tool that installed it; nil unless it was asked for, and where INSTALLER does not tell.
  package private(set) var installer: String?
  /// What its WHEEL file says it was built for; nil without one.
  package private(set) var wheelTags: WheelTags?

  package init(
    name: String, version: String?, path: Path, origin: Origin, record: [UInt8]?,
    buildRecord: [UInt8]?, fault: Fault?, warning: String?
  ) {
    self.name = name
    self.version = version
    self.path = path
    self.origin = origin
    self.record = record
    self.buildRecord = buildRecord
    self.fault = fault
    self.warning = warning
  }

  /// Where an install came from.
  package enum Origin: Hashable, Sendable {
    /// A directory or archive on this machine.
    case local(LocalSource)
    case remoteArchive(url: String)
    case vcs(url: String, DirectURL.Kind)
    case registry
    case eggInfo
    case eggLink
    /// `direct_url.json` cannot be read.
    case unknown
  }

  /// An entry that uv cannot take: every uv command on this environment fails while it is there.
  package struct Fault: Hashable, Sendable {
    /// The file or directory to remove.
    package let path: Path
    package let message: String
  }
}

/// A source on this machine that an install came from.
package struct LocalSource: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case editable, directory, archive
  }

  /// Verbatim from direct_url.json.
  package let url: String
  package let kind: Kind
  /// Nil if the URL names none: another host, or nothing.
  package let path: Path?
  package let directURL: DirectURL

  package init(url: String, kind: Kind, path: Path?, directURL: DirectURL) {
    self.url = url
    self.kind = kind
    self.path = path
    self.directURL = directURL
  }
}

extension Distribution {
  /// The same install without the bytes of its records, which may be large and are read once.
  package consuming func withoutRecords() -> Distribution {
    record = nil
    buildRecord = nil
    return self
  }

  /// The same with the tags of its WHEEL file.
  consuming func built(for tags: WheelTags?) -> Distribution {
    wheelTags = tags
    return self
  }

  /// The same with what INSTALLER says.
  consuming func installed(by installer: String?) -> Distribution {
    self.installer = installer
    return self
  }

  /// Whether all of it is written: INSTALLER comes last, of uv's own files.
  package var isFinished: Bool {
    origin == .eggInfo || origin == .eggLink
      || Directory.working.has(path.appending("INSTALLER"))
  }

  /// The source if it is on this machine.
  package var localSource: LocalSource? {
    if case .local(let source) = origin { return source }
    return nil
  }

  /// What the JSON output calls this kind of install; nil where it is not known.
  package var kindName: String? {
    switch origin {
    case .local(let source):
      switch source.kind {
      case .editable: "editable"
      case .directory: "directory"
      case .archive: "archive"
      }
    case .remoteArchive: "url"
    case .vcs: "vcs"
    case .registry: "registry"
    case .eggInfo: "egg-info"
    case .eggLink: "egg-link"
    case .unknown: nil
    }
  }
}

import Glibc
import Platform

/// What uv would record of a source now, and how it came about.
package struct ComputedInfo: Hashable, Sendable {
  package let info: CacheInfo
  /// The file with the greatest ctime, relative to the source; nil if no file counts.
  package let newest: Path?
  /// Its status, from the same system call.
  package let newestStatus: FileStatus?
  /// The keys in force; nil for an archive, which has none.
  package let keys: CacheKeyList?
  /// Whether uv can build it: an archive, or a directory with a pyproject.toml or setup.py.
  package let isBuildable: Bool
  package let warnings: [KeyWarning]

  package init(
    info: CacheInfo, newest: Path?, newestStatus: FileStatus?, keys: CacheKeyList?,
    isBuildable: Bool, warnings: [KeyWarning]
  ) {
    self.info = info
    self.newest = newest
    self.newestStatus = newestStatus
    self.keys = keys
    self.isBuildable = isBuildable
    self.warnings = warnings
  }
}

/// Why uv cannot compute anything for a source.
package enum ComputationFailure: Error, Hashable, Sendable {
  case sourceUnreadable(FileError)
  case invalidKeys(InvalidKeyList)
  case badGlob(BadGlob)
}

/// A file that a key brings in.
package struct KeyMatch: Sendable {
  /// The index of the key in the list.
  package let key: Int
  /// Relative to the project.
  package let path: Path
  package let status: FileStatus
}

/// Computes the CacheInfo of sources, as uv of one release would.
///
/// Safe to use from many threads; what several projects share (a repository) is read once.
package final class CacheInfoComputer: Sendable {
  package let rules: Rules
  private let environment: ProcessEnvironment
  private let repositories: Repositories

  package init(rules: Rules, environment: ProcessEnvironment) {
    self.rules = rules
    self.environment = environment
    repositories = Repositories(rules: rules)
  }

  /// Computes what uv would record for the source at an absolute path.
  ///
  /// An archive (any regular file) has its own ctime and nothing else. `extra` keys are computed as
  /// if the manifest held them after its own, `keys` as if it declared them and no others. `observe`
  /// is told of every file that counts.
  package func compute(
    _ source: Path, keys: [CacheKey]? = nil, extra: [CacheKey] = [],
    observe: ((KeyMatch) -> Void)? = nil
  ) throws(ComputationFailure) -> ComputedInfo {
    let project: Directory
    do throws(FileError) {
      project = try Directory.working.locate(source)
    } catch {
      if error.code == ENOTDIR { return try archive(source) }
      throw .sourceUnreadable(error)
    }
    var manifest: (content: [UInt8], status: FileStatus)?
    var unreadable: SourceProject?
    do throws(FileError) {
      manifest = try project.read("pyproject.toml")
    } catch {
      if error.isOfTheMoment { throw .sourceUnreadable(error) }
      if !error.isNotFound { unreadable = SourceProject(fault: "cannot be read: \(error.reason)") }
    }
    var list: CacheKeyList
    do throws(InvalidKeyList) {
      if let keys {
        list = CacheKeyList(keys: keys, line: 1)
      } else {
        list = try CacheKeyList.read(manifest?.content, rules: rules)
      }
    } catch {
      throw .invalidKeys(error)
    }
    if let unreadable { list = CacheKeyList(keys: list.keys, project: unreadable) }
    if !extra.isEmpty {
      list = CacheKeyList(
        keys: list.keys + extra, line: list.line, ignored: list.ignored, project: list.project)
    }
    var state = Computation(project: project, list: list, observe: observe)
    if let ignored = list.ignored { state.warnings.append(.listIgnored(ignored)) }
    for (index, key) in list.keys.enumerated() {
      switch key {
      case .file(let text) where rules.hasGlobs && CacheKey.isGlob(text):
        state.globs.append((index, text))
      case .file("pyproject.toml") where manifest != nil && readsFromProject(list):
        if let manifest { state.count("pyproject.toml", manifest.status, key: index) }
      case .file(let text):
        state.countFile(text, key: index, in: readsFromProject(list) ? project : .working)
      case .directory(let text): state.addDirectory(text, birthTimes: rules.readsBirthTimes)
      case .environment(let name):
        let value = environment.text(of: name)
        state.variables.append(NamedValue(ByteString(name), value.map { ByteString($0) }))
      case .git(let commit, let tags): readGit(commit: commit, tags: tags, into: &state)
      }
    }
    do throws(BadGlob) {
      try state.walkGlobs(rules)
    } catch {
      throw .badGlob(error)
    }
    // uv warns of these too and goes on, but need not meet them: what was left out tells nothing.
    if let error = state.warnings.lazy.compactMap(\.unread).first(where: \.isOfTheMoment) {
      throw .sourceUnreadable(error)
    }
    state.isBuildable = manifest != nil || project.has("pyproject.toml") || project.has("setup.py")
    return state.result
  }

  private func archive(_ source: Path) throws(ComputationFailure) -> ComputedInfo {
    let status: FileStatus
    do throws(FileError) {
      status = try Directory.working.status(of: source)
    } catch {
      throw .sourceUnreadable(error)
    }
    let isFile = status.kind == .regular
    return ComputedInfo(
      info: CacheInfo(timestamp: isFile ? status.changed : nil),
      newest: isFile ? Path(source.name) : nil, newestStatus: isFile ? status : nil, keys: nil,
      isBuildable: isFile, warnings: [])
  }

  /// The default keys always belong to the project; declared ones do since uv 0.4.10.
  private func readsFromProject(_ list: CacheKeyList) -> Bool {
    rules.keysAreRelativeToProject || !list.isDeclared
  }

  private func readGit(commit: Bool, tags: Bool, into state: inout Computation) {
    if !commit && !tags { return }
    let refs = repositories.refs(around: state.project.path, commit: commit, tags: tags)
    state.warnings += refs.warnings
    if commit {
      switch refs.commit {
      case .success(let id): state.commit = id
      case .failure(let failure): state.warnings.append(.commitUnread(failure))
      case nil: break
      }
    }
    if tags {
      switch refs.tags {
      case .success(let all): state.tags = all
      case .failure(let failure): state.warnings.append(.tagsUnread(failure))
      case nil: break
      }
    }
  }
}

/// A computation in progress.
private struct Computation {
  let project: Directory
  let list: CacheKeyList
  let observe: ((KeyMatch) -> Void)?
  var globs: [(key: Int, text: String)] = []
  var variables: [NamedValue<ByteString?>] = []
  var commit: ByteString?
  var tags: NamedValues<ByteString>?
  var warnings: [KeyWarning] = []
  var isBuildable = false
  private var directories: [NamedValue<DirectoryStamp?>] = []
  private var newest: (status: FileStatus, path: Path)?

  init(project: Directory, list: CacheKeyList, observe: ((KeyMatch) -> Void)?) {
    self.project = project
    self.list = list
    self.observe = observe
  }

  var result: ComputedInfo {
    ComputedInfo(
      info: CacheInfo(
        timestamp: newest?.status.changed, commit: commit, tags: tags,
        environment: NamedValues(variables), directories: NamedValues(directories)),
      newest: newest?.path, newestStatus: newest?.status, keys: list, isBuildable: isBuildable,
      warnings: warnings)
  }

  /// Of files with the same ctime the first is named, as in uv's log.
  mutating func count(_ path: @autoclosure () -> Path, _ status: FileStatus, key: Int) {
    if newest.map({ status.changed > $0.status.changed }) ?? true { newest = (status, path()) }
    observe?(KeyMatch(key: key, path: path(), status: status))
  }

  mutating func countFile(_ text: String, key: Int, in directory: Directory) {
    do throws(FileError) {
      let status = try self.status(of: text, in: directory)
      if status.kind == .regular {
        count(Path(text), status, key: key)
      } else {
        warnings.append(.notAFile(key: text))
      }
    } catch {
      if !error.isNotFound { warnings.append(.unreadableFile(key: text, error)) }
    }
  }

  mutating func addDirectory(_ text: String, birthTimes: Bool) {
    do throws(FileError) {
      let status = try self.status(of: text, in: project)
      guard status.kind == .directory else {
        warnings.append(.notADirectory(key: text))
        return
      }
      let born = birthTimes ? status.born.map(DirectoryStamp.born) : nil
      directories.append(NamedValue(ByteString(text), born ?? .inode(status.inode)))
    } catch {
      if error.isNotFound {
        directories.append(NamedValue(ByteString(text), nil))
      } else {
        warnings.append(.unreadableDirectory(key: text, error))
      }
    }
  }

  mutating func walkGlobs(_ rules: Rules) throws(BadGlob) {
    let groups = rules.clustersGlobs ? GlobGroup.cluster(globs) : GlobGroup.unclustered(globs)
    for group in groups {
      var walk = try GlobWalk(group, rules: rules)
      var warned: [KeyWarning] = []
      walk.run(in: project, newestOnly: observe == nil) { event in
        switch event {
        case .directory: break
        case .match(let match): count(match.path, match.status, key: match.key)
        case .warning(let warning): warned.append(warning)
        }
      }
      warnings += warned
    }
  }

  /// uv uses whole paths, whose length the kernel limits.
  private func status(of text: String, in directory: Directory) throws(FileError) -> FileStatus {
    let whole = text.utf8.first == 0x2F ? 0 : directory.path.bytes.count + 1
    if whole + text.utf8.count >= PATH_MAX {
      throw FileError(code: ENAMETOOLONG, path: directory.path.appending(text))
    }
    return try directory.status(of: text.isEmpty ? "." : Path(text))
  }
}

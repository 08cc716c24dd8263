import Platform

/// What an install's own files tell people about it; read only when it is in view.
package struct PackageFacts: Hashable, Sendable {
  package let metadata: CoreMetadata?
  /// Bytes of all files that RECORD lists; nil without RECORD.
  package let size: Int?
  package let fileCount: Int?
  package let installer: String?
  /// Whether somebody asked for it by name; a dependency otherwise.
  package let isRequested: Bool
  /// What `entry_points.txt` lists, as `group: name = object`.
  package let entryPoints: [String]
  /// The first of the files that RECORD lists.
  package let files: [InstalledFiles.File]

  /// `files` are those of its RECORD.
  package init(of distribution: Distribution, files: InstalledFiles?) {
    metadata = CoreMetadata(of: distribution)
    size = files?.size
    fileCount = files?.files.count
    installer = SitePackages.installer(of: distribution)
    isRequested = Directory.working.has(distribution.path.appending("REQUESTED"))
    entryPoints = Self.entryPoints(
      (try? Directory.working.read(distribution.path.appending("entry_points.txt"), limit: 1 << 20))?
        .content ?? [])
    // RECORD says neither its own size nor that of compiled modules.
    let site = distribution.path.parent ?? "/"
    self.files = (files?.files.prefix(2000) ?? []).map { file in
      InstalledFiles.File(
        path: file.path,
        size: file.size
          ?? (try? Directory.working.status(of: site.appending(file.path.bytes))).map {
            Int($0.size)
          })
    }
  }

  /// Lines `name = object` below `[group]`, as the packaging guide's "entry points" has them.
  static func entryPoints(_ content: [UInt8]) -> [String] {
    var group = ""
    var found: [String] = []
    for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let line = line.trimmed
      if line.isEmpty || line.first == "#" || line.first == ";" { continue }
      if line.first == "[" {
        group = String(line.dropFirst().prefix { $0 != "]" })
      } else {
        found.append("\(group): \(line)")
      }
    }
    return found
  }

  package init(
    metadata: CoreMetadata?, size: Int?, fileCount: Int?, installer: String?, isRequested: Bool,
    entryPoints: [String] = [], files: [InstalledFiles.File] = []
  ) {
    self.metadata = metadata
    self.size = size
    self.fileCount = fileCount
    self.installer = installer
    self.isRequested = isRequested
    self.entryPoints = entryPoints
    self.files = files
  }
}

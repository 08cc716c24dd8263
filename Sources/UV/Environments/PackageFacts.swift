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

  /// `files` are those of its RECORD.
  package init(of distribution: Distribution, files: InstalledFiles?) {
    metadata = CoreMetadata(of: distribution)
    size = files?.size
    fileCount = files?.files.count
    installer = SitePackages.installer(of: distribution)
    isRequested = Directory.working.has(distribution.path.appending("REQUESTED"))
  }

  package init(
    metadata: CoreMetadata?, size: Int?, fileCount: Int?, installer: String?, isRequested: Bool
  ) {
    self.metadata = metadata
    self.size = size
    self.fileCount = fileCount
    self.installer = installer
    self.isRequested = isRequested
  }
}
